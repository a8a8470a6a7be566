import { bytesEqual, FINGERPRINT_BYTES, type LogId, type PeerId, peerIdOf } from "../ids.ts";
import { contradicts, type ForkProof, type Place } from "./fork.ts";
import { GapBuffer } from "./gap-buffer.ts";
import { Refusals } from "./refusals.ts";
import { type Head, headerOf, NO_TOTALS, type Segment, segmentHash, segmentLog, type Totals } from "./segment.ts";
import { type Share, Shares } from "./shares.ts";

/** One log per engine start: a thousand people who each open the page twenty times. 20 MB of heads and keys. */
export const MAX_LOGS = 20_000;
/** More than a million trials of 100 bytes; the study keeps 200,000 of them. */
export const MAX_HELD_BYTES = 128 << 20;
/** A profile that starts its engine more often than this in one study is not heard any more. One in 78 of the table. */
export const MAX_LOGS_PER_KEY = 256;
/** 160,000 trials of 100 bytes from one profile. */
export const MAX_HELD_BYTES_PER_KEY = MAX_HELD_BYTES / 8;
/** Logs are only evicted for a key that then holds at most half of what their own key held: nobody takes turns. */
const EVICTION_RATIO = 2;
/** Keys that differ by less hold the same. */
const BYTE_SHARE_STEP = 64 << 10;
/** A segment's own cost beside its trials: fields, signature, hash. */
const SEGMENT_OVERHEAD_BYTES = 512;

export interface HeldLog {
  readonly log: LogId;
  readonly peer: PeerId;
  /** Without a gap, from index 0. */
  readonly segments: Segment[];
  totals: Totals;
  /** When it last grew, in the core's time. */
  changedMs: number;
  head: Head;
}

export type Acceptance =
  | { readonly kind: "known" }
  /** This one and those that waited for it, in order. */
  | { readonly kind: "added"; readonly log: LogId; readonly segments: readonly Segment[] }
  /** Segments before it are missing: fetch up to `to` (exclusive). */
  | { readonly kind: "gap"; readonly log: LogId; readonly to: number }
  | { readonly kind: "fork"; readonly peer: PeerId; readonly proof: ForkProof }
  /** No room for this log: see `refuses`. */
  | { readonly kind: "full" };

/** Who holds this replica: never evicted, and its key has no share to exceed. */
export interface Holder {
  readonly peer: PeerId;
  /** Always has room. */
  readonly log: LogId;
}

/**
 * All segments held, by log. While there is room, what it holds does not depend on the order in which they came.
 * Signatures are checked before.
 *
 * Room: no key gets more than its share. When a table is full, whoever holds most of it loses the log that has not grown
 * for longest, to whoever would then hold at most half as much; others are refused.
 */
export class Replica {
  private readonly holder: Holder | null;
  private readonly held = new Map<LogId, HeldLog>();
  private readonly logsOf = new Map<PeerId, Set<HeldLog>>();
  /** Of all keys but the holder's. */
  private readonly logShares = new Shares(1);
  private readonly byteShares = new Shares(BYTE_SHARE_STEP);
  private readonly refusals = new Refusals();
  private readonly gaps = new GapBuffer();
  private heldBytes = 0;

  constructor(holder: Holder | null = null) {
    this.holder = holder;
  }

  accept(segment: Segment, nowMs: number): Acceptance {
    const log = segmentLog(segment);
    const length = this.lengthOf(log);
    const rival = this.rivalOf(log, segment);
    if (rival !== null) return { kind: "fork", peer: peerIdOf(segment.publicKey), proof: rival };
    if (segment.index < length || this.gaps.get(log, segment.index) !== undefined) return { kind: "known" };
    if (this.refuses(log, nowMs) || !this.isWithinShare(log, segment)) return this.refuse(log, nowMs);
    if (segment.index > length) {
      this.gaps.add(log, segment, nowMs);
      return { kind: "gap", log, to: segment.index };
    }
    return this.append(log, segment, nowMs);
  }

  /** Held at its place, bit for bit, or waiting there. */
  knows(segment: Segment): boolean {
    const log = segmentLog(segment);
    const held = this.held.get(log)?.segments[segment.index] ?? this.gaps.get(log, segment.index);
    return (
      held !== undefined &&
      bytesEqual(segmentHash(held), segmentHash(segment)) &&
      bytesEqual(held.signature, segment.signature)
    );
  }

  /** There was no room for more of this log lately: it need not be asked for. */
  refuses(log: LogId, nowMs: number): boolean {
    return this.refusals.has(log, nowMs);
  }

  lengthOf(log: LogId): number {
    return this.held.get(log)?.segments.length ?? 0;
  }

  get(log: LogId): HeldLog | undefined {
    return this.held.get(log);
  }

  logs(): IterableIterator<HeldLog> {
    return this.held.values();
  }

  get logCount(): number {
    return this.held.size;
  }

  get gapCount(): number {
    return this.gaps.size;
  }

  /** Forgets all logs of a key and returns their names. */
  dropPeer(peer: PeerId): LogId[] {
    const logs = [...(this.logsOf.get(peer) ?? [])];
    for (const entry of logs) this.drop(entry);
    return logs.map((entry) => entry.log);
  }

