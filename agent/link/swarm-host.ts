import type { Rng } from "../../study/rng.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import type { Effect, SwarmEvent } from "../../swarm/events.ts";
import { base64urlBytes, type LogId, type PeerId, PUBLIC_KEY_BYTES } from "../../swarm/ids.ts";
import { type Segment, type SegmentDraft, segmentLog, trialsTold } from "../../swarm/log/segment.ts";
import { type NoteKind, type SignedNote } from "../../swarm/notes/note.ts";
import { SwarmCore } from "../../swarm/swarm-core.ts";
import type { LinkView, LiveLog, LogView } from "../../swarm/swarm-views.ts";
import type { StudyStart } from "../../swarm/time/study-time.ts";
import { encodeMessage } from "../../swarm/wire/codec.ts";
import type { Evidence } from "../../swarm/wire/evidence-codec.ts";
import type {
  DatedClock,
  LinkId,
  LinkKind,
  Rendezvous,
  SegmentStore,
  Signer,
  StudySummary,
  Timer,
  Transport,
  Verifier,
} from "../ports.ts";
import { EvidenceKeeper } from "../store/evidence-keeper.ts";
import { SegmentKeeper } from "../store/segment-keeper.ts";
import type { LogCount } from "../work/pace.ts";
import { LinkInbox } from "./link-inbox.ts";
import { SeedContact } from "./seed-contact.ts";
import { Signing } from "./signing.ts";
import { SleepWatch } from "./sleep-watch.ts";

/** Whatever is not urgent travels with the next tick of each hop; a tick costs well under a millisecond. */
export const TICK_MS = 250;

export interface SwarmHostOptions {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly signer: Signer;
  readonly verifier: Verifier;
  readonly logNonce: Uint8Array;
  /** 16 to 64 bytes for the core. */
  readonly seed: Uint8Array;
  readonly rng: Rng;
  readonly clock: DatedClock;
  /** What this peer brings to the agreement on how long the study has been going on. */
  readonly start: StudyStart;
  readonly store: SegmentStore;
  readonly channel: Transport;
  readonly rendezvous: Rendezvous | null;
}

export interface SwarmHostHooks {
  onDeliver(segments: readonly Segment[]): void;
  /** `ageMs`: how long ago the peer said it. */
  onPeerStatus(log: LogId, peer: PeerId, body: Uint8Array, ageMs: number): void;
  onPeerGone(log: LogId, peer: PeerId): void;
  onBanned(peer: PeerId, logs: readonly LogId[]): void;
  /** Held since now, own ones included. */
  onNote(note: SignedNote): void;
  /** When the study began is known for certain only now, or better than before. */
  onBegan(): void;
  /** After every tick of the core. */
  onTick(): void;
  /** Seed or links: something the page shows has changed. */
  onLinksChanged(): void;
  /** Our own fault: a key that does not sign, a store that does not keep. */
  onFault(fault: "sign" | "store", error: unknown): void;
  summary(): StudySummary;
}

interface OpenLink {
  readonly kind: LinkKind;
  readonly inbox: LinkInbox;
}

/** Runs one study's `SwarmCore` on real links, keys, storage and time: carries out its effects in their order. */
export class SwarmHost {
  readonly #options: SwarmHostOptions;
  readonly #hooks: SwarmHostHooks;
  readonly #core: SwarmCore;
  readonly #links = new Map<LinkId, OpenLink>();
  readonly #events: SwarmEvent[] = [];
  readonly #seed: SeedContact | null;
  readonly #signing: Signing;
  readonly #keeper: SegmentKeeper;
  readonly #evidence: EvidenceKeeper;
  readonly #sleep: SleepWatch;
  #stepping = false;
  #address: string | null = null;
  #tick: Timer | null = null;
  #stopped = false;
  #unsigned = 0;

