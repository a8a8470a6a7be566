import { describe, expect, test } from "vitest";
import { nopPruner } from "../../pruners/nop.ts";
import type { Sampler } from "../../sampler.ts";
import { Study } from "../../study.ts";
import { type Objective, runTrials } from "../../testing/run-trials.ts";
import { randomSampler } from "../random.ts";
import { samplerContract } from "../sampler.contract.ts";
import { tpeSampler } from "./tpe.ts";
import { OPTUNA_RULES } from "./tpe-rules.ts";

samplerContract("tpe", tpeSampler);
samplerContract("tpe with Optuna's rules", () => tpeSampler(OPTUNA_RULES));

const studyWith = (sampler: Sampler, seed: number): Study =>
  new Study({ directions: ["minimize"], sampler, pruner: nopPruner(), seed, log: "log" });

const coordinates =
  (dimensions: number, low: number, high: number, of: (x: number[]) => number): Objective =>
  (trial) =>
    of(Array.from({ length: dimensions }, (_, d) => trial.suggestFloat(`x${d}`, low, high)));

const quadratic: Objective = (trial) => trial.suggestFloat("x", -100, 100) ** 2 + trial.suggestInt("y", -1, 1);
const sphere = coordinates(5, -5, 5, (x) => x.reduce((sum, value) => sum + (value - 1) ** 2, 0));
const rosenbrock = coordinates(2, -5, 10, ([x = 0, y = 0]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2);
const tuning: Objective = (trial) => {
  const rate = Math.log10(trial.suggestFloat("rate", 1e-5, 1, { log: true }));
  const units = Math.log2(trial.suggestInt("units", 4, 256, { log: true }));
  const kind = trial.suggestCategorical("kind", ["relu", "tanh", "sigmoid"]);
  return (rate + 2.3) ** 2 + 0.3 * (units - 5.5) ** 2 + (kind === "tanh" ? 0 : 0.5);
};

const SEEDS = 11;

function medianBest(make: () => Sampler, objective: Objective, trials: number): number {
  const bests = Array.from({ length: SEEDS }, (_, seed) => {
    const study = studyWith(make(), seed);
    runTrials(study, objective, trials);
    return study.best()?.values[0] ?? Number.POSITIVE_INFINITY;
  });
  return bests.sort((a, b) => a - b)[SEEDS >> 1] ?? Number.NaN;
}

describe("TPE against random search, median of 11 seeds", () => {
  test.each([
    ["quadratic", quadratic, -1, 100],
    ["sphere in 5 dimensions", sphere, 0, 100],
    ["Rosenbrock in 2", rosenbrock, 0, 150],
    ["mixed tuning", tuning, 0, 60],
  ] as const)("%s: less than half the distance to the optimum", (_, objective, optimum, trials) => {
    const random = medianBest(randomSampler, objective, trials) - optimum;
    for (const sampler of [() => tpeSampler(), () => tpeSampler(OPTUNA_RULES)]) {
      expect(medianBest(sampler, objective, trials) - optimum).toBeLessThan(random / 2);
    }
  });
});

describe("TPE", () => {
  test("ships no mixtures while every trial has the same space", () => {
    const study = studyWith(tpeSampler(), 1);
    runTrials(study, sphere, 15);
    expect(study.ask(1)[0]?.mixtures).toBeNull();
  });

  test("ships one mixture of at most 26 components per parameter when spaces differ", () => {
    const study = studyWith(tpeSampler(), 1);
    const changing: Objective = (trial) => {
      const n = trial.suggestInt("n", 2, 9);
      return trial.suggestFloat("x", 0, n) + (n > 5 ? trial.suggestFloat("rate", 1e-3, 1, { log: true }) : 1);
    };
    runTrials(study, changing, 300);
    const [a, b] = study.ask(2);
    expect(Object.keys(a?.mixtures ?? {}).sort()).toEqual(["n", "rate", "x"]);
    expect(a?.mixtures).toBe(b?.mixtures);
    for (const mixture of Object.values(a?.mixtures ?? {})) expect(mixture.weights.length).toBeLessThanOrEqual(26);
  });

  test("draws a range that depends on another parameter from the good side, not blindly", () => {
    // The best x is always n / 2, whose range the sampler cannot know beforehand.
    const nested: Objective = (trial) => {
      const n = trial.suggestInt("n", 10, 20);
      return Math.abs(trial.suggestFloat("x", -n * 1.01 ** (trial.number % 7), n) - 3);
    };
    expect(medianBest(() => tpeSampler(), nested, 80)).toBeLessThan(medianBest(randomSampler, nested, 80));
  });

  test("keeps away from what runs elsewhere", () => {
    const study = studyWith(tpeSampler(OPTUNA_RULES), 5);
    runTrials(study, (trial) => trial.suggestFloat("x", -1, 1) ** 2, 40);
    const { space } = study.history.get(0);
    const shareNear = (centre: number, running: number): number => {
      const points = Array.from({ length: running }, (_, i) => ({ space, params: [centre + (i / running - 0.5) / 5] }));
      const near = Array.from({ length: 200 }, () => {
        const [proposal] = study.ask(1, points);
        study.forget(proposal?.number ?? -1);
        return Math.abs((proposal?.values[0] as number) - centre) < 0.1;
      });
      return near.filter(Boolean).length / near.length;
    };
    expect(shareNear(-0.9, 0)).toBeGreaterThan(0.3);
    expect(shareNear(-0.9, 10)).toBeLessThan(0.05);
  });

  test("passes over observations and running points that have no place in the space", () => {
    const objective: Objective = (trial) =>
      trial.suggestFloat("rate", 1e-4, 1, { log: true }) +
      (trial.suggestCategorical("kind", ["a", "b"]) === "a" ? 1 : 0);
    const proposals = (nonsense: boolean) => {
      const study = studyWith(tpeSampler(), 3);
      runTrials(study, objective, 42);
      const { space, ...model } = study.history.get(0);
      const wild = [-1, 0, Number.NaN].map((rate) => ({ space, params: [rate, "a"] }));
      const running = nonsense ? [...wild, { space, params: [0.1, "z"] }] : [];
      // With three bad trials more the same number of them, five, is good.
      const rates = nonsense ? [-1, 0, -1e300] : [];
      rates.forEach((rate, number) => {
        study.addForeign({ ...model, log: "b", number, space, params: [rate, "a"], values: [9] });
      });
      return study.ask(5, running).map(({ values }) => values);
    };
    expect(proposals(true)).toEqual(proposals(false));
  });

  test("forgets a retry that its original has beaten", () => {
    const study = studyWith(tpeSampler(), 2);
    runTrials(study, sphere, 20);
    const model = study.history.get(0);
    study.addForeign({ ...model, log: "b", number: 1, repeatOf: { trial: "a:1", why: "retry" }, values: [-1e9] });
    study.ask(1);
    study.addForeign({ ...model, log: "a", number: 1, values: [50] });
    const again = studyWith(tpeSampler(), 2);
    runTrials(again, sphere, 20);
    again.ask(1);
    again.addForeign({ ...model, log: "a", number: 1, values: [50] });
    const rows = (s: Study) => [...Array(s.history.size).keys()].filter((row) => s.history.isCounted(row)).length;
    expect(rows(study)).toBe(rows(again));
    expect(study.best()).toEqual(again.best());
  });
});
