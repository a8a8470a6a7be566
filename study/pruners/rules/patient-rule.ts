import type { PatientSnapshot } from "../../trial/proposal.ts";
import type { Reports } from "../reports.ts";
import { leastLoss } from "./least-loss.ts";

/**
 * Optuna's `PatientPruner.prune`: whether the best of the last `patience + 1` steps is worse, by more than `minDelta`, than
 * the best before them, in every objective.
 */
export function isStuck({ maximize, patience, minDelta }: PatientSnapshot, reports: Reports): boolean {
  if (reports.length <= patience + 1) return false;
  const inOrder = reports.toSorted((a, b) => a[0] - b[0]);
  const before = inOrder.slice(0, -patience - 1);
  const after = inOrder.slice(-patience - 1);
  return maximize.every((isMaximized, objective) => {
    const sign = isMaximized ? -1 : 1;
    return leastLoss(before, objective, sign) + minDelta < leastLoss(after, objective, sign);
  });
}
