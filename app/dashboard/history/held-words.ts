import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import { formatCount } from "../../parts/numbers.ts";

/** Of a swarm that has told more than a tab has room for: how much of it is here. Null where all of it is. */
export function heldWords({
  holdsSample,
  heldCount,
  trialCount,
}: Pick<AgentSnapshot, "holdsSample" | "heldCount" | "trialCount">): string | null {
  if (holdsSample !== true || heldCount >= trialCount) return null;
  return `${formatCount(heldCount)} of ${formatCount(trialCount)} trials held: the newest bests, the newest trials, and a sample of the others.`;
}
