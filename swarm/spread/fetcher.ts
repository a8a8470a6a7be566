import type { LogId } from "../ids.ts";
import { type Claim, MAX_CLAIMS, MAX_SOUGHT, type OpenWant, type SegmentPlace } from "../link/fetch-state.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import { MAX_LEVEL } from "../log/levels.ts";
import type { LogSum, Replica } from "../log/replica.ts";
import { mix } from "../mix.ts";
import type { SegmentsMessage, WantedRange } from "../wire/message.ts";

/** About what fits into an answer; more would only be asked again. */
export const MAX_RANGES_PER_WANT = 128;
const MAX_SEGMENTS_PER_RANGE = 256;
/** Of one log in one want: with more holes the rest has its turn later. */
const MAX_RANGES_PER_LOG = 8;
/** Of full segments twice an answer's worth. */
const MAX_SOUGHT_PER_WANT = 32;
/** A slow mobile link needs a second for a full answer. */
export const WANT_TIMEOUT_MS = 6_000;
/** After an answer without what was asked; the other end may be over its budget. */
const EMPTY_PAUSE_MS = 1_000;
/** A link whose claims stay empty so often has not got what it claims. */
const EMPTY_ANSWERS = 3;
/** Claims looked at for one want, and places of one log. */
const MAX_SCAN = 2_048;
/** The little that a log lacks is perhaps on its way: one tick and a slow crossing. */
const PATIENCE_MS = 1_500;
const MAX_ON_THEIR_WAY = 8;
/** What others were asked for is looked at again so late, where their end is not noticed. */
const LOOK_AGAIN_MS = 500;

/** Pulls what links claim to hold and we do not: one want in flight per link, each log from one link at a time. */
export class Fetcher {
  private readonly around: Surroundings;
  private readonly replica: Replica;
  private readonly inFlight = new Map<LogId, { readonly link: Link; readonly id: number }>();

  constructor(around: Surroundings, replica: Replica) {
    this.around = around;
    this.replica = replica;
  }

  /** The link holds what this sums up. */
  claimed(link: Link, sum: LogSum): void {
    const key = keyOf(sum);
    if (!link.fetch.isDone(sum.log, key, this.around.nowMs))
      this.note(link, sum.log, sum.length, sum.level, key, false);
  }

  /** The link's log is so long. */
  grown(link: Link, log: LogId, length: number): void {
    const entry = this.replica.get(log);
    this.note(link, log, length, entry === undefined ? 0 : this.replica.levelOf(entry), null, false);
  }

  /** Both ends hold all of this log, and not the same: its headers will show. */
  check(link: Link, sum: LogSum): void {
    const own = this.replica.get(sum.log);
    if (own?.headFingerprint !== sum.head)
      link.fetch.single({
        log: sum.log,
        from: sum.length - 1,
        to: sum.length,
        level: 0,
        length: sum.length - 1,
        bare: true,
      });
    else this.note(link, sum.log, sum.length, 0, ~keyOf(sum), true);
  }

  /** One segment that nothing else will bring: the basis of another, or of a log that nobody has introduced. */
  one(link: Link, log: LogId, index: number): void {
    if (!this.replica.hasRoomFor(log, this.around.nowMs)) return;
    const length = this.replica.lengthOf(log);
    link.fetch.single({ log, from: index, to: index + 1, level: 0, length, bare: false });
  }

  /** Segments that the link has named: before the rest of what it claims. */
  seek(link: Link, places: readonly SegmentPlace[]): void {
    link.fetch.sought = [...link.fetch.sought, ...places].slice(0, MAX_SOUGHT);
    this.pumpLink(link);
  }

  /** Asks every idle link for what only needs asking. */
  pump(): void {
    for (const link of this.around.openLinks()) this.pumpLink(link);
  }

  /** Wants that were never answered are given to others. */
  expire(): void {
    for (const link of this.around.openLinks()) {
      const want = link.fetch.open;
      if (want === null || this.around.nowMs - want.sentMs < WANT_TIMEOUT_MS) continue;
      this.close(link);
      link.fetch.notBeforeMs = this.around.nowMs + EMPTY_PAUSE_MS;
      for (const range of want.ranges)
        if (!want.claims.has(range.log) && !want.sought.has(range)) this.again(link, range);
    }
  }

  isAnswer(link: Link, message: SegmentsMessage): boolean {
    return message.answer !== 0 && link.fetch.open?.id === message.answer;
  }

