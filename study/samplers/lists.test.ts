import { describe, expect, test } from "vitest";
import { fanovaImportance } from "../importance/fanova.ts";
import { nopPruner } from "../pruners/nop.ts";
import { type Rng, rngFromSeed } from "../rng.ts";
import type { Sampler } from "../sampler.ts";
import { Study } from "../study.ts";
import { type Objective, runTrials } from "../testing/run-trials.ts";
import { autoSampler } from "./auto.ts";
import { cmaesSampler } from "./cmaes.ts";
import { randomSampler } from "./random.ts";
import { tpeSampler } from "./tpe/tpe.ts";

const SEEDS = Array.from({ length: 9 }, (_, seed) => seed);

function medianBest(make: () => Sampler, objective: Objective, trials: number): number {
  const bests = SEEDS.map((seed) => {
    const study = new Study({
      directions: ["minimize"],
      sampler: make(),
      pruner: nopPruner(),
      seed,
      log: `log ${seed}`,
    });
    runTrials(study, objective, trials);
    return study.best()?.values[0] ?? Number.POSITIVE_INFINITY;
  });
  return bests.toSorted((a, b) => a - b)[4] ?? Number.NaN;
}

/** Seven jobs on one machine: how long each takes, and how much an hour of waiting for it costs. */
const HOURS = [6, 2, 9, 4, 7, 1, 5];
const COSTS = [3, 8, 2, 4, 9, 5, 1];

const costOf = (order: readonly number[]): number => {
  let [clock, cost] = [0, 0];
  for (const job of order) {
    clock += HOURS[job] ?? 0;
    cost += clock * (COSTS[job] ?? 0);
  }
  return cost;
};

/** Smith's rule: the dearest per hour first. */
const LEAST_COST = costOf(
  HOURS.map((_, job) => job).toSorted((a, b) => (COSTS[b] ?? 0) / (HOURS[b] ?? 1) - (COSTS[a] ?? 0) / (HOURS[a] ?? 1)),
);

/** How much more an order of the jobs costs than the best one of 5,040. */
const jobOrder: Objective = (trial) => costOf(trial.suggestPermutation("order", 7)) - LEAST_COST;

const MIX = [0.5, 0.05, 0.3, 0.1, 0.05];
/** How far a mixture is from the right one. */
const mixture: Objective = (trial) =>
  Math.hypot(...trial.suggestSimplex("mix", 5).map((share, i) => share - (MIX[i] ?? 0)));

describe.each<[string, () => Sampler]>([
  ["tpe", tpeSampler],
  ["auto", () => autoSampler()],
  ["cmaes", () => cmaesSampler()],
])("%s, where a random search leaves much to be wished", (_, make) => {
  test("finds an order of jobs that costs hardly more than the best", () => {
    expect(medianBest(randomSampler, jobOrder, 60)).toBeGreaterThan(25);
    expect(medianBest(make, jobOrder, 60)).toBeLessThanOrEqual(10);
  });

  test("finds a mixture", () => {
    expect(medianBest(make, mixture, 60)).toBeLessThan(medianBest(randomSampler, mixture, 60) * 0.6);
  });
});

test("CMA-ES draws no million of numbers for a point, however wide its distribution of very many items", () => {
  const sampler = cmaesSampler();
  const study = new Study({ directions: ["minimize"], sampler, pruner: nopPruner(), seed: 1, log: "log" });
  runTrials(study, (trial) => trial.suggestPermutation("order", 500).indexOf(7), 60);
  const { history, log } = study;
  const inner = rngFromSeed("counted");
  let drawn = 0;
  const rng: Rng = {
    nextUint32: () => inner.nextUint32(),
    next() {
      drawn += 1;
      return inner.next();
    },
  };
  const space = history.space(0);
  sampler.sample({ history, running: [], space, rng, log, stream: log, number: 60, directions: ["minimize"] });
  expect(drawn).toBeGreaterThan(500);
  expect(drawn).toBeLessThan(250_000);
});

test("importance tells which item's place and which share matter", () => {
  const study = new Study({
    directions: ["minimize"],
    sampler: randomSampler(),
    pruner: nopPruner(),
    seed: 1,
    log: "log",
  });
  runTrials(
    study,
    (trial) => trial.suggestPermutation("order", 4).indexOf(2) + (trial.suggestSimplex("mix", 2)[0] ?? 0),
    300,
  );
  const shares = Object.entries(fanovaImportance(study.history));
  const [most] = shares.toSorted(([, a], [, b]) => b - a);
  expect(most?.[0]).toBe("order[2]");
  expect(shares).toHaveLength(6);
});
