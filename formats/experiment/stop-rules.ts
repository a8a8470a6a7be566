import type { MetricRule } from "../../study/spec/spec.ts";
import type { Experiment } from "./experiment.ts";

/** A trial ends when it reported one of the metrics of `stop` at least at its value. */
export const stopRulesOf = ({ stop }: Pick<Experiment, "stop">): readonly MetricRule[] =>
  Object.entries(stop).map(([metric, value]) => ({ kind: "metric", metric, bound: "at-least", value, ends: "trial" }));
