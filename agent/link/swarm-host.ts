import type { Rng } from "../../study/rng.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import type { SignedCells } from "../../swarm/board/signed-cells.ts";
import type { Effect, SwarmEvent } from "../../swarm/events.ts";
import { base64urlBytes, type LogId, type PeerId, PUBLIC_KEY_BYTES } from "../../swarm/ids.ts";
import type { SegmentPlace } from "../../swarm/link/fetch-state.ts";
import { NO_TOTALS, type Segment, type SegmentDraft, segmentLog, trialsTold } from "../../swarm/log/segment.ts";
import { type NoteKind, type SignedNote } from "../../swarm/notes/note.ts";
import type { Census } from "../../swarm/presence/presence.ts";
import { SwarmCore } from "../../swarm/swarm-core.ts";
import type { BoardView, LinkView, LiveLog, LogView } from "../../swarm/swarm-views.ts";
import type { StudyStart } from "../../swarm/time/study-time.ts";
import { encodeMessage } from "../../swarm/wire/codec.ts";
import type { Evidence } from "../../swarm/wire/evidence-codec.ts";
import { RecentFrames } from "../../swarm/wire/recent-frames.ts";
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
import { JoinedChecks } from "./joined-checks.ts";
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
  /** What a person allows to be sent; absent: as much as ever is. */
  readonly uploadBytesPerSecond?: number | undefined;
}

