// Mutated messages against a live core, through the codec and the checks of signatures, as a tab's engine takes them.
import fc from "fast-check";
import { choice, integer, type Rng, rngFromSeed } from "../../study/rng.ts";
import { headerOf, segmentLog } from "../../swarm/log/segment.ts";
import { fakeLog, pushOf } from "../../swarm/simulator/fake-segments.ts";
import { fakeKey, fakeVerify } from "../../swarm/simulator/fake-signer.ts";
import { STUDY_ID } from "../../swarm/simulator/participant.ts";
import { SwarmCore } from "../../swarm/swarm-core.ts";
import { arbitraryMessage } from "../../swarm/testing/arbitrary-message.ts";
import { decodeMessage, encodeMessage } from "../../swarm/wire/codec.ts";
import { type HelloMessage, type Message, PROTOCOL_VERSION } from "../../swarm/wire/message.ts";
import { signaturesToCheck } from "../../swarm/wire/signatures.ts";
import { HeapSamples } from "./heap-samples.ts";
import { mutateBytes } from "./mutate-bytes.ts";

/** Of the engine's thread; a message that takes more holds up all others. */
export const MAX_MESSAGE_MS = 100;
const LINKS = 3;
/** A core begins anew, as a tab does: what others did to it must not hide what comes later. */
const INPUTS_OF_A_CORE = 20_000;
/** Neighbours that the core may send off at once before it counts as a fault. */
const MAX_TRIES = 50;
const STEP_MS = 20;
const INPUTS_PER_TICK = 50;
const UNCHANGED = 0.05;
const MAX_FAULTS = 20;
/** So that all of it is used, and full, in a core's short life. */
const BOUNDS = { bytes: 4 << 20, bytesPerKey: 1 << 20, logs: 500, logsPerKey: 64 };

export interface MessageFuzz {
  /** Refused by the codec. */
  refused: number;
  /** Messages, of which a signature does not hold. */
  forged: number;
  /** Handed to a core although no signature was looked at. */
  believed: number;
  /** Handed to a core, all signatures checked. */
  taken: number;
  readonly slow: number;
  readonly slowestMs: number;
  links: number;
  readonly faults: string[];
  heapFirst: number;
  heapLast: number;
}

/** An input that was slow is tried again so often: collecting garbage, or another program, may have held it up. */
const TRIED_AGAIN = 2;
/** Slow inputs tried again at most: each needs all that its core took before. */
const MAX_TRIED_AGAIN = 10;

/** Every second input is believed, whoever signed it, so that what lies behind the checks is reached, too. */
export function fuzzMessages(inputs: number, seed: number): MessageFuzz {
  const run = new Run(seed, 0);
  const heap = new HeapSamples(inputs);
  const slowAt: number[] = [];
  let [slow, slowestMs] = [0, 0];
  for (let at = 0; at < inputs; at++) {
    heap.sampleAt(at);
    const tookMs = run.tryInput(at);
    if (tookMs > MAX_MESSAGE_MS) slowAt.push(at);
    else slowestMs = Math.max(slowestMs, tookMs);
  }
  const { heapFirst, heapLast } = heap.medians;
  for (const [i, at] of slowAt.entries()) {
    const leastMs = i < MAX_TRIED_AGAIN ? againMs(seed, at) : Number.POSITIVE_INFINITY;
    slowestMs = Math.max(slowestMs, leastMs);
    if (leastMs > MAX_MESSAGE_MS) slow += 1;
  }
  return { ...run.counts, slow, slowestMs, heapFirst, heapLast };
}

/** The least that this input takes, of a few times, with cores that have taken all that those had before it. */
function againMs(seed: number, at: number): number {
  const from = at - (at % INPUTS_OF_A_CORE);
  const times = Array.from({ length: TRIED_AGAIN }, () => {
    const run = new Run(seed, from);
    for (let before = from; before < at; before++) run.tryInput(before);
    return run.tryInput(at);
  });
  return Math.min(...times);
}

class Run {
  readonly counts: Omit<MessageFuzz, "heapFirst" | "heapLast" | "slow" | "slowestMs"> = {
    refused: 0,
    forged: 0,
    believed: 0,
    taken: 0,
    links: 0,
    faults: [],
  };
  readonly #seed: number;
  readonly #originals: readonly Uint8Array[];
  #strict: LiveCore;
  #credulous: LiveCore;

