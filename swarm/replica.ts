import type { LogId, PeerId } from "./events.ts";
import { contradicts, type Place } from "./fork.ts";
import { GapBuffer } from "./gap-buffer.ts";
import { bytesEqual, FINGERPRINT_BYTES, peerIdOf } from "./ids.ts";
import type { ForkProof, Head } from "./message.ts";
import { headerOf, NO_TOTALS, type Segment, segmentHash, segmentLog, type Totals } from "./segment.ts";

/** One log per engine start: a thousand people who each open the page twenty times. 20 MB of heads and keys. */
export const MAX_LOGS = 20_000;
/** More than a million trials of 100 bytes; the study keeps 200,000 of them. */
export const MAX_HELD_BYTES = 128 << 20;
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
  | { readonly kind: "full" };

/** All segments held, by log. What it holds does not depend on the order in which they came. Signatures are checked before. */
export class Replica {
  private readonly held = new Map<LogId, HeldLog>();
  private readonly gaps = new GapBuffer();
  private heldBytes = 0;

  accept(segment: Segment, nowMs: number): Acceptance {
    const log = segmentLog(segment);
    const length = this.lengthOf(log);
    const rival = this.rivalOf(log, segment);
    if (rival !== null) return { kind: "fork", peer: peerIdOf(segment.publicKey), proof: rival };
    if (segment.index < length || this.gaps.get(log, segment.index) !== undefined) return { kind: "known" };
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
    const dropped: LogId[] = [];
    for (const entry of this.held.values()) {
      if (entry.peer !== peer) continue;
      for (const segment of entry.segments) this.heldBytes -= segment.trials.length + SEGMENT_OVERHEAD_BYTES;
      this.held.delete(entry.log);
      this.gaps.drop(entry.log);
      dropped.push(entry.log);
    }
    return dropped;
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
    return added.length === 0 ? { kind: "full" } : { kind: "added", log, segments: added };
  }

  private store(log: LogId, segment: Segment, nowMs: number): boolean {
    const sizeBytes = segment.trials.length + SEGMENT_OVERHEAD_BYTES;
    const entry = this.held.get(log) ?? this.newLog(log, segment);
    if (entry === null || this.heldBytes + sizeBytes > MAX_HELD_BYTES) return false;
    this.held.set(log, entry);
    this.heldBytes += sizeBytes;
    entry.segments.push(segment);
    entry.totals = segment.totals;
    entry.changedMs = nowMs;
    entry.head = { log, length: entry.segments.length, hash: segmentHash(segment).slice(0, FINGERPRINT_BYTES) };
    return true;
  }

  private newLog(log: LogId, segment: Segment): HeldLog | null {
    if (this.held.size >= MAX_LOGS) return null;
    const head = { log, length: 0, hash: new Uint8Array(FINGERPRINT_BYTES) };
    return { log, peer: peerIdOf(segment.publicKey), segments: [], totals: NO_TOTALS, changedMs: 0, head };
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

const placeOf = (segment: Segment): Place => ({
  index: segment.index,
  previousHash: segment.previousHash,
  totals: segment.totals,
  count: segment.count,
  hash: segmentHash(segment),
});
