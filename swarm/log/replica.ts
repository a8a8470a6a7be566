import { bytesEqual, type LogId, type PeerId, peerIdOf } from "../ids.ts";
import { type ForkProof, headerFrom, isSame, type Stated } from "./fork.ts";
import { fingerprintOf, type Held, HeldLog, headSumOf, sampleOf } from "./held-log.ts";
import { KeyRoom } from "./key-room.ts";
import { LatelyGone } from "./lately-gone.ts";
import { BUCKETS, EVERY_SAMPLE, levelOf, minus, NO_SUM, plus, type Sum } from "./levels.ts";
import { RecentNames } from "./recent-names.ts";
import { type Segment, type SegmentHeader, segmentLog } from "./segment.ts";
import { Shares } from "./shares.ts";

/** How much is held at most. */
export interface Bounds {
  readonly bytes: number;
  readonly bytesPerKey: number;
  readonly logs: number;
  readonly logsPerKey: number;
}

/**
 * 128 MiB, an eighth of it of one key: more than a million trials in full segments. 20,000 logs, one per engine start: a thousand
 * people who each open the page twenty times; of one key 256, one in 78.
 */
export const BOUNDS: Bounds = { bytes: 128 << 20, bytesPerKey: 16 << 20, logs: 20_000, logsPerKey: 256 };

/** What a segment takes beside its trials, measured in V8: its fields, byte strings, place and sums. */
export const SEGMENT_OVERHEAD_BYTES = 1_100;
/** What a log takes beside its segments. */
export const LOG_OVERHEAD_BYTES = 2_048;
/** Segments that came before their basis: some messages' worth; what does not fit is fetched again. */
export const MAX_WAITING_SEGMENTS = 512;
/** 32 of the largest segments. */
export const MAX_WAITING_BYTES = 8 << 20;
/** A basis that has not come within a minute and a half is nowhere. */
const WAITING_LIFE_MS = 90_000;
/** Segments let go that are not taken for new if they come again. */
const MAX_GONE_NAMES = 8_192;

/** How a log stands at one level: what two replicas compare. */
export interface LogSum extends Sum {
  readonly log: LogId;
  readonly length: number;
  /** 32 bits of its head. */
  readonly head: number;
  /** What follows counts segments of this level and up, and the newest bests. */
  readonly level: number;
  readonly count: number;
}

export type Acceptance =
  | { readonly kind: "known" }
  /** This one and those that waited for it as their basis. */
  | { readonly kind: "added"; readonly log: LogId; readonly segments: readonly Segment[] }
  /** Of no use without its basis, which is not held. */
  | { readonly kind: "waits"; readonly log: LogId; readonly basis: number }
  | { readonly kind: "fork"; readonly peer: PeerId; readonly proof: ForkProof };

/** Who holds this replica: nothing of its key ever leaves. */
export interface Holder {
  readonly peer: PeerId;
  readonly log: LogId;
}

export interface ReplicaOptions {
  readonly holder?: Holder;
  readonly bounds?: Bounds;
  /** Whether the log's tab is there now. */
  readonly isLive?: (log: LogId) => boolean;
}

/** What had to go since it was last asked for. */
export interface LetGo {
  readonly segments: readonly { readonly log: LogId; readonly index: number }[];
  readonly logs: readonly LogId[];
}

/**
 * Segments held, by log, in any order and with holes. While there is room, what it holds does not depend on the order in which
 * they came. Signatures are checked before.
 *
 * Room: past a bound the rest of the lowest level leaves first, the oldest first, of the key that holds most. A log's head, its
 * newest bests, and the basis of what is held stay as long as their log. So nothing that is full ever stops a best.
 */
export class Replica {
  private readonly holder: Holder | null;
  private readonly bounds: Bounds;
  private readonly isLive: (log: LogId) => boolean;
  /** The one that has not grown for longest first. */
  private readonly held = new Map<LogId, HeldLog>();
  private readonly keys = new Map<PeerId, KeyRoom>();
  /** Of all keys but the holder's; null until a table was full. */
  private logShares: Shares | null = null;
  private byteShares: Shares | null = null;
  private readonly latelyGone = new LatelyGone();
  private readonly goneNames = new RecentNames(MAX_GONE_NAMES);
  private readonly waiting = new Map<Held, number>();
  private waitingBytes = 0;
  private readonly bucketHighs = new Uint32Array(BUCKETS);
  private readonly bucketLows = new Uint32Array(BUCKETS);
  /** Logs by when their newest best came, the newest last. */
  private readonly byBest = new Map<LogId, HeldLog>();
  private goneSegments: { readonly log: LogId; readonly index: number }[] = [];
  private goneLogs: LogId[] = [];
  private sizeBytes = 0;
  private arrivals = 0;
  private floor = 0;
  /** Something had to go since the start: not all that was heard of is held. */
  holdsSample = false;

