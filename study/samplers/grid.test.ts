import { describe, expect, test } from "vitest";
import { createStudy } from "../create-study.ts";
import { nopPruner } from "../pruners/nop.ts";
import type { Sampler } from "../sampler.ts";
import { Study } from "../study.ts";
import { finished, type Objective, runProposal, runTrials } from "../testing/run-trials.ts";
import { bruteForceSampler } from "./brute-force.ts";
import { distinctSampler } from "./distinct.ts";
import { gridSampler } from "./grid.ts";
import { MAX_GRID_POINTS } from "./limits.ts";
import { partialFixedSampler } from "./partial-fixed.ts";
import { plateauContract } from "./plateau.contract.ts";
import { qmcSampler } from "./qmc.ts";
import { randomSampler } from "./random.ts";
import { samplerContract } from "./sampler.contract.ts";
import { tpeSampler } from "./tpe/tpe.ts";

const tenths = Array.from({ length: 11 }, (_, i) => i / 10);

samplerContract("grid", () => gridSampler({ kind: ["a", 1, null], depth: [2, 4, 10] }), { knowsNames: true });
plateauContract("grid", () => gridSampler({ x: tenths, y: tenths }));
samplerContract("brute force", bruteForceSampler, { isFinite: true, refusesLists: true });
samplerContract("partially fixed", () => partialFixedSampler({ depth: 4, units: 900 }, randomSampler()));
samplerContract("distinct", () => distinctSampler(randomSampler()), { isFinite: true });

const studyWith = (sampler: Sampler, log = "log", seed = 1): Study =>
  new Study({ directions: ["minimize"], sampler, pruner: nopPruner(), seed, log });

const three: Objective = (trial) =>
  trial.suggestFloat("x", 0, 1) + trial.suggestInt("n", 1, 9) + trial.suggestCategorical("c", ["p", "q"]).length;
const values = { x: [0, 0.5, 1], n: [1, 5], c: ["p", "q"] };

const pointsOf = (trials: readonly { readonly params: readonly unknown[] }[]) =>
  trials.map((trial) => JSON.stringify(trial.params));

/** Peers that run one trial each at a time and then tell each other, until one of them sees nothing left. */
function share(studies: readonly Study[], objective: Objective, sampler: Sampler, rounds: number): string[] {
  const points: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const running = studies.flatMap((study) => [...study.running.values()]);
    const asked = studies.map((study) => study.ask(1, running));
    const told = studies.map((study, i) => study.tell(runProposal(study, asked[i]?.[0] as never, objective)));
    points.push(...pointsOf(told));
    for (const study of studies) for (const trial of told) if (trial.log !== study.log) study.addForeign(trial);
    if (studies[0] !== undefined && sampler.isExhausted?.(studies[0].history)) break;
  }
  return points;
}

