import type { PrunerSnapshot } from "../proposal.ts";
import type { Reports } from "../pruner.ts";

type MedianSnapshot = Extract<PrunerSnapshot, { kind: "median" }>;

/** Optuna's `PercentilePruner.prune` from the trial's side: its best so far against the threshold at its last step. */
export function shouldPruneByMedian(snapshot: MedianSnapshot, reports: Reports): boolean {
  const step = reports.reduce((last, [step]) => Math.max(last, step), -1);
  if (step < 0 || step < snapshot.warmupSteps || !isFirstInInterval(step, snapshot, reports)) return false;
  const best = bestSoFar(reports, snapshot.maximize);
  if (Number.isNaN(best)) return true;
  const threshold = thresholdAt(snapshot, step);
  if (threshold === null || Number.isNaN(threshold)) return false;
  return snapshot.maximize ? best < threshold : best > threshold;
}

/** Only the first report in each interval is judged. */
function isFirstInInterval(step: number, snapshot: MedianSnapshot, reports: Reports): boolean {
  const { warmupSteps, intervalSteps } = snapshot;
  const intervalStart = Math.floor((step - warmupSteps) / intervalSteps) * intervalSteps + warmupSteps;
  return reports.every(([other]) => other === step || other < intervalStart);
}

/** NaN if every report is. */
function bestSoFar(reports: Reports, maximize: boolean): number {
  let best = Number.NaN;
  for (const [, value] of reports) {
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(best) || (maximize ? value > best : value < best)) best = value;
  }
  return best;
}

function thresholdAt(snapshot: MedianSnapshot, step: number): number | null {
  let [low, high] = [0, snapshot.steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((snapshot.steps[middle] ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return snapshot.steps[low] === step ? (snapshot.thresholds[low] ?? null) : null;
}
