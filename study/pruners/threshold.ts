import { MisuseError } from "../errors.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Pruner } from "../pruner.ts";
import type { PrunerSnapshot } from "../trial/proposal.ts";
import { wholeOption } from "./options.ts";

export interface ThresholdOptions {
  /** Below it a trial stops: one number for every objective. At least one of the two bounds is needed. */
  readonly lower?: number;
  /** Above it a trial stops. */
  readonly upper?: number;
  /** A trial is left alone below this step. */
  readonly warmupSteps?: number;
  /** Steps between two decisions on one trial. */
  readonly intervalSteps?: number;
}

/**
 * Optuna's ThresholdPruner: stops a trial whose latest report is NaN or outside the bounds, so from the first trial on;
 * with several objectives, only if that is so for every one.
 */
export function thresholdPruner(options: ThresholdOptions): Pruner {
  checkOptionNames("thresholdPruner", options, ["lower", "upper", "warmupSteps", "intervalSteps"]);
  const { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY } = options;
  if (options.lower === undefined && options.upper === undefined) {
    throw new MisuseError("The threshold pruner needs a lower or an upper bound; give at least one.");
  }
  if (!(lower <= upper)) {
    throw new MisuseError(`The lower bound ${lower} must not be above the upper bound ${upper}; change one of them.`);
  }
  const warmupSteps = wholeOption("warmupSteps", options.warmupSteps ?? 0, 0);
  const intervalSteps = wholeOption("intervalSteps", options.intervalSteps ?? 1, 1);
  return {
    name: "threshold",
    snapshot({ directions }): PrunerSnapshot {
      const bounds = directions.map((): [number, number] => [lower, upper]);
      return { kind: "threshold", warmupSteps, intervalSteps, bounds };
    },
  };
}
