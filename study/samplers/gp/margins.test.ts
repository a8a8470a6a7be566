import { describe, expect, test } from "vitest";
import { violationOf } from "../../trial/trial-notes.ts";
import { marginsOf } from "./margins.ts";
import { bothSides } from "./selection.ts";
import type { PooledTrial } from "./trial-pool.ts";

const trialOf = (row: number, violation: number, constraints: Record<string, number>): PooledTrial => ({
  row,
  point: new Float64Array(1),
  losses: [row],
  violation,
  constraints,
  isPruned: false,
  isFailed: false,
  count: 1,
});

const trialsOf = (all: readonly Record<string, number>[]): PooledTrial[] =>
  all.map((constraints, row) => trialOf(row, violationOf(constraints), constraints));

describe("the margins of constraints", () => {
  test("leave out what nobody violates", () => {
    const margins = marginsOf(
      trialsOf([
        { a: 1, b: -1 },
        { a: -1, b: -2 },
      ]),
    );
    expect(margins.map(({ name }) => name)).toEqual(["a"]);
  });

  test("name the four most often violated and sum up the rest", () => {
    const often = (count: number): Record<string, number> =>
      Object.fromEntries(["a", "b", "c", "d", "e", "f"].slice(0, count).map((name) => [name, 2]));
    const margins = marginsOf(trialsOf([often(6), often(5), often(4), often(3), often(2), often(1), { a: -1 }]));
    expect(margins.map(({ name }) => name)).toEqual(["a", "b", "c", "d", ""]);
    // Only the first two trials violate e or f.
    const rest = margins[4];
    expect(Array.from(rest?.targets ?? [], (target) => target > (rest?.limit ?? 0))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test("put the limit where the constraint is 0, on any scale and far from the mean", () => {
    const values = [1e9, 3e4, 2, 1e-3, -1e-3, -5, -700, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const [margin] = marginsOf(trialsOf(values.map((a) => ({ a }))));
    const { targets = new Float64Array(0), limit = Number.NaN } = margin ?? {};
    expect(Array.from(targets, (target) => target > limit)).toEqual(values.map((value) => value > 0));
    expect(targets.every(Number.isFinite)).toBe(true);
  });

  test("keep a flag's two sides apart", () => {
    const [margin] = marginsOf(trialsOf([{ a: 0 }, { a: 1 }, { a: 0 }]));
    expect(margin?.limit).toBe(0);
    expect(Array.from(margin?.targets ?? [], Math.sign)).toEqual([-1, 1, -1]);
  });

  test("fall back on the sum where single values were not kept", () => {
    const trials = [1, 0].map((violation, row) => trialOf(row, violation, {}));
    const [margin] = marginsOf(trials);
    expect(Array.from(margin?.targets ?? [], Math.sign)).toEqual([1, -1]);
  });
});

test("a constraint is modelled from both sides of its border and by the newest trials", () => {
  // Of 100 trials the first ten break it, the first the least.
  const trials = Array.from({ length: 100 }, (_, row) => trialOf(row, row < 10 ? row + 1 : 0, {}));
  expect(bothSides(trials, 3).map(({ row }) => row)).toEqual([0, 1, 2, 10, 11, 12, 97, 98, 99]);
});