  constructor({ holder, bounds = BOUNDS, isLive = () => false }: ReplicaOptions = {}) {
    this.holder = holder ?? null;
    this.bounds = bounds;
    this.isLive = isLive;
  }

  accept(segment: Segment, nowMs: number): Acceptance {
    const log = segmentLog(segment);
    const known = this.held.get(log);
    const rival = known?.rivalOf(segment) ?? null;
    if (rival !== null) return forkOf(rival, segment);
    if (known?.get(segment.index) !== undefined) return { kind: "known" };
    if (known !== undefined && this.isGone(known, segment.index)) return { kind: "known" };
    const fingerprint = fingerprintOf(segment);
    const entry = known ?? this.open(log, segment, fingerprint, nowMs);
    const isFresh = segment.index >= entry.head.index;
    this.takeHead(entry, segment, fingerprint, nowMs);
    const level = levelOf(entry.seed, segment.index);
    const base = entry.get(segment.basis)?.segment;
    const waits = segment.basis !== segment.index && base?.basis !== segment.basis;
    const sizeBytes = segment.trials.length + SEGMENT_OVERHEAD_BYTES;
    const arrival = this.arrivals++;
    const held: Held = {
      segment,
      entry,
      level,
      fingerprint,
      sizeBytes,
      isFresh,
      arrival,
      shown: 0,
      announced: 0,
      waits,
      isNewestBest: false,
      dependents: 0,
    };
    if (waits) {
      this.letWait(held, nowMs);
      return { kind: "waits", log, basis: segment.basis };
    }
    const added = this.settle(held, false);
    this.makeRoom(entry, nowMs);
    return { kind: "added", log, segments: added };
  }

  /** A header alone: how long its log is, what it counts, and where its best is. */
  acceptHeader(header: SegmentHeader, nowMs: number): Acceptance | { readonly kind: "grown"; readonly log: LogId } {
    const log = segmentLog(header);
    const known = this.held.get(log);
    const rival = known?.rivalOf(header) ?? null;
    if (rival !== null) return forkOf(rival, header);
    if (known !== undefined && header.index <= known.head.index) return { kind: "known" };
    if (!this.hasRoomFor(log, nowMs)) return { kind: "known" };
    const fingerprint = fingerprintOf(header);
    const entry = known ?? this.open(log, header, fingerprint, nowMs);
    this.takeHead(entry, header, fingerprint, nowMs);
    this.makeRoom(entry, nowMs);
    return { kind: "grown", log };
  }

  /** Held at its place, bit for bit. */
  knows(segment: Segment): boolean {
    const held = this.held.get(segmentLog(segment))?.get(segment.index)?.segment;
    return held !== undefined && isSame(held, segment) && bytesEqual(held.signature, segment.signature);
  }

  /** The same of a header: the log's head, or of a segment held. */
  knowsHeader(header: SegmentHeader): boolean {
    const entry = this.held.get(segmentLog(header));
    const own = entry?.head.index === header.index ? entry.head : entry?.get(header.index)?.segment;
    return own !== undefined && isSame(own, header) && bytesEqual(own.signature, header.signature);
  }

  /** Whether the log is held or may be asked for: one that had to go lately, or has no place, is not. */
  hasRoomFor(log: LogId, nowMs: number): boolean {
    if (this.held.has(log) || this.isLive(log)) return true;
    return this.held.size < this.bounds.logs && !this.latelyGone.has(log, nowMs);
  }

  lengthOf(log: LogId): number {
    return this.held.get(log)?.length ?? 0;
  }

  get(log: LogId): HeldLog | undefined {
    return this.held.get(log);
  }

  logs(): IterableIterator<HeldLog> {
    return this.held.values();
  }

  /** A status names its log's author, too. */
  isToldByStatus: (log: LogId, bit: number) => boolean = () => false;

