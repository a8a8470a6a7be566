import type { Direction } from "../../study/spec/spec.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";
import { isBefore } from "./agreed-order.ts";
import type { Unbeaten } from "./unbeaten.ts";

/**
 * The best of all complete, feasible trials ever seen whose values are finite: nothing could ever beat an infinite one, and
 * whoever found it, all tabs must name the same best. Ties go to the trial that comes first in the agreed order, so that peers who know the same
 * trials name the same one whatever the order in which they heard of them.
 */
export class BestKnown implements Unbeaten {
  readonly #direction: Direction;
  readonly #sign: 1 | -1;
  readonly #objective: number;
  #trial: FinishedTrial | null = null;
  #loss = Number.POSITIVE_INFINITY;

  /** `objective`: the place among a trial's values of the one that counts. */
  constructor(direction: Direction, objective = 0) {
    this.#objective = objective;
    this.#direction = direction;
    this.#sign = direction === "maximize" ? -1 : 1;
  }

  get trial(): FinishedTrial | null {
    return this.#trial;
  }

  get trials(): readonly FinishedTrial[] {
    return this.#trial === null ? [] : [this.#trial];
  }

  /** The value as something to minimise; NaN if the trial has none, or none that can be the best. */
  lossOf(trial: FinishedTrial): number {
    if (trial.state !== "complete" || !trial.values.every(Number.isFinite)) return Number.NaN;
    return this.#sign * (trial.values[this.#objective] ?? Number.NaN);
  }

  /** True if this trial is the best now. */
  consider(trial: FinishedTrial): boolean {
    if (!this.wouldBe(trial)) return false;
    this.#trial = trial;
    this.#loss = this.lossOf(trial);
    return true;
  }

  /** Whether this trial is better than the best, or as good and before it. */
  wouldBe(trial: FinishedTrial): boolean {
    const loss = this.lossOf(trial);
    if (!(loss <= this.#loss)) return false;
    return violationOf(trial.constraints) === 0 && this.#isBefore(trial, loss);
  }

  admits(losses: readonly number[]): boolean {
    return (losses[this.#objective] ?? Number.NaN) <= this.#loss;
  }

  fresh(): BestKnown {
    return new BestKnown(this.#direction, this.#objective);
  }

  forget(): void {
    this.#trial = null;
    this.#loss = Number.POSITIVE_INFINITY;
  }

  #isBefore(trial: FinishedTrial, loss: number): boolean {
    if (this.#trial === null || loss < this.#loss) return true;
    return isBefore(trial, this.#trial);
  }
}
