import { describe, expect, test } from "vitest";
import { lossesOf, paretoFront } from "../history/history-losses.ts";
import { hypervolume } from "../pareto/hypervolume.ts";
import { nopPruner } from "../pruners/nop.ts";
import type { Sampler } from "../sampler.ts";
import { Study } from "../study.ts";
import { runProposal, runTrials } from "../testing/run-trials.ts";
import type { TrialContext } from "../trial/suggest.ts";
import type { CrossoverName } from "./genetic/crossovers.ts";
import { nsga2Sampler } from "./nsga2.ts";
import { nsga3Sampler } from "./nsga3.ts";
import { randomSampler } from "./random.ts";
import { samplerContract } from "./sampler.contract.ts";

samplerContract("nsga2", nsga2Sampler);
samplerContract("nsga3", nsga3Sampler);
// A small population, so that every test of the contract gets beyond the first, random one.
samplerContract("nsga2 by simplices", () => nsga2Sampler({ populationSize: 6, crossover: "spx", mutation: "redraw" }));

type Objectives = (trial: TrialContext) => number[];

const coordinates = (trial: TrialContext, count: number): [number, ...number[]] => {
  const [first = 0, ...rest] = Array.from({ length: count }, (_, d) => trial.suggestFloat(`x${d}`, 0, 1));
  return [first, ...rest];
};

/** Zitzler, Deb and Thiele 2000. */
const zdt =
  (shape: (ratio: number) => number): Objectives =>
  (trial) => {
    const [x, ...rest] = coordinates(trial, 10);
    const g = 1 + rest.reduce((sum, value) => sum + value, 0);
    return [x, g * (1 - shape(x / g))];
  };
const zdt1 = zdt(Math.sqrt);
const zdt2 = zdt((ratio) => ratio ** 2);

/** Deb et al. 2002, an eighth of a sphere. */
const dtlz2: Objectives = (trial) => {
  const [x, y = 0, ...rest] = coordinates(trial, 7);
  const g = 1 + rest.reduce((sum, value) => sum + (value - 0.5) ** 2, 0);
  const [a, b] = [(x * Math.PI) / 2, (y * Math.PI) / 2];
  return [g * Math.cos(a) * Math.cos(b), g * Math.cos(a) * Math.sin(b), g * Math.sin(a)];
};

const minimizing = (sampler: Sampler, objectives: number, seed = 1, log = "log"): Study => {
  const directions = Array.from({ length: objectives }, () => "minimize" as const);
  return new Study({ directions, sampler, pruner: nopPruner(), seed, log });
};

const volumeOf = (study: Study, reference: readonly number[]): number =>
  hypervolume(lossesOf(study.history, paretoFront(study.history)), reference);

function volumeAfter(sampler: Sampler, problem: Objectives, reference: readonly number[], seed = 1): number {
  const study = minimizing(sampler, reference.length, seed);
  runTrials(study, problem, 500);
  return volumeOf(study, reference);
}

describe.each([
  ["ZDT1", zdt1, [1.1, 5], 5.5 - 1 / 3, 0.55],
  ["ZDT2", zdt2, [1.1, 5], 5.5 - 2 / 3, 0.7],
  ["DTLZ2", dtlz2, [2, 2, 2], 8 - Math.PI / 6, 0.7],
] as const)("on %s", (_name, problem, reference, ideal, share) => {
  test("what is missing of the ideal hypervolume after 500 trials is much less than with random trials", () => {
    for (const seed of [1, 2, 3]) {
      const missingAtRandom = ideal - volumeAfter(randomSampler(), problem, reference, seed);
      for (const sampler of [nsga2Sampler(), nsga3Sampler()]) {
        expect(ideal - volumeAfter(sampler, problem, reference, seed)).toBeLessThan(share * missingAtRandom);
      }
    }
  });
});

test.each(["uniform", "blx-alpha", "sbx", "vsbx", "spx", "undx"] as const)(
  "every crossover beats chance: %s",
  (crossover: CrossoverName) => {
    const mean = (make: () => Sampler) =>
      [1, 2, 3].reduce((sum, seed) => sum + volumeAfter(make(), zdt1, [1.1, 5], seed) / 3, 0);
    expect(mean(() => nsga2Sampler({ crossover, mutation: "redraw" }))).toBeGreaterThan(mean(randomSampler) + 0.2);
  },
);

