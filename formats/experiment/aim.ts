import { MAX_TRIAL_TIMEOUT_MS } from "../../study/spec/spec-limits.ts";
import type { Direction, ObjectiveSpec } from "../../study/spec/spec.ts";
import type { Experiment } from "./experiment.ts";

/** Says how long or how much, not how good. */
const EFFORT =
  /^(?:time_.*|timesteps_.*|timestamp|training_iteration|iterations?|iterations_.*|episodes?|episodes_.*|epochs?|steps?|done|pid)$/;

/** Whether what a trial reports under this name may say how good it is. */
export const isQuality = (metric: string): boolean => !EFFORT.test(metric);

const NEGATED = /^neg_(?=.)/;

/** What the file calls its metric; else the first that its stop rules name; else what PPO reports, or most scripts do. */
export function objectiveOf({
  metric,
  mode,
  stop,
  trains,
}: Pick<Experiment, "metric" | "mode" | "stop" | "trains">): ObjectiveSpec {
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

/** After how many seconds a trial is stopped that has not ended by its rules. */
export function timeoutSecondsOf({ stop }: Pick<Experiment, "stop">): number {
  const seconds = Object.hasOwn(stop, "time_total_s") ? stop["time_total_s"] : undefined;
  if (seconds === undefined || !(seconds > 0)) return MOST_SECONDS;
  return Math.min(MOST_SECONDS, Math.ceil(seconds + Math.max(MARGIN.least, MARGIN.share * seconds)));
}
