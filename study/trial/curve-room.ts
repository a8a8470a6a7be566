import type { LogId } from "./trial.ts";

/** While half of the room is free, curves are kept whole. */
const WHOLE_UNTIL = 1 / 2;
/** Then so many evenly spaced steps of each, as many as other tabs are told: until a quarter is free. */
const MANY_STEPS = 200;
const MANY_UNTIL = 3 / 4;
/** Then as many as show its shape; once the room is full, nothing. */
const FEW_STEPS = 50;
/** What other logs may fill in all: the rest is for this study's own trials. */
const OTHERS_SHARE = 3 / 4;

export type Side = "own" | "foreign";

/**
 * Room for the numbers of curves. Curves are thinned before any is dropped, others' before own: all other logs together have
 * three quarters of it, and each of them half of what the others leave, so that none keeps the rest out.
 */
export class CurveRoom {
  readonly #most: number;
  #used = 0;
  #othersUsed = 0;
  readonly #byLog = new Map<LogId, number>();

  /** `most`: numbers kept in all. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many steps of each curve a trial may keep whose curves then have `numbersAt(steps)` numbers in all; 0: none. */
  stepsFor(log: LogId, side: Side, numbersAt: (steps: number) => number): number {
    const [used, most] = side === "own" ? [this.#used, this.#most] : this.#shareOf(log);
    const fits = (steps: number, part: number): boolean => {
      const numbers = numbersAt(steps);
      return used + numbers <= part * most && this.#used + numbers <= this.#most;
    };
    if (fits(Number.POSITIVE_INFINITY, WHOLE_UNTIL)) return Number.POSITIVE_INFINITY;
    if (fits(MANY_STEPS, MANY_UNTIL)) return MANY_STEPS;
    return fits(FEW_STEPS, 1) ? FEW_STEPS : 0;
  }

  take(log: LogId, side: Side, numbers: number): void {
    this.#used += numbers;
    if (side === "own" || numbers === 0) return;
    this.#othersUsed += numbers;
    this.#byLog.set(log, (this.#byLog.get(log) ?? 0) + numbers);
  }

  /** What a log of others has used, and what it may use. */
  #shareOf(log: LogId): [used: number, most: number] {
    const used = this.#byLog.get(log) ?? 0;
    return [used, (OTHERS_SHARE * this.#most - (this.#othersUsed - used)) / 2];
  }
}