  /** True the first time: whoever is at the other end of the link with this bit must be told whose log it is. */
  introduces(log: LogId, bit: number): boolean {
    if (this.isToldByStatus(log, bit)) return false;
    const entry = this.held.get(log);
    if (entry === undefined) return true;
    const isKnown = (entry.introduced & bit) !== 0;
    entry.introduced |= bit;
    return !isKnown;
  }

  /** The bit is another link's from now on. */
  forgetShown(bit: number): void {
    for (const entry of this.held.values()) {
      entry.introduced &= ~bit;
      for (const held of entry.all()) {
        held.shown &= ~bit;
        held.announced &= ~bit;
      }
    }
  }

  /** Logs by when their newest best came, the newest first. */
  byNewestBest(): HeldLog[] {
    return [...this.byBest.values()].reverse();
  }

  get logCount(): number {
    return this.held.size;
  }

  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Counted, of all that is held. */
  get heldBytes(): number {
    return this.sizeBytes;
  }

  /** All segments of this level and up that were heard of are held; of lower ones some had to go, or are not asked for. */
  levelOf(entry: HeldLog): number {
    return Math.max(this.floor, this.keys.get(entry.peer)?.level ?? 0);
  }

  /** Whether only a sample is asked for now. */
  get hasFloor(): boolean {
    return this.floor > 0;
  }

  /** From now on nothing of lower levels is compared or asked for, whatever room there is: more is told than can be passed on. */
  setFloor(level: number): void {
    if (level === this.floor) return;
    const before = [...this.held.values()].map((entry) => ({ entry, share: this.bucketShare(entry) }));
    this.floor = level;
    for (const { entry, share } of before) this.addToBucket(entry, share, this.bucketShare(entry));
  }

  /** At its own level, or at a higher one. */
  sumOf(entry: HeldLog, level = this.levelOf(entry)): LogSum {
    return { log: entry.log, length: entry.length, head: entry.headFingerprint, level, ...entry.sums.from(level) };
  }

  /** Of all logs whose names fall into the bucket: their heads, and of those held whole their segments. */
  bucket(at: number): Sum {
    return { high: this.bucketHighs[at] ?? 0, low: this.bucketLows[at] ?? 0 };
  }

  /** What had to go since this was last asked. */
  takeLetGo(): LetGo | null {
    if (this.goneSegments.length === 0 && this.goneLogs.length === 0) return null;
    const letGo = { segments: this.goneSegments, logs: this.goneLogs };
    this.goneSegments = [];
    this.goneLogs = [];
    return letGo;
  }

  /** Forgets all logs of a key and returns their names. */
  dropPeer(peer: PeerId): LogId[] {
    const logs = [...(this.keys.get(peer)?.logs ?? [])];
    for (const entry of logs) this.drop(entry);
    return logs.map((entry) => entry.log);
  }

  expireWaiting(nowMs: number): void {
    for (const [held, sinceMs] of this.waiting) {
      if (nowMs - sinceMs <= WAITING_LIFE_MS) return;
      this.stopWaiting(held);
      held.entry.remove(held);
    }
  }

  /** It had to go; what waits for it may come again with it. */
  private isGone(entry: HeldLog, index: number): boolean {
    return this.goneNames.has(entry.seed, index) && entry.waitingFor(index).size === 0;
  }

  private takeHead(entry: HeldLog, head: Stated, fingerprint: Sum, nowMs: number): void {
    this.recount(entry, () => {
      const before = entry.get(entry.head.basis);
      if (!entry.takeHead(head, fingerprint, nowMs)) return;
      const after = entry.get(entry.head.basis);
      if (before !== after && before !== undefined) this.refile(before);
      if (before !== after && after !== undefined) this.refile(after);
      this.held.delete(entry.log);
      this.held.set(entry.log, entry);
      this.keyOf(entry.peer).touch(entry);
    });
  }

  /** Files a segment that can be read, and those that waited for it; returns them. */
  private settle(held: Held, isFiled: boolean): Segment[] {
    const { entry, segment } = held;
    this.recount(entry, () => {
      if (!isFiled) entry.put(held);
      const base = segment.basis === segment.index ? undefined : entry.get(segment.basis);
      if (base !== undefined) {
        base.dependents += 1;
        this.refile(base);
      }
      for (const former of entry.addBest(held)) {
        if (former === held) continue;
        entry.sums.add(former.level, former.fingerprint);
        entry.sums.remove(EVERY_SAMPLE, former.fingerprint);
        this.refile(former);
      }
      entry.sums.add(sampleOf(held), held.fingerprint);
      this.refile(held);
    });
    if (held.isNewestBest) {
      this.byBest.delete(entry.log);
      this.byBest.set(entry.log, entry);
    }
    this.count(entry.peer, 0, held.sizeBytes);
    const added = [segment];
    for (const waiting of entry.waitingFor(segment.index)) {
      this.stopWaiting(waiting);
      waiting.waits = false;
      added.push(...this.settle(waiting, true));
    }
    return added;
  }

