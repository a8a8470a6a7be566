import type { FinishedTrial, TrialOutcome } from "../../study/trial/trial.ts";
import type { Check } from "./check-plan.ts";

/** Mismatches that wait for their second run, or for a control; the newest beyond these are left to others. */
const MAX_MISMATCHES = 16;

interface Mismatch {
  readonly check: Check;
  /** What the second run found; null before it. */
  found: TrialOutcome | null;
}

/**
 * What differed from what was told runs a second time, and an own trial beside it once: where not even that repeats, it is the
 * study that does not.
 */
export class SecondRuns {
  readonly #mismatches: Mismatch[] = [];
  /** An own trial that could be run again as a control. */
  #control: FinishedTrial | null = null;
  #controlRuns = false;
  /** Whether own trials repeat here; null: not tried. */
  #repeats: boolean | null = null;

  /** Whether own trials repeat here; null: not tried. */
  get repeats(): boolean | null {
    return this.#repeats;
  }

  /** Whether anything could run now. */
  get isDue(): boolean {
    return this.#mismatches.some(({ found }) => found === null || this.#control !== null);
  }

  isPending(trial: FinishedTrial): boolean {
    return this.#mismatches.some(({ check }) => check.trial === trial);
  }

  /** An own trial that can be repeated. */
  noteOwn(trial: FinishedTrial): void {
    this.#control = trial;
  }

  /** What runs a second time now; null: nothing does. */
  next(): Check | null {
    return this.#mismatches.find(({ found }) => found === null)?.check ?? null;
  }

  /** The own trial that runs again now, to know whether trials repeat at all; null: none does. */
  nextControl(): FinishedTrial | null {
    if (this.#mismatches.length === 0 || this.#controlRuns || this.#control === null) return null;
    this.#controlRuns = true;
    return this.#control;
  }

  /** It was given up. */
  controlDropped(): void {
    this.#controlRuns = false;
  }

  /** A run found otherwise. True if that is not the last word: a second one follows, or a control. */
  differed(check: Check, outcome: TrialOutcome): boolean {
    const mismatch = this.#mismatches.find((other) => other.check.trial === check.trial);
    if (mismatch === undefined) {
      if (this.#mismatches.length >= MAX_MISMATCHES) return false;
      this.#mismatches.push({ check, found: null });
      return true;
    }
    if (this.#repeats === true) return false;
    mismatch.found = outcome;
    return true;
  }

  /** It is known what a check has come to. */
  settled(trial: FinishedTrial): void {
    const at = this.#mismatches.findIndex(({ check }) => check.trial === trial);
    if (at >= 0) this.#mismatches.splice(at, 1);
  }

  /** The control has come to its end. What waited for it is settled now, and returned. */
  controlled(isSame: boolean): readonly Mismatch[] {
    this.#controlRuns = false;
    this.#repeats = isSame;
    return this.#mismatches.splice(0);
  }
}
