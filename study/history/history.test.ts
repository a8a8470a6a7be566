import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { categoricalDistribution, floatDistribution, intDistribution } from "../space/distribution.ts";
import type { TrialSpace } from "../space/search-space.ts";
import { permutationDistribution, seedsDistribution, simplexDistribution } from "../space/vector-distribution.ts";
import { finished, historyOf } from "../testing/run-trials.ts";
import { type FinishedTrial, trialId } from "../trial/trial.ts";
import { History } from "./history.ts";

const full: FinishedTrial = finished({
  number: 12,
  log: "other",
  state: "complete",
  values: [-0],
  space: {
    names: ["x", "n", "c"],
    distributions: [floatDistribution(0, 1), intDistribution(1, 9), categoricalDistribution([1, "1", null])],
  },
  params: [0.25, 3, null],
  intermediate: [
    [3, 1],
    [1, Number.NaN],
  ],
  constraints: { a: -1 },
  userAttrs: { note: "x", n: null },
  foreignKnown: 5,
  durationMs: 12.625,
  repeatOf: null,
});

describe("a history", () => {
  test("forgets all of a log, so that its trials may come again and otherwise", () => {
    const history = new History({ directions: ["minimize"] });
    const of = (log: string, number: number, value: number) => finished({ log, number, values: [value] });
    for (const trial of [of("a", 0, 2), of("b", 0, 1), of("a", 1, 3)]) history.add(trial, "foreign");
    const { revision } = history;
    history.withdraw("b");
    expect([history.size, history.known, history.counts.complete, history.has(of("b", 0, 1))]).toEqual([
      2,
      2,
      2,
      false,
    ]);
    expect([history.best()?.log, history.rowOf({ log: "a", number: 1 })]).toEqual(["a", 1]);
    expect(history.revision).not.toBe(revision);
    expect(history.add(of("b", 0, 5), "foreign")).toBe(true);
    expect(history.get(2).values).toEqual([5]);
    history.withdraw("nobody");
    expect(history.size).toBe(3);
  });

  test("gives back every trial exactly as it came", () => {
    const failed = finished({
      number: 1,
      state: "failed",
      values: [],
      error: { kind: "threw", message: "no", line: 1, column: 2 },
    });
    const pruned = finished({ number: 2, state: "pruned", values: [4], intermediate: [[0, 4]] });
    const retry = finished({ number: 3, repeatOf: { trial: "gone:4", why: "retry" } });
    const trials = [full, failed, pruned, retry, finished({ number: 4, values: [Infinity] })];
    const history = historyOf(trials);
    expect(trials.map((_, row) => history.get(row))).toEqual(trials);
    expect(() => history.get(trials.length)).toThrow(RangeError);
  });

  test("keeps what trials reported for each of several objectives", () => {
    const history = new History({ directions: ["minimize", "maximize"] });
    const intermediate = [[3, 1, -1] as const, [0, Number.NaN, 5] as const];
    const trials = [finished({ number: 0, values: [1, 2], intermediate }), finished({ number: 1, values: [1, 2] })];
    trials.forEach((trial) => history.add(trial));
    expect(trials.map((_, row) => history.get(row))).toEqual(trials);
    expect([...history.reports(0)]).toEqual([3, 1, -1, 0, Number.NaN, 5]);
    expect(history.lastReport(0)).toEqual([3, 1, -1]);
  });

  test("takes each trial once and knows it from then on", () => {
    const history = historyOf([]);
    expect(history.has(full)).toBe(false);
    expect(history.add(full)).toBe(true);
    expect(history.add({ ...full, values: [7] })).toBe(false);
    expect(history.has(full)).toBe(true);
    expect(history.has({ log: "log", number: 12 })).toBe(false);
    expect(history.rowOf(full)).toBe(0);
    expect(history.size).toBe(1);
  });

  test("gives back lists exactly, and shows samplers the keys that stand for them", () => {
    const space: TrialSpace = {
      names: ["order", "x", "mix", "seeds"],
      distributions: [
        permutationDistribution(3),
        floatDistribution(0, 1),
        simplexDistribution(2),
        seedsDistribution(3),
      ],
    };
    const params = [[2, 0, 1], 0.25, [0.1, 0.9], [2 ** 32 - 1, 7]];
    const trials = Array.from({ length: 40 }, (_, number) => finished({ number, space: { ...space }, params }));
    const history = historyOf(trials, 30);
    expect(history.size).toBeLessThanOrEqual(30);
    for (let row = 0; row < history.size; row++) {
      expect(history.get(row)).toMatchObject({ space, params });
      expect(history.trialSpace(row)).toBe(history.trialSpace(0));
      expect(history.space(row).names).toEqual(["order[0]", "order[1]", "order[2]", "x", "mix[0]", "mix[1]"]);
      const keys = history.space(row).names.map((_, i) => history.param(row, i));
      expect(keys).toEqual([0.5, 2.5 / 3, 0.5 / 3, 0.25, Math.exp(-0.2), Math.exp(-1.8)]);
    }
  });

  test("has room for so many lists, and keeps the best whatever their number", () => {
    const space: TrialSpace = {
      names: ["a", "b"],
      distributions: [seedsDistribution(1_000), simplexDistribution(1_000)],
    };
    const params = [Array.from({ length: 1_000 }, (_, i) => i), Array.from({ length: 1_000 }, () => 1e-3)];
    const history = historyOf([]);
    for (let number = 0; number < 3_000; number++) {
      history.add(finished({ number, space, params, values: [Math.abs(number - 700)] }));
    }
    expect(history.size).toBeGreaterThan(1_300);
    expect(history.size).toBeLessThanOrEqual(8_000_000 / 3_000);
    expect(history.maxTrials).toBeLessThan(2_700);
    expect(history.counts.complete).toBe(3_000);
    expect(history.best()).toMatchObject({ number: 700, params });
  });

  test("makes equal spaces one object", () => {
    const history = historyOf([full, { ...full, number: 13, space: structuredClone(full.space) }]);
    expect(history.space(0)).toBe(history.space(1));
  });

  test("holds large and scattered numbers of many logs", () => {
    const history = historyOf([]);
    const numbers = [0, 63, 64, 2 ** 31, 2 ** 32 - 2];
    for (const log of ["a", "b", "c"])
      for (const number of numbers) expect(history.add(finished({ log, number }))).toBe(true);
    for (const log of ["a", "b", "c"])
      for (const number of numbers) expect(history.add(finished({ log, number }))).toBe(false);
    expect(history.has({ log: "a", number: 2 ** 31 + 1 })).toBe(false);
    expect(history.get(14)).toMatchObject({ log: "c", number: 2 ** 32 - 2 });
  });

  test("takes at most 150 bytes a trial with ten parameters", () => {
    const space = {
      names: Array.from({ length: 10 }, (_, i) => `x${i}`),
      distributions: Array.from({ length: 10 }, () => floatDistribution(0, 1)),
    };
    const history = historyOf([]);
    for (let number = 0; number < 200_000; number++)
      history.add(finished({ number, space, params: [1, 2, 3, 4, 5, 6, 7, 8, 9, number] }));
    expect(history.size).toBe(200_000);
    expect(history.columnBytes / history.size + 4).toBeLessThan(150);
  });
});

