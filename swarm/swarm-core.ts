import { Chance } from "./chance.ts";
import type { Effect, SwarmEvent } from "./events.ts";
import { type LinkId, type LogId, logIdOf, NONCE_BYTES, type PeerId, PUBLIC_KEY_BYTES, peerIdOf } from "./ids.ts";
import { Inbox } from "./inbox.ts";
import { InnerClock } from "./inner-clock.ts";
import type { SegmentPlace } from "./link/fetch-state.ts";
import { type Link, Surroundings } from "./link/link.ts";
import { FAULT } from "./link/misbehaviour.ts";
import { outgoingBudget, relayedBudget } from "./link/rate-limit.ts";
import { Upload } from "./link/upload.ts";
import { type ContextParts, LinkContext } from "./link-context.ts";
import { Bans, type ForkProof } from "./log/fork.ts";
import { OwnLog } from "./log/own-log.ts";
import { BOUNDS, type Bounds, Replica } from "./log/replica.ts";
import { type LogAuthor, NO_TOTALS, type Segment, segmentLog, type Totals, trialsTold } from "./log/segment.ts";
import type { SignedNote } from "./notes/note.ts";
import { Neighbourhood } from "./overlay/neighbourhood.ts";
import { MAX_ACTIVE } from "./overlay/views.ts";
import { OwnStatus } from "./presence/own-status.ts";
import { type Census, Presence } from "./presence/presence.ts";
import type { KnownStatus, SignedStatus } from "./presence/status.ts";
import { FEW_OTHERS } from "./presence/suspects.ts";
import { BoardSpread } from "./spread/board-spread.ts";
import { NoteSpread } from "./spread/note-spread.ts";
import { Sharing } from "./spread/sharing.ts";
import type { BoardView, LinkView, LiveLog, LogView, SwarmSizes } from "./swarm-views.ts";
import type { StudyStart } from "./time/study-time.ts";
import { Timekeeper } from "./time/timekeeper.ts";
import type { SegmentsMessage } from "./wire/message.ts";
import type { SignatureContext } from "./wire/signatures.ts";

export interface SwarmConfig {
  readonly studyId: string;
  /** The profile's Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 16 fresh random bytes: every engine start opens a new log. */
  readonly logNonce: Uint8Array;
  /** 16 to 64 random bytes: the core's only source of chance. */
  readonly seed: Uint8Array;
  readonly nowMs: number;
  readonly start: StudyStart;
  /** Sent over all links together, if a person allows less than the 32 kB/s (and 256 to those who ask for what is past). */
  readonly uploadBytesPerSecond?: number | undefined;
  /** Whose commands count: the study's author's public key, 32 bytes; null: nobody's. */
  readonly authorKey: Uint8Array | null;
  /** How much is held at most, where it is not as much as usual. */
  readonly bounds?: Bounds;
}

/**
 * One participant's part of one study's swarm. Events in, effects out, in order; no I/O, no clock, no chance of its own:
 * the same seed and events give the same effects.
 */
export class SwarmCore {
  readonly peer: PeerId;
  /** The log this engine start writes. */
  readonly log: LogId;
  private readonly clock: InnerClock;
  private readonly around: Surroundings;
  private readonly upload: Upload;
  private readonly replica: Replica;
  private readonly presence = new Presence(MAX_ACTIVE);
  private readonly ownLog: OwnLog;
  private readonly ownStatus: OwnStatus;
  private readonly neighbourhood: Neighbourhood;
  private readonly sharing: Sharing;
  private readonly noteSpread: NoteSpread;
  private readonly boardSpread: BoardSpread;
  private readonly bans = new Bans();
  private readonly inbox: Inbox;
  private readonly timekeeper: Timekeeper;
  private readonly contextParts: ContextParts;
  private saysGoodbye = false;
  private mustReassure = false;
  private stopped = false;

