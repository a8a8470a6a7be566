import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TrialPruned } from "../errors.ts";
import { nopPruner } from "../pruners/nop.ts";
import type { Sampler } from "../sampler.ts";
import { contains, type Distribution, type ParamValue } from "../space/distribution.ts";
import { Study } from "../study.ts";
import { arbitraryDistribution } from "../testing/arbitrary-distribution.ts";
import { type Objective, runProposal, runTrials } from "../testing/run-trials.ts";
import type { TrialContext } from "../trial/suggest.ts";
import { plateauContract } from "./plateau.contract.ts";
import { randomSampler } from "./random.ts";

function studyWith(
  sampler: Sampler,
  seed: number | string = 1,
  directions: ("minimize" | "maximize")[] = ["minimize"],
  log = "log",
): Study {
  return new Study({ directions, sampler, pruner: nopPruner(), seed, log });
}

export interface ContractOptions {
  /** For samplers of finite spaces only: ranges get a step, and fresh points run out. */
  readonly isFinite?: boolean;
  /** For samplers that must know the parameters' names: they meet `plateauContract` with those it asks for. */
  readonly knowsNames?: boolean;
  /** For samplers that say that they cannot search lists. */
  readonly refusesLists?: boolean;
}

/** Fine enough for every test to find new values. */
const STEP = { step: 1 / 1024 };

const isContinuous = (distribution: Distribution): boolean =>
  distribution.kind === "float" && distribution.step === null;

const mixedObjective: Objective = (trial) => {
  const rate = trial.suggestFloat("rate", 1e-5, 1, { log: true });
  return rateless(trial.suggestFloat("x", -5, 5), trial) + Math.abs(Math.log10(rate) + 2);
};

const mixedFinite: Objective = (trial) => rateless(trial.suggestFloat("x", -5, 5, STEP), trial);

function rateless(x: number, trial: TrialContext): number {
  const share = trial.suggestFloat("share", 0, 1, { step: 0.3 });
  const units = trial.suggestInt("units", 1, 64, { log: true });
  const depth = trial.suggestInt("depth", 2, 10, { step: 2 });
  const kind = trial.suggestCategorical("kind", ["a", 1, "1", true, null]);
  trial.suggestInt("only", 3, 3);
  return x * x + share + units / 64 + depth + (kind === null ? 0 : 1);
}

/** A sampler either searches lists as it searches numbers, or says that it cannot. */
function listContract(make: () => Sampler): void {
  test("searches lists beside numbers: every one is possible, and no two batches are alike", () => {
    const withLists = (trial: TrialContext) => listed(trial) + trial.suggestFloat("x", 0, 1);
    const others = runTrials(studyWith(randomSampler(), 5, ["minimize"], "other"), withLists, 20);
    const run = () => {
      const study = studyWith(make(), 4);
      for (const trial of others.slice(10)) study.addForeign(trial);
      return Array.from({ length: 10 }, (_, round) =>
        study.ask(4, others.slice(round, round + 3)).map((proposal) => {
          expect(proposal.values).toHaveLength(proposal.space.names.length);
          proposal.space.distributions.forEach((distribution, i) => {
            expect(contains(distribution, proposal.values[i])).toBe(true);
          });
          return study.tell(runProposal(study, proposal, (trial) => rough(trial, withLists)));
        }),
      ).flat();
    };
    const trials = run();
    for (const { space, params } of trials) {
      space.distributions.forEach((distribution, i) => expect(contains(distribution, params[i])).toBe(true));
    }
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(trials.length);
    expect(run().map(({ params }) => params)).toEqual(trials.map(({ params }) => params));
  });
}

function refusalContract(make: () => Sampler): void {
  test("says of which list it cannot try all values", () => {
    const study = studyWith(make());
    expect(() => runTrials(study, listed, 2)).toThrow(/every list that "order" may be; choose another sampler/);
    const seeded: Objective = (trial) =>
      trial.suggestInt("n", 1, 2) + (trial.suggestSeeds("s", { maxLength: 2 })[0] ?? 0);
    expect(() => runTrials(studyWith(make()), seeded, 2)).toThrow(/every list that "s" may be/);
  });
}

