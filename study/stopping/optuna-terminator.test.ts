/** The regret bound beside Optuna's on the same trials, which Optuna 5.0.0 drew and judged. */

import { describe, expect, test } from "vitest";
import recorded from "../../test/fixtures/optuna-terminator.json" with { type: "json" };
import { createStudy } from "../create-study.ts";
import { History } from "../history/history.ts";
import { floatDistribution } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { finished } from "../testing/run-trials.ts";
import { CROSS_VALIDATION_ERROR, reportCrossValidation } from "./cross-validation.ts";
import { regretBound } from "./regret-bound.ts";

/** As losses, by the objective's name. */
const MINIMA: Readonly<Record<string, number>> = {
  bowl1: 0,
  bowl2: 0,
  bowl3: 0,
  branin: 0.397887,
  camel: -1.031628,
  hart3: -3.862782,
  // Of sin(2 y) + y^2 / 4.
  log2: -0.862961,
  // Of sin(x) + sin(10 x / 3) in 0..10.
  wave1: -1.8996,
};
const MIN_TRIALS = 20;

const judged = recorded.studies.flatMap(({ name, direction, space, trials, bounds }) => {
  const objective = name.split(",")[0] ?? "";
  const distributions = Object.values(space).map(([low, high, log]) =>
    floatDistribution(Number(low), Number(high), { log: log === true }),
  );
  return Object.entries(bounds).map(([count, optuna]) => {
    const history = historyOf(direction, { names: Object.keys(space), distributions }, trials.slice(0, Number(count)));
    const ours = regretBound(history, MIN_TRIALS) ?? Number.NaN;
    const regret = history.loss(history.bestRow) - (MINIMA[objective] ?? Number.NaN);
    return { study: `${name}, ${count} trials`, isBowl: objective.startsWith("bowl"), ours, optuna, regret };
  });
});

function historyOf(direction: string, space: SearchSpace, trials: readonly (readonly number[])[]): History {
  const history = new History({ directions: [direction === "maximize" ? "maximize" : "minimize"] });
  trials.forEach((trial, number) =>
    history.add(finished({ number, space, params: trial.slice(0, -1), values: trial.slice(-1) })),
  );
  return history;
}

describe("the regret bound, 39 times on 10 studies", () => {
  test.each(judged)("is not below the true regret: $study", ({ ours, regret }) => {
    expect(ours).toBeGreaterThan(0.999 * regret);
  });

  test.each(judged.filter(({ isBowl }) => !isBowl))(
    "is from half to six times Optuna's: $study",
    ({ ours, optuna }) => {
      expect(ours / optuna).toBeGreaterThan(0.5);
      expect(ours / optuna).toBeLessThan(6);
    },
  );

  test.each(judged.filter(({ isBowl }) => isBowl))(
    "is hardly above Optuna's where the trend knows the function, a quadratic one: $study",
    ({ ours, optuna }) => {
      expect(ours / optuna).toBeLessThan(1.6);
    },
  );

  test("rises and falls with Optuna's: their logarithms correlate by more than 0.95", () => {
    const [a, b] = [judged.map(({ ours }) => Math.log(ours)), judged.map(({ optuna }) => Math.log(optuna))];
    const centred = (values: readonly number[]) =>
      values.map((value) => value - values.reduce((sum, each) => sum + each / values.length, 0));
    const product = (u: readonly number[], v: readonly number[]) =>
      u.reduce((sum, each, i) => sum + each * (v[i] ?? 0), 0);
    const [u, v] = [centred(a), centred(b)];
    expect(product(u, v) / Math.sqrt(product(u, u) * product(v, v))).toBeGreaterThan(0.95);
  });

  test("stops where Optuna would and goes on where it would, nine times in ten", () => {
    const errors = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
    const isAgreed = errors.flatMap((error) => judged.map(({ ours, optuna }) => ours < error === optuna < error));
    expect(isAgreed.filter(Boolean).length / isAgreed.length).toBeGreaterThan(0.9);
  });
});

test.each(recorded.crossValidation)(
  "the error of a cross-validation is Optuna's: $error",
  async ({ scores, error }) => {
    const study = createStudy();
    await study.optimize(
      (trial) => {
        reportCrossValidation(trial, scores);
        return 1;
      },
      { trials: 1 },
    );
    const ours = Number(study.best()?.userAttrs[CROSS_VALIDATION_ERROR]);
    expect(Math.abs(ours - error)).toBeLessThanOrEqual(1e-9 * error);
  },
);
