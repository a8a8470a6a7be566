import { type Budget, firstObjective, type StudySpec } from "../../study/spec/spec.ts";
import type { Contributed } from "../../worker/engine/engine-api.ts";
import { isolated } from "./isolated.ts";
import { formatAgo, formatCount, formatDuration, formatValue, plural } from "./numbers.ts";
import { PRUNER_WORDS } from "./pruner-words.ts";
import { SAMPLER_WORDS } from "./sampler-words.ts";

/** "Lowest km/s wins." */
export function directionWords(spec: StudySpec): string {
  const { objectives } = spec;
  if (objectives.length > 1) {
    const each = objectives.map(
      ({ name, direction }) => `${direction === "maximize" ? "high" : "low"} ${isolated(name)}`,
    );
    return `Looks for the best trade-offs: ${each.join(", ")}.`;
  }
  const { direction, unit } = firstObjective(spec);
  return `${direction === "maximize" ? "Highest" : "Lowest"} ${unit === "" ? "value" : isolated(unit)} wins.`;
}

/** "TPE sampler, median pruner" */
export function searchWords({ sampler, pruner }: Pick<StudySpec, "sampler" | "pruner">): string {
  return `${SAMPLER_WORDS[sampler.name].sampler}, ${PRUNER_WORDS[pruner.name].pruner}`;
}

/** How much one volunteer's tab is asked for. */
export function budgetWords(budget: Budget): string {
  switch (budget.kind) {
    case "rounds":
      return `${plural(budget.rounds, "round")} of ${plural(budget.trialsPerRound, "trial")} from each volunteer`;
    case "trials":
      return `${formatCount(budget.total)} trials in all`;
    case "time":
      return `${formatDuration(budget.seconds * 1000)} in all`;
    case "generations":
      return plural(budget.generations, "generation");
    case "open":
      return "Runs until stopped";
  }
}

/** What a second tab of the same browser adds, for who is about to join with it. */
export function sharedWords(budget: Budget): string {
  const share =
    budget.kind === "rounds"
      ? ` They share the ${plural(budget.rounds, "round")} of ${plural(budget.trialsPerRound, "trial")}, of which the other tab may have run some.`
      : "";
  return `Both tabs count as one volunteer.${share}`;
}

/** What a person did for a study before they left it, and what becomes of it. */
export function contributedWords({ trials, best, leftAgoMs }: Contributed, unit: string): string {
  const value =
    best === null ? "" : `, the best of them ${formatValue(best)}${unit === "" ? "" : ` ${isolated(unit)}`}`;
  return `You ran ${plural(trials, "trial")}${value}, and left ${formatAgo(leftAgoMs)}. Joining goes on from there.`;
}