  expireGaps(nowMs: number): void {
    this.gaps.expire(nowMs);
  }

  private append(log: LogId, segment: Segment, nowMs: number): Acceptance {
    const added: Segment[] = [];
    let next: Segment | undefined = segment;
    while (next !== undefined) {
      const rival = this.rivalOf(log, next);
      if (rival !== null) return { kind: "fork", peer: peerIdOf(segment.publicKey), proof: rival };
      if (!this.store(log, next, nowMs)) break;
      added.push(next);
      next = this.gaps.take(log, next.index + 1);
    }
    return added.length === 0 ? this.refuse(log, nowMs) : { kind: "added", log, segments: added };
  }

  private store(log: LogId, segment: Segment, nowMs: number): boolean {
    if (!this.isWithinShare(log, segment) || !this.makeRoom(log, segment, nowMs)) return false;
    const entry = this.held.get(log) ?? this.newLog(log, segment);
    this.count(entry.peer, 0, sizeOf(segment));
    entry.segments.push(segment);
    entry.totals = segment.totals;
    entry.changedMs = nowMs;
    entry.head = { log, length: entry.segments.length, hash: segmentHash(segment).slice(0, FINGERPRINT_BYTES) };
    return true;
  }

  private newLog(log: LogId, segment: Segment): HeldLog {
    const peer = peerIdOf(segment.publicKey);
    const head = { log, length: 0, hash: new Uint8Array(FINGERPRINT_BYTES) };
    const entry = { log, peer, segments: [], totals: NO_TOTALS, changedMs: 0, head };
    this.held.set(log, entry);
    this.logsOf.set(peer, (this.logsOf.get(peer) ?? new Set()).add(entry));
    this.count(peer, 1, 0);
    return entry;
  }

  private drop(entry: HeldLog): void {
    const siblings = this.logsOf.get(entry.peer);
    siblings?.delete(entry);
    if (siblings?.size === 0) this.logsOf.delete(entry.peer);
    this.held.delete(entry.log);
    this.gaps.drop(entry.log);
    this.count(entry.peer, -1, -entry.segments.reduce((sum, segment) => sum + sizeOf(segment), 0));
  }

  private count(peer: PeerId, logs: number, sizeBytes: number): void {
    this.heldBytes += sizeBytes;
    if (peer === this.holder?.peer) return;
    this.logShares.add(peer, logs);
    this.byteShares.add(peer, sizeBytes);
  }

  private refuse(log: LogId, nowMs: number): Acceptance {
    if (log !== this.holder?.log) this.refusals.add(log, nowMs);
    return { kind: "full" };
  }

  private isWithinShare(log: LogId, segment: Segment): boolean {
    const peer = this.held.get(log)?.peer ?? peerIdOf(segment.publicKey);
    if (!this.held.has(log) && this.logShares.of(peer) >= MAX_LOGS_PER_KEY) return false;
    return this.byteShares.of(peer) + sizeOf(segment) <= MAX_HELD_BYTES_PER_KEY;
  }

  /** The holder's key takes from whoever holds most. */
  private makeRoom(log: LogId, segment: Segment, nowMs: number): boolean {
    const peer = this.held.get(log)?.peer ?? peerIdOf(segment.publicKey);
    const isOwn = peer === this.holder?.peer;
    const sizeBytes = sizeOf(segment);
    let hasRoom = true;
    while (hasRoom && !this.held.has(log) && this.held.size >= MAX_LOGS)
      hasRoom = this.evict(this.logShares.most(), isOwn ? 0 : this.logShares.of(peer) + 1, nowMs);
    while (hasRoom && this.heldBytes + sizeBytes > MAX_HELD_BYTES)
      hasRoom = this.evict(this.byteShares.most(), isOwn ? 0 : this.byteShares.of(peer) + sizeBytes, nowMs);
    return hasRoom || log === this.holder?.log;
  }

  /** Drops one log of a key that holds too much for somebody who would then hold `amount`. False if it may keep it. */
  private evict(most: Share | null, amount: number, nowMs: number): boolean {
    if (most === null || most.amount < amount * EVICTION_RATIO) return false;
    const [oldest] = [...(this.logsOf.get(most.peer) ?? [])].sort(byAge);
    if (oldest === undefined) return false;
    this.drop(oldest);
    this.refusals.add(oldest.log, nowMs);
    return true;
  }

  /** What is known at, before or after the segment's place and cannot stand in one log with it. */
  private rivalOf(log: LogId, segment: Segment): ForkProof | null {
    for (const index of [segment.index, segment.index - 1, segment.index + 1]) {
      const other = this.held.get(log)?.segments[index] ?? this.gaps.get(log, index);
      if (other !== undefined && contradicts(placeOf(other), placeOf(segment)))
        return { first: headerOf(other), second: headerOf(segment) };
    }
    return null;
  }
}

const sizeOf = (segment: Segment): number => segment.trials.length + SEGMENT_OVERHEAD_BYTES;

const byAge = (a: HeldLog, b: HeldLog): number => a.changedMs - b.changedMs || (a.log < b.log ? -1 : 1);

const placeOf = (segment: Segment): Place => ({
  index: segment.index,
  previousHash: segment.previousHash,
  totals: segment.totals,
  count: segment.count,
  hash: segmentHash(segment),
});