  constructor(config: SwarmConfig) {
    if (config.publicKey.length !== PUBLIC_KEY_BYTES || config.logNonce.length !== NONCE_BYTES)
      throw new RangeError("a public key has 32 bytes, a log nonce 16");
    this.peer = peerIdOf(config.publicKey);
    this.log = logIdOf(config.publicKey, config.studyId, config.logNonce);
    this.replica = new Replica({
      holder: { peer: this.peer, log: this.log },
      bounds: config.bounds ?? BOUNDS,
      isLive: (log) => this.presence.get(log)?.live ?? false,
    });
    this.clock = new InnerClock(config.nowMs);
    this.upload = new Upload(this.clock.nowMs, config.uploadBytesPerSecond);
    this.around = new Surroundings(this.clock, new Chance(config.seed), this.upload);
    this.ownLog = new OwnLog(config);
    this.ownStatus = new OwnStatus(config, this.around.chance);
    const { around, replica, presence, bans } = this;
    this.neighbourhood = new Neighbourhood(around, { ...config, log: this.log }, presence, bans);
    this.noteSpread = new NoteSpread(around, this.neighbourhood, bans, config);
    this.boardSpread = new BoardSpread(around, this.neighbourhood, bans, config);
    this.sharing = new Sharing({
      around,
      replica,
      presence,
      bans,
      neighbourhood: this.neighbourhood,
      notes: this.noteSpread,
      board: this.boardSpread,
      studyId: config.studyId,
      publicKey: config.publicKey,
      logNonce: config.logNonce,
      ownLog: this.log,
      ownPeer: this.peer,
      reassure: () => this.reassure(),
      refute: () => this.refute(),
      lookup: (log) => this.knownStatus(log),
      isUnwritten: (index) => this.ownLog.isUnwritten(index),
    });
    this.timekeeper = new Timekeeper(around, config.start, config.authorKey && peerIdOf(config.authorKey));
    this.inbox = new Inbox(around, this.neighbourhood, this.sharing, this.timekeeper);
    const { inbox, sharing } = this;
    this.contextParts = {
      around,
      inbox,
      presence,
      sharing,
      notes: this.noteSpread.held,
      board: this.boardSpread.board,
    };
  }

  /**
   * Call in the order things happened; messages of one link in their order; `tick` about once a second, more often
   * makes the rest of a round travel faster. Throws only for the caller's own faults (a draft that breaks its log).
   */
  step(event: SwarmEvent): Effect[] {
    if (this.stopped) return [];
    if (this.clock.advance(event.nowMs)) this.wake();
    this.take(event);
    this.sharing.linksLost();
    if (!this.stopped) this.speak();
    const letGo = this.replica.takeLetGo();
    if (letGo !== null) this.around.emit({ type: "letGo", ...letGo });
    return this.around.takeEffects();
  }

  /** Every log of the study that this peer holds or hears of, its own included. */
  logs(): LogView[] {
    const views: LogView[] = [];
    for (const held of this.replica.logs()) {
      const present = this.presence.get(held.log);
      views.push({
        log: held.log,
        peer: held.peer,
        totals: larger(held.totals, present?.status.totals ?? NO_TOTALS),
        length: held.length,
        held: held.heldCount,
        heldTrials: held.trialCount,
        live: held.log === this.log || (present?.live ?? false),
        own: held.log === this.log,
      });
    }
    for (const { log, peer, status } of this.presence.live()) {
      if (this.replica.get(log) === undefined)
        views.push({ log, peer, totals: status.totals, length: 0, held: 0, heldTrials: 0, live: true, own: false });
    }
    return views;
  }

  /** Neighbours whose identity is proven. */
  links(): LinkView[] {
    return this.around.openLinks().map((link) => ({
      link: link.id,
      peer: link.handshake.peer,
      log: link.handshake.log,
      address: link.address,
      rttMs: link.liveness.rttMs,
    }));
  }

  /** Logs whose tab is there now, others' only. */
  liveLogs(): LiveLog[] {
    return this.presence.live().map(({ log, peer, status, madeMs }) => ({
      log,
      peer,
      address: status.address,
      totals: status.totals,
      done: status.done,
      body: status.body,
      ageMs: this.clock.nowMs - madeMs,
    }));
  }

  /** How many others are there; among very many an estimate, from those that are followed. */
  census(): Census {
    return this.presence.census(this.clock.nowMs);
  }

  /** How long the study has been going on at `nowMs` of the events' clock; null while that is not known yet. */
  studyMs(nowMs: number): number | null {
    return this.timekeeper.at(nowMs);
  }

  /** The same as others may be told it: null while it is doubtful. */
  toldStudyMs(nowMs: number): number | null {
    return this.timekeeper.toldAt(nowMs);
  }

  /** A trial of somebody else, heard since the last event, ended at `endedMs` of study time, by its word, and took `tookMs`. */
  trialSaid(author: PeerId, endedMs: number, tookMs: number): void {
    this.timekeeper.trialSaid(author, endedMs, tookMs);
  }

  /** How long trials of our own should wait before they are told, so that what all tabs tell can be passed on; ms. */
  tellDelayMs(nowMs: number): number {
    return this.sharing.push.tellDelay.delayMs(nowMs);
  }

  /** Segments held of a log, in order. */
  segmentsOf(log: LogId): Segment[] {
    return Array.from(this.replica.get(log)?.all() ?? []).flatMap(({ waits, segment }) => (waits ? [] : [segment]));
  }

  /** How many segments the log has, by the newest header signed with its key; 0 where none is here. */
  lengthOf(log: LogId): number {
    return this.replica.lengthOf(log);
  }

  /** Whether the segment is here and has been delivered. */
  holds({ log, index }: SegmentPlace): boolean {
    return this.replica.get(log)?.get(index)?.waits === false;
  }