  constructor(options: SwarmHostOptions, hooks: SwarmHostHooks) {
    this.#options = options;
    this.#hooks = hooks;
    const { studyId, logNonce, seed, clock, start, spec, rng, rendezvous, channel } = options;
    const { publicKey } = options.signer;
    const authorKey = base64urlBytes(spec.author.key, PUBLIC_KEY_BYTES);
    this.#core = new SwarmCore({ studyId, publicKey, logNonce, seed, nowMs: clock.nowMs(), start, authorKey });
    this.#sleep = new SleepWatch(clock);
    this.#signing = new Signing(options.signer, clock, (error) => hooks.onFault("sign", error));
    this.#keeper = new SegmentKeeper(options.store, studyId, clock, (error) => hooks.onFault("store", error));
    this.#evidence = new EvidenceKeeper(
      options.store,
      studyId,
      clock,
      () => ({ proofs: this.#core.proofs(), notes: this.#core.notes() }),
      (error) => hooks.onFault("store", error),
    );
    this.#seed =
      rendezvous &&
      new SeedContact({
        rendezvous,
        studyId,
        spec,
        clock,
        rng,
        address: () => channel.address(),
        summary: () => hooks.summary(),
        onAddresses: (addresses) => this.#step({ type: "addressesFound", nowMs: clock.nowMs(), addresses }),
        onStudyTime: (studyMs, tookMs) => this.#step({ type: "seedTold", nowMs: clock.nowMs(), studyMs, tookMs }),
        onChange: () => hooks.onLinksChanged(),
      });
  }

  get peer(): PeerId {
    return this.#core.peer;
  }

  get log(): LogId {
    return this.#core.log;
  }

  /** Tells the seed of the study's standing now, not with the next of its turns. */
  announceNews(): void {
    this.#seed?.announceNews();
  }

  get seedReachable(): boolean {
    // Whoever lost its session with the seed has no address either, and knows that sooner than the next announcement.
    return this.#options.channel.address() !== null && (this.#seed?.isReachable ?? false);
  }

  /** Segments handed over and not yet signed: publishing waits while there are many. */
  get unsigned(): number {
    return this.#unsigned;
  }

  /** Segments from the own store, before or after `start`; they were verified when they first came. */
  restore(segments: readonly Segment[]): void {
    this.#step({ type: "restored", nowMs: this.#options.clock.nowMs(), segments });
  }

  /** The same of notes and proofs; before the segments. */
  restoreEvidence(evidence: Evidence): void {
    this.#step({ type: "restoredEvidence", nowMs: this.#options.clock.nowMs(), ...evidence });
  }

  start(): void {
    const { channel, clock } = this.#options;
    channel.listen({
      onLinkOpened: (link, address, kind, incoming) => this.#linkOpened(link, address, kind, incoming),
      onLinkClosed: (link) => this.#linkClosed(link),
      onConnectFailed: (address) => this.#step({ type: "connectFailed", nowMs: clock.nowMs(), address }),
      onMessage: (link, bytes) => this.#links.get(link)?.inbox.push(bytes),
    });
    this.#onTick();
  }

  publish(draft: SegmentDraft): void {
    this.#step({ type: "publish", nowMs: this.#options.clock.nowMs(), draft });
  }

  /** Signs it and tells everybody. */
  say(kind: NoteKind, body: Uint8Array): void {
    this.#step({ type: "publishNote", nowMs: this.#options.clock.nowMs(), kind, body });
  }

  /** Every note held, commands first, in their order. */
  notes(): SignedNote[] {
    return this.#core.notes();
  }

  setStatus(body: Uint8Array, done: boolean, quiet = false): void {
    this.#step({ type: "setStatus", nowMs: this.#options.clock.nowMs(), body, done, quiet });
  }

  logs(): LogView[] {
    return this.#core.logs();
  }

  liveLogs(): LiveLog[] {
    return this.#core.liveLogs();
  }

  /** Trials finished by every log whose tab is there; this tab's own newest are not in its log yet. */
  liveCounts(ownFinished: number): LogCount[] {
    const ageMs = new Map(this.#core.liveLogs().map((live) => [live.log, live.ageMs]));
    const others = this.#core.logs().filter(({ log }) => log !== this.log && ageMs.has(log));
    return [
      { log: this.log, finished: ownFinished, ageMs: 0 },
      ...others.map(({ log, totals }) => ({ log, finished: trialsTold(totals), ageMs: ageMs.get(log) ?? 0 })),
    ];
  }

  links(): (LinkView & { readonly kind: LinkKind })[] {
    return this.#core.links().flatMap((view) => {
      const kind = this.#links.get(view.link)?.kind;
      return kind === undefined ? [] : [{ ...view, kind }];
    });
  }

  /** How long the study has been going on; null while that is not known yet. */
  studyMs(): number | null {
    return this.#core.studyMs(this.#options.clock.nowMs());
  }

  /** What others may be told of it: null while it is doubtful. */
  toldStudyMs(): number | null {
    return this.#core.toldStudyMs(this.#options.clock.nowMs());
  }