  /** After an answer's segments have been accepted. True if the link broke its promise too often. */
  answered(link: Link, message: SegmentsMessage): boolean {
    const want = link.fetch.open;
    if (want === null) return false;
    this.close(link);
    this.advance(link, want, message.reached);
    if (message.logs.length > 0) this.seekRest(link, want, message.reached);
    if (message.logs.length > 0) {
      link.fetch.empty = 0;
      return false;
    }
    link.fetch.empty += 1;
    if (link.fetch.empty < EMPTY_ANSWERS) return false;
    link.fetch.notBeforeMs = this.around.nowMs + EMPTY_PAUSE_MS;
    link.fetch.empty = 0;
    for (const { log } of want.ranges) link.fetch.claims.delete(log);
    return link.score.add(FAULT.brokenPromise, this.around.nowMs);
  }

  /** A single range whose want or answer got lost; held meanwhile it needs no asking. */
  private again(link: Link, range: WantedRange): void {
    if (range.bare || this.replica.get(range.log)?.get(range.from) === undefined) link.fetch.single(range);
  }

  private note(link: Link, log: LogId, length: number, level: number, key: number | null, bare: boolean): void {
    if (!this.replica.hasRoomFor(log, this.around.nowMs)) return;
    const { claims } = link.fetch;
    const before = claims.get(log);
    if (before === undefined && claims.size >= MAX_CLAIMS) return;
    if (before !== undefined && (before.key === key || (key === null && length <= before.length))) return;
    const entry = this.replica.get(log);
    const held = entry?.heldCount ?? 0;
    // Of a sample about so many.
    const due = length / 2 ** Math.max(level, entry === undefined ? 0 : this.replica.levelOf(entry));
    const isOnItsWay = 2 * held >= due && due - held <= MAX_ON_THEIR_WAY;
    const notBeforeMs = isOnItsWay ? this.around.nowMs + PATIENCE_MS : 0;
    claims.set(log, {
      length: Math.max(length, before?.length ?? 0),
      level,
      key: key ?? before?.key ?? null,
      cursor: Math.max(length, before?.length ?? 0),
      bare,
      notBeforeMs: Math.min(notBeforeMs, before?.notBeforeMs ?? Number.POSITIVE_INFINITY),
      isAsked: false,
    });
    link.fetch.quietUntilMs = Math.min(link.fetch.quietUntilMs, notBeforeMs);
  }

  private pumpLink(link: Link): void {
    const { fetch } = link;
    if (fetch.claims.size === 0 && fetch.singles.length === 0 && fetch.sought.length === 0) return;
    const quietUntilMs = fetch.sought.length === 0 ? fetch.quietUntilMs : fetch.notBeforeMs;
    if (fetch.open !== null || this.around.nowMs < Math.max(fetch.notBeforeMs, quietUntilMs)) return;
    const singles = fetch.singles.splice(0);
    const sought = this.rangesSought(link);
    const first = [...singles, ...sought];
    const others = this.rangesFrom(link, new Set(first.map(({ log }) => log)));
    const ranges = [...first, ...others].slice(0, MAX_RANGES_PER_WANT);
    if (ranges.length === 0) return;
    const id = fetch.nextId++;
    const claims = new Map(others.map(({ log }) => [log, fetch.claims.get(log)] as const).filter(isClaim));
    fetch.open = { id, ranges, sentMs: this.around.nowMs, sought: new Set(sought), claims };
    for (const range of ranges) this.inFlight.set(range.log, { link, id });
    this.around.send(link, { type: "want", id, ranges });
  }

  /** Of what is sought of this link and not here, the next; what another link is asked for now comes from there. */
  private rangesSought(link: Link): WantedRange[] {
    const { fetch } = link;
    if (fetch.sought.length === 0) return [];
    const ranges: WantedRange[] = [];
    const later: SegmentPlace[] = [];
    for (const place of fetch.sought) {
      const { log, index } = place;
      const entry = this.replica.get(log);
      if (entry?.get(index) !== undefined || !this.replica.hasRoomFor(log, this.around.nowMs)) continue;
      if (ranges.length >= MAX_SOUGHT_PER_WANT || this.isInFlight(log)) later.push(place);
      else ranges.push({ log, from: index, to: index + 1, level: 0, length: entry?.length ?? 0, bare: false });
    }
    fetch.sought = later;
    return ranges;
  }