describe("the best trial", () => {
  test("is the lowest, or highest if maximised, and the smallest id among equals whatever the order", () => {
    const trials = ["b", "a", "c"].flatMap((log) => [11, 2].map((number) => finished({ log, number, values: [1] })));
    trials.push(finished({ log: "z", number: 0, values: [2] }));
    fc.assert(
      fc.property(fc.shuffledSubarray(trials, { minLength: trials.length }), (order) => {
        expect(trialId(historyOf(order).best() ?? full)).toBe("a:2");
      }),
    );
    const history = new History({ directions: ["maximize"] });
    trials.forEach((trial) => history.add(trial));
    expect(history.best()?.log).toBe("z");
  });

  test("is never failed, pruned or infeasible; an infinity can be it", () => {
    const history = historyOf([
      finished({ number: 0, state: "pruned", values: [-9] }),
      finished({ number: 1, values: [-8], constraints: { a: 0.1 } }),
      finished({ number: 2, state: "failed", values: [] }),
    ]);
    expect(history.best()).toBeNull();
    history.add(finished({ number: 3, values: [Infinity] }));
    expect(history.best()?.number).toBe(3);
    history.add(finished({ number: 4, values: [-Infinity] }));
    expect(history.best()?.number).toBe(4);
  });
});

describe("a trial and its retries", () => {
  const original = finished({ log: "a", number: 5, values: [3] });
  const retries = [
    finished({ log: "b", number: 10, values: [1], repeatOf: { trial: "a:5", why: "retry" } }),
    finished({
      log: "b",
      number: 9,
      values: [2],
      repeatOf: { trial: "a:5", why: "retry" },
      state: "failed",
      error: null,
    }),
    finished({ log: "c", number: 0, values: [0], repeatOf: { trial: "a:5", why: "retry" } }),
  ];
  const counting = (history: History): string[] =>
    Array.from({ length: history.size }, (_, row) => row)
      .filter((row) => history.isCounted(row))
      .map((row) => trialId(history.get(row)));

  test("count once, the original before any retry, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([original, ...retries], { minLength: 4 }), (order) => {
        const history = historyOf(order);
        expect(counting(history)).toEqual(["a:5"]);
        expect(history.counts).toEqual({ complete: 1, pruned: 0, failed: 0 });
        expect(history.best()?.log).toBe("a");
        expect(history.known).toBe(4);
      }),
    );
  });

  test("count once where the original failed: a retry that did not", () => {
    const failed = finished({ ...original, values: [], state: "failed" });
    fc.assert(
      fc.property(fc.shuffledSubarray([failed, ...retries], { minLength: 4 }), (order) => {
        const history = historyOf(order);
        expect(counting(history)).toEqual(["b:10"]);
        expect(history.counts).toEqual({ complete: 1, pruned: 0, failed: 0 });
        expect(history.best()?.log).toBe("b");
      }),
    );
  });

  test("count once without the original: the smallest id of those that did not fail", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(retries, { minLength: 3 }), (order) => {
        const history = historyOf(order);
        expect(counting(history)).toEqual(["b:10"]);
        expect(history.counts).toEqual({ complete: 1, pruned: 0, failed: 0 });
        expect(history.best()?.log).toBe("b");
      }),
    );
  });

  test("tell readers that earlier rows have changed", () => {
    const history = historyOf([retries[0] ?? full]);
    const before = history.revision;
    history.add(finished({ number: 1 }));
    expect(history.revision).toBe(before);
    history.add(original);
    expect(history.revision).not.toBe(before);
  });
});

