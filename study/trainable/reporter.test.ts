import { describe, expect, test } from "vitest";
import { MisuseError, TrialPruned, TrialStopped } from "../errors.ts";
import { EMPTY_SPACE } from "../space/search-space.ts";
import type { Proposal } from "../trial/proposal.ts";
import { TrialContext, type TrialSetting } from "../trial/suggest.ts";
import { reporterFor } from "./reporter.ts";

const PROPOSAL: Proposal = {
  number: 3,
  seed: 1,
  space: EMPTY_SPACE,
  values: [],
  fixed: null,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
};
const ABOUT = { experiment_id: "study", trial_id: "log:3", pid: 2, hostname: "brave-otter-41" };

function open(setting: Partial<TrialSetting> = {}, kept: readonly string[] = []) {
  const trial = new TrialContext(PROPOSAL, {
    directions: ["maximize"],
    names: ["mean_accuracy"],
    pruner: { kind: "nop" },
    ...setting,
  });
  let nowMs = 5_000;
  const wait = (ms: number): void => {
    nowMs += ms;
  };
  const world = { about: ABOUT, nowMs: () => nowMs, wallMs: () => Date.UTC(2017, 9, 18, 9, 30, 0) + nowMs - 5_000 };
  return { trial, wait, reporter: reporterFor(trial, { ...world, kept: new Set(kept) }) };
}

describe("a report", () => {
  test("is filled in with everything that the trial's place and time say", () => {
    const { reporter, wait } = open();
    wait(1_500);
    expect(reporter({ timesteps_total: 10, mean_loss: 0.5, mean_accuracy: 0.25 })).toEqual({
      timesteps_total: 10,
      mean_loss: 0.5,
      mean_accuracy: 0.25,
      neg_mean_loss: -0.5,
      timesteps_this_iter: 10,
      training_iteration: 1,
      time_this_iter_s: 1.5,
      time_total_s: 1.5,
      experiment_id: "study",
      trial_id: "log:3",
      pid: 2,
      hostname: "brave-otter-41",
      date: "2017-10-18_09-30-01",
      timestamp: Math.floor(Date.UTC(2017, 9, 18, 9, 30, 1) / 1_000),
      done: false,
    });
    wait(500);
    expect(reporter.report({ timesteps_total: 30, done: true })).toMatchObject({
      timesteps_this_iter: 20,
      training_iteration: 2,
      time_this_iter_s: 0.5,
      time_total_s: 2,
      done: true,
    });
  });

  test("is a step of the trial: its objective feeds the pruner, its other numbers and two of the filled-in ones are kept", () => {
    const { reporter, trial, wait } = open();
    wait(1_000);
    reporter({ timesteps_total: 10, mean_accuracy: 0.25, mean_loss: 2, info: { lr: 1 }, note: "text" });
    reporter({ timesteps_total: 20, mean_accuracy: 0.5, mean_loss: 1 });
    expect(trial.intermediate).toEqual([
      [1, 0.25],
      [2, 0.5],
    ]);
    expect(trial.metrics).toEqual({
      timesteps_total: [
        [1, 10],
        [2, 20],
      ],
      mean_loss: [
        [1, 2],
        [2, 1],
      ],
      time_total_s: [
        [1, 1],
        [2, 1],
      ],
    });
    expect(trial.userAttrs).toMatchObject({ pid: 2, hostname: "brave-otter-41", date: "2017-10-18_09-30-01" });
    expect(trial.lastReported).toEqual([0.5]);
  });

  test("passes over what has no name that a metric can have", () => {
    const { reporter, trial } = open();
    reporter({ timesteps_total: 1, mean_accuracy: 0.5, "": 2, ["x".repeat(1_000)]: 3, ["__proto__"]: 4 });
    expect(trial.intermediate).toEqual([[1, 0.5]]);
    expect(Object.keys(trial.metrics)).toEqual(["timesteps_total", "time_total_s"]);
  });

  test("keeps a filled-in number that the study asks for, also as its objective", () => {
    const { reporter, trial } = open({ names: ["neg_mean_loss"] }, ["neg_mean_loss", "training_iteration"]);
    reporter({ timesteps_total: 1, mean_loss: 3 });
    expect(trial.intermediate).toEqual([[1, -3]]);
    expect(trial.metrics["training_iteration"]).toEqual([[1, 1]]);
  });

  test.each<[string, unknown, RegExp]>([
    ["without timesteps_total", { mean_loss: 1 }, /no timesteps_total; say how many steps/],
    ["whose timesteps_total is text", { timesteps_total: "10" }, /must be a number, but is "10"/],
    ["whose timesteps_total is NaN", { timesteps_total: Number.NaN }, /must be a number, but is NaN/],
    [
      "that is a number",
      3,
      /needs an object, as in reporter\(\{ timesteps_total: step, mean_loss: loss \}\), but got 3/,
    ],
    ["that is nothing", undefined, /needs an object/],
  ])("%s is an error that says so", (_, given, words) => {
    const { reporter, trial } = open();
    expect(() => reporter(given as never)).toThrow(MisuseError);
    expect(() => reporter(given as never)).toThrow(words);
    expect(trial.intermediate).toEqual([]);
  });

  test("ends the trial where a stop rule is reached, and every one after it", () => {
    const ends = [
      { metric: "mean_accuracy", bound: "at-least" as const, value: 0.99 },
      { metric: "time_total_s", bound: "at-least" as const, value: 600 },
      { metric: "never_reported", bound: "at-least" as const, value: 0 },
    ];
    const { reporter, trial, wait } = open({ ends }, ["time_total_s"]);
    reporter({ timesteps_total: 1, mean_accuracy: 0.5 });
    wait(600_000);
    expect(() => reporter({ timesteps_total: 2, mean_accuracy: 0.6 })).toThrow(TrialStopped);
    expect(trial.stoppedBy).toEqual(ends[1]);
    expect(trial.userAttrs["stopped_by"]).toBe("time_total_s >= 600");
    expect(trial.lastReported).toEqual([0.6]);
    expect(() => reporter({ timesteps_total: 3, mean_accuracy: 0.7 })).toThrow(TrialStopped);
    expect(trial.lastReported).toEqual([0.6]);
  });

  test("prunes the trial where the pruner gives it up", () => {
    const pruner: TrialSetting["pruner"] = {
      kind: "threshold",
      warmupSteps: 0,
      intervalSteps: 1,
      bounds: [[0.5, Number.POSITIVE_INFINITY]],
    };
    const { reporter } = open({ pruner });
    expect(() => reporter({ timesteps_total: 1, mean_accuracy: 0.1 })).toThrow(TrialPruned);
  });
});
