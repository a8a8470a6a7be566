import { TokenBucket } from "../token-bucket.ts";

/** What one link may hand in unasked. Answers to our own wants are limited by what we want. */
export interface IncomingBudget {
  readonly messages: TokenBucket;
  readonly bytes: TokenBucket;
  readonly statuses: TokenBucket;
  /** That logs are gone. */
  readonly words: TokenBucket;
  readonly notes: TokenBucket;
  /** Batches. */
  readonly cells: TokenBucket;
  /** Of the other end's own key. A tab opens one when its engine starts; beyond this each counts as a fault. */
  readonly newLogs: TokenBucket;
}

/** What we hand to one link unasked: half of what the other end accepts, so that relaying a flood never cuts the relay. */
export interface OutgoingBudget {
  /** For what is sent between ticks; beyond it waits for the tick and travels together. */
  readonly messages: TokenBucket;
  readonly bytes: TokenBucket;
  readonly statuses: TokenBucket;
  /** That logs are gone. */
  readonly words: TokenBucket;
  readonly notes: TokenBucket;
  readonly cells: TokenBucket;
  /** For what the other end asks for. */
  readonly answerBytes: TokenBucket;
}

/**
 * 8 links bring at most 8 MiB/s to decode and check, which a slow laptop bears. The bursts cover what a tab finds waiting
 * after a pause, and all statuses at a link's start.
 */
export function incomingBudget(nowMs: number): IncomingBudget {
  return {
    messages: new TokenBucket(600, 200, nowMs),
    bytes: new TokenBucket(4 << 20, 1 << 20, nowMs),
    statuses: new TokenBucket(3_000, 100, nowMs),
    words: new TokenBucket(2_000, 40, nowMs),
    notes: new TokenBucket(2_000, 40, nowMs),
    cells: new TokenBucket(8_000, 400, nowMs),
    newLogs: new TokenBucket(32, 32 / 60, nowMs),
  };
}

export function outgoingBudget(nowMs: number): OutgoingBudget {
  return {
    messages: new TokenBucket(300, 80, nowMs),
    bytes: new TokenBucket(2 << 20, 1 << 19, nowMs),
    statuses: new TokenBucket(1_500, 50, nowMs),
    words: new TokenBucket(1_000, 20, nowMs),
    notes: new TokenBucket(1_000, 20, nowMs),
    // Of twenty large tabs that each publish ten times a second; the burst is an open epoch for a newcomer.
    cells: new TokenBucket(4_000, 200, nowMs),
    answerBytes: new TokenBucket(16 << 20, 1 << 20, nowMs),
  };
}

/**
 * The same over the seed's relay, which carries 64 kB/s, both ways together: what may wait does, so that nothing stands in the way of
 * bests and signs of life. The bursts are the largest segment and the largest answer, each some seconds long.
 */
export function relayedBudget(nowMs: number): OutgoingBudget {
  return {
    ...outgoingBudget(nowMs),
    messages: new TokenBucket(100, 20, nowMs),
    bytes: new TokenBucket(300 << 10, 12_000, nowMs),
    cells: new TokenBucket(1_000, 20, nowMs),
    answerBytes: new TokenBucket(300 << 10, 16_000, nowMs),
  };
}

export function refillIncoming(budget: IncomingBudget): void {
  budget.messages.refill();
  budget.bytes.refill();
  budget.statuses.refill();
  budget.words.refill();
  budget.notes.refill();
  budget.cells.refill();
}
