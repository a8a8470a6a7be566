import type { Link } from "../link/link.ts";
import { headerFrom } from "../log/fork.ts";
import type { HeldLog } from "../log/held-log.ts";
import type { Replica } from "../log/replica.ts";
import { headerOf, type Segment, type SegmentHeader } from "../log/segment.ts";
import type { SegmentsMessage, WantedRange, WantMessage } from "../wire/message.ts";
import { SEGMENT_ENVELOPE_BYTES } from "../wire/message-bytes.ts";
import { MAX_SEGMENTS_PER_MESSAGE } from "../wire/wire-limits.ts";
import { segmentsMessage, sizeOf } from "./flood.ts";

/** Segments looked at for one step back. */
const MAX_SCAN = 1_024;

/** An answer as it is put together, by need: heads, then bests, then what was asked for, the newest first. */
export class Answer {
  private readonly link: Link;
  private readonly replica: Replica;
  private readonly maxBytes: number;
  private readonly segments = new Set<Segment>();
  private readonly headers: SegmentHeader[] = [];
  sizeBytes = 0;
  private isFull = false;

  constructor(link: Link, replica: Replica, maxBytes: number) {
    this.link = link;
    this.replica = replica;
    this.maxBytes = maxBytes;
  }

  /** What is held of the ranges, as much as fits, perhaps nothing. */
  to(want: WantMessage): SegmentsMessage {
    for (const range of want.ranges) this.addHead(range);
    for (const range of want.ranges) {
      const entry = this.replica.get(range.log);
      if (entry !== undefined && !range.bare) this.addNewestBest(entry, range.length);
    }
    const reached = want.ranges.map((range) => this.addRange(range));
    return segmentsMessage(this.link, this.replica, [...this.segments], this.headers, { answer: want.id, reached });
  }

  /** For somebody who holds nothing: how long each log is, and its best. */
  outline(entries: Iterable<HeldLog>): SegmentsMessage {
    for (const entry of entries) {
      if (this.isFull) break;
      this.addNewestBest(entry, 0);
      this.addHeader(headerFrom(entry.head));
    }
    return segmentsMessage(this.link, this.replica, [...this.segments], this.headers);
  }

  get told(): Iterable<Segment> {
    return this.segments;
  }

  private addHead({ log, length, from, to, bare, level }: WantedRange): void {
    const entry = this.replica.get(log);
    if (entry === undefined || entry.length <= length) return;
    const newest = entry.get(entry.head.index);
    // It comes by itself.
    const isWanted = newest !== undefined && from <= entry.head.index && to > entry.head.index && newest.level >= level;
    if (!isWanted || bare || to - from > 1) this.addHeader(headerFrom(entry.head));
  }

  private addNewestBest(entry: HeldLog, length: number): void {
    const index = entry.newestBests.at(-1);
    const best = index === undefined || index < length ? undefined : entry.get(index);
    if (best !== undefined) this.add(entry, best.segment);
  }

  /** Returns from where on all of the range, and of what lies below it, has been told. */
  private addRange({ log, from, to, level, bare }: WantedRange): number {
    const entry = this.replica.get(log);
    if (entry === undefined) return 0;
    let at = to;
    for (;;) {
      const next = entry.heldBelow(at, level, MAX_SCAN);
      if (!("held" in next)) return Math.min(next.upTo, at);
      const { segment } = next.held;
      if (segment.index < from) return segment.index + 1;
      if (bare ? !this.addHeader(headerOf(segment)) : !this.add(entry, segment)) return at;
      at = segment.index;
    }
  }

  /** False if it does not fit. */
  private add(entry: HeldLog, segment: Segment): boolean {
    if (this.segments.has(segment)) return true;
    const held = segment.basis === segment.index ? undefined : entry.get(segment.basis);
    const basis = held?.segment;
    const isNeeded = held !== undefined && !this.segments.has(held.segment) && (held.shown & this.link.bit) === 0;
    const sizeBytes = sizeOf(segment) + (isNeeded && basis !== undefined ? sizeOf(basis) : 0);
    if (!this.fits(sizeBytes, this.segments.size + Number(isNeeded))) return false;
    if (isNeeded && basis !== undefined) this.segments.add(basis);
    this.segments.add(segment);
    return true;
  }

  private addHeader(header: SegmentHeader): boolean {
    if (!this.fits(SEGMENT_ENVELOPE_BYTES, this.headers.length)) return false;
    this.headers.push(header);
    return true;
  }

  /** A first segment may be larger than an answer otherwise is. */
  private fits(sizeBytes: number, count: number): boolean {
    const isFirst = this.sizeBytes === 0;
    this.isFull ||= count >= MAX_SEGMENTS_PER_MESSAGE - 1 || (this.sizeBytes + sizeBytes > this.maxBytes && !isFirst);
    if (!this.isFull) this.sizeBytes += sizeBytes;
    return !this.isFull;
  }
}

/** In flight on one link: 1 MB/s at 100 ms round trip, a second on a slow mobile link. One segment may exceed it. */
export const MAX_ANSWER_BYTES = 128 * 1024;