  private rangesFrom(link: Link, others: ReadonlySet<LogId>): WantedRange[] {
    const ranges: WantedRange[] = [];
    const { nowMs } = this.around;
    let quietUntilMs = Number.POSITIVE_INFINITY;
    let segmentCount = 0;
    let scanned = 0;
    for (const [log, claim] of link.fetch.claims) {
      const isEnough =
        ++scanned > MAX_SCAN || ranges.length >= MAX_RANGES_PER_WANT || segmentCount >= MAX_SEGMENTS_PER_RANGE;
      if (isEnough) quietUntilMs = nowMs;
      if (isEnough) break;
      if (claim.notBeforeMs > nowMs) {
        quietUntilMs = Math.min(quietUntilMs, claim.notBeforeMs);
        continue;
      }
      if (others.has(log) || this.isInFlight(log)) {
        quietUntilMs = Math.min(quietUntilMs, nowMs + LOOK_AGAIN_MS);
        continue;
      }
      const found = this.replica.hasRoomFor(log, nowMs) ? this.rangesOf(log, claim) : [];
      if (found === null) quietUntilMs = nowMs;
      if (found === null) continue;
      // What waits for its basis may have been told without it.
      if (this.replica.get(log)?.hasWaiting === true) claim.key = null;
      if (found.length === 0) link.fetch.finish(log, claim, nowMs);
      for (const range of found) segmentCount += range.to - range.from;
      ranges.push(...found);
    }
    link.fetch.quietUntilMs = ranges.length > 0 ? nowMs : quietUntilMs;
    return ranges;
  }

  /** What of the claim is missing here, the newest first; nothing if it is all there; null if more must be looked at. */
  private rangesOf(log: LogId, claim: Claim): WantedRange[] | null {
    const entry = this.replica.get(log);
    const level = Math.max(claim.level, entry === undefined ? 0 : this.replica.levelOf(entry));
    const told = { log, level, length: entry?.length ?? 0, bare: claim.bare };
    const width = MAX_SEGMENTS_PER_RANGE * 2 ** Math.min(level, MAX_LEVEL);
    if (entry === undefined || claim.bare) {
      if (claim.cursor === 0) return [];
      return [{ ...told, from: Math.max(0, claim.cursor - width), to: claim.cursor }];
    }
    const ranges: WantedRange[] = [];
    let before = claim.cursor;
    while (ranges.length < MAX_RANGES_PER_LOG) {
      const gap = entry.gapBelow(before, level, MAX_SCAN);
      if (gap === "none") break;
      if ("upTo" in gap) {
        if (ranges.length > 0) break;
        claim.cursor = gap.upTo;
        return null;
      }
      const from = Math.max(gap.from, gap.to - width);
      ranges.push({ ...told, from, to: gap.to });
      before = from;
      if (gap.to - from >= MAX_SEGMENTS_PER_RANGE) break;
    }
    // Its head is news, though no segment of the sample is.
    if (ranges.length === 0 && claim.length > entry.length && !claim.isAsked)
      ranges.push({ ...told, from: claim.cursor, to: claim.cursor });
    claim.isAsked = true;
    return ranges;
  }

  /** Claims have been asked for as far back as the answer reaches. */
  private advance(link: Link, want: OpenWant, reached: readonly number[]): void {
    const stopped = new Set<LogId>();
    want.ranges.forEach(({ log, from, to }, i) => {
      const claim = want.claims.get(log);
      // More may have been claimed since.
      if (claim === undefined || claim !== link.fetch.claims.get(log) || stopped.has(log)) return;
      const down = Math.min(reached[i] ?? to, to);
      claim.cursor = Math.min(claim.cursor, down);
      if (down > from) stopped.add(log);
    });
  }

  /** What there was no room for in the answer. */
  private seekRest(link: Link, want: OpenWant, reached: readonly number[]): void {
    const rest = want.ranges.filter((range, i) => want.sought.has(range) && (reached[i] ?? 0) > range.from);
    const places = rest.map(({ log, from }) => ({ log, index: from }));
    link.fetch.sought = [...places, ...link.fetch.sought].slice(0, MAX_SOUGHT);
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
    for (const other of this.around.openLinks()) other.fetch.quietUntilMs = 0;
  }
}

/** 32 bits of what a link says; two that are alike cost ten seconds once in four billion. */
const keyOf = ({ length, level, count, high, low }: LogSum): number =>
  mix(low ^ mix(high ^ mix(count ^ mix(length ^ mix(level))))) | 0;

const isClaim = (of: readonly [LogId, Claim | undefined]): of is readonly [LogId, Claim] => of[1] !== undefined;
