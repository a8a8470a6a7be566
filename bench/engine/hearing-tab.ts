// A tab's engine as it runs behind the page, at its end of the links: real agent, core, codec, signatures and study.
import { Agent } from "../../agent/agent.ts";
import { LinkMux } from "../../agent/link/link-mux.ts";
import { decodeFrame, encodeFrame, tagOf } from "../../agent/link/mux-frame.ts";
import type { Transport, TransportEvents, Verifier } from "../../agent/ports.ts";
import { MemorySegmentStore } from "../../agent/store/memory-segment-store.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { loadPruner, loadSampler } from "../../agent/work/search-methods.ts";
import { specWith } from "../../study/spec/spec.ts";
import { proofBytes } from "../../swarm/link/handshake.ts";
import { decodeMessage, encodeMessage } from "../../swarm/wire/codec.ts";
import { type HelloMessage, type Message, PROTOCOL_VERSION } from "../../swarm/wire/message.ts";
import type { Signatures } from "../../worker/identity/signatures.ts";

export const STUDY_ID = "S".repeat(43);
const TAG = tagOf(STUDY_ID);
const HANDSHAKE_MS = 2_000;

const spec = specWith({
  name: "heard",
  objective: { language: "javascript", source: "" },
  sampler: { name: "tpe" },
  pruner: { name: "none" },
  budget: { kind: "open", trialsPerRound: 10 },
  trialTimeoutMs: 60_000,
  maxPeers: 100,
  listed: false,
  author: { key: "", name: "" },
  createdMs: 1_700_000_000_000,
});

/** As the transport hands it over. */
export const frameOf = (message: Uint8Array): Uint8Array => encodeFrame("data", TAG, message);

export class HearingTab {
  readonly clock = new VirtualClock();
  readonly #agent: Agent;
  readonly #verifier: WatchedVerifier;
  readonly #wire = new Wire();

  private constructor(agent: (tab: HearingTab) => Agent, verifier: Verifier) {
    this.#verifier = new WatchedVerifier(verifier);
    this.#agent = agent(this);
  }

  /** A tab that watches, with so many neighbours who have proven their keys. */
  static async open(signatures: Signatures, neighbours: number): Promise<HearingTab> {
    const signer = await signatures.signer(new Uint8Array(32).fill(1));
    const [sampler, pruner] = [await loadSampler(spec), await loadPruner(spec)];
    const tab = new HearingTab(
      ({ clock, channel, verifier }) =>
        new Agent({
          studyId: STUDY_ID,
          spec,
          sampler,
          pruner,
          signer,
          verifier,
          logNonce: new Uint8Array(16).fill(2),
          seed: new Uint8Array(32).fill(3),
          clock,
          store: new MemorySegmentStore(),
          channel,
          rendezvous: null,
          runner: null,
          program: null,
          profileName: "a tab",
          cores: 0,
          maxCores: 2,
          onChange: () => {},
        }),
      signatures,
    );
    const started = tab.#agent.start();
    await tab.pass(0);
    await started;
    for (let link = 1; link <= neighbours; link++) await tab.#meet(link, signatures);
    await tab.pass(HANDSHAKE_MS);
    return tab;
  }

  get channel(): Transport {
    return new LinkMux(this.#wire, this.clock).open(STUDY_ID);
  }

  get verifier(): Verifier {
    return this.#verifier;
  }

  /** Trials of others that the tab holds. */
  get held(): number {
    return this.#agent.snapshot().heldCount;
  }

  /** A frame comes in over a link. */
  receive(link: number, frame: Uint8Array): void {
    this.#wire.receive(link, frame);
  }

  /** Resolves when every signature that is being checked has been. */
  checked(): Promise<void> {
    return this.#verifier.idle();
  }

  /** Lets time pass, ticks included. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.checked();
  }

  async #meet(link: number, signatures: Signatures): Promise<void> {
    const signer = await signatures.signer(new Uint8Array(32).fill(100 + link));
    const hello: HelloMessage = {
      type: "hello",
      minVersion: PROTOCOL_VERSION,
      maxVersion: PROTOCOL_VERSION,
      publicKey: signer.publicKey,
      handshakeNonce: new Uint8Array(16).fill(link),
      logNonce: new Uint8Array(16).fill(link),
      address: `neighbour-${link}`,
      priority: false,
      liveLogs: 0,
    };
    const say = (message: Message): void => this.receive(link, frameOf(encodeMessage(message)));
    this.#wire.open(link, hello.address);
    this.receive(link, encodeFrame("open", TAG));
    const theirs = this.#wire.helloOn(link);
    say(hello);
    await this.pass(0);
    say({ type: "proof", signature: await signer.sign(proofBytes(STUDY_ID, hello, theirs)) });
    await this.pass(0);
  }
}

/** Counts what is under way, so that a bench can wait without spinning. */
class WatchedVerifier implements Verifier {
  readonly #verifier: Verifier;
  #underWay = 0;
  #whenIdle: (() => void)[] = [];

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  async verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
    this.#underWay += 1;
    const holds = await this.#verifier.verify(publicKey, bytes, signature);
    this.#underWay -= 1;
    if (this.#underWay === 0) for (const done of this.#whenIdle.splice(0)) setImmediate(done);
    return holds;
  }

  async idle(): Promise<void> {
    while (this.#underWay > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }
}

/** The page's end of the links: takes what is sent, of which only the hello is looked at. */
class Wire implements Transport {
  #events: TransportEvents | null = null;
  readonly #hellos = new Map<number, HelloMessage>();

  address = (): string => "a-tab";
  connect = (): void => {};
  close = (): void => {};

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  send(link: number, bytes: Uint8Array): boolean {
    if (this.#hellos.has(link)) return true;
    const frame = decodeFrame(bytes);
    const decoded = typeof frame === "string" || frame.kind !== "data" ? null : decodeMessage(frame.payload);
    if (decoded?.ok === true && decoded.message.type === "hello") this.#hellos.set(link, decoded.message);
    return true;
  }

  open(link: number, address: string): void {
    this.#events?.onLinkOpened(link, address, "simulated", true);
  }

  receive(link: number, frame: Uint8Array): void {
    this.#events?.onMessage(link, frame);
  }

  helloOn(link: number): HelloMessage {
    const hello = this.#hellos.get(link);
    if (hello === undefined) throw new Error(`No hello came over link ${link}.`);
    return hello;
  }
}
