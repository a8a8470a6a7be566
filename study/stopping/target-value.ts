import { MisuseError } from "../errors.ts";
import { watchUnsure } from "./end-watch.ts";
import type { StopRule } from "./stop-rule.ts";

/**
 * Stops once the best complete, feasible trial is as good as `target` or better, which it may never be: another end is
 * needed beside it. For one objective.
 */
export function targetValue(target: number): StopRule {
  if (Number.isNaN(target)) throw new MisuseError("targetValue needs a number, but got NaN; give the value to reach.");
  return {
    name: "target value",
    shouldStop(history) {
      if (history.directions.length > 1) {
        throw new MisuseError("targetValue works with one objective; for several use trialLimit.");
      }
      const { bestRow } = history;
      if (bestRow < 0) return null;
      const best = history.value(bestRow);
      const isReached = history.directions[0] === "maximize" ? best >= target : best <= target;
      return isReached ? `the best value ${best} has reached the target ${target}` : null;
    },
    watch: watchUnsure,
  };
}
