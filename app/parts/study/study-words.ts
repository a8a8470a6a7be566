import type { DeepGaChoice } from "../../../study/samplers/choice.ts";
import {
  type Budget,
  firstObjective,
  type MetricRule,
  type ObjectiveSpec,
  ONE_VALUE,
  type StudySpec,
  type Trainable,
} from "../../../study/spec/spec.ts";
import type { Contributed } from "../../../worker/engine/engine-api.ts";
import { isolated } from "../isolated.ts";
import { formatAgo, formatCount, formatDuration, formatValue, plural } from "../numbers.ts";
import { PRUNER_WORDS } from "./pruner-words.ts";
import { listed, samplerWords } from "./sampler-words.ts";

/** "Lowest km/s wins." */
export function directionWords(spec: StudySpec): string {
  const { objectives } = spec;
  if (objectives.length > 1) {
    const each = objectives.map(
      ({ name, direction }) => `${direction === "maximize" ? "high" : "low"} ${isolated(name)}`,
    );
    return `Looks for the best trade-offs: ${each.join(", ")}.`;
  }
  const { name, direction, unit } = firstObjective(spec);
  const what = unit !== "" ? isolated(unit) : name === ONE_VALUE.name ? name : isolated(name);
  return `${direction === "maximize" ? "Highest" : "Lowest"} ${what} wins.`;
}

/** "TPE sampler, median pruner"; where there are variants there is no sampler. */
export function searchWords({
  sampler,
  pruner,
  trainable,
}: Pick<StudySpec, "sampler" | "pruner" | "trainable">): string {
  return `${trainable === null ? samplerWords(sampler) : variantsWords(trainable)}, ${PRUNER_WORDS[pruner.name].pruner}`;
}

/** Whichever tab is free takes the next one, so they have no order. */
const variantsWords = ({ repeat }: Pick<Trainable, "repeat">): string =>
  repeat === 1 ? "Each variant once" : `Each variant ${formatCount(repeat)} times`;

/** Up to here a limit is told to the second: 80 s are not "1 min". */
const EXACT_BELOW_MS = 600_000;

/** How long a trial may take: "1 min", "80 s", "2 h 5 min". */
export const limitWords = (ms: number): string =>
  ms < EXACT_BELOW_MS && ms % 60_000 !== 0 ? `${formatValue(ms / 1000)} s` : formatDuration(ms);

/** What a volunteer's tab is asked for. */
export function asksWords(spec: StudySpec): string {
  const { trainable, budget, stopRules, resources } = spec;
  if (trainable === null) return budgetWords(budget);
  const { variants, repeat } = trainable;
  return trainableWords({ variants: variants.length, repeat }, stopRules.filter(isTrialRule), resources);
}

/** "10 variants of a training script, each run once; a trial ends at loss ≥ 0.9 or after 600 s; each takes 1 core" */
export function trainableWords(
  { variants, repeat }: { readonly variants: number; readonly repeat: number },
  ends: readonly MetricRule[],
  { cores }: Pick<StudySpec["resources"], "cores">,
): string {
  const times = repeat === 1 ? "once" : `${formatCount(repeat)} times`;
  const tried = `${plural(variants, "variant")} of a training script, ${variants === 1 ? "" : "each "}run ${times}`;
  const until = ends.length === 0 ? "" : `; a trial ends ${endWords(ends)}`;
  return `${tried}${until}; each takes ${plural(cores, "core")}`;
}

const isTrialRule = (rule: StudySpec["stopRules"][number]): rule is MetricRule & { readonly ends: "trial" } =>
  rule.kind === "metric" && rule.ends === "trial";

/** "at mean_accuracy ≥ 0.99 or after 600 s" */
const endWords = (rules: readonly MetricRule[]): string => rules.map(endWord).join(" or ");

function endWord({ metric, bound, value }: MetricRule): string {
  if (bound === "at-least" && metric === "time_total_s") return `after ${formatValue(value)} s`;
  if (bound === "at-least" && metric === "training_iteration") return `after ${plural(value, "report")}`;
  if (bound === "at-least" && metric === "timesteps_total") return `after ${plural(value, "step")}`;
  return `at ${isolated(metric)} ${bound === "at-least" ? "≥" : "≤"} ${formatValue(value)}`;
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

/** "Each trial takes 4 cores: 2 run here at a time."; null where one core is enough. */
export function trialCoresWords({ resources: { cores } }: Pick<StudySpec, "resources">, lent: number): string | null {
  if (cores === 1) return null;
  const here = lent < cores ? `with ${lent} none runs here` : `${Math.floor(lent / cores)} at a time here`;
  return `Each trial takes ${cores} cores: ${here}.`;
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

/** "accuracy, %" or "accuracy": a value's name and what it is measured in. */
export const titleOf = ({ name, unit }: ObjectiveSpec): string =>
  unit === "" ? isolated(name) : `${isolated(name)}, ${isolated(unit)}`;

/** "4.93 km/s" */
export const withUnit = (value: string, { unit }: Pick<ObjectiveSpec, "unit">): string =>
  unit === "" ? value : `${value} ${isolated(unit)}`;

/** What ends the study before its budget does, a clause for each rule; empty without one. */
export function stopWords(spec: StudySpec): readonly string[] {
  const rules = spec.stopRules.filter((rule) => !isTrialRule(rule));
  return rules.map((rule) => {
    switch (rule.kind) {
      case "target":
        return `at a best of ${withUnit(formatValue(rule.value), firstObjective(spec))} or better`;
      case "no-improvement":
        return `after ${plural(rule.trials, "trial")} without ${spec.objectives.length > 1 ? "a better trade-off" : "a better value"}`;
      case "metric":
        return `when a trial has ${boundWords(rule)}`;
    }
  });
}

/** How generations come about, for who has never heard of it. */
function breedsWords({ population, survivors, validationEpisodes }: DeepGaChoice): string {
  const retest =
    validationEpisodes === 0 ? "" : `; the best are run again, ${plural(validationEpisodes, "episode")} each`;
  return `generations of ${formatCount(population)} lists of seeds; the best ${formatCount(survivors)} are the parents of the next${retest}`;
}

const boundWords = ({ metric, bound, value }: MetricRule): string =>
  `${isolated(metric)} of ${bound === "at-least" ? "at least" : "at most"} ${formatValue(value)}`;

/** What an author may say of a study besides its goal, its budget and its search, as name and words; only what is said. */
export function furtherFacts(spec: StudySpec): readonly (readonly [name: string, words: string])[] {
  const { sampler, startPoints, seed, metrics, constraints, trainable, resources } = spec;
  const ends = stopWords(spec);
  const trialEnds = spec.stopRules.filter(isTrialRule);
  const facts: readonly (readonly [string, string])[] = [
    [
      "Begins with",
      startPoints.length === 0 ? "" : `${plural(startPoints.length, "start point")} that the author gave`,
    ],
    ["Breeds", sampler.name === "deepga" ? breedsWords(sampler) : ""],
    ["A trial ends", trainable !== null || trialEnds.length === 0 ? "" : endWords(trialEnds)],
    ["Cores", resources.cores === 1 ? "" : `each trial takes ${resources.cores} cores`],
    ["Ends early", ends.join("; ")],
    ["Seed", seed === null ? "" : `\u201c${isolated(seed)}\u201d: with one core the same trials come again`],
    ["Metrics", metrics.length === 0 ? "" : listed(metrics)],
    ["Constraints", constraints.length === 0 ? "" : listed(constraints)],
  ];
  return facts.filter(([, words]) => words !== "");
}
