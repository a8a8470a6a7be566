/**
 * Ticks come about once a second. A longer silence means that the machine slept or the tab was frozen, and in that time
 * we could not have heard anybody: it must not count against them.
 */
export const MAX_TIME_STEP_MS = 5_000;
/** What a longer silence counts as. */
const SLEPT_MS = 1_000;

/** Time as this core lived it: never goes back, and leaps over sleep. All deadlines of the core are in this time. */
export class InnerClock {
  nowMs = 0;
  private outer: number;

  constructor(outerMs: number) {
    this.outer = outerMs;
  }

  /** The time that came with the newest event, sleep included. */
  get outerMs(): number {
    return this.outer;
  }

  /** Takes in the time of an event; true if the machine slept since the event before. */
  advance(outerMs: number): boolean {
    const passedMs = outerMs - this.outer;
    this.outer = outerMs;
    if (!(passedMs > 0)) return false;
    const slept = passedMs > MAX_TIME_STEP_MS;
    this.nowMs += slept ? SLEPT_MS : passedMs;
    return slept;
  }
}
