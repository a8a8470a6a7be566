import { describe, expect, test } from "vitest";
import { TrialPruned } from "../errors.ts";
import { nopPruner } from "../pruners/nop.ts";
import type { Sampler } from "../sampler.ts";
import { Study } from "../study.ts";
import { type Objective, runProposal } from "../testing/run-trials.ts";
import type { TrialContext } from "../trial/suggest.ts";

/** Seeds compared, trials of each, and the last of these, which show how wide a search still is. */
const SEEDS = [1, 2, 3];
const TRIALS = 120;
const LAST = 40;
/** Of every range. Evenly drawn, forty trials span 0.95, and 0.47 on one half; what shrinks spans less than a tenth by then. */
const WIDE = 0.3;
const CHOICES = ["a", "b", "c", "d"];

type Outcome = (trial: TrialContext, x: number) => number;

/** What tells nothing, or only that all of one half is alike. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  "the same value": () => 7,
  infinity: () => Number.POSITIVE_INFINITY,
  "the same violation": (trial) => {
    trial.setConstraint("limit", 2);
    return 7;
  },
  "no value": () => Number.NaN,
  "no value but the same report": (trial) => {
    trial.report(7, 1);
    throw new TrialPruned();
  },
  "a penalty on one half": (_, x) => (x < 0.5 ? 1e9 : 7),
};

/** What every sampler keeps where losses are equal: it looks at all of what is as good as the best. */
export function plateauContract(name: string, make: () => Sampler, isFinite = false): void {
  // Coarse enough for brute force to count, fine enough not to end.
  const options = isFinite ? { step: 1 / 32 } : {};

  /** Trials one after the other, or so many at once. */
  function run(outcome: Outcome, seed: number, count: number, atOnce: number, withChoice: boolean): Study {
    const study = new Study({ directions: ["minimize"], sampler: make(), pruner: nopPruner(), seed, log: `${seed}` });
    const objective: Objective = (trial) => {
      const x = trial.suggestFloat("x", 0, 1, options);
      trial.suggestFloat("y", 0, 1, options);
      if (withChoice) trial.suggestCategorical("kind", CHOICES);
      return outcome(trial, x);
    };
    while (study.history.size < count) {
      for (const proposal of study.ask(atOnce)) study.tell(runProposal(study, proposal, objective));
    }
    return study;
  }

  const lastOf = ({ history }: Study, place: number) =>
    Array.from({ length: LAST }, (_, i) => history.get(history.size - 1 - i).params[place]);
  const span = (study: Study, place: number) => {
    const values = lastOf(study, place).map(Number);
    return Math.max(...values) - Math.min(...values);
  };

  describe(`${name} sampler where losses are equal`, () => {
    test.each(Object.entries(OUTCOMES))("stays wide while all trials come to %s", (_, outcome) => {
      for (const seed of SEEDS) {
        const study = run(outcome, seed, TRIALS, 1, false);
        expect(Math.min(span(study, 0), span(study, 1))).toBeGreaterThan(WIDE);
      }
    });

    test("stays wide with many trials at once, over choices too", () => {
      for (const withChoice of [false, true]) {
        const study = run(() => 7, 1, TRIALS, 8, withChoice);
        expect(Math.min(span(study, 0), span(study, 1))).toBeGreaterThan(WIDE);
        if (withChoice) expect(new Set(lastOf(study, 2)).size).toBeGreaterThan(CHOICES.length / 2);
      }
    });

    test("finds its way off a penalty that covers four fifths", () => {
      const stuck = SEEDS.filter((seed) => {
        const study = run((_, x) => (x < 0.8 ? 1e9 : (x - 0.9) ** 2), seed, TRIALS, 1, false);
        return (study.best()?.values[0] ?? 1e9) === 1e9;
      });
      expect(stuck).toEqual([]);
    });
  });
}
