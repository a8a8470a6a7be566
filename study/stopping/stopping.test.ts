import { describe, expect, test } from "vitest";
import { History } from "../history/history.ts";
import { finished, historyOf } from "../testing/run-trials.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import { noImprovement } from "./no-improvement.ts";
import { allOf, anyOf, type StopRule } from "./stop-rule.ts";
import { targetValue } from "./target-value.ts";
import { timeLimit } from "./time-limit.ts";
import { trialLimit } from "./trial-limit.ts";

const two = ["minimize", "maximize"] as const;

/** The number of trials after which the rule stops, if each of them is asked about; null if it never does. */
function stopsAfter(rule: StopRule, trials: readonly Partial<FinishedTrial>[], history = historyOf([])): number | null {
  for (const [number, trial] of trials.entries()) {
    history.add(finished({ number, ...trial }));
    if (rule.shouldStop(history, null) !== null) return number + 1;
  }
  return null;
}

const values = (...all: readonly number[]): Partial<FinishedTrial>[] => all.map((value) => ({ values: [value] }));

describe("trial limit", () => {
  test("counts complete trials, or those of the states given", () => {
    const trials: Partial<FinishedTrial>[] = [{}, { state: "failed", values: [] }, {}, { state: "pruned" }, {}, {}];
    expect(stopsAfter(trialLimit(3), trials)).toBe(5);
    expect(stopsAfter(trialLimit(3, ["complete", "pruned", "failed"]), trials)).toBe(3);
    expect(stopsAfter(trialLimit(9), trials)).toBeNull();
    expect(trialLimit(1).shouldStop(historyOf([finished({ number: 0 })]), null)).toBe(
      "1 trials are complete, of 1 wanted",
    );
  });
});

describe("time limit", () => {
  test("stops when the time is over, and needs one who measures it", () => {
    expect(timeLimit(5).shouldStop(historyOf([]), 4.9)).toBeNull();
    expect(timeLimit(5).shouldStop(historyOf([]), 5)).toBe("5 seconds are over");
    expect(() => timeLimit(5).shouldStop(historyOf([]), null)).toThrow("clock: () => milliseconds");
  });
});

describe("target value", () => {
  test("is reached from above or below, by feasible complete trials", () => {
    expect(stopsAfter(targetValue(2), values(5, 2.1, 2, 1))).toBe(3);
    const history = new History({ directions: ["maximize"] });
    expect(stopsAfter(targetValue(2), values(1, 1.9, 3), history)).toBe(3);
    const infeasible = finished({ number: 0, values: [0], constraints: { c: 1 } });
    expect(targetValue(2).shouldStop(historyOf([infeasible]), null)).toBeNull();
  });

  test("is nothing for several objectives", () => {
    expect(() => targetValue(2).shouldStop(new History({ directions: two }), null)).toThrow("one objective");
  });
});

