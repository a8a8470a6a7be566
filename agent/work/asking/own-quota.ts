import type { Budget } from "../../../study/spec/spec.ts";

/** What a person lets this peer run of a study, whatever the study asks of each. */
export interface OwnQuota {
  readonly rounds: number;
  readonly trialsPerRound: number;
  /** Whether what this profile ran on earlier starts counts, too. */
  readonly counts: "start" | "profile";
}

/** The study's budget for a peer with a quota of its own: rounds, which each peer counts for itself, give way to it. */
export function budgetUnder(budget: Budget, quota: OwnQuota | undefined): Budget {
  if (quota === undefined) return budget;
  // A round of nothing never begins; nor does any other, for nothing is left of the quota then.
  const trialsPerRound = Math.max(1, quota.trialsPerRound);
  return budget.kind === "rounds" ? { kind: "open", trialsPerRound } : { ...budget, trialsPerRound };
}

/** Trials that the quota allows in all. */
export const quotaTotal = ({ rounds, trialsPerRound }: OwnQuota): number => rounds * trialsPerRound;
