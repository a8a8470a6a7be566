import type { AgentSnapshot, BestSummary } from "../../agent/view/snapshot.ts";

/** What a tab shows large, and whether it asks people to believe it. */
export interface Shown {
  readonly best: BestSummary | null;
  /** As verified, or as found here; a claim that nobody can verify is shown as one. */
  readonly isBelieved: boolean;
}

/** Where an agent says nothing of the state of its best, all that it shows is meant to be believed. */
interface StateOfBest {
  readonly bestState?: "verified" | "own" | "claimed" | null;
}

export function whatIsShown(snapshot: Pick<AgentSnapshot, "best"> & StateOfBest): Shown {
  return { best: snapshot.best, isBelieved: snapshot.bestState !== "claimed" };
}
