import { describe, expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import { nopPruner } from "../pruners/nop.ts";
import { Study } from "../study.ts";
import { finished, historyOf, type Objective, runTrials } from "../testing/run-trials.ts";
import type { TrialContext } from "../trial/suggest.ts";
import { TrialPool } from "./gp/trial-pool.ts";
import { gpSampler } from "./gp.ts";
import { samplerContract } from "./sampler.contract.ts";

samplerContract("gp", () => gpSampler());

const studyOf = (seed: number, directions: ("minimize" | "maximize")[] = ["minimize"]): Study =>
  new Study({ directions, sampler: gpSampler(), pruner: nopPruner(), seed, log: "log" });

const bestOf = (objective: Objective, trials: number, seed = 1): number => {
  const study = studyOf(seed);
  runTrials(study, objective, trials);
  return study.best()?.values[0] ?? Number.POSITIVE_INFINITY;
};

const coordinates = (trial: TrialContext, count: number): number[] =>
  Array.from({ length: count }, (_, d) => trial.suggestFloat(`x${d}`, -5, 5));

describe("the Gaussian-process sampler", () => {
  test("sees through a bowl in five dimensions within 50 trials", () => {
    const bowl: Objective = (trial) => coordinates(trial, 5).reduce((sum, x, d) => sum + (x - d / 2) ** 2, 0);
    for (const seed of [1, 2, 3]) expect(bestOf(bowl, 50, seed)).toBeLessThan(1e-3);
  });

  test("follows a curved valley whose losses span decades (Rosenbrock)", () => {
    const valley: Objective = (trial) => {
      const [x = 0, y = 0] = coordinates(trial, 2);
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    };
    // Random search is left with 10 and more.
    const bests = [1, 2, 3].map((seed) => bestOf(valley, 50, seed)).sort((a, b) => a - b);
    expect(bests[1]).toBeLessThan(0.5);
  });

  test("finds the right category and whole number", () => {
    const mixed: Objective = (trial) =>
      (trial.suggestFloat("x", 0, 1) - 0.3) ** 2 +
      (trial.suggestInt("n", 1, 1000, { log: true }) === 1 ? 0 : 0.3) +
      Math.abs(trial.suggestInt("k", 0, 9) - 7) / 10 +
      ["a", "b", "c", "d"].indexOf(trial.suggestCategorical("kind", ["a", "b", "c", "d"])) / 10;
    expect(bestOf(mixed, 60)).toBeLessThan(0.01);
  });

  test("gets nearer to an optimum on the border of the feasible than random search", () => {
    const outside: Objective = (trial) => {
      const [x = 0, y = 0] = coordinates(trial, 2);
      trial.setConstraint("outside", 4 - x * x - y * y);
      return x * x + y * y + x;
    };
    // The least is 2, on the circle of radius 2, at its leftmost point; random search is left with 3 to 6.
    const bests = [1, 2, 3].map((seed) => bestOf(outside, 50, seed)).sort((a, b) => a - b);
    expect(bests[1]).toBeLessThan(2.5);
  });

  test("spreads along a front", () => {
    const study = studyOf(1, ["minimize", "minimize"]);
    runTrials(
      study,
      (trial) => {
        const [x = 0, y = 0] = coordinates(trial, 2);
        return [(x - 2) ** 2 + y * y, (x + 2) ** 2 + y * y];
      },
      60,
    );
    const front = study.bestTrials().filter(({ params }) => Math.abs(Number(params[1])) < 0.5);
    expect(front.length).toBeGreaterThan(15);
    const xs = front.map(({ params }) => Number(params[0]));
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(3);
  });

  test("looks along a whole front, not around the best of the first objective", () => {
    const study = studyOf(1, ["minimize", "minimize"]);
    const trials = runTrials(
      study,
      (trial) => {
        const [x = 0, y = 0] = coordinates(trial, 2);
        return [(x - 2) ** 2 + y * y, (x + 2) ** 2 + y * y];
      },
      60,
    );
    const xs = trials.slice(20).map(({ params }) => Number(params[0]));
    // A front from -2 to 2: its ends are 0.15 of it.
    expect(xs.filter((x) => Math.abs(x - 2) < 0.3).length).toBeLessThan(6);
    expect(xs.filter((x) => Math.abs(x) < 1.7).length).toBeGreaterThan(25);
  });

  test("tries every point of a small space before it repeats one", () => {
    const trials = runTrials(
      studyOf(1),
      (trial) => trial.suggestInt("a", 0, 4) * trial.suggestCategorical("b", [3, -1, 2, 5]),
      20,
    );
    expect(new Set(trials.map(({ params }) => params.join())).size).toBeGreaterThanOrEqual(19);
  });

  test("keeps a long history in bounded room, the best trials in it", () => {
    const history = historyOf(
      Array.from({ length: 5000 }, (_, number) =>
        finished({ number, values: [(number * 37) % 5000], params: [number / 1000] }),
      ),
    );
    const pool = new TrialPool(history.space(0));
    expect([...pool.update(history)]).toHaveLength(5000);
    expect(pool.trials.length).toBeLessThan(1100);
    const losses = pool.trials.map(({ losses }) => losses[0] ?? 0).sort((a, b) => a - b);
    expect(losses.slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(pool.trials.at(-1)?.row).toBe(4999);
  });

  test("says what is wrong with its options", () => {
    expect(() => gpSampler({ startupTrials: 0 })).toThrow(MisuseError);
    expect(() => gpSampler({ startupTrials: 2.5 })).toThrow(MisuseError);
  });
});