  private letWait(held: Held, nowMs: number): void {
    const { entry, segment } = held;
    if (this.waiting.size >= MAX_WAITING_SEGMENTS || this.waitingBytes + segment.trials.length > MAX_WAITING_BYTES) {
      entry.shed(segment);
      return;
    }
    entry.letWait(held);
    entry.put(held);
    this.waiting.set(held, nowMs);
    this.waitingBytes += segment.trials.length;
  }

  private stopWaiting(held: Held): void {
    const { entry, segment } = held;
    this.waiting.delete(held);
    this.waitingBytes -= segment.trials.length;
    entry.stopWaiting(held);
  }

  private remove(held: Held): void {
    const { entry, segment } = held;
    this.recount(entry, () => {
      entry.sums.remove(sampleOf(held), held.fingerprint);
      entry.dropBest(held);
      entry.remove(held);
      this.keyOf(entry.peer).mustStay(held);
      const base = segment.basis === segment.index ? undefined : entry.get(segment.basis);
      if (base !== undefined) {
        base.dependents -= 1;
        this.refile(base);
      }
    });
    this.count(entry.peer, 0, -held.sizeBytes);
    this.goneNames.add(entry.seed, segment.index);
    this.goneSegments.push({ log: entry.log, index: segment.index });
  }

  private refile(held: Held): void {
    if (held.waits) return;
    const key = this.keyOf(held.entry.peer);
    if (this.mayLeave(held)) key.mayLeave(held);
    else key.mustStay(held);
  }

  private mayLeave(held: Held): boolean {
    // What comes next will most likely need the newest basis.
    const isNewestBasis = held.segment.index === held.entry.head.basis;
    const stays = held.isNewestBest || held.dependents > 0 || isNewestBasis || held.entry.peer === this.holder?.peer;
    return !stays && !held.waits;
  }

  private open(log: LogId, head: Stated, fingerprint: Sum, nowMs: number): HeldLog {
    const peer = peerIdOf(head.publicKey);
    if (peer !== this.holder?.peer) this.makePlace(peer, nowMs);
    const entry = new HeldLog(log, peer, head, fingerprint);
    entry.changedMs = nowMs;
    this.held.set(log, entry);
    const key = this.keys.get(peer);
    if (key === undefined) this.keys.set(peer, new KeyRoom(peer, entry));
    else key.logs.push(entry);
    this.count(peer, 1, LOG_OVERHEAD_BYTES);
    this.addToBucket(entry, NO_SUM, headSumOf(entry));
    return entry;
  }

  /** Of a log that is held. */
  private keyOf(peer: PeerId): KeyRoom {
    const key = this.keys.get(peer);
    if (key === undefined) throw new RangeError("no log of this key is held");
    return key;
  }

  private drop(entry: HeldLog): void {
    this.addToBucket(entry, this.bucketShare(entry), NO_SUM);
    const key = this.keyOf(entry.peer);
    let sizeBytes = LOG_OVERHEAD_BYTES;
    for (const held of entry.all()) {
      key.mustStay(held);
      if (held.waits) this.stopWaiting(held);
      else sizeBytes += held.sizeBytes;
    }
    key.remove(entry);
    this.held.delete(entry.log);
    this.byBest.delete(entry.log);
    this.count(entry.peer, -1, -sizeBytes);
    if (key.logs.length === 0) this.keys.delete(entry.peer);
  }

  private letGo(entry: HeldLog, nowMs: number): void {
    this.holdsSample = true;
    this.drop(entry);
    this.latelyGone.add(entry.log, nowMs);
    this.goneLogs.push(entry.log);
  }

  private count(peer: PeerId, logs: number, sizeBytes: number): void {
    this.sizeBytes += sizeBytes;
    this.keyOf(peer).sizeBytes += sizeBytes;
    if (peer === this.holder?.peer) return;
    this.logShares?.add(peer, logs);
    this.byteShares?.add(peer, sizeBytes);
  }

