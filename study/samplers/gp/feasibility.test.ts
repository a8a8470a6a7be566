import { describe, expect, test } from "vitest";
import { nopPruner } from "../../pruners/nop.ts";
import { Study } from "../../study.ts";
import { type Objective, runTrials } from "../../testing/run-trials.ts";
import { gpSampler } from "../gp.ts";

const STARTUP = 10;

/** The least value, and the share of the modelled proposals that kept all constraints. */
function searched(objective: Objective, trials: number, seed: number): { best: number; kept: number } {
  const study = new Study({ directions: ["minimize"], sampler: gpSampler(), pruner: nopPruner(), seed, log: "log" });
  const modelled = runTrials(study, objective, trials).slice(STARTUP);
  const kept = modelled.filter(({ constraints }) => Object.values(constraints).every((value) => value <= 0));
  return { best: study.best()?.values[0] ?? Number.POSITIVE_INFINITY, kept: kept.length / modelled.length };
}

const numbers = (trial: Parameters<Objective>[0], count: number): number[] =>
  Array.from({ length: count }, (_, d) => trial.suggestFloat(`x${d}`, 0, 6));

describe("the Gaussian process under constraints", () => {
  test("goes along a border without crossing it most of the time", () => {
    const product: Objective = (trial) => {
      const [x = 0, y = 0] = numbers(trial, 2);
      trial.setConstraint("product", 4 - x * y);
      return x + y;
    };
    // The least is 4, at (2, 2).
    for (const seed of [1, 2, 3]) {
      const { best, kept } = searched(product, 40, seed);
      expect(best).toBeLessThan(4.01);
      expect(kept).toBeGreaterThan(0.4);
    }
  });

  test("tells constraints apart whose scales differ a thousandfold", () => {
    const scaled: Objective = (trial) => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = numbers(trial, 5);
      trial.setConstraint("product", 4 - a * b);
      trial.setConstraint("sum", 1000 * (c + (d * e) / 6 - 3) ** 2 - 500);
      return a + b + c + d + e;
    };
    // The least is 7 - sqrt(1/2) = 6.293; random search keeps both in one trial of six and is left with 11.
    for (const seed of [1, 2, 3]) {
      const { best, kept } = searched(scaled, 60, seed);
      expect(best).toBeLessThan(6.5);
      expect(kept).toBeGreaterThan(0.4);
    }
  });
});