test("many peers that run trials at the same time lose little against one that runs them in a row", () => {
  const studies = Array.from({ length: 8 }, (_, peer) => minimizing(nsga2Sampler(), 2, 1, `peer ${peer}`));
  for (let round = 0; round < 500 / 8; round++) {
    const asked = studies.map((study) => study.ask(1));
    const told = studies.map((study, peer) => {
      const [proposal] = asked[peer] ?? [];
      if (proposal === undefined) throw new Error("nothing asked");
      return study.tell(runProposal(study, proposal, zdt1));
    });
    for (const study of studies) for (const trial of told) if (trial.log !== study.log) study.addForeign(trial);
  }
  const [first] = studies;
  if (first === undefined) throw new Error("no peers");
  const ideal = 5.5 - 1 / 3;
  const missingAlone = ideal - volumeAfter(nsga2Sampler(), zdt1, [1.1, 5]);
  expect(first.history.size).toBe(504);
  expect(ideal - volumeOf(first, [1.1, 5])).toBeLessThan(1.4 * missingAlone);
});

test("constraints: infeasible trials give way to feasible ones", () => {
  const constrained: Objectives = (trial) => {
    const [x, y] = zdt1(trial) as [number, number];
    trial.setConstraint("first", 0.6 - x);
    return [x, y];
  };
  const study = minimizing(nsga2Sampler(), 2);
  const trials = runTrials(study, constrained, 400);
  const feasible = (from: number) => trials.slice(from, from + 100).filter((trial) => (trial.values[0] ?? 0) >= 0.6);
  expect(feasible(0).length).toBeLessThan(60);
  expect(feasible(300).length).toBeGreaterThan(85);
});

test("one objective works too, in either direction", () => {
  const directions = ["maximize"] as const;
  const study = new Study({ directions, sampler: nsga2Sampler(), pruner: nopPruner(), seed: 1, log: "log" });
  runTrials(study, (trial) => -coordinates(trial, 5).reduce((sum, x) => sum + (x - 0.3) ** 2, 0), 600);
  expect(study.best()?.values[0]).toBeGreaterThan(-0.003);
});

test("what runs now is not proposed again while there is anything else, nor what the population has", () => {
  const study = minimizing(nsga2Sampler({ populationSize: 10 }), 2);
  const finite: Objectives = (trial) => {
    const [a, b] = [trial.suggestInt("a", 0, 7), trial.suggestCategorical("b", ["p", "q", "r", "s"])];
    return [a, b === "p" ? -a : 1];
  };
  runTrials(study, finite, 10);
  const key = (values: readonly unknown[]) => values.join(" ");
  const known = new Set(study.bestTrials().map((trial) => key(trial.params)));
  const asked = study.ask(12).map((proposal) => key(proposal.values));
  expect(new Set(asked).size).toBe(12);
  expect(asked.filter((values) => known.has(values))).toEqual([]);
});

test("a branch that a parent did not take comes from the other one, or anew", () => {
  const study = minimizing(nsga2Sampler({ populationSize: 10 }), 2);
  const branches: Objectives = (trial) => {
    const x =
      trial.suggestCategorical("kind", ["left", "right"]) === "left"
        ? trial.suggestFloat("left", 0, 1)
        : 1 + trial.suggestFloat("right", 0, 1);
    return [x, Math.abs(x - 0.8)];
  };
  const trials = runTrials(study, branches, 300);
  // At random 43 of 100 would lie on the front.
  const late = trials.slice(200).map((trial) => trial.values[0] ?? 9);
  expect(late.filter((x) => x <= 0.85).length).toBeGreaterThan(55);
});

test("misuse is answered with the fix", () => {
  expect(() => nsga2Sampler({ populationSize: 2.5 })).toThrow("whole number from 4");
  expect(() => nsga2Sampler({ crossoverProbability: 2 })).toThrow("from 0 to 1");
  expect(() => nsga2Sampler({ crossover: "two-point" as CrossoverName })).toThrow("choose uniform");
  expect(() => nsga2Sampler({ mutation: "none" as "redraw" })).toThrow('choose "redraw"');
  expect(() => nsga3Sampler({ divisions: 0 })).toThrow("above 0");
  const study = minimizing(nsga3Sampler({ divisions: 200 }), 3);
  expect(() => runTrials(study, dtlz2, 2)).toThrow("take fewer");
});