  private sharesOf(stepSize: number, amountOf: (key: KeyRoom) => number): Shares {
    const shares = new Shares(stepSize);
    for (const key of this.keys.values()) if (key.peer !== this.holder?.peer) shares.add(key.peer, amountOf(key));
    return shares;
  }

  /** For one more log of this key. */
  private makePlace(peer: PeerId, nowMs: number): void {
    const ofKey = this.keys.get(peer)?.logs ?? [];
    if (ofKey.length >= this.bounds.logsPerKey) this.letGoOldest(ofKey, nowMs);
    if (this.held.size < this.bounds.logs) return;
    this.logShares ??= this.sharesOf(1, ({ logs }) => logs.length);
    const most = this.logShares.most();
    const ofMost = most === null || most.amount < 2 ? undefined : this.keys.get(most.peer)?.logs;
    this.letGoOldest(ofMost ?? this.held.values(), nowMs);
  }

  /** The first whose tab is not there; where all are there, the first. */
  private letGoOldest(logs: Iterable<HeldLog>, nowMs: number): void {
    let first: HeldLog | null = null;
    for (const entry of logs) {
      if (entry.peer === this.holder?.peer) continue;
      first ??= entry;
      if (this.isLive(entry.log)) continue;
      this.letGo(entry, nowMs);
      return;
    }
    if (first !== null) this.letGo(first, nowMs);
  }

  private makeRoom(newest: HeldLog, nowMs: number): void {
    const key = this.keyOf(newest.peer);
    while (key.peer !== this.holder?.peer && key.sizeBytes > this.bounds.bytesPerKey)
      if (!this.shrink(key, newest, nowMs)) break;
    if (this.sizeBytes <= this.bounds.bytes) return;
    this.byteShares ??= this.sharesOf(Math.max(1, this.bounds.bytesPerKey >> 8), ({ sizeBytes }) => sizeBytes);
    while (this.sizeBytes > this.bounds.bytes) {
      const most = this.byteShares.most();
      if (most === null || !this.shrink(this.keyOf(most.peer), newest, nowMs)) break;
    }
  }

  /** Something of this key leaves: the rest; else a log's older bests; else a log. False if nothing can. */
  private shrink(key: KeyRoom, newest: HeldLog, nowMs: number): boolean {
    const held = key.nextToLeave((other) => this.mayLeave(other));
    if (held !== undefined) {
      this.remove(held);
      if (held.level >= key.level) this.raise(key, held.level + 1);
      return true;
    }
    const logs = [...key.logs].filter((entry) => entry !== newest);
    const entry = logs.find((other) => !this.isLive(other.log)) ?? logs[0] ?? newest;
    const oldest = entry.newestBests.length > 1 ? entry.get(entry.newestBests[0] ?? -1) : undefined;
    // Others may still need it to be read; they are bests, too, and leave before it.
    const leaving = oldest?.dependents === 0 ? oldest : entry.get(entry.newestBests[1] ?? -1);
    if (leaving !== undefined && leaving.dependents === 0) this.remove(leaving);
    else if (entry !== newest) this.letGo(entry, nowMs);
    else return false;
    return true;
  }

  /** From now on a sample of this key is held. */
  private raise(key: KeyRoom, level: number): void {
    this.holdsSample = true;
    const isFirst = key.level === 0;
    const before = isFirst ? [...key.logs].map((entry) => this.bucketShare(entry)) : [];
    key.level = level;
    if (isFirst)
      [...key.logs].forEach((entry, i) => this.addToBucket(entry, before[i] ?? NO_SUM, this.bucketShare(entry)));
  }

  /** What its bucket counts of a log. */
  bucketShare(entry: HeldLog): Sum {
    const head = headSumOf(entry);
    return this.levelOf(entry) > 0 ? head : plus(head, entry.sums.from(0));
  }

  /** Whatever changes of a log changes its bucket. */
  private recount(entry: HeldLog, change: () => void): void {
    const before = this.bucketShare(entry);
    change();
    this.addToBucket(entry, before, this.bucketShare(entry));
  }

  private addToBucket({ seed: { bucket } }: HeldLog, before: Sum, after: Sum): void {
    const { high, low } = plus(minus(this.bucket(bucket), before), after);
    this.bucketHighs[bucket] = high;
    this.bucketLows[bucket] = low;
  }
}

const forkOf = (first: Stated, second: Stated): Acceptance => ({
  kind: "fork",
  peer: peerIdOf(second.publicKey),
  proof: { first: headerFrom(first), second: headerFrom(second) },
});
