/** When a pruner looks at a trial. */
interface Pace {
  /** A trial is left alone below this step. */
  readonly warmupSteps: number;
  /** Steps between two decisions on one trial. */
  readonly intervalSteps: number;
}

/** The highest step among the first `count` reports, -1 if there is none. */
import type { Reports } from "../reports.ts";
export function lastStepOf(reports: Reports, count = reports.length): number {
  let last = -1;
  for (let i = 0; i < count; i++) last = Math.max(last, reports[i]?.[0] ?? -1);
  return last;
}

/** Whether a trial is judged at its last step: past the warm-up, and only at the first report of each interval (Optuna). */
export function isJudged(step: number, { warmupSteps, intervalSteps }: Pace, reports: Reports): boolean {
  if (step < 0 || step < warmupSteps) return false;
  const intervalStart = Math.floor((step - warmupSteps) / intervalSteps) * intervalSteps + warmupSteps;
  return reports.every(([other]) => other === step || other < intervalStart);
}
