import type { PushKey } from "../../push-key.ts";
import { KEPT_MS, MAX_KEPT } from "./tree-memory.ts";

/** The branch may be slower than the announcement by a tick of each peer between; less would ask for what is coming. */
export const MIN_GAP_MS = 300;
/** A hidden tab ticks once a second. */
const MAX_GAP_MS = 1_000;
/** Of one link: what a swarm says in a minute at the most that a budget carries. */
const MAX_GAPS_OF_A_LINK = 8_000;
/** Each that announced it is asked so often. */
const MAX_ROUNDS = 2;
/** In a row, without one that came: it has not got what it announces. Whoever is only over its budget sends a few. */
const MAX_UNANSWERED = 16;
/** How far an answer waits at the other end, beside the way. */
const ANSWER_MS = 500;
/** The first guess of how late a branch is. */
const FIRST_LATE_MS = 300;
const FIRST_SPREAD_MS = 50;

interface Gap {
  readonly sinceMs: number;
  /** Slots, in the order in which they announced it. */
  readonly announcers: number[];
  asked: number;
  lastAsked: number | null;
  rounds: number;
  dueMs: number;
}

/** What was known of a key before it came. */
export interface Settled {
  readonly sinceMs: number;
  /** Bits of slots. */
  readonly announcers: number;
  readonly asked: number;
}

/** Whom to ask for what now, and who has not got what it announced. */
export interface GapsDue {
  readonly asks: ReadonlyMap<number, readonly PushKey[]>;
  readonly liars: readonly number[];
}

/**
 * Keys announced that have not come. Whoever announced one first is asked when its branch is later than branches usually are
 * (mean and four deviations, as TCP's timer, RFC 6298), the next when that brings nothing.
 */
export class TreeGaps {
  private readonly gaps = new Map<PushKey, Gap>();
  private readonly counts = new Map<number, number>();
  private readonly unanswered = new Map<number, number>();
  private lateMs = FIRST_LATE_MS;
  private spreadMs = FIRST_SPREAD_MS;
  private nextDueMs = Number.POSITIVE_INFINITY;

  /** `others`: open links beside this one. If all have announced it, nobody is going to push it. */
  announced(key: PushKey, slot: number, others: number, nowMs: number): void {
    let gap = this.gaps.get(key);
    if (gap?.announcers.includes(slot) === true) return;
    const count = this.counts.get(slot) ?? 0;
    if (count >= MAX_GAPS_OF_A_LINK || (gap === undefined && this.gaps.size >= MAX_KEPT)) return;
    this.counts.set(slot, count + 1);
    if (gap === undefined) {
      gap = { sinceMs: nowMs, announcers: [], asked: 0, lastAsked: null, rounds: 0, dueMs: nowMs + this.waitMs };
      this.gaps.set(key, gap);
    }
    gap.announcers.push(slot);
    const isNextInLine = gap.dueMs === Number.POSITIVE_INFINITY;
    if (isNextInLine || (gap.asked === 0 && gap.announcers.length > others)) gap.dueMs = nowMs;
    this.nextDueMs = Math.min(this.nextDueMs, gap.dueMs);
  }

  /** It came, from this slot or (null) otherwise. */
  settle(key: PushKey, slot: number | null, nowMs: number): Settled | null {
    const gap = this.gaps.get(key);
    if (gap === undefined) return null;
    this.drop(key, gap);
    if (slot !== null && (gap.asked & (1 << slot)) !== 0) this.unanswered.delete(slot);
    else if (slot !== null && gap.asked === 0) this.measured(nowMs - gap.sinceMs);
    return { sinceMs: gap.sinceMs, announcers: maskOf(gap.announcers), asked: gap.asked };
  }

  /** So much later than its first announcement an item came along its branch. */
  measured(lateMs: number): void {
    this.spreadMs += (Math.abs(lateMs - this.lateMs) - this.spreadMs) / 4;
    this.lateMs += (lateMs - this.lateMs) / 8;
  }

  /** `answerMs`: how long the way there and back takes. */
  due(nowMs: number, answerMs: (slot: number) => number): GapsDue {
    const asks = new Map<number, PushKey[]>();
    const liars: number[] = [];
    if (nowMs < this.nextDueMs) return { asks, liars };
    this.nextDueMs = Number.POSITIVE_INFINITY;
    for (const [key, gap] of this.gaps) {
      if (nowMs - gap.sinceMs >= KEPT_MS) {
        this.drop(key, gap);
        continue;
      }
      if (gap.dueMs <= nowMs) {
        if (gap.lastAsked !== null && this.wentUnanswered(gap.lastAsked)) liars.push(gap.lastAsked);
        const slot = nextToAsk(gap);
        gap.lastAsked = slot;
        gap.dueMs = slot === null ? Number.POSITIVE_INFINITY : nowMs + ANSWER_MS + answerMs(slot);
        if (slot !== null) asks.set(slot, [...(asks.get(slot) ?? []), key]);
      }
      this.nextDueMs = Math.min(this.nextDueMs, gap.dueMs);
    }
    return { asks, liars };
  }

  /** The slot's link is gone: what it was to bring is asked for elsewhere at once. */
  clear(slot: number, nowMs: number): void {
    this.counts.delete(slot);
    this.unanswered.delete(slot);
    for (const [key, gap] of this.gaps) {
      const at = gap.announcers.indexOf(slot);
      if (at >= 0) gap.announcers.splice(at, 1);
      gap.asked &= ~(1 << slot);
      if (gap.announcers.length === 0) this.gaps.delete(key);
      else if (gap.lastAsked === null || gap.lastAsked === slot) gap.dueMs = Math.min(gap.dueMs, nowMs);
      if (gap.lastAsked === slot) gap.lastAsked = null;
    }
    this.nextDueMs = nowMs;
  }

  get size(): number {
    return this.gaps.size;
  }

  private get waitMs(): number {
    return Math.min(MAX_GAP_MS, Math.max(MIN_GAP_MS, this.lateMs + 4 * this.spreadMs));
  }

  private wentUnanswered(slot: number): boolean {
    const inARow = (this.unanswered.get(slot) ?? 0) + 1;
    this.unanswered.set(slot, inARow % MAX_UNANSWERED);
    return inARow === MAX_UNANSWERED;
  }

  private drop(key: PushKey, gap: Gap): void {
    this.gaps.delete(key);
    for (const slot of gap.announcers) this.counts.set(slot, (this.counts.get(slot) ?? 1) - 1);
  }
}

/** The first that has not been asked in this round; null when all have been, twice. */
function nextToAsk(gap: Gap): number | null {
  let next = gap.announcers.find((slot) => (gap.asked & (1 << slot)) === 0);
  if (next === undefined && gap.rounds + 1 < MAX_ROUNDS) {
    gap.rounds += 1;
    gap.asked = 0;
    next = gap.announcers[0];
  }
  if (next === undefined) return null;
  gap.asked |= 1 << next;
  return next;
}

const maskOf = (slots: readonly number[]): number => slots.reduce((mask, slot) => mask | (1 << slot), 0);
