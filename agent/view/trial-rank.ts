import type { History } from "../../study/history/history.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";

/**
 * By how good a trial is, by the first objective: smaller is better. What is infinite follows, then what violates a
 * constraint, the least violation first; what has no value comes last. Finite, so that differences sort.
 */
export function rankOf(trial: FinishedTrial, direction: "minimize" | "maximize"): number {
  const value = trial.values[0] ?? Number.NaN;
  return rank(trial.state, direction === "maximize" ? -value : value, violationOf(trial.constraints));
}

export const rankOfRow = (history: History, row: number): number =>
  rank(history.state(row), history.loss(row), history.violation(row));

const LAST = Number.MAX_VALUE;

function rank(state: FinishedTrial["state"], loss: number, violation: number): number {
  if (state !== "complete" || Number.isNaN(loss)) return LAST;
  if (violation > 0) return LAST * (0.6 + (0.3 * Math.min(violation, LAST / 2)) / (1 + Math.min(violation, LAST / 2)));
  // An infinite value is nobody's best, whatever its sign.
  return Number.isFinite(loss) ? Math.max(-LAST / 4, Math.min(LAST / 4, loss)) : LAST / 2;
}
