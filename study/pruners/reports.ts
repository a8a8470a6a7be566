import type { Report } from "../trial/trial.ts";

/** A trial's own reports so far, in the order it made them. */
export type Reports = readonly Report[];

/** What besides its reports a decision on a trial depends on. */
export interface Asking {
  /** The proposal's seed. */
  readonly seed: number;
  /** How many reports there were when the pruner was asked before; a rung that was passed then is not judged again. */
  readonly judged: number;
}