/** What every sampler keeps, run against a fresh one from `make` each time. */
export function samplerContract(
  name: string,
  make: () => Sampler,
  { isFinite = false, knowsNames = false, refusesLists = false }: ContractOptions = {},
): void {
  const mixed = isFinite ? mixedFinite : mixedObjective;
  const anyDistribution = arbitraryDistribution.filter((distribution) => !isFinite || !isContinuous(distribution));
  const unit = (trial: TrialContext, param: string) => trial.suggestFloat(param, 0, 1, isFinite ? STEP : {});

  if (!knowsNames) plateauContract(name, make, isFinite);

  describe(`${name} sampler`, () => {
    if (refusesLists) refusalContract(make);
    else listContract(make);

    test("stays inside every range and on every grid", () => {
      for (const { space, params } of runTrials(studyWith(make()), mixed, 60)) {
        params.forEach((value, i) => {
          const distribution = space.distributions[i];
          expect(distribution !== undefined && contains(distribution, value)).toBe(true);
        });
      }
    });

    test("proposes for any space of any distributions, all inside", () => {
      fc.assert(
        fc.property(fc.array(anyDistribution, { minLength: 1, maxLength: 5 }), fc.integer(), (distributions, seed) => {
          const study = studyWith(make(), seed);
          const space = { names: distributions.map((_, i) => `p${i}`), distributions };
          for (let i = 0; i < 14; i++) {
            const [proposal] = study.ask(1);
            if (proposal === undefined) throw new Error("nothing proposed");
            const params =
              i === 0
                ? distributions.map((d) => (d.kind === "categorical" ? (d.choices[0] ?? null) : d.low))
                : proposal.values;
            distributions.forEach((distribution, d) => {
              expect(contains(distribution, params[d])).toBe(true);
              expect(Object.is(params[d], -0)).toBe(false);
            });
            const rest = {
              intermediate: [],
              metrics: {},
              constraints: {},
              userAttrs: {},
              error: null,
              checkpoint: null,
              durationMs: 0,
            };
            study.tell({ number: proposal.number, state: "complete", values: [i % 5], space, params, ...rest });
          }
        }),
        { numRuns: 60 },
      );
    });

    test("never proposes -0 on a grid through zero", () => {
      const grid: Objective = (trial) => {
        const steps = [0.3, 0.7].map((step) => trial.suggestFloat(`by ${step}`, -3 * step, 3 * step, { step }));
        return steps.reduce((sum, value) => sum + Math.abs(value), trial.suggestInt("whole", -3, 0, { step: 3 }));
      };
      for (const { params } of runTrials(studyWith(make()), grid, 40)) expect(params).not.toContainEqual(-0);
    });

    test("repeats exactly from its seed, and differs with another", () => {
      const params = (seed: number) => runTrials(studyWith(make(), seed), mixed, 40).map((trial) => trial.params);
      expect(params(7)).toEqual(params(7));
      expect(params(7)).not.toEqual(params(8));
    });

    test("repeats with batches, foreign trials and running points in the same order", () => {
      const others = runTrials(studyWith(make(), "others", ["minimize"], "other"), mixed, 30);
      const run = () => {
        const study = studyWith(make(), 3);
        return Array.from({ length: 6 }, (_, round) => {
          others.slice(round * 5, round * 5 + 5).forEach((trial) => study.addForeign(trial));
          const proposals = study.ask(4, others.slice(0, round));
          return proposals.map((proposal) => study.tell(runProposal(study, proposal, mixed)).params);
        });
      };
      expect(run()).toEqual(run());
    });

    test("survives failed, pruned, infinite and infeasible trials", () => {
      const study = studyWith(make());
      const trials = runTrials(study, (trial) => rough(trial, mixed), 80);
      expect(new Set(trials.map((trial) => trial.state)).size).toBe(3);
      expect(study.history.size).toBe(80);
    });

    test("survives a study in which nothing ever succeeds", () => {
      const study = studyWith(make());
      const fails: Objective = (trial) => unit(trial, "x") * Number.NaN;
      expect(runTrials(study, fails, 30).every((trial) => trial.state === "failed")).toBe(true);
      expect(study.best()).toBeNull();
    });

    test("survives one and the same value for ever", () => {
      expect(runTrials(studyWith(make()), (trial) => Math.min(0, mixed(trial)), 40)).toHaveLength(40);
    });

    test("follows conditional parameters and ranges that depend on others", () => {
      for (const trial of runTrials(studyWith(make()), (trial) => conditional(trial, isFinite), 80)) {
        expect(trial.state).toBe("complete");
        expect(trial.space.names).toContain(trial.params[0] === "svm" ? "c" : "depth");
      }
    });

    test("is not led out of range by foreign trials with other ranges, kinds and choices", () => {
      const study = studyWith(make());
      const disturb: Objective = (trial) => {
        trial.suggestFloat("rate", -3, -1, isFinite ? STEP : {});
        trial.suggestInt("x", 100, 900);
        trial.suggestCategorical("kind", ["z"]);
        return -1e300;
      };
      const strange = runTrials(studyWith(randomSampler(), 9), disturb, 30);
      strange.forEach((trial) => study.addForeign({ ...trial, log: "stranger" }));
      for (const trial of runTrials(study, mixed, 40)) expect(trial.state).toBe("complete");
    });

    test("is not thrown off by values of others far outside their ranges, or by running points of nonsense", () => {
      const study = studyWith(make());
      const wild = [{ rate: -1 }, { rate: 1e300 }, { x: 1e300 }, { x: -1e12, units: 0 }, { units: 1e15, share: -7 }];
      const [first] = runTrials(study, mixed, 10);
      if (first === undefined) throw new Error("nothing was run");
      const { space } = first;
      wild.forEach((values, number) => {
        const named: Readonly<Record<string, ParamValue>> = values;
        const params = space.names.map((name, i) => named[name] ?? first.params[i] ?? null);
        for (let i = 0; i < 4; i++) study.addForeign({ ...first, log: "wild", number: 4 * number + i, params });
      });
      runTrials(study, mixed, 20);
      const nonsense = [Number.NaN, Infinity, "text", null, -1].map((value) => ({
        space,
        params: space.names.map(() => value),
      }));
      for (const proposal of study.ask(20, nonsense)) {
        proposal.values.forEach((value, i) => {
          const distribution = proposal.space.distributions[i];
          expect(distribution !== undefined && contains(distribution, value)).toBe(true);
        });
        expect(new Set(study.ask(9).map(({ values }) => JSON.stringify(values))).size).toBe(9);
      }
    });

    test.each([1, 2, 10, 50, 200])("works in %d dimensions, in both directions", (dimensions) => {
      const sum: Objective = (trial) => {
        let total = 0;
        for (let d = 0; d < dimensions; d++) total += unit(trial, `x${d}`);
        return total;
      };
      const study = studyWith(make(), 1, ["maximize"]);
      const values = runTrials(study, sum, 30).map((trial) => trial.values[0] ?? 0);
      expect(study.best()?.values[0]).toBe(Math.max(...values));
    });

    test("proposes for several objectives, among trials that fail, are infinite or infeasible", () => {
      const study = studyWith(make(), 1, ["minimize", "maximize", "minimize"]);
      const objectives = (trial: TrialContext) => {
        const value = rough(trial, mixed);
        return [value, unit(trial, "trade") - value, value > 9 ? Number.POSITIVE_INFINITY : unit(trial, "trade")];
      };
      for (const { space, params } of runTrials(study, objectives, 80)) {
        params.forEach((value, i) => {
          const distribution = space.distributions[i];
          expect(distribution !== undefined && contains(distribution, value)).toBe(true);
        });
      }
      expect(study.bestTrials().length).toBeGreaterThan(0);
    });

    test("never proposes the same point to two trials of one batch of a continuous space", () => {
      const study = studyWith(make());
      runTrials(study, (trial) => unit(trial, "x"), 20);
      const values = study.ask(50).map((proposal) => proposal.values[0]);
      expect(new Set(values).size).toBe(50);
    });
  });
}

