import type { Budget, StopRuleChoice } from "./spec.ts";
import { finite, oneOf, record, refuse, valueName, whole } from "./spec-fields.ts";
import {
  MAX_BUDGET_SECONDS,
  MAX_GENERATIONS,
  MAX_ROUNDS,
  MAX_TOTAL_TRIALS,
  MAX_TRIALS_PER_ROUND,
} from "./spec-limits.ts";

export function budgetOf(input: unknown): Budget {
  const kinds = ["rounds", "trials", "time", "generations", "open"] as const;
  const keys = ["kind", "rounds", "total", "seconds", "generations", "trialsPerRound"];
  const given = record(input, "the budget", keys);
  const kind = oneOf(given["kind"], "the budget's kind", kinds);
  const trialsPerRound = whole(given["trialsPerRound"], "the trials per round", 1, MAX_TRIALS_PER_ROUND);
  const only = (key: string) => record(given, "the budget", ["kind", "trialsPerRound", key])[key];
  switch (kind) {
    case "rounds":
      return { kind, rounds: whole(only("rounds"), "the number of rounds", 1, MAX_ROUNDS), trialsPerRound };
    case "trials":
      return { kind, total: whole(only("total"), "the total of trials", 1, MAX_TOTAL_TRIALS), trialsPerRound };
    case "time":
      return { kind, seconds: whole(only("seconds"), "the time", 1, MAX_BUDGET_SECONDS), trialsPerRound };
    case "generations": {
      const generations = whole(only("generations"), "the number of generations", 1, MAX_GENERATIONS);
      return { kind, generations, trialsPerRound };
    }
    case "open":
      only("kind");
      return { kind, trialsPerRound };
  }
}

/** `names`: of the objectives, of which there are so many, and of the metrics. */
export function stopRuleOf(input: unknown, names: readonly string[], objectives: number): StopRuleChoice {
  const given = record(input, "a stop rule", ["kind", "value", "trials", "metric", "bound", "ends"]);
  const kind = oneOf(given["kind"], "a stop rule's kind", ["target", "no-improvement", "metric"]);
  const only = (...keys: readonly string[]) => record(given, "a stop rule", ["kind", ...keys]);
  if (kind === "target") {
    if (objectives > 1) refuse("a target is for one objective; give a stop rule on the metric of its name");
    return { kind, value: finite(only("value")["value"], "the target") };
  }
  if (kind === "no-improvement") {
    return { kind, trials: whole(only("trials")["trials"], "the trials without improvement", 1, MAX_TOTAL_TRIALS) };
  }
  const { metric, bound, value, ends } = only("metric", "bound", "value", "ends");
  const ended = oneOf(ends, "what a stop rule ends", ["study", "trial"]);
  return {
    kind,
    metric: ruleMetric(metric, ended, names),
    bound: oneOf(bound, "a stop rule's bound", ["at-least", "at-most"]),
    value: finite(value, "a stop rule's value"),
    ends: ended,
  };
}

/** Whatever a trial reports can end it; what ends a study for all must be one of its own names. */
function ruleMetric(metric: unknown, ends: "study" | "trial", names: readonly string[]): string {
  if (ends === "trial") return valueName(metric, "a stop rule's metric");
  if (typeof metric === "string" && names.includes(metric)) return metric;
  return refuse(`a stop rule's metric must be one of the study's: ${names.join(", ")}`);
}
