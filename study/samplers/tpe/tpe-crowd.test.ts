import { describe, expect, test } from "vitest";
import { nopPruner } from "../../pruners/nop.ts";
import { Study } from "../../study.ts";
import { runProposal, runTrials } from "../../testing/run-trials.ts";
import type { TrialContext } from "../../trial/suggest.ts";
import { tpeSampler } from "./tpe.ts";
import type { TpeOptions } from "./tpe-options.ts";

type AnyObjective = (trial: TrialContext) => number | readonly number[];

function studyOf(options: TpeOptions, seed: number, objectives = 1): Study {
  return new Study({
    directions: Array.from({ length: objectives }, () => "minimize" as const),
    sampler: tpeSampler(options),
    pruner: nopPruner(),
    seed,
    log: "log",
  });
}

/** Rounds of trials that are all proposed before any of them ends. */
function runRounds(study: Study, objective: AnyObjective, rounds: number, crowd: number): void {
  for (let round = 0; round < rounds; round++) {
    const outcomes = study.ask(crowd).map((proposal) => runProposal(study, proposal, objective));
    for (const outcome of outcomes) study.tell(outcome);
  }
}

const ellipsoid: AnyObjective = (trial) => {
  let sum = 0;
  for (let d = 0; d < 8; d++) sum += (d + 1) ** 2 * (trial.suggestFloat(`x${d}`, -5, 5) - 1) ** 2;
  return sum;
};

const SEEDS = [1, 2, 3, 4, 5];

const medianBest = (options: TpeOptions): number => {
  const bests = SEEDS.map((seed) => {
    const study = studyOf(options, seed);
    runRounds(study, ellipsoid, 15, 32);
    return study.best()?.values[0] ?? Number.NaN;
  });
  return bests.sort((a, b) => a - b)[2] ?? Number.NaN;
};

/** What is proposed after some rounds side by side. */
function proposals(options: TpeOptions, objective: AnyObjective, objectives = 1): unknown[] {
  const study = studyOf(options, 7, objectives);
  runRounds(study, objective, 3, 16);
  return study.ask(16).map(({ values }) => values);
}

describe("many trials side by side", () => {
  test("find a point a tenth as high as without a share for CMA-ES", () => {
    expect(medianBest({})).toBeLessThan(medianBest({ crowdShare: 0 }) / 10);
  });

  test("one after the other need none", () => {
    const alone = (options: TpeOptions) => {
      const study = studyOf(options, 7);
      runTrials(study, ellipsoid, 40);
      return study.ask(1);
    };
    expect(alone({ crowdShare: 1 })).toEqual(alone({ crowdShare: 0 }));
  });

  test.each<[string, AnyObjective, number]>([
    ["categories", (trial) => (trial.suggestCategorical("c", [1, 2, 3]) ?? 0) * trial.suggestFloat("x", 0, 1), 1],
    [
      "broken constraints",
      (trial) => {
        const x = trial.suggestFloat("x", 0, 1);
        trial.setConstraint("c", 0.5 - x);
        return x;
      },
      1,
    ],
    ["several objectives", (trial) => [trial.suggestFloat("x", 0, 1), trial.suggestFloat("y", 0, 1)], 2],
    [
      "branches",
      (trial) => (trial.suggestFloat("x", 0, 1) < 0.5 ? trial.suggestFloat("y", 0, 1) : trial.suggestFloat("z", 0, 1)),
      1,
    ],
  ])("are TPE's alone with %s", (_, objective, objectives) => {
    const [crowded, plain] = [{ crowdShare: 1 }, { crowdShare: 0 }];
    expect(proposals(crowded, objective, objectives)).toEqual(proposals(plain, objective, objectives));
  });
});
