import { describe, expect, test } from "vitest";
import { History } from "../../history/history.ts";
import { finished } from "../../testing/run-trials.ts";
import type { FinishedTrial, Report } from "../../trial/trial.ts";
import { TrialLosses } from "./trial-losses.ts";

/** Reports that come down to the loss: twice as far above it at every earlier one of three steps. */
const curve = (loss: number, steps: number, sign = 1): Report[] =>
  Array.from({ length: steps }, (_, i): Report => [i + 1, sign * (3 * loss + 8 / 2 ** i)]);

function estimateFor(trials: readonly Partial<FinishedTrial>[], direction: "minimize" | "maximize" = "minimize") {
  const history = new History({ directions: [direction] });
  const losses = new TrialLosses();
  for (const [number, fields] of trials.entries()) history.add(finished({ number, ...fields }));
  return trials.map((_, row) => losses.lossOf(history, row)).at(-1);
}

const complete = (loss: number, sign = 1) => ({ values: [sign * loss], intermediate: curve(loss, 3, sign) });
const pruned = (loss: number, steps: number, sign = 1): Partial<FinishedTrial> => {
  const intermediate = curve(loss, steps, sign);
  return { state: "pruned", values: [intermediate.at(-1)?.[1] ?? 0], intermediate };
};

test("trials come to their value, failed ones to the worst, and infeasible ones are no measure for pruned ones", () => {
  const worst = { state: "failed" as const, values: [] };
  expect(estimateFor([{ values: [3] }, worst])).toBe(Number.POSITIVE_INFINITY);
  expect(estimateFor([worst, { values: [3] }])).toBe(3);
  const infeasible = { ...complete(-9), constraints: { c: 1 } };
  expect(estimateFor([infeasible, ...[4, 5, 6].map((loss) => complete(loss)), pruned(1, 2)])).toBe(4);
});

describe("what pruned trials would have come to", () => {
  test("lies on the line through what complete trials reported by that step", () => {
    for (const steps of [1, 2]) {
      expect(estimateFor([...[1, 2, 3, 5].map((loss) => complete(loss)), pruned(7, steps)])).toBeCloseTo(7, 9);
    }
  });

  test("is a loss where values are maximised", () => {
    const trials = [...[1, 2, 3, 5].map((loss) => complete(loss, -1)), pruned(7, 2, -1)];
    expect(estimateFor(trials, "maximize")).toBeCloseTo(7, 9);
  });

  test("is never better than the best, and what it reported where few are complete", () => {
    expect(estimateFor([...[4, 5, 6].map((loss) => complete(loss)), pruned(1, 2)])).toBe(4);
    expect(estimateFor([complete(1), pruned(7, 2)])).toBe(25);
  });

  test("is a number whatever was reported, and the worst where nothing was", () => {
    const infinite = { state: "pruned" as const, values: [Number.POSITIVE_INFINITY] };
    const trials = [1, 2, 3].map((loss) => complete(loss));
    expect(estimateFor([...trials, { ...infinite, intermediate: [[1, Number.POSITIVE_INFINITY]] }])).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(estimateFor([...trials, { state: "pruned", values: [], intermediate: [] }])).toBe(Number.POSITIVE_INFINITY);
    const alike = [1, 2, 3].map(() => complete(2));
    expect(estimateFor([...alike, pruned(3, 2)])).toBeCloseTo(5, 9);
  });
});
