import { refuseValue } from "./fault.ts";

/** Of one variant: what its expressions do is small, or belongs in the script. */
const MAX_STEPS = 200_000;
/** Of all variants of an experiment. A step is some 0.2 microseconds, so that is about a second. */
export const MAX_TOTAL_STEPS = 5_000_000;
/** Expressions inside each other, also through other parameters. */
const MAX_LEVELS = 500;

/** Counts what expressions do, so that no file can keep a tab busy. */
export class Budget {
  #total = MAX_TOTAL_STEPS;
  #left = MAX_STEPS;
  #levels = 0;

  /** A new variant, within the same total. */
  start(): void {
    this.#left = MAX_STEPS;
  }

  /** What all variants together have taken. */
  get spent(): number {
    return MAX_TOTAL_STEPS - this.#total;
  }

  spend(steps: number): void {
    this.#left -= steps;
    this.#total -= steps;
    if (this.#left < 0)
      refuseValue("this takes too many steps: give it smaller lists and numbers, or let the script do such work");
    if (this.#total < 0)
      refuseValue(
        "all variants together take too many steps: make fewer of them with num_trials or repeat, or give them smaller lists and numbers",
      );
  }

  /** Runs what stands one level deeper. */
  deeper<T>(run: () => T): T {
    if (++this.#levels > MAX_LEVELS) refuseValue(`this goes more than ${MAX_LEVELS} levels deep`);
    try {
      return run();
    } finally {
      this.#levels--;
    }
  }
}
