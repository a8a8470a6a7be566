import { expect, test } from "vitest";
import { MNIST } from "../../test/experiment-texts.ts";
import { stopRulesOf } from "./stop-rules.ts";
import { experimentsIn } from "./testing/made.ts";

test("a trial stops when a metric of stop is at least its value", () => {
  const [experiment = { stop: {} }] = experimentsIn(MNIST);
  const rule = { kind: "metric", bound: "at-least", ends: "trial" };
  expect(stopRulesOf(experiment)).toEqual([
    { ...rule, metric: "mean_accuracy", value: 0.99 },
    { ...rule, metric: "time_total_s", value: 600 },
  ]);
});
