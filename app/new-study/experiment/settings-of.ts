import type { Experiment } from "../../../formats/experiment/experiment.ts";
import type { PrunerChoice } from "../../../study/pruners/choice.ts";
import type { Direction } from "../../../study/spec/spec.ts";
import { MAX_TRIAL_TIMEOUT_MS } from "../../../study/spec/spec-limits.ts";
import type { ObjectiveRow } from "../settings/objectives-form.ts";
import { NO_PRUNER, prunerFormOf } from "../settings/pruner-form.ts";
import type { FilledSettings } from "./experiment-form.ts";

/** The settings that follow from a file; they can be changed like any others. */
export function settingsOf(experiment: Experiment, pruner: PrunerChoice | null): FilledSettings {
  return {
    name: experiment.name,
    objectives: [objectiveOf(experiment)],
    timeoutSeconds: String(timeoutSecondsOf(experiment)),
    ...(pruner === null ? NO_PRUNER : prunerFormOf(pruner)),
  };
}

/** Says how long or how much, not how good. */
const EFFORT =
  /^(?:time_.*|timesteps_.*|timestamp|training_iteration|iterations?|iterations_.*|episodes?|episodes_.*|epochs?|steps?|done|pid)$/;

/** Whether what a trial reports under this name may say how good it is. */
export const isQuality = (metric: string): boolean => !EFFORT.test(metric);

const NEGATED = /^neg_(?=.)/;

/** What the file calls its metric; else the first that its stop rules name; else what PPO reports, or most scripts do. */
function objectiveOf({ metric, mode, stop, trains }: Experiment): ObjectiveRow {
  const usual = trains === null ? "mean_accuracy" : "episode_reward_mean";
  const named = metric ?? Object.keys(stop).find(isQuality) ?? usual;
  const direction = mode === null ? directionOf(named) : mode === "max" ? "maximize" : "minimize";
  // A rule of "at least" is why it was negated; a study has a direction.
  if (metric === null && mode === null && NEGATED.test(named))
    return { name: named.replace(NEGATED, ""), direction: "minimize", unit: "" };
  return { name: named, direction, unit: "" };
}

/** As the metric's name suggests: losses and errors are better low. */
export const directionOf = (metric: string): Direction =>
  !NEGATED.test(metric) && /loss|error|perplexity|(^|_)(mse|mae|rmse)(_|$)/i.test(metric) ? "minimize" : "maximize";

/** A trial looks at its time only when it reports: a tenth more, and at least a minute. */
const MARGIN = { share: 0.1, least: 60 };
const MOST_SECONDS = MAX_TRIAL_TIMEOUT_MS / 1000;

function timeoutSecondsOf({ stop }: Experiment): number {
  const seconds = Object.hasOwn(stop, "time_total_s") ? stop["time_total_s"] : undefined;
  if (seconds === undefined || !(seconds > 0)) return MOST_SECONDS;
  return Math.min(MOST_SECONDS, Math.ceil(seconds + Math.max(MARGIN.least, MARGIN.share * seconds)));
}

const KEYS = ["name", "objectives", "timeoutSeconds", "pruner", "prunerOptions", "wrapped"] as const;
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Followed extends FilledSettings {
  readonly filled: FilledSettings | null;
}

/** What changes in the form now that its file says `settings`: all of it at first, later what nobody has changed since. */
export function followed(form: Followed, settings: FilledSettings): Partial<Followed> {
  const { filled } = form;
  if (isSame(filled, settings)) return {};
  const kept = KEYS.filter((key) => filled !== null && !isSame(form[key], filled[key]));
  return { ...settings, ...partOf(form, kept), filled: settings };
}

/** What changes when the file goes: what it filled in and nobody has changed becomes as in `plain`; the name stays. */
export function unfollowed(form: Followed, plain: FilledSettings): Partial<FilledSettings> {
  const { filled } = form;
  return partOf(
    plain,
    KEYS.filter((key) => key !== "name" && filled !== null && isSame(form[key], filled[key])),
  );
}

const partOf = (settings: FilledSettings, keys: readonly (keyof FilledSettings)[]): Partial<FilledSettings> =>
  Object.fromEntries(keys.map((key) => [key, settings[key]]));