describe("a full history", () => {
  const MAX = 500;
  const trials = Array.from({ length: 3_000 }, (_, i) =>
    finished({
      log: `log${i % 3}`,
      number: Math.floor(i / 3),
      ...(i % 10 === 0 ? { state: "failed" as const, values: [] } : { values: [(i * 7919) % 3001] }),
    }),
  );
  const bestIds = (history: History, count: number): string[] =>
    Array.from({ length: history.size }, (_, row) => row)
      .filter((row) => history.state(row) === "complete")
      .sort((a, b) => history.value(a) - history.value(b))
      .slice(0, count)
      .map((row) => trialId(history.get(row)));

  test("never holds more than its bound, counts exactly and takes nothing twice", () => {
    const history = historyOf([], MAX);
    for (const trial of trials) {
      history.add(trial);
      expect(history.size).toBeLessThanOrEqual(MAX);
    }
    expect(history.counts).toEqual({ complete: 2_700, pruned: 0, failed: 300 });
    for (const trial of trials) expect(history.add(trial)).toBe(false);
    expect(history.known).toBe(3_000);
    expect(history.size).toBeGreaterThan(MAX / 4);
  });

  test("keeps the best tenth and, of the rest, the same trials on every peer", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(trials, { minLength: trials.length }), (order) => {
        const [a, b] = [historyOf(trials, MAX), historyOf(order, MAX)];
        expect(bestIds(a, MAX / 10)).toEqual(bestIds(historyOf(trials), MAX / 10));
        expect(bestIds(b, MAX / 10)).toEqual(bestIds(a, MAX / 10));
        const sampled = (history: History) =>
          Array.from({ length: history.size }, (_, row) => row)
            .filter((row) => history.isSampled(row))
            .map((row) => trialId(history.get(row)));
        expect(sampled(a).sort()).toEqual(sampled(b).sort());
        expect(a.best()).toEqual(b.best());
      }),
      { numRuns: 5 },
    );
  });

  test("keeps the same trials on every peer where all values are equal", () => {
    const equal = trials
      .slice(0, 1_000)
      .map((trial) => finished({ log: trial.log, number: trial.number, values: [1] }));
    const kept = (order: readonly FinishedTrial[]): string[] => {
      const history = historyOf(order, 900);
      return Array.from({ length: history.size }, (_, row) => trialId(history.get(row))).sort();
    };
    // Exactly one compaction, at the end, on both peers.
    expect(kept(equal.slice(0, 901).reverse())).toEqual(kept(equal.slice(0, 901)));
  });

  test("keeps a best trial among more equals than it has room for", () => {
    const history = historyOf([], 100);
    for (let number = 999; number >= 0; number--) history.add(finished({ number, values: [0] }));
    expect(history.best()?.values).toEqual([0]);
  });

  test("cannot be filled with ids chosen to stay", () => {
    const history = historyOf([], 100);
    for (let number = 0; number < 5_000; number++) history.add(finished({ number, values: [0] }));
    expect(history.size).toBeLessThanOrEqual(100);
  });

  test("rows it keeps still say everything, retries included", () => {
    const history = historyOf([], 200);
    history.add({ ...full, number: 0, values: [-5] });
    history.add(finished({ log: "r", number: 1, values: [-4], repeatOf: { trial: "gone:1", why: "retry" } }));
    for (let number = 1; number < 1_000; number++) history.add(finished({ number, values: [number] }));
    expect(history.best()).toEqual({ ...full, number: 0, values: [-5] });
    history.add(finished({ log: "gone", number: 1, values: [-3] }));
    const row = history.rowOf({ log: "r", number: 1 });
    expect(history.get(row).repeatOf).toEqual({ trial: "gone:1", why: "retry" });
    expect(history.isCounted(row)).toBe(false);
    expect(history.counts.complete).toBe(1_001);
  });
});
