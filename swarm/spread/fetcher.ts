import type { LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import { MAX_LOGS, type Replica } from "../log/replica.ts";
import type { Segment } from "../log/segment.ts";
import type { LogRange, SegmentsMessage, WantMessage } from "../wire/message.ts";
import { MAX_SEGMENTS_PER_MESSAGE } from "../wire/wire-limits.ts";
import { ENVELOPE_BYTES, sizeOf } from "./flood.ts";

/** In flight on one link: 1 MB/s at 100 ms round trip, a second on a slow mobile link. One segment may exceed it. */
export const MAX_ANSWER_BYTES = 128 * 1024;
/** About what fits into an answer; more would only be asked again. */
export const MAX_RANGES_PER_WANT = 128;
const MAX_SEGMENTS_PER_RANGE = 256;
/** A slow mobile link needs a second for a full answer. */
export const WANT_TIMEOUT_MS = 6_000;
/** After an answer without what was asked; the other end may be over its budget. */
const EMPTY_PAUSE_MS = 1_000;
/** A link whose claims stay empty so often has not got what it claims. */
const EMPTY_ANSWERS = 3;
const MAX_CHECKS = 8;
/** Logs looked at for one want. */
const MAX_SCAN = 2_048;

/** Pulls what links claim to hold and we do not: one want in flight per link, each log from one link at a time. */
export class Fetcher {
  private readonly around: Surroundings;
  private readonly replica: Replica;
  /** Logs somebody claims to hold more of. */
  private readonly behind = new Set<LogId>();
  private readonly inFlight = new Map<LogId, { readonly link: Link; readonly id: number }>();

  constructor(around: Surroundings, replica: Replica) {
    this.around = around;
    this.replica = replica;
  }

  /** Somebody holds `length` segments of this log, or has sent the last of so many. */
  claimed(link: Link, log: LogId, length: number): void {
    link.knowledge.claims(log, length);
    if (this.refuses(log)) return;
    if (length > this.replica.lengthOf(log) && this.behind.size < MAX_LOGS) this.behind.add(log);
  }

  /** The link's last segment of this log differs from ours: look at it. */
  check(link: Link, log: LogId, index: number): void {
    if (link.fetch.checks.length < MAX_CHECKS) link.fetch.checks.push({ log, from: index, to: index + 1 });
  }

  /** Asks every idle link for what only needs asking. */
  pump(): void {
    if (this.behind.size === 0 && !this.hasChecks()) return;
    for (const link of this.around.openLinks()) this.pumpLink(link);
  }

  /** Wants that were never answered are given to others. */
  expire(): void {
    for (const link of this.around.openLinks()) {
      const want = link.fetch.open;
      if (want === null || this.around.nowMs - want.sentMs < WANT_TIMEOUT_MS) continue;
      this.close(link);
      link.fetch.notBeforeMs = this.around.nowMs + EMPTY_PAUSE_MS;
    }
  }

  isAnswer(link: Link, message: SegmentsMessage): boolean {
    return message.answer !== 0 && link.fetch.open?.id === message.answer;
  }

  /** After an answer's segments have been accepted. True if the link broke its promise too often. */
  answered(link: Link): boolean {
    const want = link.fetch.open;
    if (want === null) return false;
    this.close(link);
    if (want.ranges.some((range) => this.replica.lengthOf(range.log) > range.from || this.refuses(range.log))) {
      link.fetch.empty = 0;
      return false;
    }
    link.fetch.notBeforeMs = this.around.nowMs + EMPTY_PAUSE_MS;
    link.fetch.empty += 1;
    if (link.fetch.empty < EMPTY_ANSWERS) return false;
    link.fetch.empty = 0;
    for (const range of want.ranges) link.knowledge.claims(range.log, this.replica.lengthOf(range.log));
    return link.score.add(FAULT.brokenPromise, this.around.nowMs);
  }

  /** Answers a want within the link's budget: what is held of the ranges, in order, perhaps nothing. */
  answer(link: Link, want: WantMessage): void {
    const segments: Segment[] = [];
    let sizeBytes = 0;
    const allowed = Math.min(MAX_ANSWER_BYTES, link.gives.answerBytes.available(this.around.nowMs));
    for (const segment of this.wanted(want.ranges)) {
      if (segments.length >= MAX_SEGMENTS_PER_MESSAGE) break;
      if (sizeBytes + sizeOf(segment) > allowed && (segments.length > 0 || allowed < MAX_ANSWER_BYTES)) break;
      segments.push(segment);
      sizeBytes += sizeOf(segment);
    }
    link.gives.answerBytes.take(Math.min(sizeBytes + ENVELOPE_BYTES, allowed), this.around.nowMs);
    this.around.send(link, { type: "segments", answer: want.id, segments });
  }

  private *wanted(ranges: readonly LogRange[]): Iterable<Segment> {
    for (const range of ranges) yield* this.replica.get(range.log)?.segments.slice(range.from, range.to) ?? [];
  }

  /** No room for it here: whatever a link sends of it is not kept, and not the link's fault. */
  private refuses(log: LogId): boolean {
    return this.replica.refuses(log, this.around.nowMs);
  }

  private hasChecks(): boolean {
    return this.around.openLinks().some((link) => link.fetch.checks.length > 0);
  }

  private pumpLink(link: Link): void {
    if (link.fetch.open !== null || this.around.nowMs < link.fetch.notBeforeMs) return;
    const ranges = [...link.fetch.checks.splice(0), ...this.rangesFrom(link)].slice(0, MAX_RANGES_PER_WANT);
    if (ranges.length === 0) return;
    const id = link.fetch.nextId++;
    link.fetch.open = { id, ranges, sentMs: this.around.nowMs };
    for (const range of ranges) this.inFlight.set(range.log, { link, id });
    this.around.send(link, { type: "want", id, ranges });
  }

  private rangesFrom(link: Link): LogRange[] {
    const ranges: LogRange[] = [];
    let segmentCount = 0;
    let scanned = 0;
    for (const log of this.behind) {
      if (++scanned > MAX_SCAN || ranges.length >= MAX_RANGES_PER_WANT || segmentCount >= MAX_SEGMENTS_PER_RANGE) break;
      const from = this.replica.lengthOf(log);
      const claimed = link.knowledge.claimedLength(log);
      if (this.refuses(log)) this.behind.delete(log);
      else if (claimed <= from) this.settle(log, from);
      else if (!this.isInFlight(log)) {
        const to = Math.min(claimed, from + MAX_SEGMENTS_PER_RANGE);
        ranges.push({ log, from, to });
        segmentCount += to - from;
      }
    }
    return ranges;
  }

  /** Nobody claims more than we hold: no longer behind. */
  private settle(log: LogId, length: number): void {
    if (!this.around.openLinks().some((link) => link.knowledge.claimedLength(log) > length)) this.behind.delete(log);
  }

  private isInFlight(log: LogId): boolean {
    const flight = this.inFlight.get(log);
    if (flight === undefined) return false;
    const alive = this.around.links.get(flight.link.id) === flight.link && flight.link.fetch.open?.id === flight.id;
    if (!alive) this.inFlight.delete(log);
    return alive;
  }

  private close(link: Link): void {
    const want = link.fetch.open;
    link.fetch.open = null;
    for (const range of want?.ranges ?? []) this.inFlight.delete(range.log);
  }
}
