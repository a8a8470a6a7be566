import { expect, it } from "vitest";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { offeredMetrics, shownTrials } from "./variant-trials.ts";

const trial: TestRun["trials"][number] = {
  params: { variant: 1 },
  state: "complete",
  values: [1],
  durationMs: 1,
  error: null,
};
const trainable = {
  variants: [
    { name: "a_0", config: { activation: "relu", same: 1 } },
    { name: "a_1", config: { activation: "elu", same: 1 } },
  ],
  repeat: 2,
};

it("shows a variant's trial by its name and by what differs, and any other as it is", () => {
  expect(shownTrials([trial, { ...trial, params: { variant: 2 } }, { ...trial, params: {} }], trainable)).toEqual([
    { name: "a_1", params: { activation: "elu" } },
    { name: "a_0", params: { activation: "relu" } },
    { name: "", params: {} },
  ]);
  expect(shownTrials([{ ...trial, params: { x: 1 } }], null)).toEqual([{ name: null, params: { x: 1 } }]);
});

it("offers what was reported in place of what the study is about, where that was missing", () => {
  const metrics = { timesteps_total: 3, time_total_s: 1, mean_loss: 0.2, neg_mean_loss: -0.2, f1: 0.9 };
  const error = { kind: "misuse", message: "", line: null, column: null } as const;
  const failed = { ...trial, state: "failed", error, metrics } as const;
  expect(offeredMetrics(failed, ["mean_accuracy"])).toEqual(["mean_loss", "f1"]);
  expect(offeredMetrics(failed, ["f1"])).toEqual(["mean_loss"]);
  expect(offeredMetrics({ ...failed, error: { ...error, kind: "threw" } }, ["x"])).toEqual([]);
  expect(offeredMetrics({ ...trial, metrics }, ["x"])).toEqual([]);
});