export interface SwarmHostHooks {
  onDeliver(segments: readonly Segment[]): void;
  /** Logs count more than before, by segments that are not here. */
  onCounts(): void;
  /** `ageMs`: how long ago the peer said it. */
  onPeerStatus(log: LogId, peer: PeerId, body: Uint8Array, ageMs: number): void;
  /** What runs at a neighbour; null: it is no neighbour any more. */
  onPeerRunning?(log: LogId, peer: PeerId, body: Uint8Array | null): void;
  /** A neighbour that holds little asks for the best trials known here; at most `MAX_PREVIEW_BYTES`. */
  makePreview?(): Uint8Array;
  /** What a neighbour says are the best trials, unsigned. The segments that will show it; null where it is nonsense. */
  onPreview?(body: Uint8Array): readonly SegmentPlace[] | null;
  onPeerGone(log: LogId, peer: PeerId): void;
  /** Whose trials count at all; left out: everybody's. */
  counts?(peer: PeerId): boolean;
  onBanned(peer: PeerId, logs: readonly LogId[]): void;
  /** Held since now, own ones included. */
  onNote(note: SignedNote): void;
  /** Batches for the open epoch, each exactly once: all but those that this start published. */
  onCells?(cells: readonly SignedCells[]): void;
  /** A neighbour's chain of epochs beats ours from `from` on: taken over with `replaceEpochs`, or not at all. */
  onEpochsOffered?(from: number, records: readonly Uint8Array[]): void;
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
  kind: LinkKind;
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
  readonly #checks: JoinedChecks;
  readonly #frames = new RecentFrames();
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
    const { uploadBytesPerSecond } = options;
    const nowMs = clock.nowMs();
    this.#core = new SwarmCore({ studyId, publicKey, logNonce, seed, nowMs, start, authorKey, uploadBytesPerSecond });
    this.#sleep = new SleepWatch(clock);
    this.#checks = new JoinedChecks(options.verifier);
    this.#signing = new Signing(options.signer, clock, (error) => hooks.onFault("sign", error));
    this.#keeper = new SegmentKeeper(options.store, studyId, clock, (error) => hooks.onFault("store", error));
    this.#evidence = new EvidenceKeeper(
      options.store,
      studyId,
      clock,
      () => ({ proofs: this.#core.proofs(), notes: this.#core.notes(), ...this.#core.board() }),
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

  /** How long trials that are no bests should wait for each other, ms. */
  get tellDelayMs(): number {
    return this.#core.tellDelayMs(this.#options.clock.nowMs());
  }

  /** Segments from the own store, before or after `start`; they were verified when they first came. */
  restore(segments: readonly Segment[]): void {
    this.#step({ type: "restored", nowMs: this.#options.clock.nowMs(), segments });
  }

  /** The same of notes and proofs; before the segments. */
  restoreEvidence({ proofs, notes }: Pick<Evidence, "proofs" | "notes">): void {
    this.#step({ type: "restoredEvidence", nowMs: this.#options.clock.nowMs(), proofs, notes });
  }

  /** There was no room for all that others found: the newest bests, the newest and a sample are held. */
  get holdsSample(): boolean {
    return this.#core.holdsSample;
  }

  /** How many segments the log has by its newest signed header; 0 where none is here. */
  lengthOf(log: LogId): number {
    return this.#core.lengthOf(log);
  }

  /** Whether the segment is here and has been delivered. */
  holds(place: SegmentPlace): boolean {
    return this.#core.holds(place);
  }

  /** What a segment is to be read together with, itself perhaps; undefined where that is not held. */
  basisOf(segment: Segment): Segment | undefined {
    return this.#core.basisOf(segment);
  }

  start(): void {
    const { channel, clock } = this.#options;
    channel.listen({
      onLinkOpened: (link, address, kind, incoming) => this.#linkOpened(link, address, kind, incoming),
      onLinkClosed: (link) => this.#linkClosed(link),
      onLinkKind: (link, kind) => this.#linkKind(link, kind),
      onConnectFailed: (address) => this.#step({ type: "connectFailed", nowMs: clock.nowMs(), address }),
      onMessage: (link, bytes) => this.#links.get(link)?.inbox.push(bytes),
      onDoubt: () => {
        this.#step({ type: "linksDoubtful", nowMs: clock.nowMs() });
        this.#seed?.askNow();
      },
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

  /** Has something signed by a key that is not this peer's; `stop` waits for it. */
  signAs(signer: Signer, bytes: Uint8Array, then: (signature: Uint8Array) => Promise<void>): void {
    this.#signing.sign(bytes, then, signer);
  }

  /** A segment of a log that this peer writes for another key: kept, then told. */
  async adopt(segment: Segment): Promise<void> {
    await this.#keeper.keepInTime(segment);
    this.#step({ type: "adopted", nowMs: this.#options.clock.nowMs(), segments: [segment], notes: [] });
  }

  /** A note that this peer says for another key. */
  adoptNote(note: SignedNote): void {
    this.#step({ type: "adopted", nowMs: this.#options.clock.nowMs(), segments: [], notes: [note] });
  }

  /** Every note held, commands first, in their order. */
  notes(): SignedNote[] {
    return this.#core.notes();
  }

  /** Signs what was found of the open epoch and tells everybody at once; at most `MAX_CELLS_BODY_BYTES`. */
  publishCells(body: Uint8Array): void {
    this.#step({ type: "publishCells", nowMs: this.#options.clock.nowMs(), body });
  }

  /** The open epoch is closed: what is published from now on is of the next. At most `MAX_RECORD_BYTES`. */
  closeEpoch(record: Uint8Array): void {
    this.#step({ type: "epochClosed", nowMs: this.#options.clock.nowMs(), record });
  }

  /** Takes over the chain that was offered; nothing happens if ours has become the better one meanwhile. */
  replaceEpochs(from: number, records: readonly Uint8Array[]): void {
    this.#step({ type: "epochsReplaced", nowMs: this.#options.clock.nowMs(), from, records });
  }

  /** Closed epochs and batches of the open one from the own store, before `start`; the batches come back by `onCells`. */
  restoreBoard({ records, cells }: Pick<Evidence, "records" | "cells">): void {
    this.#step({ type: "restoredBoard", nowMs: this.#options.clock.nowMs(), records, cells });
  }

  board(): BoardView {
    return this.#core.board();
  }

  setStatus(body: Uint8Array, done: boolean, quiet = false): void {
    this.#step({ type: "setStatus", nowMs: this.#options.clock.nowMs(), body, done, quiet });
  }

  /** What runs here, for neighbours alone. */
  setRunning(body: Uint8Array): void {
    this.#step({ type: "setRunning", nowMs: this.#options.clock.nowMs(), body });
  }

  /** Sends at most about so much from now on, over all links. */
  limitUpload(bytesPerSecond: number): void {
    this.#step({ type: "limitUpload", nowMs: this.#options.clock.nowMs(), bytesPerSecond });
  }

  logs(): LogView[] {
    const none = { totals: NO_TOTALS, heldTrials: 0 };
    return this.#core.logs().map((log) => (this.#hooks.counts?.(log.peer) === false ? Object.assign(log, none) : log));
  }

  liveLogs(): LiveLog[] {
    return this.#core.liveLogs();
  }

  /** How many others are there. */
  census(): Census {
    return this.#core.census();
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

  /** When a trial of somebody else ended that is heard now, by its own word. */
  trialSaid(author: PeerId, endedMs: number, tookMs: number): void {
    this.#core.trialSaid(author, endedMs, tookMs);
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
    this.#keeper.close();
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
    const { clock } = this.#options;
    if (this.#stopped) {
      this.#options.channel.close(link);
      return;
    }
    const inbox = new LinkInbox(this.#checks, clock, this.#frames, {
      origin: { studyId: this.#options.studyId, authorOf: (log) => this.#core.authorOf(link, log) },
      context: () => this.#core.signatureContext(link),
      onMessage: (message) => this.#step({ type: "received", nowMs: clock.nowMs(), link, message }),
      isHeld: (message) => this.#core.isHeld(link, message),
      onMisbehaved: (reason) => this.#step({ type: "misbehaved", nowMs: clock.nowMs(), link, reason }),
      onOverflow: () => this.#closeLink(link),
    });
    this.#links.set(link, { kind, inbox });
    this.#step({ type: "linkOpened", nowMs: clock.nowMs(), link, address, incoming, relayed: kind === "relayed" });
    this.#hooks.onLinksChanged();
  }

  #linkKind(link: LinkId, kind: LinkKind): void {
    const open = this.#links.get(link);
    if (!open) return;
    open.kind = kind;
    this.#step({ type: "linkCarried", nowMs: this.#options.clock.nowMs(), link, relayed: kind === "relayed" });
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

  #answerPreview(link: LinkId): void {
    const body = this.#hooks.makePreview?.();
    if (body !== undefined) this.#step({ type: "previewMade", nowMs: this.#options.clock.nowMs(), link, body });
  }

  #takePreview(link: LinkId, body: Uint8Array): void {
    const nowMs = this.#options.clock.nowMs();
    const places = this.#hooks.onPreview?.(body);
    if (places === null) this.#step({ type: "misbehaved", nowMs, link, reason: "a preview that is none" });
    else if (places !== undefined) this.#step({ type: "seek", nowMs, link, places });
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
      case "signWord":
        this.#signing.sign(effect.bytes, (signature) =>
          this.#step({ type: "wordSigned", nowMs: clock.nowMs(), word: { ...effect.unsigned, signature } }),
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
      case "signCells":
        this.#signing.sign(effect.bytes, (signature) =>
          this.#step({ type: "cellsSigned", nowMs: clock.nowMs(), cells: { ...effect.unsigned, signature } }),
        );
        return;
      case "cells":
        hooks.onCells?.(effect.cells);
        return;
      case "epochsOffered":
        hooks.onEpochsOffered?.(effect.from, effect.records);
        return;
      case "boardChanged":
        if (effect.turned) this.#evidence.epochsChanged();
        else this.#evidence.boardChanged();
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
      case "counts":
        hooks.onCounts();
        return;
      case "letGo":
        this.#keeper.letGo(effect);
        return;
      case "peerStatus":
        hooks.onPeerStatus(effect.log, effect.peer, effect.body, effect.ageMs);
        return;
      case "peerRunning":
        hooks.onPeerRunning?.(effect.log, effect.peer, effect.body);
        return;
      case "previewWanted":
        this.#answerPreview(effect.link);
        return;
      case "preview":
        this.#takePreview(effect.link, effect.body);
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
      case "woke":
        channel.wake?.();
        this.#seed?.askNow();
        return;
    }
  }
}
