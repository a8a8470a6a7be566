import { isRecord } from "../parsed.ts";
import { isParamName } from "../space/distribution.ts";

/** A bound on a metric, or on an objective by its name, at which a trial has done enough. */
export interface TrialEnd {
  readonly metric: string;
  readonly bound: "at-least" | "at-most";
  readonly value: number;
}

export const isTrialEnd = (input: unknown): input is TrialEnd =>
  isRecord(input) &&
  isParamName(input["metric"]) &&
  (input["bound"] === "at-least" || input["bound"] === "at-most") &&
  Number.isFinite(input["value"]);

/** The first of the ends that these numbers reach; null: none. What is not among the numbers reaches nothing. */
export function endReached(
  ends: readonly TrialEnd[],
  numbers: (metric: string) => number | undefined,
): TrialEnd | null {
  for (const end of ends) {
    const value = numbers(end.metric);
    if (value === undefined) continue;
    if (end.bound === "at-least" ? value >= end.value : value <= end.value) return end;
  }
  return null;
}

/** As in "mean_accuracy >= 0.99". */
export const endText = ({ metric, bound, value }: TrialEnd): string =>
  `${metric} ${bound === "at-least" ? ">=" : "<="} ${value}`;
