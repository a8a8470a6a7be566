import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trialSeed } from "../bytes/hash.ts";
import { type Pruner, shouldPrune } from "../pruner.ts";
import { rngFromSeed, shuffle } from "../rng.ts";
import type { NaiveRule } from "../testing/naive-pruners.ts";
import { type Directions, historyFor, isPruned, mirrored } from "../testing/report-curves.ts";
import { finished } from "../testing/run-trials.ts";
import { type FinishedState, type FinishedTrial, type Report, reportOf, type TrialError } from "../trial/trial.ts";
import type { Reports } from "./reports.ts";

/** A snapshot goes out with every batch and again whenever it changes: as text at most this long. */
const MAX_SNAPSHOT_CHARACTERS = 64_000;

const MINIMIZE: Directions = ["minimize"];
const error: TrialError = { kind: "threw", message: "no", line: null, column: null };
const seed = trialSeed("log", 0);

function trialWith(number: number, state: FinishedState, intermediate: Reports): FinishedTrial {
  const [, ...values] = intermediate.at(-1) ?? [0, 0];
  const usable = values.map((value) => (Number.isNaN(value) ? 0 : value));
  const end = { complete: usable, pruned: [], failed: [] }[state];
  return finished({ number, state, intermediate, values: end, error: state === "failed" ? error : null });
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 3, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

/** Distinct steps in any order. */
const reportsOf = (objectives: number, minLength: number): fc.Arbitrary<Report[]> => {
  const values = fc.array(value, { minLength: objectives, maxLength: objectives });
  const report = fc.tuple(fc.nat(20), values).map(([step, its]) => reportOf(step, its));
  return fc.uniqueArray(report, { minLength, maxLength: 12, selector: ([step]) => step });
};

const trialsOf = (objectives: number): fc.Arbitrary<FinishedTrial[]> => {
  const state = fc.constantFrom<FinishedState>("complete", "complete", "complete", "pruned", "failed");
  return fc
    .array(fc.tuple(state, reportsOf(objectives, 0)), { maxLength: 24 })
    .map((made) => made.map(([its, reports], number) => trialWith(number, its, reports)));
};

/** What every pruner keeps, made anew by `make` each time; bounds must be alike above and below zero. */
export function prunerContract(name: string, make: () => Pruner, rule: NaiveRule | null = null): void {
  describe.each<[Directions]>([[MINIMIZE], [["maximize", "minimize"]]])(`${name} pruner, to %j`, (directions) => {
    const cases = { numRuns: 40 };
    const trials = trialsOf(directions.length);
    const reports = reportsOf(directions.length, 1);

    test("never prunes before a report, and decides on whatever is reported", () => {
      fc.assert(
        fc.property(trials, reports, (known, own) => {
          const snapshot = make().snapshot(historyFor(directions, known));
          expect(shouldPrune(snapshot, [])).toBe(false);
          own.forEach((_, i) => expect(typeof shouldPrune(snapshot, own.slice(0, i + 1))).toBe("boolean"));
        }),
        cases,
      );
    });

    test("decides alike again, from a copy of its snapshot and wherever the reports come from", () => {
      fc.assert(
        fc.property(trials, reports, (known, own) => {
          const history = historyFor(directions, known);
          const snapshot = make().snapshot(history);
          const copy = structuredClone(snapshot);
          const before = structuredClone(own);
          const decision = shouldPrune(snapshot, own);
          expect([shouldPrune(snapshot, own), shouldPrune(copy, before)]).toEqual([decision, decision]);
          expect([snapshot, own]).toEqual([copy, before]);
          expect(make().snapshot(history)).toEqual(snapshot);
        }),
        cases,
      );
    });

    test("takes the same snapshot however often it did before, and in whatever order trials came", () => {
      fc.assert(
        fc.property(trials, fc.integer(), (known, order) => {
          const pruner = make();
          const history = historyFor(directions, []);
          for (const trial of known) {
            history.add(trial);
            pruner.snapshot(history);
          }
          const other = historyFor(directions, shuffle(rngFromSeed(order), [...known]));
          expect(make().snapshot(history)).toEqual(pruner.snapshot(history));
          expect(make().snapshot(other)).toEqual(pruner.snapshot(history));
        }),
        cases,
      );
    });

    test("maximises as it minimises the opposite", () => {
      const opposite = directions.map((it) => (it === "maximize" ? "minimize" : "maximize"));
      fc.assert(
        fc.property(trials, reports, (known, own) => {
          const negative = known.map((it) => trialWith(it.number, it.state, mirrored(it.intermediate)));
          const there = isPruned(make(), historyFor(opposite, negative), mirrored(own));
          expect(there).toBe(isPruned(make(), historyFor(directions, known), own));
        }),
        cases,
      );
    });

    if (rule !== null) {
      test("decides in the jail what the rule says over all trials", () => {
        fc.assert(
          fc.property(trials, reports, (known, own) => {
            const pruned = isPruned(make(), historyFor(directions, known), own);
            expect(pruned).toBe(rule({ trials: known, directions }, own, seed));
          }),
          { numRuns: 150 },
        );
      });
    }

    test("keeps its snapshot small, whatever thousands of trials and steps were reported", () => {
      const rng = rngFromSeed("much");
      const curve = (length: number): Report[] =>
        Array.from({ length }, (_, i) =>
          reportOf(
            i * 997,
            directions.map(() => rng.next()),
          ),
        );
      const many = Array.from({ length: 1_200 }, (_, number) =>
        trialWith(number, number % 5 === 1 ? "pruned" : "complete", curve(number < 3 ? 5_000 : 12)),
      );
      const snapshot = make().snapshot(historyFor(directions, many));
      expect(JSON.stringify(snapshot).length).toBeLessThan(MAX_SNAPSHOT_CHARACTERS);
      expect(typeof shouldPrune(snapshot, curve(5_000))).toBe("boolean");
    });
  });
}
