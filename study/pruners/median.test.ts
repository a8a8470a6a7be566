import { describe, expect, test } from "vitest";
import { History } from "../history/history.ts";
import { shouldPrune } from "../pruner.ts";
import { rngFromSeed } from "../rng.ts";
import { finished, historyOf } from "../testing/run-trials.ts";
import type { PercentileSnapshot } from "../trial/proposal.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import { medianPruner } from "./median.ts";
import { nopPruner } from "./nop.ts";
import { MAX_SNAPSHOT_STEPS, type PercentileOptions } from "./percentile.ts";
import type { Reports } from "./reports.ts";
import { MAX_KEPT_VALUES } from "./rules/kept-values.ts";
import { StepLosses } from "./rules/step-losses.ts";

const curve = (number: number, values: readonly number[], more: Partial<FinishedTrial> = {}): FinishedTrial =>
  finished({ number, intermediate: values.map((value, step): [number, number] => [step, value]), ...more });

/** Five complete trials that reported 1, 2, 3, 4, 5 at step 0 and ten times that at step 1. */
const five = [1, 2, 3, 4, 5].map((value, number) => curve(number, [value, value * 10]));

function prunes(trials: readonly FinishedTrial[], reports: Reports, options: PercentileOptions = {}): boolean {
  return shouldPrune(medianPruner(options).snapshot(historyOf(trials)), reports);
}

describe("the median pruner, as Optuna's", () => {
  test("prunes what is strictly worse than the median at the same step", () => {
    expect(prunes(five, [[0, 3]])).toBe(false);
    expect(prunes(five, [[0, 3.01]])).toBe(true);
    expect(prunes([...five, curve(5, [6])], [[0, 3.5]])).toBe(false);
    expect(prunes([...five, curve(5, [6])], [[0, 3.51]])).toBe(true);
  });

  test("judges the trial by its best report so far", () => {
    expect(
      prunes(five, [
        [0, 2],
        [1, 99],
      ]),
    ).toBe(false);
    expect(
      prunes(five, [
        [0, 31],
        [1, 40],
      ]),
    ).toBe(true);
    expect(
      prunes(five, [
        [0, Number.NaN],
        [1, 29],
      ]),
    ).toBe(false);
  });

  test("waits for five complete trials; pruned and failed ones do not count", () => {
    const others = [curve(9, [0], { state: "pruned", values: [0] }), curve(8, [0], { state: "failed", values: [] })];
    expect(prunes([...five.slice(1), ...others], [[0, 1e9]])).toBe(false);
    expect(prunes([...five.slice(1), ...others], [[0, 1e9]], { startupTrials: 4 })).toBe(true);
    expect(prunes([...five, ...others], [[0, 3]])).toBe(false);
  });

  test("counts a trial and its retry once", () => {
    const retry = curve(7, [1_000], { log: "b", repeatOf: { trial: "a:0", why: "retry" } });
    const original = curve(0, [1], { log: "a" });
    expect(prunes([...five, retry, original], [[0, 2.75]])).toBe(true);
    expect(prunes([...five, retry, original], [[0, 2.5]])).toBe(false);
  });

  test("leaves a trial alone during warm-up and at steps nobody reported", () => {
    expect(prunes(five, [[0, 99]], { warmupSteps: 1 })).toBe(false);
    expect(prunes(five, [[1, 99]], { warmupSteps: 1 })).toBe(true);
    expect(prunes(five, [[2, 1e9]])).toBe(false);
  });

  test("judges only the first report of each interval", () => {
    const flat = five.map((trial, number) =>
      curve(
        number,
        Array.from({ length: 9 }, () => trial.values[0] ?? 0),
      ),
    );
    const options = { intervalSteps: 3, warmupSteps: 1 };
    const reports = (steps: number[]): Reports => steps.map((step) => [step, 99]);
    expect(prunes(flat, reports([1]), options)).toBe(true);
    expect(prunes(flat, reports([1, 2]), options)).toBe(false);
    expect(prunes(flat, reports([0, 2]), options)).toBe(true);
    expect(prunes(flat, reports([1, 2, 3, 4]), options)).toBe(true);
    expect(prunes(flat, reports([2, 5, 6]), options)).toBe(false);
  });

  test("needs minTrials reports at the step, NaN among them", () => {
    const trials = [...five.slice(0, 3), curve(3, [Number.NaN]), finished({ number: 4 })];
    expect(prunes(trials, [[0, 99]], { minTrials: 5 })).toBe(false);
    expect(prunes(trials, [[0, 99]], { minTrials: 4 })).toBe(true);
    expect(prunes(trials, [[0, 2]], { minTrials: 4 })).toBe(false);
  });

  test("prunes a trial that reported nothing but NaN, and nobody where all others did", () => {
    expect(prunes(five, [[0, Number.NaN]])).toBe(true);
    const nans = five.map((_, number) => curve(number, [Number.NaN]));
    expect(prunes(nans, [[0, 1e9]])).toBe(false);
  });

  test("maximises the other way round", () => {
    const history = new History({ directions: ["maximize"] });
    five.forEach((trial) => history.add(trial));
    const snapshot = medianPruner().snapshot(history);
    expect(shouldPrune(snapshot, [[0, 2.99]])).toBe(true);
    expect(shouldPrune(snapshot, [[0, 3]])).toBe(false);
  });

  test("never prunes before a report, and nop never at all", () => {
    expect(prunes(five, [])).toBe(false);
    expect(shouldPrune(nopPruner().snapshot(historyOf(five)), [[0, 1e9]])).toBe(false);
  });
});

describe("a snapshot", () => {
  test("taken again and again is the one taken at the end", () => {
    const rng = rngFromSeed("curves");
    const pruner = medianPruner();
    const history = historyOf([]);
    for (let number = 0; number < 120; number++) {
      history.add(
        curve(
          number,
          Array.from({ length: 1 + (number % 9) }, () => rng.next()),
          number % 3 === 0 ? { repeatOf: { trial: `gone:${number % 5}`, why: "retry" } } : {},
        ),
      );
      pruner.snapshot(history);
      if (number === 60) history.add(curve(3, [1e9], { log: "gone" }));
    }
    expect(pruner.snapshot(history)).toEqual(medianPruner().snapshot(history));
  });

  test("stays small however many steps are reported", () => {
    const long = Array.from({ length: 5 }, (_, number) =>
      curve(
        number,
        Array.from({ length: 4_000 }, (_, step) => step),
      ),
    );
    const snapshot = medianPruner().snapshot(historyOf(long)) as PercentileSnapshot;
    expect(snapshot.steps).toHaveLength(MAX_SNAPSHOT_STEPS);
    expect([snapshot.steps[0], snapshot.steps.at(-1)]).toEqual([0, 3_999]);
    expect(new Set(snapshot.steps).size).toBe(MAX_SNAPSHOT_STEPS);
    expect(shouldPrune(snapshot, [[3_999, 4_000]])).toBe(true);
  });

  test("keeps the median near the true one past the values it keeps", () => {
    const rng = rngFromSeed("many");
    const values = new StepLosses(["minimize"], 0.5);
    const all = Array.from({ length: 20 * MAX_KEPT_VALUES }, () => rng.next() ** 3);
    for (const value of all) values.add(Float64Array.of(0, value));
    const below = all.filter((value) => value < values.percentile(0, 0)).length / all.length;
    expect(Math.abs(below - 0.5)).toBeLessThan(0.02);
    expect(values.count(0)).toBe(all.length);
  });
});
