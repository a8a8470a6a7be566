import { describe, expect, test } from "vitest";
import { nopPruner } from "../pruners/nop.ts";
import { tpeSampler } from "../samplers/tpe/tpe.ts";
import { categoricalDistribution, floatDistribution, MAX_PARAMS } from "../space/distribution.ts";
import { Study } from "../study.ts";
import { finished, runTrials } from "../testing/run-trials.ts";
import type { FinishedTrial } from "./trial.ts";
import { trialFault } from "./trial-fault.ts";
import { MAX_REPORTS } from "./trial-limits.ts";

const range = floatDistribution(0, 1);
const wrong = { kind: "threw" as const, message: "no", line: null, column: null };

describe("a stranger's trial", () => {
  test("as our own runner makes them has no fault, whatever became of it", () => {
    const study = new Study({
      directions: ["minimize"],
      sampler: tpeSampler(),
      pruner: nopPruner(),
      seed: 1,
      log: "log",
    });
    const trials = runTrials(
      study,
      (trial) => {
        trial.report(trial.suggestFloat("x", 0, 1), 0);
        trial.setConstraint("c", 1);
        trial.setUserAttr("u", Number.NaN);
        if (trial.number % 3 === 0) throw new Error("x".repeat(5_000));
        return trial.number % 3 === 1 ? Number.NaN : Number.NEGATIVE_INFINITY;
      },
      12,
    );
    expect(trials.map((trial) => trialFault(trial, 1))).toEqual(trials.map(() => null));
  });

  test.each<[string, Partial<FinishedTrial>]>([
    ["a negative number", { number: -1 }],
    ["a number beyond 32 bits", { number: 2 ** 32 }],
    ["an endless duration", { durationMs: Infinity }],
    ["a retry of nothing", { repeatOf: { trial: "no id", why: "retry" } }],
    ["more parameters than names", { params: [0, 0] }],
    ["a parameter twice", { space: { names: ["x", "x"], distributions: [range, range] }, params: [0, 0] }],
    ["a parameter named __proto__", { space: { names: ["__proto__"], distributions: [range] } }],
    ["a NaN parameter", { params: [Number.NaN] }],
    ["a number given as text", { params: ["0.5"] }],
    [
      "a category nobody offered",
      { space: { names: ["c"], distributions: [categoricalDistribution(["a"])] }, params: ["b"] },
    ],
    [
      "too many parameters",
      {
        space: {
          names: Array.from({ length: MAX_PARAMS + 1 }, (_, i) => `${i}`),
          distributions: Array.from({ length: MAX_PARAMS + 1 }, () => range),
        },
        params: Array.from({ length: MAX_PARAMS + 1 }, () => 0),
      },
    ],
    ["a NaN value", { values: [Number.NaN] }],
    ["two values", { values: [1, 2] }],
    ["no value", { values: [] }],
    ["a failure with a value", { state: "failed", error: wrong }],
    ["a failure without a reason", { state: "failed", values: [] }],
    ["an error without failure", { error: wrong }],
    [
      "a step twice",
      {
        intermediate: [
          [1, 1],
          [1, 2],
        ],
      },
    ],
    ["a report without a value", { intermediate: [[1]] as never }],
    ["a report of two values", { intermediate: [[1, 1, 2]] }],
    ["two values when it was pruned", { state: "pruned", values: [1, 2] }],
    ["a negative step", { intermediate: [[-1, 1]] }],
    ["too many reports", { intermediate: Array.from({ length: MAX_REPORTS + 1 }, (_, i): [number, number] => [i, 0]) }],
    ["a NaN constraint", { constraints: { a: Number.NaN } }],
    ["a huge attribute", { userAttrs: { a: "x".repeat(3_000) } }],
    ["an infinite attribute", { userAttrs: { a: Infinity } }],
    ["a huge error", { state: "failed", values: [], error: { ...wrong, message: "x".repeat(3_000) } }],
  ])("with %s is refused with a reason", (_, fields) => {
    expect(trialFault(finished({ number: 0, ...fields }), 1)).toMatch(/\w{3,}/);
  });

  test("with as many values and reported values as the study has objectives has no fault", () => {
    const two = { intermediate: [[1, 1, 2] as const], values: [1, 2] };
    expect(trialFault(finished({ number: 0, ...two }), 2)).toBeNull();
    expect(trialFault(finished({ number: 0, ...two, state: "pruned" }), 2)).toBeNull();
    expect(trialFault(finished({ number: 0, ...two, state: "pruned", values: [] }), 2)).toBeNull();
    expect(trialFault(finished({ number: 0, ...two, state: "pruned", values: [1] }), 2)).toMatch(/wrong number/);
  });
});
