import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { formatCount, plural } from "../parts/numbers.ts";

type Counts = Pick<AgentSnapshot, "best" | "trialCount" | "failedCount" | "infeasibleCount">;

/** Trials have ended with values, and there is no best because each of them violates a constraint. */
export const keepsNone = ({ best, infeasibleCount }: Counts): boolean => best === null && infeasibleCount > 0;

/** "None of the 40 trials keeps the constraints." */
export function noneKeepsWords({ trialCount, failedCount }: Counts): string {
  if (trialCount === 1) return "The only trial does not keep the constraints.";
  const failed = failedCount === 0 ? "" : ` ${plural(failedCount, "of them has failed.", "of them have failed.")}`;
  return `None of the ${formatCount(trialCount)} trials keeps the constraints.${failed}`;
}
