import { describe, expect, test } from "vitest";
import { shouldPrune } from "../pruner.ts";
import { historyFor } from "../testing/report-curves.ts";
import { finished } from "../testing/run-trials.ts";
import type { FinishedTrial, Report } from "../trial/trial.ts";
import { hyperbandPruner } from "./hyperband.ts";
import { prunerContract } from "./pruner.contract.ts";
import { successiveHalvingPruner } from "./successive-halving.ts";

const options = { minResource: 1, reductionFactor: 3, hindsight: true };
prunerContract("halving in hindsight", () => successiveHalvingPruner(options));
prunerContract("hyperband in hindsight", () => hyperbandPruner({ ...options, maxResource: 9 }));

/** Steps 1 to `last`, all with one value, to be minimised. */
const curve = (value: number, last: number): Report[] => Array.from({ length: last }, (_, i): Report => [i + 1, value]);
const trial = (number: number, last: number, state: "complete" | "pruned" = "complete"): FinishedTrial =>
  finished({ number, state, intermediate: curve(number, last) });
const decide = (known: readonly FinishedTrial[], reports: readonly Report[], hindsight: boolean, more: object = {}) =>
  shouldPrune(
    successiveHalvingPruner({ ...options, hindsight, ...more }).snapshot(historyFor(["minimize"], known)),
    reports,
    { seed: 0, judged: reports.length - 1 },
  );

describe("successive halving in hindsight", () => {
  test("has places for one ninth at the second rung, also where all that came there had passed the first unjudged", () => {
    const known = Array.from({ length: 8 }, (_, number) => trial(number, 9));
    expect(decide(known, curve(0.5, 3), false)).toBe(false);
    expect(decide(known, curve(0.5, 3), true)).toBe(true);
    expect(decide(known, curve(-0.5, 3), true)).toBe(false);
  });

  test("has more places at a rung than trials came there, where many began and few went on", () => {
    const known = [trial(0, 9), ...Array.from({ length: 26 }, (_, i) => trial(i + 1, 1, "pruned"))];
    expect(decide(known, curve(0.5, 3), true)).toBe(false);
    expect(decide(known, curve(0.5, 3), false)).toBe(true);
  });

  test("gives up a trial between two rungs once others have left it behind", () => {
    const reports = curve(5, 5);
    expect(decide([], reports, true)).toBe(false);
    const better = Array.from({ length: 8 }, (_, number) => trial(number, 1, "pruned"));
    expect(decide(better, reports, true)).toBe(true);
    expect(decide(better, reports, false)).toBe(false);
  });

  test.each([false, true])("gives up no trial that has come to its last step (hindsight: %s)", (hindsight) => {
    const known = Array.from({ length: 8 }, (_, number) => trial(number, 9));
    expect(decide(known, curve(7, 9).slice(8), hindsight)).toBe(true);
    const whole = curve(-1, 9).map(([step, value]): Report => [step, step === 9 ? 7 : value]);
    expect(decide(known, whole, hindsight)).toBe(true);
    expect(decide(known, whole, hindsight, { maxResource: 9 })).toBe(false);
  });

  test("and Hyperband: there a trial that has come to a given maxResource is whole", () => {
    const known = Array.from({ length: 60 }, (_, number) => trial(number, 9));
    const whole = curve(-1, 9).map(([step, value]): Report => [step, step === 9 ? 99 : value]);
    const decisions = (maxResource: number): boolean[] => {
      const snapshot = hyperbandPruner({ maxResource }).snapshot(historyFor(["minimize"], known));
      return Array.from({ length: 30 }, (_, seed) => shouldPrune(snapshot, whole, { seed, judged: 8 }));
    };
    expect(decisions(9)).not.toContain(true);
    expect(decisions(10)).toContain(true);
  });

  test("refuses what is no flag", () => {
    const wrong = { hindsight: 1 } as unknown as { hindsight: boolean };
    expect(() => successiveHalvingPruner(wrong)).toThrow("hindsight must be true or false, not 1");
    expect(() => hyperbandPruner(wrong)).toThrow("hindsight must be true or false, not 1");
    expect(() => successiveHalvingPruner({ minResource: 9, maxResource: 8 })).toThrow("raise it");
  });
});