describe("grid", () => {
  test("tries every combination once, from the first trial on, then ends; asked further it repeats them", () => {
    const sampler = gridSampler(values);
    const study = studyWith(sampler);
    const points = pointsOf(runTrials(study, three, 11));
    expect(sampler.isExhausted?.(study.history)).toBe(false);
    points.push(...pointsOf(runTrials(study, three, 1)));
    expect(sampler.isExhausted?.(study.history)).toBe(true);
    expect(new Set(points).size).toBe(12);
    expect(new Set(pointsOf(runTrials(study, three, 12)))).toEqual(new Set(points));
  });

  test("is shared by peers that hear only of finished trials: six of them repeat less than a quarter", () => {
    const sampler = gridSampler({ x: Array.from({ length: 20 }, (_, i) => i / 20), n: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    const studies = Array.from({ length: 6 }, (_, i) => studyWith(sampler, `peer ${i}`));
    const points = share(studies, three, sampler, 180);
    expect(new Set(points).size).toBeGreaterThanOrEqual(180);
    expect(points.length).toBeLessThan(1.25 * 180);
  });

  test("leaves out what runs, and takes trials without a parameter for all its values", () => {
    const study = studyWith(gridSampler(values));
    const asked = study.ask(11).map((proposal) => JSON.stringify(proposal.values));
    for (const peer of ["one", "two", "three"]) {
      const [last] = studyWith(gridSampler(values), peer).ask(1, [...study.running.values()]);
      expect(new Set([...asked, JSON.stringify(last?.values)]).size).toBe(12);
    }
    const sampler = gridSampler({ kind: ["a", "b"], depth: [1, 2, 3] });
    const branches: Objective = (trial) =>
      trial.suggestCategorical("kind", ["a", "b"]) === "a" ? 0 : trial.suggestInt("depth", 1, 3);
    const conditional = studyWith(sampler);
    runTrials(conditional, branches, 4);
    expect(sampler.isExhausted?.(conditional.history)).toBe(true);
  });

  test("of a seed is in its order", () => {
    const order = (seed: number) => pointsOf(runTrials(studyWith(gridSampler(values, { seed })), three, 12));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
  });

  test("misuse is answered with the fix", () => {
    expect(() => gridSampler({})).toThrow("has no parameters");
    expect(() => gridSampler({ x: [] })).toThrow("give at least one");
    const many = Array.from({ length: 1_001 }, (_, i) => i);
    expect(() => gridSampler({ x: many, y: many })).toThrow(`more than ${MAX_GRID_POINTS}`);
  });
});

const tree: Objective = (trial) => {
  if (trial.suggestCategorical("kind", ["flat", "deep"]) === "flat")
    return trial.suggestFloat("x", 0, 1, { step: 0.25 });
  return trial.suggestInt("depth", 1, 3) * trial.suggestInt("width", 2, 8, { step: 2 });
};

describe("brute force", () => {
  test("tries every branch of a conditional space once, then ends", () => {
    for (const seed of [1, 2, 3]) {
      const sampler = bruteForceSampler();
      const study = studyWith(sampler, "log", seed);
      const points: string[] = [];
      // The first trials show parameters that nobody knew of, so a few may be drawn again.
      while (sampler.isExhausted?.(study.history) !== true && points.length < 100) {
        points.push(...pointsOf(runTrials(study, tree, 1)));
      }
      expect(new Set(points).size).toBe(5 + 3 * 4);
      expect(points.length).toBeLessThan(21);
    }
  });

  test("gives different values to trials that run at the same time, while there are any", () => {
    const study = studyWith(bruteForceSampler());
    const flat: Objective = (trial) => trial.suggestInt("a", 0, 3) + trial.suggestInt("b", 0, 3);
    const points = pointsOf(runTrials(study, flat, 4));
    points.push(...study.ask(12).map((proposal) => JSON.stringify(proposal.values)));
    expect(new Set(points).size).toBe(16);
  });

  test("is not misled by one strange trial, or ended by it", () => {
    const sampler = bruteForceSampler();
    const study = studyWith(sampler);
    const distributions = [{ kind: "categorical", choices: ["flat"] } as const];
    study.addForeign(
      finished({ number: 0, log: "stranger", space: { names: ["kind"], distributions }, params: ["flat"] }),
    );
    expect(new Set(pointsOf(runTrials(study, tree, 30))).size).toBe(17);
  });

  test("says which float needs a step, but bears strangers' floats", () => {
    const continuous: Objective = (trial) => trial.suggestFloat("x", 0, 1);
    const study = studyWith(bruteForceSampler());
    runTrials(studyWith(randomSampler(), "stranger"), continuous, 3).forEach((trial) => study.addForeign(trial));
    expect(study.ask(1)).toHaveLength(1);
    runTrials(study, continuous, 1);
    expect(() => study.ask(1)).toThrow('every value of "x"; give it a step');
  });
});

describe("partially fixed", () => {
  test("keeps the fixed values from the first trial on and leaves the others to the base", () => {
    const fixed = partialFixedSampler({ n: 5, c: "q" }, tpeSampler());
    const trials = runTrials(studyWith(fixed), three, 40);
    expect(trials.every((trial) => trial.params[1] === 5 && trial.params[2] === "q")).toBe(true);
    const late = trials.slice(20).map((trial) => Number(trial.params[0]));
    expect(late.reduce((sum, x) => sum + x, 0) / 20).toBeLessThan(0.35);
    expect(() => partialFixedSampler({}, randomSampler())).toThrow("use the base sampler");
  });

  test("ends with its base, and by itself if the base lists none of what is fixed", async () => {
    const listed = { x: [0, 0.5, 1], n: [1, 2] };
    const unlisted = createStudy({ sampler: partialFixedSampler({ c: "q" }, gridSampler(listed)) });
    expect(await unlisted.optimize(three)).toEqual({ trials: 6, reason: "nothing is left to try" });
    const endless = createStudy({ sampler: partialFixedSampler({ n: 2 }, gridSampler(listed)) });
    await expect(endless.optimize(three)).rejects.toThrow("would never end");
  });

  test("lets the base choose what cannot be fixed, and a grid go on without what is", () => {
    const outside = runTrials(studyWith(partialFixedSampler({ n: 50 }, randomSampler())), three, 30);
    expect(new Set(outside.map((trial) => trial.params[1])).size).toBeGreaterThan(4);
    const grid = runTrials(studyWith(partialFixedSampler({ c: "q" }, gridSampler(values))), three, 30);
    expect(new Set(pointsOf(grid)).size).toBe(6);
  });
});

describe("distinct", () => {
  const finite: Objective = (trial) =>
    trial.suggestInt("a", 0, 4) + trial.suggestFloat("b", 0, 1, { step: 0.2 }) + trial.suggestInt("c", 3, 3);

  test.each([randomSampler(), tpeSampler(), qmcSampler()])("tries all 30 points in 30 trials: $name", (base) => {
    const sampler = distinctSampler(base);
    const study = studyWith(sampler);
    const trials = runTrials(study, finite, 29);
    expect(sampler.isExhausted?.(study.history)).toBe(false);
    trials.push(...runTrials(study, finite, 1));
    expect(new Set(pointsOf(trials)).size).toBe(30);
    expect(sampler.isExhausted?.(study.history)).toBe(true);
    expect(runTrials(study, finite, 2)).toHaveLength(2);
  });

  test("keeps away from what runs, and takes the nearest point rather than any", () => {
    const stuck: Sampler = {
      ...randomSampler(),
      sample: ({ space }) => ({ values: space.names.map((name) => (name === "c" ? 3 : 0)), mixtures: null }),
    };
    const study = studyWith(distinctSampler(stuck));
    runTrials(study, finite, 1);
    const asked = study.ask(4).map((proposal) => proposal.values);
    expect(new Set(asked.map((point) => JSON.stringify(point))).size).toBe(4);
    for (const [a, b] of asked) expect(Number(a) + Number(b) * 5).toBeLessThan(3.01);
  });

  test("ends once all is tried, but needs another end in case it never is", async () => {
    const study = createStudy({ sampler: distinctSampler(randomSampler()) });
    await expect(study.optimize(three)).rejects.toThrow("would never end");
    expect(await study.optimize(finite, { trials: Number.POSITIVE_INFINITY })).toEqual({
      trials: 30,
      reason: "nothing is left to try",
    });
    const brute = createStudy({ sampler: distinctSampler(bruteForceSampler()) });
    expect(await brute.optimize(finite)).toMatchObject({ trials: 30 });
  });

  test("knows that a branch not taken makes no difference", () => {
    const study = studyWith(distinctSampler(randomSampler()));
    const points = pointsOf(runTrials(study, tree, 24));
    expect(new Set(points).size).toBeGreaterThan(14);
  });

  test("leaves continuous spaces to the base", () => {
    const run = (sampler: Sampler) => pointsOf(runTrials(studyWith(sampler), three, 20));
    expect(run(distinctSampler(randomSampler()))).toEqual(run(randomSampler()));
  });
});