  /** Says goodbye and ends every link. Resolves when said, at the latest after `withinMs`. Never rejects. */
  async stop(withinMs: number): Promise<void> {
    if (this.#stopped) return;
    await this.#signing.allDone(withinMs / 2);
    // What was published last goes out with a tick.
    this.#step({ type: "tick", nowMs: this.#options.clock.nowMs() });
    this.#step({ type: "stop", nowMs: this.#options.clock.nowMs() });
    await this.#signing.allDone(withinMs / 2);
    this.#stopped = true;
    this.#tick?.cancel();
    this.#evidence.close();
    for (const [link, { inbox }] of this.#links) {
      inbox.close();
      this.#options.channel.close(link);
    }
    this.#links.clear();
    await this.#seed?.leave();
  }

  #onTick(): void {
    const { channel, clock } = this.#options;
    this.#tick = clock.setTimer(TICK_MS, () => this.#onTick());
    if (this.#sleep.hasSlept()) this.#step({ type: "slept", nowMs: clock.nowMs() });
    const address = channel.address();
    if (address !== this.#address) {
      this.#address = address;
      this.#hooks.onLinksChanged();
      this.#step({ type: "ownAddress", nowMs: clock.nowMs(), address });
      if (address !== null) this.#seed?.askNow();
    }
    this.#step({ type: "tick", nowMs: clock.nowMs() });
    this.#hooks.onTick();
  }

  #linkOpened(link: LinkId, address: string, kind: LinkKind, incoming: boolean): void {
    const { clock, verifier } = this.#options;
    if (this.#stopped) {
      this.#options.channel.close(link);
      return;
    }
    const inbox = new LinkInbox(verifier, clock, {
      context: () => this.#core.signatureContext(link),
      onMessage: (message) => this.#step({ type: "received", nowMs: clock.nowMs(), link, message }),
      onMisbehaved: (reason) => this.#step({ type: "misbehaved", nowMs: clock.nowMs(), link, reason }),
      onOverflow: () => this.#closeLink(link),
    });
    this.#links.set(link, { kind, inbox });
    this.#step({ type: "linkOpened", nowMs: clock.nowMs(), link, address, incoming });
    this.#hooks.onLinksChanged();
  }

  #linkClosed(link: LinkId): void {
    const open = this.#links.get(link);
    if (!open) return;
    open.inbox.close();
    this.#links.delete(link);
    this.#step({ type: "linkClosed", nowMs: this.#options.clock.nowMs(), link });
    this.#hooks.onLinksChanged();
  }

  #closeLink(link: LinkId): void {
    this.#linkClosed(link);
    this.#options.channel.close(link);
  }

  /** Events that come up while effects are carried out wait their turn. */
  #step(event: SwarmEvent): void {
    if (this.#stopped) return;
    this.#events.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        for (const effect of this.#core.step(next)) this.#carryOut(effect);
      }
    } finally {
      this.#stepping = false;
    }
  }

  #carryOut(effect: Effect): void {
    const { channel, clock } = this.#options;
    const hooks = this.#hooks;
    switch (effect.type) {
      case "send":
        channel.send(effect.link, encodeMessage(effect.message));
        return;
      case "connect":
        channel.connect(effect.address);
        return;
      case "disconnect":
        this.#closeLink(effect.link);
        return;
      case "signSegment":
        this.#unsigned++;
        this.#signing.sign(effect.bytes, async (signature) => {
          const segment: Segment = { ...effect.unsigned, signature };
          await this.#keeper.keepInTime(segment);
          this.#unsigned--;
          this.#step({ type: "segmentSigned", nowMs: clock.nowMs(), segment });
        });
        return;
      case "signStatus":
        this.#signing.sign(effect.bytes, (signature) =>
          this.#step({ type: "statusSigned", nowMs: clock.nowMs(), status: { ...effect.unsigned, signature } }),
        );
        return;
      case "signNote":
        this.#signing.sign(effect.bytes, (signature) =>
          this.#step({ type: "noteSigned", nowMs: clock.nowMs(), note: { ...effect.unsigned, signature } }),
        );
        return;
      case "noteHeld":
        this.#evidence.changed();
        hooks.onNote(effect.note);
        return;
      case "signProof":
        this.#signing.sign(effect.bytes, (signature) =>
          this.#step({ type: "proofSigned", nowMs: clock.nowMs(), link: effect.link, signature }),
        );
        return;
      case "persist":
        void this.#keeper.keep(effect.segments.filter((segment) => segmentLog(segment) !== this.#core.log));
        return;
      case "deliver":
        hooks.onDeliver(effect.segments);
        return;
      case "peerStatus":
        hooks.onPeerStatus(effect.log, effect.peer, effect.body, effect.ageMs);
        return;
      case "peerGone":
        hooks.onPeerGone(effect.log, effect.peer);
        return;
      case "banned":
        // Of its own work no tab drops the only copy.
        if (effect.peer !== this.#core.peer) void this.#keeper.drop(effect.logs);
        this.#evidence.changed();
        hooks.onBanned(effect.peer, effect.logs);
        return;
      case "studyTime":
        hooks.onBegan();
        return;
      case "rendezvous":
        this.#seed?.ask();
        return;
    }
  }
}
