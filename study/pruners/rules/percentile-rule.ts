import type { PercentileSnapshot } from "../../trial/proposal.ts";
import type { Reports } from "../reports.ts";
import { isJudged, lastStepOf } from "./interval.ts";
import { leastLoss } from "./least-loss.ts";

/** Optuna's `PercentilePruner.prune` from the trial's side: its best so far against the threshold at its last step. */
export function shouldPruneByPercentile(snapshot: PercentileSnapshot, reports: Reports): boolean {
  const step = lastStepOf(reports);
  if (!isJudged(step, snapshot, reports)) return false;
  const place = placeOf(step, snapshot.steps);
  return snapshot.objectives.every(({ maximize, thresholds }, objective) => {
    const best = leastLoss(reports, objective, maximize ? -1 : 1);
    return Number.isNaN(best) || best > (thresholds[place] ?? Number.NaN);
  });
}

/** -1 if `step` is not among the ascending `steps`. */
function placeOf(step: number, steps: readonly number[]): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return steps[low] === step ? low : -1;
}
