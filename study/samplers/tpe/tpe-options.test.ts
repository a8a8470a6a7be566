import { describe, expect, test } from "vitest";
import { MisuseError } from "../../errors.ts";
import { hypervolume } from "../../pareto/hypervolume.ts";
import { lossesFrom } from "../../pareto/losses.ts";
import { nopPruner } from "../../pruners/nop.ts";
import type { Sampler } from "../../sampler.ts";
import { Study } from "../../study.ts";
import { type Objective, runTrials } from "../../testing/run-trials.ts";
import type { TrialContext } from "../../trial/suggest.ts";
import { randomSampler } from "../random.ts";
import { samplerContract } from "../sampler.contract.ts";
import { tpeSampler } from "./tpe.ts";
import type { TpeOptions } from "./tpe-options.ts";
import { OPTUNA_RULES, recencyWeights } from "./tpe-rules.ts";

samplerContract("independent tpe", () => tpeSampler({ multivariate: false }));
samplerContract("tpe with groups and endpoints", () => tpeSampler({ group: true, considerEndpoints: true }));

const mixed: Objective = (trial) => {
  const x = trial.suggestFloat("x", -5, 5);
  const y = trial.suggestInt("y", 0, 9);
  return x * x + y * (trial.suggestCategorical("c", ["a", "b"]) === "a" ? 1 : 2);
};

function paramsWith(options: TpeOptions): unknown[] {
  const study = new Study({
    directions: ["minimize"],
    sampler: tpeSampler(options),
    pruner: nopPruner(),
    seed: 4,
    log: "log",
  });
  runTrials(study, mixed, 40);
  return study.ask(12).map(({ values }) => values);
}

describe("the options of TPE", () => {
  test("spelt out, are Optuna's rules", () => {
    const spelt: TpeOptions = {
      multivariate: true,
      group: false,
      constantLiar: true,
      considerEndpoints: false,
      startupTrials: 10,
      candidates: 24,
      priorWeight: 1,
      gamma: (count) => Math.min(Math.ceil(0.1 * count), 25),
      weights: recencyWeights,
    };
    expect(paramsWith({ ...spelt, sharpShare: 0, gridFloor: 0, crowdShare: 0, failedAreBad: false })).toEqual(
      paramsWith(OPTUNA_RULES),
    );
  });

  test.each<[string, TpeOptions]>([
    ["multivariate", { multivariate: false }],
    ["constantLiar", { constantLiar: false }],
    ["considerEndpoints", { considerEndpoints: true }],
    ["startupTrials", { startupTrials: 20 }],
    ["candidates", { candidates: 3 }],
    ["priorWeight", { priorWeight: 4 }],
    ["sharpShare", { sharpShare: 0 }],
    ["gamma", { gamma: (count) => count / 2 }],
    ["weights", { weights: (count) => new Float64Array(count).fill(1) }],
  ])("make a difference: %s", (_, options) => {
    expect(paramsWith(options)).not.toEqual(paramsWith({}));
  });

  test.each<[string, TpeOptions]>([
    ["startupTrials", { startupTrials: -1 }],
    ["candidates", { candidates: 0 }],
    ["priorWeight", { priorWeight: 0 }],
    ["sharpShare", { sharpShare: 2 }],
    ["gridFloor", { gridFloor: Number.NaN }],
    ["crowdShare", { crowdShare: 1.5 }],
    ["failedAreBad", { failedAreBad: "yes" as unknown as boolean }],
    ["gamma", { gamma: -1 as never }],
    ["gamma", { gamma: "x" as never }],
    ["weights", { weights: 1 as never }],
    ["constantLiar", { constantLiar: "no" as never }],
    ["multivariate", { multivariate: 1 as never }],
    ['no option "nStartup"; choose of multivariate, group', { nStartup: 5 } as never],
    ["takes options as an object, not 5", 5 as never],
    ["group", { group: true, multivariate: false }],
  ])("without meaning are refused with the fix: %s", (name, options) => {
    expect(() => tpeSampler(options)).toThrow(MisuseError);
    expect(() => tpeSampler(options)).toThrow(name);
  });

  test("refuse a number of good trials that is none", () => {
    for (const wrong of [-1, Number.NaN, "3", undefined]) {
      expect(() => paramsWith({ gamma: () => wrong as never })).toThrow(/gamma\(\d+\) must give a number from 0/);
    }
  });

  test("refuse weights that are none", () => {
    expect(() => paramsWith({ weights: (count) => new Float64Array(count).fill(-1) })).toThrow(MisuseError);
    expect(() => paramsWith({ weights: () => [1] })).toThrow(/weights\(\d+\) must give/);
  });
});

describe("TPE for two objectives, median of 7 seeds", () => {
  const REFERENCE = [1.1, 11];
  /** ZDT1 in four dimensions: the front is where all but the first coordinate are 0. */
  const zdt1 = (trial: TrialContext): number[] => {
    const [x = 0, ...rest] = [0, 1, 2, 3].map((d) => trial.suggestFloat(`x${d}`, 0, 1));
    const g = 1 + 3 * rest.reduce((sum, value) => sum + value, 0);
    return [x, g * (1 - Math.sqrt(x / g))];
  };

  function medianVolume(make: () => Sampler): number {
    const volumes = Array.from({ length: 7 }, (_, seed) => {
      const study = new Study({
        directions: ["minimize", "minimize"],
        sampler: make(),
        pruner: nopPruner(),
        seed,
        log: "log",
      });
      const trials = runTrials(study, zdt1, 120);
      return hypervolume(lossesFrom(trials.map(({ values }) => values)), REFERENCE);
    });
    return volumes.sort((a, b) => a - b)[3] ?? 0;
  }

  test.each<[string, TpeOptions]>([
    ["as Optuna does it, parameter by parameter", {}],
    ["modelling parameters together", { multivariate: true }],
  ])("%s: more than half of what random search leaves uncovered", (_, options) => {
    // The whole front covers 1.1 * 11 but for 1/3 below it.
    const all = 12.1 - 1 / 3;
    const left = all - medianVolume(randomSampler);
    expect(all - medianVolume(() => tpeSampler(options))).toBeLessThan(left / 2);
  });
});

describe("a stranger's odd trial", () => {
  test("does not turn the joint model off", () => {
    const narrow: Objective = (trial) => (trial.suggestFloat("x", 0, 1) - trial.suggestFloat("y", 0, 1)) ** 2;
    const proposals = (isOdd: boolean): unknown => {
      const study = new Study({
        directions: ["minimize"],
        sampler: tpeSampler(),
        pruner: nopPruner(),
        seed: 1,
        log: "log",
      });
      // With one more the same number of trials, five, is good.
      runTrials(study, narrow, 42);
      const known = study.history.get(0);
      const space = { names: ["x"], distributions: known.space.distributions.slice(0, 1) };
      if (isOdd) study.addForeign({ ...known, log: "stranger", number: 0, space, params: [0.5], values: [9] });
      return study.ask(5).map(({ values }) => values);
    };
    expect(proposals(true)).toEqual(proposals(false));
  });
});
