import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { plural } from "../parts/numbers.ts";
import { keepsNone, noneKeepsWords } from "./constraint-words.ts";

/** Where a person finds which constraint is violated. */
export const WHERE_TO_LOOK = "Open a trial in the table to see which constraints it violates, and by how much.";

/** Trials have ended with values, and there is no best because none of them is finite. */
export const isNoneFinite = (snapshot: Pick<AgentSnapshot, "best" | "points">): boolean =>
  snapshot.best === null &&
  snapshot.points.some(
    ({ state, infeasible, value }) => state === "complete" && !infeasible && !Number.isFinite(value),
  );

/** Nothing comes any more: this tab has left, or the study has ended for every tab there is. */
export const isOver = ({ state, spec, peerCount }: Pick<AgentSnapshot, "state" | "spec" | "peerCount">): boolean =>
  state === "left" || (state === "finished" && (spec.budget.kind !== "rounds" || peerCount <= 1));

/** Why the trials there are have brought no best, in a sentence or two. */
export function noBestWords(snapshot: AgentSnapshot): string {
  const { trialCount, failedCount, prunedCount } = snapshot;
  if (trialCount === 0) return "No trial has finished.";
  if (snapshot.claim !== null) return "Others claim a best. What this tab has computed, or run again, is shown here.";
  if (keepsNone(snapshot)) return noneKeepsWords(snapshot);
  const { repeatability } = snapshot.spec;
  if (repeatability.kind === "noisy" && failedCount < trialCount) {
    return `${plural(trialCount, "trial")} ran. A single value says little here: the first point that has been run again ${repeatability.repeats} times is shown.`;
  }
  const ran = `${plural(trialCount, "trial")} ran`;
  const each = trialCount === 1 ? "it" : "every one of them";
  if (failedCount >= trialCount) return `${ran}, and ${each} failed.`;
  if (prunedCount >= trialCount) return `${ran}, and ${each} was pruned.`;
  const counts = [failedCount === 0 ? "" : `${failedCount} failed`, prunedCount === 0 ? "" : `${prunedCount} pruned`];
  const aside = counts.filter((words) => words !== "").join(", ");
  if (isNoneFinite(snapshot)) return `${ran}, none with a finite value${aside === "" ? "" : ` (${aside})`}.`;
  if (failedCount + prunedCount >= trialCount) return `${ran}, none to its end (${aside}).`;
  return `${ran}. This tab has not heard their values yet.`;
}