describe("no improvement", () => {
  test("counts complete and pruned trials since the last gain", () => {
    expect(stopsAfter(noImprovement(3), values(5, 6, 4, 4, 4, 4, 3))).toBe(6);
    expect(stopsAfter(noImprovement(3), [...values(5, 6), { state: "failed", values: [] }, { state: "pruned" }])).toBe(
      null,
    );
    expect(stopsAfter(noImprovement(2), [...values(5, 6), { state: "failed", values: [] }, { state: "pruned" }])).toBe(
      4,
    );
    expect(stopsAfter(noImprovement(2, { states: ["complete"] }), [...values(5, 6), { state: "pruned" }])).toBeNull();
    expect(stopsAfter(noImprovement(1, { minTrials: 4 }), values(5, 6, 7, 8, 9))).toBe(4);
    expect(stopsAfter(noImprovement(2, { states: ["complete", "complete"] }), values(5, 6, 7, 8))).toBe(3);
  });

  test("a gain of no more than minDelta is none, but small gains add up", () => {
    expect(stopsAfter(noImprovement(3, { minDelta: 0.5 }), values(5, 4.9, 4.8, 4.7))).toBe(4);
    expect(stopsAfter(noImprovement(3, { minDelta: 0.5 }), values(5, 4.8, 4.4, 4.2, 3.8, 3.6, 3.2))).toBeNull();
  });

  test("infeasible trials are no gain, infinite ones none to speak of", () => {
    const trials = [...values(Infinity, 7), { values: [1], constraints: { c: 1 } }, ...values(Infinity)];
    expect(stopsAfter(noImprovement(2), trials)).toBe(4);
  });

  test("says the same of a history read at once, in parts, or with a retry in between", () => {
    const trials = values(5, 4, 6, 7, 8, 9).map((trial, number) => finished({ number, ...trial }));
    const failed = finished({ number: 6, state: "failed", values: [] });
    const retry = finished({ number: 7, values: [9], repeatOf: { trial: "log:6", why: "retry" } });
    const all = [...trials, failed, retry];
    for (const often of [true, false]) {
      const rule = noImprovement(5);
      const history = historyOf([]);
      for (const trial of all) {
        history.add(trial);
        if (often && trial !== retry) expect(rule.shouldStop(history, null)).toBeNull();
      }
      expect(rule.shouldStop(history, null)).toBe("5 trials in a row brought no improvement");
    }
  });

  test("goes on counting when the history drops rows", () => {
    const history = historyOf([], 20);
    const trials = [...values(100, 50), ...Array.from({ length: 60 }, (_, i) => ({ values: [51 + i] }))];
    expect(stopsAfter(noImprovement(40), trials, history)).toBe(42);
  });

  test("keeps of a front what nothing else is as good as, and sees the same points again as no gain", () => {
    const history = new History({ directions: two });
    const points = [...[5, 3, 4].map((x) => [x, x]), [4, 4], [3, 9], [4, 4], [3, 3], [3, 9]];
    const trials = points.map((point) => ({ values: point }));
    // Nothing compares at first; (3, 9) is better than all of them, and then all are in vain.
    expect(stopsAfter(noImprovement(3), trials, history)).toBe(8);
  });

  test("of several objectives: no trial enters the front, or too little hypervolume is won", () => {
    const points = [
      [5, 5],
      [4, 6],
      [6, 5],
      [4, 6],
      [5, 6],
      [3, 3],
    ].map((point) => ({ values: point }));
    const after = (rule: StopRule): number | null => stopsAfter(rule, points, new History({ directions: two }));
    expect(after(noImprovement(3))).toBe(5);
    expect(after(noImprovement(4))).toBeNull();
    // Below (10, 0): 25 after the first, 36 after the second, 39 after the last.
    const referencePoint = [10, 0];
    expect(after(noImprovement(4, { minDelta: 4, referencePoint }))).toBe(6);
    expect(after(noImprovement(1, { minDelta: 12, referencePoint }))).toBe(2);
    expect(() => after(noImprovement(4, { minDelta: 2 }))).toThrow("give the referencePoint");
    expect(() => after(noImprovement(4, { referencePoint: [1] }))).toThrow("1 values for 2 objectives");
  });
});

describe("rules together", () => {
  const yes = (name: string): StopRule => ({ name, shouldStop: () => `because ${name}` });
  const no: StopRule = { name: "no", shouldStop: () => null };

  test("any of them, or all", () => {
    const history = historyOf([]);
    expect(anyOf(no, yes("a"), yes("b")).shouldStop(history, null)).toBe("because a");
    expect(anyOf(no).shouldStop(history, null)).toBeNull();
    expect(allOf(yes("a"), yes("b")).shouldStop(history, null)).toBe("because a; because b");
    expect(allOf(yes("a"), no).shouldStop(history, null)).toBeNull();
    expect(allOf().shouldStop(history, null)).toBeNull();
    expect(anyOf(no, allOf(timeLimit(1))).needsClock).toBe(true);
    expect(allOf(no).needsClock).toBe(false);
    const odd: StopRule = { name: "odd", shouldStop: () => undefined as never };
    for (const both of [anyOf(odd, no), allOf(yes("a"), odd)]) {
      expect(() => both.shouldStop(history, null)).toThrow(
        'shouldStop of the stop rule "odd" gave undefined; give why',
      );
    }
    expect(anyOf(no, allOf(timeLimit(1), trialLimit(2))).name).toBe("any of (no, all of (time limit, trial limit))");
  });
});

test.each([
  () => trialLimit(0),
  () => trialLimit(1, []),
  () => trialLimit(1, ["done"] as never),
  () => trialLimit(1, null as never),
  () => timeLimit(-1),
  () => timeLimit(Number.NaN),
  () => targetValue(Number.NaN),
  () => noImprovement(0),
  () => noImprovement(5, { minDelta: -1 }),
  () => noImprovement(5, { minTrials: Number.NaN }),
  () => noImprovement(5, { states: ["x"] as never }),
  () => noImprovement(5, { states: null as never }),
  () => noImprovement(5, { states: "complete" as never }),
  () => noImprovement(5, { states: [] }),
  () => noImprovement(5, { states: [undefined] as never }),
  () => noImprovement(5, { referencePoint: null as never }),
  () => noImprovement(5, { referencePoint: [1, Number.NaN] }),
])("limits without a meaning are refused: %s", (make) => {
  expect(make).toThrow(/needs|must be/);
});
