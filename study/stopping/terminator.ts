import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import { CROSS_VALIDATION_ERROR } from "./cross-validation.ts";
import { watchUnsure } from "./end-watch.ts";
import { regretBound } from "./regret-bound.ts";
import type { StopRule } from "./stop-rule.ts";

export interface TerminatorOptions {
  /** Stop when no more than this can be gained; without, the error of the best trial's cross-validation. */
  readonly error?: number;
  /** Complete trials before the rule says anything, and that are modelled at least. */
  readonly minTrials?: number;
}

/** As Optuna: with fewer a Gaussian process knows too little to end anything. */
const MIN_TRIALS = 20;

/**
 * Stops when what can still be gained, as `regretBound` estimates it, is less than what the objective's values mean
 * anyway: `error`, or how far off the best trial's cross-validation may be (`reportCrossValidation`). The bound may stay
 * above that: another end is needed beside it. For one objective.
 */
export function terminator(options: TerminatorOptions = {}): StopRule {
  checkOptionNames("terminator", options, ["error", "minTrials"]);
  const { error, minTrials = MIN_TRIALS } = options;
  if (error !== undefined && !(error > 0)) {
    throw new MisuseError(`error must be above 0, but is ${error}; give the gain that does not matter any more.`);
  }
  if (!(Number.isInteger(minTrials) && minTrials >= 2)) {
    throw new MisuseError(`minTrials must be a whole number from 2 on, but is ${minTrials}; leave it out for 20.`);
  }
  return {
    name: "terminator",
    shouldStop(history) {
      if (history.directions.length > 1) {
        throw new MisuseError("The terminator works with one objective; for several use trialLimit.");
      }
      if (history.counts.complete < minTrials || history.bestRow < 0) return null;
      const least = error ?? crossValidationError(history);
      const bound = regretBound(history, minTrials);
      if (bound === null || !(bound < least)) return null;
      return `at most ${bound.toPrecision(3)} can still be gained, less than ${least.toPrecision(3)}`;
    },
    watch: watchUnsure,
  };
}

function crossValidationError(history: History): number {
  const error = history.get(history.bestRow).userAttrs[CROSS_VALIDATION_ERROR];
  if (typeof error === "number") return error;
  throw new MisuseError(
    "The terminator compares with the best trial's cross-validation; call reportCrossValidation in the objective, or give an error.",
  );
}
