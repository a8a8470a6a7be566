import { describe, expect, test } from "vitest";
import type { Pruner } from "../pruner.ts";
import { naiveHalving, naiveHyperband, naivePercentile } from "../testing/naive-pruners.ts";
import { historyFor, isPruned } from "../testing/report-curves.ts";
import { finished } from "../testing/run-trials.ts";
import type { Report } from "../trial/trial.ts";
import { hyperbandPruner } from "./hyperband.ts";
import { medianPruner } from "./median.ts";
import { nopPruner } from "./nop.ts";
import { patientPruner } from "./patient.ts";
import { percentilePruner } from "./percentile.ts";
import { prunerContract } from "./pruner.contract.ts";
import { successiveHalvingPruner } from "./successive-halving.ts";
import { thresholdPruner } from "./threshold.ts";
import { wilcoxonPruner } from "./wilcoxon.ts";

prunerContract("nop", nopPruner, () => false);
prunerContract("median", medianPruner, naivePercentile(50));
prunerContract("percentile", () => percentilePruner(20), naivePercentile(20));
prunerContract("successive halving", () => successiveHalvingPruner({ minResource: 2 }), naiveHalving(2, 4));
prunerContract("successive halving on its own rungs", () => successiveHalvingPruner());
prunerContract("hyperband", () => hyperbandPruner({ maxResource: 20 }), naiveHyperband(20, 3));
prunerContract("hyperband on its own brackets", () => hyperbandPruner({ reductionFactor: 2 }));
prunerContract("threshold", () => thresholdPruner({ lower: -0.5, upper: 0.5 }));
prunerContract("patient", () => patientPruner(null, { patience: 2 }));
prunerContract("patient median", () => patientPruner(medianPruner(), { patience: 1, minDelta: 0.1 }));
prunerContract("patient halving", () => patientPruner(successiveHalvingPruner(), { patience: 1 }));
prunerContract("wilcoxon", () => wilcoxonPruner());

const curve = (...values: number[]): Report[] => values.map((value, step): Report => [step, value]);

/** Whether the trial is pruned after its last report, in a study of the given complete trials. */
const prunes = (pruner: Pruner, own: Report[], others: Report[][], judged = own.length - 1): boolean =>
  isPruned(
    pruner,
    historyFor(
      ["minimize"],
      others.map((intermediate, number) => finished({ number, intermediate })),
    ),
    own,
    { judged },
  );

describe("successive halving", () => {
  const halving = successiveHalvingPruner({ minResource: 1, reductionFactor: 2 });
  const others = [1, 2, 3, 4].map((value) => curve(9, value, value, value));

  test("lets the best half on at each rung, equal ones included, and the first one always", () => {
    expect(prunes(halving, curve(0, 5), [])).toBe(false);
    expect(prunes(halving, curve(0, 2), others)).toBe(false);
    expect(prunes(halving, curve(0, 2.1), others)).toBe(true);
  });

  test("judges a rung once, even if it was not asked at once", () => {
    expect(prunes(halving, curve(0, 9, 9, 0), others, 3)).toBe(false);
    expect(prunes(halving, curve(0, 9, 9, 0), others, 1)).toBe(true);
  });

  test("stops NaN at a rung, and does not count it among the others", () => {
    expect(prunes(halving, curve(0, Number.NaN), [])).toBe(true);
    expect(prunes(halving, curve(Number.NaN), [])).toBe(false);
    const nans = [...others, ...others.map(() => curve(0, Number.NaN))];
    expect([2, 2.1].map((value) => prunes(halving, curve(0, value), nans))).toEqual([false, true]);
  });

  test("moves its first rung with the longest trial", () => {
    const own = successiveHalvingPruner({ reductionFactor: 2 });
    const long = [...others, Array.from({ length: 501 }, (_, step): Report => [step, 0])];
    expect(prunes(own, curve(0, 9, 9, 9), others, 0)).toBe(true);
    expect(prunes(own, curve(0, 9, 9, 9), long, 0)).toBe(false);
    expect(prunes(own, curve(0, 9, 9, 9, 9, 9), long)).toBe(true);
  });
});

