import type { ThresholdSnapshot } from "../../trial/proposal.ts";
import type { Reports } from "../reports.ts";
import { isJudged, lastStepOf } from "./interval.ts";

/** Whether the latest value lies outside its bounds, or is NaN, in every objective. */
export function shouldPruneByThreshold(snapshot: ThresholdSnapshot, reports: Reports): boolean {
  const step = lastStepOf(reports);
  if (!isJudged(step, snapshot, reports)) return false;
  const latest = reports.find(([other]) => other === step);
  return snapshot.bounds.every(([lower, upper], objective) => {
    const value = latest?.[1 + objective] ?? Number.NaN;
    return !(value >= lower && value <= upper);
  });
}
