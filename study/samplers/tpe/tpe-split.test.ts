import { describe, expect, test } from "vitest";
import { History } from "../../history/history.ts";
import { finished, historyOf } from "../../testing/run-trials.ts";
import type { FinishedTrial } from "../../trial/trial.ts";
import { TpeSplit } from "./tpe-split.ts";

function belowOf(trials: readonly FinishedTrial[], count: number): number[] {
  const history = historyOf(trials);
  const split = new TpeSplit(25);
  split.update(history);
  return split.below(count).map((row) => history.get(row).number);
}

const pruned = (number: number, intermediate: [number, number][]): FinishedTrial =>
  finished({ number, state: "pruned", values: [], intermediate });

describe("the split into good and other trials", () => {
  test("takes complete trials by value, and gives them back in order of arrival", () => {
    const trials = [5, 1, 4, 2, 3].map((value, number) => finished({ number, values: [value] }));
    expect(belowOf(trials, 3)).toEqual([1, 3, 4]);
  });

  test("the earlier of two equal values comes first", () => {
    const trials = [1, 0, 1, 1].map((value, number) => finished({ number, values: [value] }));
    expect(belowOf(trials, 2)).toEqual([0, 1]);
  });

  test("infinite values are the worst and the best", () => {
    const trials = [Infinity, 3, -Infinity].map((value, number) => finished({ number, values: [value] }));
    expect(belowOf(trials, 1)).toEqual([2]);
    expect(belowOf(trials, 2)).toEqual([1, 2]);
  });

  test("then pruned trials that got furthest, by last value, NaN and no report last", () => {
    const trials = [
      pruned(0, []),
      pruned(1, [[0, 1]]),
      pruned(2, [[4, Number.NaN]]),
      pruned(3, [[4, 9]]),
      pruned(4, [
        [4, 2],
        [1, 0],
      ]),
      finished({ number: 5, values: [1e9] }),
    ];
    expect(belowOf(trials, 1)).toEqual([5]);
    expect(belowOf(trials, 2)).toEqual([4, 5]);
    expect(belowOf(trials, 3)).toEqual([3, 4, 5]);
    expect(belowOf(trials, 4)).toEqual([2, 3, 4, 5]);
    expect(belowOf(trials, 5)).toEqual([1, 2, 3, 4, 5]);
    expect(belowOf(trials, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("infeasible trials come last, by violation; failed ones never", () => {
    const trials = [
      finished({ number: 0, values: [-100], constraints: { a: 2, b: 1 } }),
      finished({ number: 1, values: [-50], constraints: { a: 1, b: -5 } }),
      finished({ number: 2, values: [7], constraints: { a: 0 } }),
      finished({ number: 3, state: "failed", values: [] }),
      pruned(4, []),
    ];
    expect(belowOf(trials, 2)).toEqual([2, 4]);
    expect(belowOf(trials, 3)).toEqual([1, 2, 4]);
    expect(belowOf(trials, 9)).toEqual([0, 1, 2, 4]);
  });

  test("maximises by turning values round, pruned ones too", () => {
    const history = new History({ directions: ["maximize"] });
    [1, 3, 2].forEach((value, number) => history.add(finished({ number, values: [value] })));
    history.add(pruned(3, [[1, 5]]));
    history.add(pruned(4, [[1, 6]]));
    const split = new TpeSplit(25);
    split.update(history);
    expect(split.below(4)).toEqual([0, 1, 2, 4]);
  });

  test("read bit by bit is the same as read at once", () => {
    const trials = Array.from({ length: 300 }, (_, number) =>
      number % 7 === 0
        ? pruned(number, [[number % 5, (number * 31) % 17]])
        : finished({ number, values: [(number * 37) % 101] }),
    );
    const history = historyOf([]);
    const split = new TpeSplit(25);
    for (const trial of trials) {
      history.add(trial);
      split.update(history);
    }
    expect(split.below(25)).toEqual(belowOf(trials, 25));
  });
});

describe("the split for several objectives", () => {
  const directions = ["minimize", "maximize"] as const;
  /** A front of six points in rank 0 from (0, 0) to (5, 5), then one dominated by (2, 2), then one dominated by both. */
  const VALUES = [
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 5],
    [2.5, 1.5],
    [3, 1],
  ];

  function belowOfMany(values: readonly (readonly number[])[], count: number): number[] {
    const history = new History({ directions });
    values.forEach((pair, number) => history.add(finished({ number, values: pair })));
    const split = new TpeSplit(25);
    split.update(history);
    return split.below(count);
  }

  test("takes whole ranks first", () => {
    expect(belowOfMany(VALUES, 6)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(belowOfMany(VALUES, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(belowOfMany(VALUES, 99)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("of the rank that does not fit, those that together cover most", () => {
    // Seen from (5.5, 0): (3, 3) covers most, 2.5 x 3; then (1, 1) and (2, 2) would each add 2.
    expect(belowOfMany(VALUES, 1)).toEqual([3]);
    expect(belowOfMany(VALUES, 2)).toEqual([1, 3]);
  });

  test("pruned and infeasible trials come behind all complete ones", () => {
    const history = new History({ directions });
    VALUES.forEach((pair, number) => history.add(finished({ number, values: pair })));
    history.add(finished({ number: 8, values: [-9, 9], constraints: { a: 1 } }));
    history.add(pruned(9, []));
    const split = new TpeSplit(25);
    split.update(history);
    expect(split.below(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(split.below(9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 9]);
    expect(split.below(10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("read bit by bit is the same as read at once, while a history is short", () => {
    const values = Array.from({ length: 200 }, (_, i) => [(i * 37) % 101, (i * 53) % 89]);
    const history = new History({ directions });
    const split = new TpeSplit(25);
    values.forEach((pair, number) => {
      history.add(finished({ number, values: pair }));
      split.update(history);
      split.below(Math.ceil(0.1 * (number + 1)));
    });
    expect(split.below(20)).toEqual(belowOfMany(values, 20));
  });
});