function listed(trial: TrialContext): number {
  const order = trial.suggestPermutation("order", 5);
  const mix = trial.suggestSimplex("mix", 3);
  const seeds = trial.suggestSeeds("seeds", { maxLength: 4 });
  const [only] = trial.suggestSimplex("only", 1);
  const displaced = order.reduce((sum, item, place) => sum + Math.abs(item - place), 0);
  return displaced + Math.abs((mix[0] ?? 0) - 0.7) + (seeds[0] ?? 0) / 2 ** 32 + (only ?? 0);
}

/** Fails, prunes, violates constraints and returns infinities, by turns. */
function rough(trial: TrialContext, mixed: Objective): number {
  const value = mixed(trial);
  if (trial.number % 5 === 0) throw new Error("a broken trial");
  if (trial.number % 5 === 1) {
    if (trial.number % 2 === 0) trial.report(trial.number % 4 === 0 ? Number.NaN : value, 1);
    throw new TrialPruned();
  }
  if (trial.number % 5 === 2) return trial.number % 2 === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  if (trial.number % 5 === 3) trial.setConstraint("limit", value - 5);
  return value;
}

function conditional(trial: TrialContext, isFinite: boolean): number {
  const model = trial.suggestCategorical("model", ["svm", "tree"]);
  if (model === "svm")
    return Math.abs(
      isFinite ? trial.suggestInt("c", -3, 3) : Math.log(trial.suggestFloat("c", 1e-3, 1e3, { log: true })),
    );
  const depth = trial.suggestInt("depth", 1, 10);
  const leaves = trial.suggestInt("leaves", 1, 2 ** depth);
  const ratio = trial.suggestFloat("ratio", 0.1 * depth, depth, isFinite ? { step: 0.1 } : {});
  return Math.abs(leaves - 12) + ratio;
}
