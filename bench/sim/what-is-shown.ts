import type { AgentSnapshot, BestSummary, FrontPoint, FrontSummary } from "../../agent/view/snapshot.ts";

/** What a tab shows large, and whether it asks people to believe it. */
export interface Shown {
  readonly best: BestSummary | null;
  /** As verified, or as found here; a claim that nobody can verify is shown as one. */
  readonly isBelieved: boolean;
}

export function whatIsShown({ best, bestState }: Pick<AgentSnapshot, "best" | "bestState">): Shown {
  return { best, isBelieved: bestState !== "claimed" };
}

/** The best trade-offs that a tab asks people to believe. */
export const believedIn = ({ points }: FrontSummary): readonly FrontPoint[] =>
  points.filter(({ state }) => state !== "claimed");