test("a patient pruner waits while a trial improves", () => {
  const pruner = patientPruner(null, { patience: 1, minDelta: 0.5 });
  expect(prunes(pruner, curve(3, 2, 1), [])).toBe(false);
  expect(prunes(pruner, curve(1, 2, 2), [])).toBe(true);
  expect(prunes(pruner, curve(1, 1.5, 1.5), [])).toBe(false);
  expect(prunes(pruner, curve(1, 2), [])).toBe(false);
});

test("a threshold works from the first trial on, and stops NaN", () => {
  const pruner = thresholdPruner({ upper: 1, warmupSteps: 1 });
  expect(prunes(pruner, curve(9), [])).toBe(false);
  expect(prunes(pruner, curve(9, 1), [])).toBe(false);
  expect(prunes(pruner, curve(0, 1.1), [])).toBe(true);
  expect(prunes(pruner, curve(0, Number.NaN), [])).toBe(true);
  expect(prunes(thresholdPruner({ lower: 0 }), curve(-1), [])).toBe(true);
});

describe("Wilcoxon's test", () => {
  const pruner = wilcoxonPruner({ pThreshold: 0.1 });
  const best = curve(1, 2, 3, 4, 5);

  test("stops what is surely worse than the best trial on the steps both know, in any order", () => {
    expect(prunes(pruner, curve(2, 3, 4, 5), [best])).toBe(true);
    expect(prunes(pruner, curve(2, 3, 4), [best])).toBe(false);
    const shuffled: Report[] = [
      [3, 5],
      [0, 2],
      [9, 7],
      [2, 4],
      [1, 3],
    ];
    expect(prunes(pruner, shuffled, [best])).toBe(true);
    expect(prunes(pruner, curve(0, 1, 2, 3, 4), [best])).toBe(false);
  });

  test("keeps a trial whose mean is better, whatever the test says", () => {
    expect(prunes(pruner, [...curve(2, 3, 4, 5), [7, -99]], [best])).toBe(false);
  });

  test("leaves infinite reports and a silent best trial alone", () => {
    expect(prunes(pruner, curve(2, 3, 4, 5, Number.POSITIVE_INFINITY), [best])).toBe(false);
    expect(prunes(pruner, curve(2, 3, 4, 5), [[]])).toBe(false);
    expect(prunes(pruner, curve(2, 3, 4, 5), [curve(1, 1, 1, Number.NaN)])).toBe(false);
  });
});

test("Wilcoxon's test with several objectives needs one trial that is better in every one", () => {
  const pair = (a: number, b: number): Report[] => [1, 2, 3, 4, 5].map((n): Report => [n, a + n, b + 2 * n]);
  const trials = [pair(0, 9), pair(9, 0)].map((intermediate, number) =>
    finished({ number, intermediate, values: number === 0 ? [0, 9] : [9, 0] }),
  );
  const history = historyFor(["minimize", "minimize"], trials);
  const prunes = (a: number, b: number) => isPruned(wilcoxonPruner(), history, pair(a, b));
  expect([prunes(1, 10), prunes(5, 5), prunes(10, 1), prunes(-1, 10)]).toEqual([true, false, true, false]);
});

test("options without a meaning are refused, naming the fix", () => {
  const refused: [() => Pruner, string][] = [
    [() => percentilePruner(101), "from 0 to 100"],
    [() => percentilePruner(Number.NaN), "from 0 to 100"],
    [() => medianPruner({ intervalSteps: 0 }), "intervalSteps must be a whole number from 1"],
    [() => successiveHalvingPruner({ reductionFactor: 1.5 }), "reductionFactor must be a whole number from 2"],
    [() => successiveHalvingPruner({ bootstrapCount: 1 }), "give minResource as a number"],
    [() => thresholdPruner({}), "give at least one"],
    [() => thresholdPruner({ lower: 2, upper: 1 }), "must not be above"],
    [() => patientPruner(null, { patience: -1 }), "patience must be a whole number from 0"],
    [() => patientPruner(null, { patience: 1, minDelta: Number.NaN }), "minDelta must be a number from 0"],
    [() => wilcoxonPruner({ pThreshold: 2 }), "from 0 to 1"],
  ];
  for (const [make, sentence] of refused) expect(make).toThrow(sentence);
});
