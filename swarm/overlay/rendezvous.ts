import type { Chance } from "../chance.ts";

/** While links are wanted, or the net may be torn. */
export const EAGER_RENDEZVOUS_MS = 30_000;
/** Otherwise: often enough to find a part of the swarm that nobody misses, rarely enough for one small seed. */
export const CALM_RENDEZVOUS_MS = 180_000;
/** Without any link the first tries follow each other faster. */
const FIRST_RETRY_MS = 2_000;
/** As long as somebody else is there, whom it could not reach: the seed names others each time, and knows ever better whom. */
const NOT_ALONE_MS = 8_000;
/** So that tabs opened together do not ask together. */
const JITTER = 0.2;

/** When to ask the seed for addresses again. */
export class RendezvousTimer {
  private readonly chance: Chance;
  private nextMs = 0;
  private lonelyTries = 0;
  private somebodyThere = false;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  /** At the next tick. */
  hurry(): void {
    this.nextMs = 0;
    this.lonelyTries = 0;
  }

  /** The same, and soon again: the first question after a sleep, or on another network, may not reach the seed. */
  wake(): void {
    this.hurry();
    this.lonelyTries = -2;
  }

  /** The seed has named so many. */
  named(others: number): void {
    this.somebodyThere = others > 0;
  }

  /** True when it is time; the next time is then set. */
  due(nowMs: number, openLinks: number, wantsMore: boolean): boolean {
    // A calm wait ends early when the last links go.
    if (wantsMore) this.nextMs = Math.min(this.nextMs, nowMs + EAGER_RENDEZVOUS_MS * (1 + JITTER));
    if (nowMs < this.nextMs) return false;
    this.nextMs = nowMs + this.waitMs(openLinks, wantsMore) * this.chance.between(1 - JITTER, 1 + JITTER);
    return true;
  }

  private waitMs(openLinks: number, wantsMore: boolean): number {
    if (openLinks > 0) {
      this.lonelyTries = 0;
      return wantsMore ? EAGER_RENDEZVOUS_MS : CALM_RENDEZVOUS_MS;
    }
    const longestMs = this.somebodyThere ? NOT_ALONE_MS : EAGER_RENDEZVOUS_MS;
    return Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, this.lonelyTries++), longestMs);
  }
}
