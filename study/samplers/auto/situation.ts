import type { History } from "../../history/history.ts";
import { isSingle, type NumericalDistribution } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { SharedSpace } from "../shared/shared-space.ts";

/** With fewer grid values than this a model of a smooth function proposes the same ones again and again. */
const SMOOTH_VALUES = 100;
/** Trials whose median time counts: as many as a quick look needs. */
const TIMED_TRIALS = 99;

/** What is known of one history that decides how to sample. Reads each row once. */
export class Situation {
  readonly #shared = new SharedSpace();
  #revision = -1;
  #row = 0;
  /** Whether a constraint was ever violated. */
  isConstrained = false;
  /** What every trial had and is asked for now. */
  space: SearchSpace = { names: [], distributions: [] };
  /** Whether `space` is all there is to choose. */
  isJoint = false;
  /** Whether all of it are numbers that can be taken for real. */
  isNumeric = false;

  update(history: History, requested: SearchSpace): void {
    if (this.#revision !== history.revision) {
      this.#revision = history.revision;
      this.#row = 0;
      this.isConstrained = false;
    }
    for (; this.#row < history.size; this.#row++) {
      if (history.violation(this.#row) > 0) this.isConstrained = true;
    }
    this.space = this.#shared.update(history, requested);
    const shared = new Set(this.space.names);
    const isOpen = requested.distributions.map((distribution) => !isSingle(distribution));
    this.isJoint = shared.size > 0 && requested.names.every((name, i) => !isOpen[i] || shared.has(name));
    this.isNumeric = this.space.distributions.every((it) => it.kind !== "categorical" && isSmooth(it));
  }
}

const isSmooth = ({ low, high, step }: NumericalDistribution): boolean =>
  step === null || (high - low) / step >= SMOOTH_VALUES;

/** The median time of the latest trials, in milliseconds. */
export function typicalDurationMs(history: History): number {
  const count = Math.min(TIMED_TRIALS, history.size);
  const durations = Array.from({ length: count }, (_, i) => history.durationMs(history.size - 1 - i));
  durations.sort((a, b) => a - b);
  return durations[count >> 1] ?? 0;
}
