import { describe, expect, test } from "vitest";
import { createStudy } from "../create-study.ts";
import { History } from "../history/history.ts";
import { normal, rngFromSeed } from "../rng.ts";
import { gpSampler } from "../samplers/gp.ts";
import { floatDistribution, intDistribution } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { finished, historyOf } from "../testing/run-trials.ts";
import type { TrialContext } from "../trial/suggest.ts";
import { reportCrossValidation } from "./cross-validation.ts";
import { regretBound } from "./regret-bound.ts";
import { terminator } from "./terminator.ts";

const space: SearchSpace = { names: ["x", "y"], distributions: [floatDistribution(-1, 1), floatDistribution(-1, 1)] };
const OPTIMUM = 0.3;
const bowl = (x: number, y: number): number => (x - OPTIMUM) ** 2 + (y - OPTIMUM) ** 2;

const wavy = (x: number, y: number): number => bowl(x, y) + 0.3 * Math.sin(8 * x);

/** Trials around the optimum, the `i`th at most `spread(i)` away in each direction. */
function searched(count: number, spread: (i: number) => number, value = bowl, seed = 1): History {
  const rng = rngFromSeed(seed);
  const near = (i: number): number => Math.max(-1, Math.min(1, OPTIMUM + spread(i) * (2 * rng.next() - 1)));
  return historyOf(
    Array.from({ length: count }, (_, number) => {
      const params = [near(number), near(number)] as const;
      return finished({ number, space, params, values: [value(...params)] });
    }),
  );
}

const wide = (): number => 1.3;
const narrowing = (i: number): number => 1.3 * 0.93 ** i;

describe("the regret bound", () => {
  test.each([1, 2, 3, 4, 5])("is above the true regret, seed %i", (seed) => {
    // The lowest point is on the line y = 0.3.
    const lowest = Math.min(...Array.from({ length: 20_001 }, (_, i) => wavy(i / 10_000 - 1, OPTIMUM)));
    const history = searched(40, wide, wavy, seed);
    const regret = history.value(history.bestRow) - lowest;
    expect(regretBound(history, 20)).toBeGreaterThan(regret);
  });

  test("falls as trials cover the space, and stays high where values are nothing but noise", () => {
    const early = regretBound(searched(20, wide, wavy), 20) ?? Number.NaN;
    const late = regretBound(searched(100, wide, wavy), 20) ?? Number.NaN;
    expect(late).toBeLessThan(early / 2);
    expect(late).toBeGreaterThan(0);
    const rng = rngFromSeed(7);
    expect(
      regretBound(
        searched(40, wide, () => normal(rng)),
        20,
      ),
    ).toBeGreaterThan(0.5);
  });

  test("has the objective's unit, and does not mind its direction", () => {
    const history = searched(40, wide);
    const scaled = new History({ directions: ["maximize"] });
    for (let row = 0; row < history.size; row++) {
      const trial = history.get(row);
      scaled.add({ ...trial, values: [500 - 1_000 * (trial.values[0] ?? 0)] });
    }
    const bound = regretBound(history, 20) ?? Number.NaN;
    expect((regretBound(scaled, 20) ?? Number.NaN) / bound).toBeCloseTo(1_000, -1);
  });

  test("is of complete, feasible, finite trials that share a parameter, else null", () => {
    expect(regretBound(historyOf([]), 20)).toBeNull();
    const strange = [
      finished({ number: 0, values: [Infinity] }),
      finished({ number: 1, constraints: { c: 1 } }),
      finished({ number: 2, state: "failed", values: [] }),
      finished({ number: 3, params: [1], values: [1] }),
    ];
    expect(regretBound(historyOf(strange), 20)).toBeNull();
    const other: SearchSpace = { names: ["n"], distributions: [intDistribution(1, 3)] };
    const history = historyOf([...strange, finished({ number: 4, params: [-1], values: [2] })]);
    expect(regretBound(history, 20)).toBeGreaterThan(0);
    history.add(finished({ number: 5, space: other, params: [2], values: [3] }));
    expect(regretBound(history, 20)).toBeNull();
  });
});

describe("the terminator", () => {
  test("ends a search that has arrived, not one that has just begun", async () => {
    const study = createStudy({ sampler: gpSampler() });
    const objective = (trial: TrialContext): number =>
      bowl(trial.suggestFloat("x", -1, 1), trial.suggestFloat("y", -1, 1));
    const { trials, reason } = await study.optimize(objective, { trials: 60, stop: [terminator({ error: 0.01 })] });
    expect(trials).toBeGreaterThanOrEqual(20);
    expect(trials).toBeLessThan(60);
    expect(reason).toMatch(/at most .* can still be gained, less than 0.0100/);
    expect(study.best()?.values[0]).toBeLessThan(0.01);
    expect(
      terminator({ error: 0.01 }).shouldStop(
        searched(25, wide, (x) => Math.sin(20 * x)),
        null,
      ),
    ).toBeNull();
  });

  test("compares with the cross-validation of the best trial", () => {
    const history = searched(60, narrowing);
    expect(() => terminator().shouldStop(history, null)).toThrow("call reportCrossValidation");
    for (const [crossValidationError, isOver] of [
      [10, true],
      [1e-12, false],
    ] as const) {
      const told = historyOf([]);
      for (let row = 0; row < history.size; row++)
        told.add({ ...history.get(row), userAttrs: { crossValidationError } });
      expect(terminator().shouldStop(told, null) !== null).toBe(isOver);
    }
  });

  test("keeps quiet before it has trials enough, and refuses several objectives", () => {
    const history = searched(19, narrowing);
    expect(terminator({ error: 1e9 }).shouldStop(history, null)).toBeNull();
    expect(terminator({ error: 1e9, minTrials: 5 }).shouldStop(history, null)).not.toBeNull();
    const two = new History({ directions: ["minimize", "minimize"] });
    expect(() => terminator({ error: 1 }).shouldStop(two, null)).toThrow("one objective");
    expect(() => terminator({ error: 0 })).toThrow("error must be");
    expect(() => terminator({ minTrials: 1 })).toThrow("minTrials must be");
  });
});

describe("reporting cross-validation", () => {
  test("keeps the error of the mean: sqrt((1/3 + 1/2) 2/3) for 1, 2, 3", async () => {
    const study = createStudy();
    await study.optimize(
      (trial) => {
        expect(() => reportCrossValidation(trial, [1])).toThrow("two or more");
        reportCrossValidation(trial, [1, 2, 3]);
        return 2;
      },
      { trials: 1 },
    );
    expect(study.best()?.userAttrs["crossValidationError"]).toBeCloseTo(Math.sqrt(5 / 9), 12);
  });
});