  /** `from`: the first input, with which a core begins. */
  constructor(seed: number, from: number) {
    this.#seed = seed;
    this.#originals = [...fc.sample(arbitraryMessage, { numRuns: 500, seed }), ...nearTruth(), ...nearTruth()].map(
      encodeMessage,
    );
    [this.#strict, this.#credulous] = [new LiveCore(seed, from), new LiveCore(seed, from + 1)];
  }

  /** Which it is follows from the seed and its number. Returns what it took, ms of the thread. */
  tryInput(at: number): number {
    if (at % INPUTS_OF_A_CORE === 0 && at > 0) {
      this.counts.links += this.#strict.linksOpened + this.#credulous.linksOpened;
      [this.#strict, this.#credulous] = [new LiveCore(this.#seed, at), new LiveCore(this.#seed, at + 1)];
    }
    const rng = rngFromSeed("fuzz messages", this.#seed, at);
    const bytes = this.#bytes(rng);
    const startUs = threadUs();
    try {
      const broken = this.#receive(at % 2 === 0 ? this.#strict : this.#credulous, at, bytes, rng);
      if (broken !== null) this.#fault(at, bytes, broken);
    } catch (error) {
      this.#fault(at, bytes, `threw ${error instanceof Error ? error.stack : String(error)}`);
    }
    return (threadUs() - startUs) / 1_000;
  }

  #bytes(rng: Rng): Uint8Array {
    const original = choice(rng, this.#originals);
    if (rng.next() < UNCHANGED) return original;
    if (rng.next() < 0.5) {
      const bytes = original.slice();
      for (let edits = integer(rng, 1, 3); edits > 0; edits--)
        bytes[integer(rng, 0, bytes.length - 1)] = integer(rng, 0, 255);
      return bytes;
    }
    let bytes = original;
    for (let changes = integer(rng, 1, 3); changes > 0; changes--)
      bytes = mutateBytes(bytes, choice(rng, this.#originals), rng);
    return bytes;
  }

  /** What the core does not keep of its promises; null where it keeps them. */
  #receive(live: LiveCore, at: number, bytes: Uint8Array, rng: Rng): string | null {
    const { counts } = this;
    live.pass(at);
    const decoded = decodeMessage(bytes, { studyId: STUDY_ID, authorOf: () => undefined });
    const link = live.someLink(rng);
    if (!decoded.ok) {
      counts.refused += 1;
      // Every refusal would mean a new link each second time.
      return rng.next() < 0.1 ? live.misbehave(link) : null;
    }
    const { message } = decoded;
    const checks = signaturesToCheck(message, live.core.signatureContext(link));
    if (live === this.#strict && !checks.every(fakeVerify)) {
      counts.forged += 1;
      return live.misbehave(link);
    }
    if (live === this.#strict) counts.taken += 1;
    else counts.believed += 1;
    live.step({ type: "received", nowMs: live.nowMs, link, message });
    return live.overBounds();
  }

  #fault(at: number, bytes: Uint8Array, what: string): void {
    const shown = Buffer.from(bytes.subarray(0, 2_000)).toString("base64");
    if (this.counts.faults.length < MAX_FAULTS) this.counts.faults.push(`input ${at}: ${what}\n  ${shown}`);
  }
}

/** A core with neighbours who have proven their keys, of whom those that are cut are followed by others. */
class LiveCore {
  readonly core: SwarmCore;
  nowMs = 0;
  linksOpened = 0;
  readonly #links: number[] = [];

  constructor(seed: number, salt: number) {
    const random = rngFromSeed("a core", seed, salt);
    const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => integer(random, 0, 255));
    this.core = new SwarmCore({
      studyId: STUDY_ID,
      publicKey: fakeKey("a core"),
      logNonce: bytes(16),
      authorKey: fakeKey("key 0"),
      seed: bytes(16),
      nowMs: 0,
      start: { from: "guess", studyMs: 0 },
      bounds: BOUNDS,
    });
    const link = this.someLink(random);
    for (let key = 0; key < 4; key++)
      this.step({ type: "received", nowMs: 0, link, message: pushOf(...fakeLog(`key ${key}`, 12, { nonce: 0 })) });
  }

  step(event: Parameters<SwarmCore["step"]>[0]): void {
    for (const effect of this.core.step(event)) {
      if (effect.type === "send") encodeMessage(effect.message);
      if (effect.type !== "disconnect") continue;
      const at = this.#links.indexOf(effect.link);
      if (at >= 0) this.#links.splice(at, 1);
    }
  }

  pass(at: number): void {
    this.nowMs += STEP_MS;
    if (at % INPUTS_PER_TICK < 2) this.step({ type: "tick", nowMs: this.nowMs });
  }

  someLink(rng: Rng): number {
    for (let tries = 0; this.#links.length < LINKS; tries++) {
      if (tries > MAX_TRIES) throw new Error(`nobody is let in: ${JSON.stringify(this.core.sizes())}`);
      this.#meet();
    }
    return choice(rng, this.#links);
  }

  /** The link has sent what is no message, or forged: of what the core holds nothing may change. */
  misbehave(link: number): string | null {
    const before = this.#state();
    this.step({ type: "misbehaved", nowMs: this.nowMs, link, reason: "fuzzed" });
    const after = this.#state();
    return before === after ? null : `an invalid message changed ${before} to ${after}`;
  }

  overBounds(): string | null {
    const { logs, waiting, heldBytes, links } = this.core.sizes();
    const isOver = logs > BOUNDS.logs + 1 || waiting > 512 || heldBytes > BOUNDS.bytes + (1 << 20) || links > 20;
    return isOver ? `over the bounds: ${JSON.stringify(this.core.sizes())}` : null;
  }

  #meet(): void {
    const { nowMs } = this;
    const link = ++this.linksOpened;
    const nonce = new Uint8Array(16);
    new DataView(nonce.buffer).setUint32(0, link);
    const hello: HelloMessage = {
      type: "hello",
      minVersion: PROTOCOL_VERSION,
      maxVersion: PROTOCOL_VERSION,
      publicKey: fakeKey(`neighbour ${link}`),
      handshakeNonce: nonce,
      logNonce: nonce,
      address: `at-${link}`,
      priority: true,
      liveLogs: 0,
    };
    this.#links.push(link);
    this.step({ type: "linkOpened", nowMs, link, address: hello.address, incoming: true });
    this.step({ type: "received", nowMs, link, message: hello });
    this.step({ type: "proofSigned", nowMs, link, signature: new Uint8Array(64) });
    this.step({ type: "received", nowMs, link, message: { type: "proof", signature: new Uint8Array(64) } });
  }

  #state(): string {
    const { core } = this;
    const { logs, waiting, heldBytes, notes, epochs, epochBytes, cells, cellBytes } = core.sizes();
    const held = core.logs().map(({ log, totals, length, held: count }) => [log, totals, length, count]);
    const live = core.liveLogs().map(({ log, totals }) => [log, totals]);
    const sizes = [logs, waiting, heldBytes, notes, epochs, epochBytes, cells, cellBytes];
    return JSON.stringify([
      sizes,
      held,
      live,
      core.proofs().length,
      core.board().head.join(),
      core.studyMs(this.nowMs),
    ]);
  }
}

/** Of logs that the receiver holds, so that what is changed is looked at. */
function nearTruth(): Message[] {
  return Array.from({ length: 40 }, (_, i) => {
    const log = fakeLog(`key ${i % 4}`, 30, { nonce: i % 3 });
    const [first] = log;
    const name = first === undefined ? "" : segmentLog(first);
    const push = pushOf(...log.slice(i % 20, (i % 20) + 5));
    const sum = { log: name, length: 30, head: i, level: i % 3, count: 20 + (i % 11), high: i, low: i };
    const wanted = { log: name, from: i % 20, to: 30, level: i % 2, length: i % 30, bare: i % 5 === 0 };
    const all: Message[] = [
      push,
      { ...push, logs: [{ log: name, segments: [], headers: log.map(headerOf) }] },
      { type: "sums", buckets: [i % 64], logs: [sum] },
      { type: "want", id: 1 + i, ranges: [wanted] },
    ];
    return all[i % all.length] ?? push;
  });
}

function threadUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