  /** There was no room for everything, or more is told than can be passed on: of some keys the newest bests, the newest and a sample are held. */
  get holdsSample(): boolean {
    return this.replica.holdsSample || this.replica.hasFloor;
  }

  /** What a segment is to be read together with, itself perhaps; undefined where that is not held. */
  basisOf(segment: Segment): Segment | undefined {
    if (segment.basis === segment.index) return segment;
    return this.replica.get(segmentLog(segment))?.get(segment.basis)?.segment;
  }

  /** Every note held, commands first, in the order in which they count. */
  notes(): SignedNote[] {
    return this.noteSpread.held.all();
  }

  /** Closed epochs, and what is held of the open one. */
  board(): BoardView {
    const { chain, open } = this.boardSpread.board;
    return { records: chain.records, head: chain.head, cells: [...open.all()] };
  }

  /** Of every fork known. */
  proofs(): ForkProof[] {
    return this.bans.all();
  }

  /** What `signaturesToCheck` must know about a link before the next message of that link is handed in. */
  signatureContext(link: LinkId): SignatureContext {
    return new LinkContext(this.contextParts, link);
  }

  /** Whose log it is, as far as is known by this link's handshake, by a status or by a segment. */
  authorOf(link: LinkId, log: LogId): LogAuthor | undefined {
    const handshake = this.around.links.get(link)?.handshake;
    const theirs = handshake?.log === log ? handshake.theirs : null;
    if (theirs !== null && theirs !== undefined) return { publicKey: theirs.publicKey, nonce: theirs.logNonce };
    return this.presence.get(log)?.status ?? this.replica.get(log)?.head;
  }

  /** Whether all that a message of this link has told is held, bit for bit: a copy of it is told at no other price than its budget. */
  isHeld(link: LinkId, message: SegmentsMessage): boolean {
    const from = this.around.links.get(link);
    return from !== undefined && this.sharing.isHeld(from, message);
  }

  /** Sizes of what grows, for tests and diagnosis. */
  sizes(): SwarmSizes {
    const { chain, open, before, early } = this.boardSpread.board;
    return {
      logs: this.replica.logCount,
      waiting: this.replica.waitingCount,
      heldBytes: this.replica.heldBytes,
      statuses: this.presence.size,
      notes: this.noteSpread.held.size,
      epochs: chain.count,
      epochBytes: chain.sizeBytes,
      cells: open.size + before.size + early.size,
      cellBytes: open.sizeBytes + before.sizeBytes + early.sizeBytes,
      knownCells: [...this.around.links.values()].reduce((sum, link) => sum + link.board.cells.size, 0),
      passive: this.neighbourhood.views.passiveAddresses().length,
      pendingDials: this.neighbourhood.views.pendingDials,
      dials: this.neighbourhood.views.dials,
      links: this.around.links.size,
    };
  }

  /** The machine slept: the silence was ours, and what piled up meanwhile is no flood. */
  private wake(): void {
    this.neighbourhood.wake();
    this.around.emit({ type: "woke" });
    this.presence.excuseAll(this.clock.nowMs);
    this.sharing.words.slept();
    this.ownStatus.renew();
  }

  private take(event: SwarmEvent): void {
    switch (event.type) {
      case "tick":
        this.neighbourhood.tick();
        this.sharing.tick();
        this.timekeeper.tick();
        break;
      case "slept":
        this.wake();
        this.timekeeper.slept();
        break;
      case "linksDoubtful":
        this.neighbourhood.doubtLinks();
        break;
      case "seedTold":
        this.timekeeper.seedSaid(event.studyMs, event.tookMs);
        break;
      case "ownAddress":
        if ((event.address ?? "") !== this.neighbourhood.ownAddress) this.ownStatus.changed();
        this.neighbourhood.setOwnAddress(event.address);
        break;
      case "addressesFound":
        this.neighbourhood.found(event.addresses);
        this.neighbourhood.dial();
        break;
      case "linkOpened":
        this.neighbourhood.linkOpened(event.link, event.address, event.incoming, event.relayed);
        break;
      case "linkCarried":
        this.onLink(event.link, (link) => {
          link.gives = event.relayed ? relayedBudget(this.clock.nowMs) : outgoingBudget(this.clock.nowMs);
        });
        break;
      case "connectFailed":
        this.neighbourhood.views.dialFailed(event.address, this.clock.nowMs);
        break;
      case "linkClosed":
        this.onLink(event.link, (link) => this.linkClosed(link));
        break;
      case "received":
        this.onLink(event.link, (link) => this.inbox.receive(link, event.message));
        break;
      case "misbehaved":
        this.onLink(event.link, (link) => this.neighbourhood.blame(link, FAULT.malformed));
        break;
      case "proofSigned":
        this.onLink(event.link, (link) => {
          if (this.neighbourhood.proofSigned(link, event.signature)) this.sharing.greet(link);
        });
        break;
      default:
        this.takeOwn(event);
    }
  }

