import type { FinishedTrial } from "../../study/trial/trial.ts";

/** Of the trials that it was told of those that none of them beats: one where there is one objective. */
export interface Unbeaten {
  /** The best by the first objective; null before the first. */
  readonly trial: FinishedTrial | null;
  /** All of them. */
  readonly trials: readonly FinishedTrial[];
  /** By the first objective, as something to minimise; NaN if the trial has none, or none that can be the best. */
  lossOf(trial: FinishedTrial): number;
  /** Whether this trial would be one of them. */
  wouldBe(trial: FinishedTrial): boolean;
  /** Whether a trial with these losses, one for each objective, could be one of them. Cheaper than to make the trial. */
  admits(losses: readonly number[]): boolean;
  /** One of the same kind that was told of none. */
  fresh(): Unbeaten;
  /** True if this trial is one of them now. */
  consider(trial: FinishedTrial): boolean;
  forget(): void;
}
