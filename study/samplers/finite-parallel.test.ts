import { describe, expect, test } from "vitest";
import { createStudy } from "../create-study.ts";
import type { OptimizeOptions } from "../optimize/optimize-options.ts";
import { trialLimit } from "../stopping/trial-limit.ts";
import type { Study } from "../study.ts";
import type { Objective } from "../testing/run-trials.ts";
import type { TrialContext } from "../trial/suggest.ts";
import { bruteForceSampler } from "./brute-force.ts";
import { distinctSampler } from "./distinct.ts";
import { gridSampler } from "./grid.ts";
import { partialFixedSampler } from "./partial-fixed.ts";
import { randomSampler } from "./random.ts";

const tree: Objective = (trial) => {
  if (trial.suggestCategorical("kind", ["flat", "deep"]) === "flat")
    return trial.suggestFloat("x", 0, 1, { step: 0.25 });
  return trial.suggestInt("depth", 1, 3) * trial.suggestInt("width", 2, 8, { step: 2 });
};

describe("a finite space tried by parallel trials", () => {
  const ten = { x: [0, 1, 2, 3, 4], c: ["p", "q"] };
  const twoParams: Objective = (trial) =>
    trial.suggestInt("x", 0, 4) + trial.suggestCategorical("c", ["p", "q"]).length;
  /** Trials end in another order than they began, each after as many turns as `turns` says. */
  const slow = (objective: Objective, turns: (number: number) => number) => async (trial: TrialContext) => {
    const value = objective(trial);
    for (let i = turns(trial.number); i > 0; i--) await Promise.resolve();
    return value;
  };
  const turnsOf = (seed: number) => (number: number) => ((number + seed) * 7) % 23;
  const pointsIn = ({ history }: Study) =>
    Array.from({ length: history.size }, (_, row) => JSON.stringify(history.get(row).params));
  const seeds = Array.from({ length: 20 }, (_, i) => i);

  test.each([2, 4, 20])("a grid of ten is tried in ten trials, each once: %d at once", async (parallel) => {
    for (const seed of seeds) {
      const study = createStudy({ sampler: gridSampler(ten, { seed }), seed });
      const end = await study.optimize(slow(twoParams, turnsOf(seed)), { parallel });
      expect(end).toEqual({ trials: 10, reason: "nothing is left to try" });
      expect(new Set(pointsIn(study)).size).toBe(10);
    }
  });

  test("brute force tries every branch of a conditional space once, whatever ends first", async () => {
    for (const seed of seeds) {
      for (const parallel of [2, 4, 16]) {
        const study = createStudy({ sampler: bruteForceSampler(), seed });
        expect(await study.optimize(slow(tree, turnsOf(seed)), { parallel })).toMatchObject({ trials: 17 });
        expect(new Set(pointsIn(study)).size).toBe(17);
      }
    }
  });

  test("brute force runs one trial alone, then as many as may: 25 points in five rounds, six at once", async () => {
    const study = createStudy({ sampler: bruteForceSampler() });
    const running: number[] = [];
    const watch = slow(
      (trial) => {
        running.push(study.running.size);
        return trial.suggestInt("a", 0, 4) + trial.suggestInt("b", 0, 4);
      },
      () => 9,
    );
    expect(await study.optimize(watch, { parallel: 6 })).toMatchObject({ trials: 25 });
    expect(running.slice(0, 7)).toEqual([1, 1, 2, 3, 4, 5, 6]);
    expect(running.filter((count) => count === 6)).toHaveLength(4);
  });

  test("a distinct sampler repeats nothing once a trial has shown the parameters", async () => {
    for (const seed of seeds) {
      const study = createStudy({ sampler: distinctSampler(randomSampler()), seed });
      await study.optimize(twoParams, { trials: 1 });
      const end = await study.optimize(slow(twoParams, turnsOf(seed)), { trials: 99, parallel: 4 });
      expect(end).toEqual({ trials: 9, reason: "nothing is left to try" });
    }
  });

  test.each([
    ["grid", () => gridSampler(ten)],
    ["brute force", bruteForceSampler],
    ["fixed", () => partialFixedSampler({ z: 1 }, gridSampler(ten))],
  ])("the last trial may fail: it is tried again, and nothing else: %s", async (_, make) => {
    const study = createStudy({ sampler: make() });
    const failing = async (trial: TrialContext) => {
      const value = twoParams(trial);
      // The trial that failed last is tried again while nothing else is left.
      for (let i = 0; i < 5 + trial.number; i++) await Promise.resolve();
      if (trial.number >= 9 && trial.number < 11) throw new Error("out of luck");
      return value;
    };
    const end = await study.optimize(failing, { parallel: 4, retry: { maxRetries: 2 } });
    expect(end).toEqual({ trials: 12, reason: "nothing is left to try" });
    expect(study.history.counts).toEqual({ complete: 10, pruned: 0, failed: 0 });
    const points = pointsIn(study);
    expect(new Set(points).size).toBe(10);
    expect(points.slice(-3)).toEqual(Array.from({ length: 3 }, () => points.at(-1)));
  });

  test("whoever waits ends with the others: by stop(), an error, a callback's error or the number of trials", async () => {
    const run = (options: OptimizeOptions, objective = slow(twoParams, (number) => 3 * number)) =>
      createStudy({ sampler: gridSampler({ x: [0, 1], c: ["p"] }) }).optimize(objective, { parallel: 9, ...options });
    expect(await run({ trials: 1 })).toMatchObject({ trials: 1 });
    expect(await run({ stop: [trialLimit(1)] })).toMatchObject({
      trials: 2,
      reason: "1 trials are complete, of 1 wanted",
    });
    await expect(run({ callbacks: [() => Promise.reject(new Error("disk full"))] })).rejects.toThrow("disk full");
    await expect(run({}, () => Promise.reject(new Error("never")))).rejects.toThrow("never");
    const continuous = createStudy({ sampler: bruteForceSampler() });
    const end = continuous.optimize(async (trial) => trial.suggestFloat("x", 0, 1), { parallel: 4 });
    await expect(end).rejects.toThrow("give it a step");
  });

  test("what a callback enqueues is run, however long it takes and whoever waits", async () => {
    const study = createStudy({ sampler: gridSampler(ten) });
    const callbacks = [
      async (_: unknown, { number }: { readonly number: number }) => {
        for (let i = 0; i < 20; i++) await Promise.resolve();
        if (number === 9) study.enqueue({ x: 2, c: "q" });
      },
    ];
    const end = await study.optimize(slow(twoParams, turnsOf(1)), { parallel: 4, callbacks });
    expect(end).toMatchObject({ trials: 11 });
  });

  test("a trial that was asked for elsewhere and is never told holds nothing up: its point is tried here", async () => {
    const study = createStudy({ sampler: gridSampler(ten) });
    study.ask(1);
    expect(await study.optimize(slow(twoParams, turnsOf(1)), { parallel: 4 })).toMatchObject({ trials: 10 });
    expect(new Set(pointsIn(study)).size).toBe(10);
  });
});
