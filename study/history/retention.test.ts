import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normal, rngFromSeed } from "../rng.ts";
import { finished } from "../testing/run-trials.ts";
import { type FinishedTrial, trialId } from "../trial/trial.ts";
import { History } from "./history.ts";
import { paretoFront } from "./history-losses.ts";

describe("a full history of several objectives", () => {
  const MAX = 1_000;
  const DIRECTIONS = ["minimize", "maximize", "minimize", "maximize"] as const;
  const of = (objectives: number, order: readonly FinishedTrial[], maxTrials = MAX): History => {
    const history = new History({ directions: DIRECTIONS.slice(0, objectives), maxTrials });
    for (const trial of order) history.add(trial);
    return history;
  };
  const idsOf = (history: History, rows: readonly number[]): string[] =>
    rows.map((row) => trialId(history.get(row))).sort();
  const rowsOf = (history: History): number[] => Array.from({ length: history.size }, (_, row) => row);

  /** The later the better: fronts replace each other as in a search. One in ten fails, one in ten is infeasible. */
  const searched = (objectives: number, count: number, seed: number): FinishedTrial[] => {
    const rng = rngFromSeed(seed);
    return Array.from({ length: count }, (_, i) => {
      const id = { log: `log${i % 3}`, number: Math.floor(i / 3) };
      const values = DIRECTIONS.slice(0, objectives).map((direction) => {
        const far = Math.abs(normal(rng)) * (1 + count / (i + count / 4));
        return direction === "maximize" ? -far : far;
      });
      if (rng.next() < 0.1) return finished({ ...id, state: "failed", values: [] });
      return finished({ ...id, values, constraints: rng.next() < 0.1 ? { c: 1 } : {} });
    });
  };

  test.each([
    [2, 1_000],
    [3, 1_000],
    [4, 2_000],
  ])("keeps all of the Pareto front of %d, in whatever order the trials come", (objectives, max) => {
    const trials = searched(objectives, 6_000, objectives);
    const whole = of(objectives, trials, Number.POSITIVE_INFINITY);
    const front = idsOf(whole, paretoFront(whole));
    expect(front.length).toBeGreaterThan(5);
    expect(front.length).toBeLessThan(max / 10);
    fc.assert(
      fc.property(fc.shuffledSubarray(trials, { minLength: trials.length }), (order) => {
        const [a, b] = [of(objectives, trials, max), of(objectives, order, max)];
        for (const history of [a, b]) {
          expect(history.size).toBeLessThanOrEqual(max);
          expect(history.counts).toEqual(whole.counts);
          expect(idsOf(history, paretoFront(history))).toEqual(front);
        }
        const sampled = (history: History) => rowsOf(history).filter((row) => history.isSampled(row));
        expect(idsOf(a, sampled(a))).toEqual(idsOf(b, sampled(b)));
        expect(a.best()).toEqual(b.best());
      }),
      { numRuns: 5 },
    );
  });

  test.each([2, 3, 4])("keeps the same of %d after one compaction, in whatever order the trials came", (objectives) => {
    const trials = searched(objectives, MAX + 1, 9);
    fc.assert(
      fc.property(fc.shuffledSubarray(trials, { minLength: trials.length }), (order) => {
        const [a, b] = [of(objectives, trials), of(objectives, order)];
        expect(a.size).toBeLessThan(MAX);
        expect(idsOf(b, rowsOf(b))).toEqual(idsOf(a, rowsOf(a)));
      }),
      { numRuns: 10 },
    );
  });

  test.each([2, 3])(
    "of a front of %d that does not fit keeps a tenth, the ends and the first objective's best",
    (objectives) => {
      const rng = rngFromSeed(4);
      const trials = Array.from({ length: 4_000 }, (_, number) => {
        const at = Array.from({ length: objectives - 1 }, () => rng.next() / objectives);
        const last = 1 - at.reduce((sum, value) => sum + value, 0);
        return finished({
          number,
          values: [...at, last].map((value, j) => (DIRECTIONS[j] === "maximize" ? -value : value)),
        });
      });
      const whole = of(objectives, trials, Number.POSITIVE_INFINITY);
      const history = of(objectives, trials);
      expect(history.best()).toEqual(whole.best());
      for (let j = 0; j < objectives; j++) {
        const lowest = (of: History) => Math.min(...rowsOf(of).map((row) => of.loss(row, j)));
        expect(lowest(history)).toBe(lowest(whole));
      }
      expect(history.size).toBeGreaterThan(MAX / 4);
    },
  );
});