  private takeOwn(event: SwarmEvent): void {
    switch (event.type) {
      case "publish":
        if (!this.saysGoodbye) this.around.emit(this.ownLog.publish(event.draft));
        break;
      case "segmentSigned":
        this.ownLog.signed(event.segment);
        this.sharing.takeOwn(event.segment);
        break;
      case "restored":
        this.sharing.restore(event.segments);
        break;
      case "restoredEvidence":
        this.sharing.restoreProofs(event.proofs);
        this.noteSpread.restore(event.notes);
        break;
      case "adopted":
        this.noteSpread.adopt(event.notes);
        for (const segment of event.segments) this.sharing.adopt(segment);
        break;
      case "publishNote":
        this.noteSpread.publish(event);
        break;
      case "noteSigned":
        this.noteSpread.signed(event.note);
        break;
      case "publishCells":
        if (!this.saysGoodbye) this.boardSpread.publish(event.body);
        break;
      case "cellsSigned":
        this.boardSpread.signed(event.cells);
        break;
      case "epochClosed":
        this.boardSpread.close(event.record);
        break;
      case "epochsReplaced":
        this.boardSpread.replace(event.from, event.records);
        break;
      case "restoredBoard":
        this.boardSpread.restore(event.records, event.cells);
        break;
      case "setStatus":
        this.ownStatus.set(event.body, event.done, event.quiet);
        break;
      case "setRunning":
        this.sharing.running.set(event.body);
        break;
      case "previewMade":
        this.sharing.previews.answer(event.link, event.body);
        break;
      case "seek":
        this.onLink(event.link, (link) => this.sharing.fetcher.seek(link, event.places));
        break;
      case "limitUpload":
        this.upload.limit(event.bytesPerSecond, this.clock.nowMs);
        break;
      case "wordSigned":
        this.sharing.words.signed(event.word);
        break;
      case "statusSigned":
        this.statusSigned(event.status);
        break;
      case "stop":
        this.stop();
        break;
    }
  }

  /** The other end may think that we are gone: we say by other ways that we are not. */
  private linkClosed(link: Link): void {
    this.neighbourhood.linkClosed(link);
    this.sharing.push.dropLost();
    if (link.open) this.reassure();
  }

  private reassure(): void {
    this.ownStatus.changed();
    // Among more the others wait longer, and the tick is soon enough.
    this.mustReassure = this.presence.liveLogs <= FEW_OTHERS;
  }

  /** Others say that we are gone, or may have thought so while nobody heard us. */
  private refute(): void {
    this.ownStatus.refute();
    this.mustReassure = true;
  }

  private onLink(id: LinkId, act: (link: Link) => void): void {
    const link = this.around.links.get(id);
    if (link !== undefined) act(link);
  }

  /** Our own presence, when it is due and somebody listens. */
  private speak(): void {
    if (this.around.openLinks().length === 0 || !this.ownStatus.isDue(this.clock.nowMs, this.presence.liveLogs)) return;
    const length = this.replica.lengthOf(this.log);
    const totals = this.ownLog.totals;
    const { ownAddress } = this.neighbourhood;
    this.around.emit(this.ownStatus.sign(this.clock.nowMs, this.heardOf(), ownAddress, length, totals));
  }

  /** Live logs. At the first word nobody has been heard of yet: as many as neighbours have said that they know. */
  private heardOf(): number {
    const { liveLogs } = this.presence;
    if (this.ownStatus.newest !== null) return liveLogs;
    const theirs = this.around.openLinks().map(({ handshake }) => handshake.theirs?.liveLogs ?? 0);
    return Math.max(liveLogs, ...theirs);
  }

  private statusSigned(status: SignedStatus): void {
    const first = this.ownStatus.newest === null;
    this.ownStatus.signed(status);
    const haste = this.mustReassure || first || status.leaving ? "atOnce" : "withTick";
    this.sharing.statuses.tellOwn(haste);
    this.mustReassure = false;
    if (this.saysGoodbye && status.leaving) this.leave();
  }

  private stop(): void {
    if (this.around.openLinks().length === 0) {
      this.leave();
      return;
    }
    this.saysGoodbye = true;
    this.ownStatus.leave();
  }

  private leave(): void {
    for (const link of this.around.links.values()) this.around.cut(link, "goodbye");
    this.stopped = true;
  }

  private knownStatus(log: LogId): KnownStatus | undefined {
    if (log === this.log) return this.ownStatus.newest ?? undefined;
    return this.presence.get(log);
  }
}

const larger = (a: Totals, b: Totals): Totals => (trialsTold(a) >= trialsTold(b) ? a : b);
