import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import { valueAt, valueCount } from "../samplers/grid/finite-values.ts";
import { arbitraryDistribution } from "../testing/arbitrary-distribution.ts";
import {
  categoricalDistribution,
  compatible,
  contains,
  floatDistribution,
  fromInternal,
  intDistribution,
  isSingle,
  MAX_CHOICES,
  nearestValue,
  sameDistribution,
  toInternal,
} from "./distribution.ts";

describe("constructing a range", () => {
  test.each([
    ["low above high", () => floatDistribution(2, 1), "swap"],
    ["a NaN bound", () => floatDistribution(Number.NaN, 1), "finite"],
    ["an infinite bound", () => floatDistribution(0, Number.POSITIVE_INFINITY), "finite"],
    [
      "a log that is neither true nor false",
      () => floatDistribution(1, 9, { log: 1 as unknown as boolean }),
      "log: true",
    ],
    ["half a character to choose", () => categoricalDistribution("🐝".split("")), "Array.from"],
    ["log from 0", () => floatDistribution(0, 1, { log: true }), "low > 0"],
    ["int log from 0", () => intDistribution(0, 4, { log: true }), "low >= 1"],
    ["a step of 0", () => floatDistribution(0, 1, { step: 0 }), "above 0"],
    ["a negative int step", () => intDistribution(0, 4, { step: -1 }), "above 0"],
    ["log with step", () => floatDistribution(1, 2, { log: true, step: 0.5 }), "leave out one"],
    ["more steps than can be counted", () => floatDistribution(-1e308, 1e308, { step: 1e306 }), "leave the step out"],
    ["too fine a step", () => floatDistribution(0, 1e10, { step: 1e-300 }), "leave the step out"],
    ["too wide an int range with a step", () => intDistribution(-(2 ** 53 - 1), 2 ** 53 - 1, { step: 3 }), "too far"],
    ["int log with step 2", () => intDistribution(1, 9, { log: true, step: 2 }), "leave out one"],
    ["a fraction as int bound", () => intDistribution(0, 1.5), "whole numbers"],
    ["no choices", () => categoricalDistribution([]), "at least one"],
    ["a choice twice", () => categoricalDistribution(["a", "b", "a"]), "once"],
    ["NaN as choice", () => categoricalDistribution([Number.NaN]), "finite number"],
    ["an object as choice", () => categoricalDistribution([{} as never]), "string"],
    ["too many choices", () => categoricalDistribution(Array.from({ length: MAX_CHOICES + 1 }, (_, i) => i)), "index"],
  ])("refuses %s in one sentence that says what to do", (_, make, fix) => {
    expect(make).toThrow(MisuseError);
    expect(make).toThrow(fix);
  });

  test("shrinks high to the last grid point, in decimal arithmetic", () => {
    expect(floatDistribution(0, 1, { step: 0.3 }).high).toBe(0.9);
    expect(floatDistribution(0, 0.3, { step: 0.1 }).high).toBe(0.3);
    expect(floatDistribution(-1e-7, 1e-7, { step: 3e-8 }).high).toBe(8e-8);
    expect(floatDistribution(0, 1e21, { step: 3e20 }).high).toBe(9e20);
    expect(intDistribution(1, 10, { step: 4 }).high).toBe(9);
  });
});

describe("values of a distribution", () => {
  test("a category is none of the others that look like it", () => {
    const mixed = categoricalDistribution([1, "1", true, null, "null", false, 0]);
    mixed.choices.forEach((choice, i) => {
      expect(toInternal(mixed, choice)).toBe(i);
      expect(fromInternal(mixed, i)).toBe(choice);
      expect(contains(mixed, choice)).toBe(true);
    });
    expect(contains(mixed, "true")).toBe(false);
    expect(contains(mixed, undefined)).toBe(false);
  });

  test("a value off the grid or outside is not contained", () => {
    const tenths = floatDistribution(0, 1, { step: 0.1 });
    expect([0, 0.1, 0.30000000000000004, 1].every((value) => contains(tenths, value))).toBe(true);
    expect([-0.1, 0.15, 1.1, Number.NaN, "0.1", null].some((value) => contains(tenths, value))).toBe(false);
    const odd = intDistribution(1, 9, { step: 2 });
    expect([1, 3, 9].every((value) => contains(odd, value))).toBe(true);
    expect([0, 2, 3.5, 11].some((value) => contains(odd, value))).toBe(false);
  });

  test("the nearest value is the decimal people expect", () => {
    expect(nearestValue(floatDistribution(0.1, 1, { step: 0.1 }), 0.31)).toBe(0.3);
    expect(nearestValue(floatDistribution(0, 1, { step: 0.05 }), 0.149)).toBe(0.15);
    expect(nearestValue(intDistribution(-3, 9, { step: 3 }), 100)).toBe(9);
    expect(nearestValue(floatDistribution(0, 1), -1)).toBe(0);
  });
});

test("ranges of one kind and log are compatible, other choices are not", () => {
  expect(compatible(floatDistribution(0, 1), floatDistribution(5, 9))).toBe(true);
  expect(compatible(floatDistribution(1, 2), floatDistribution(1, 2, { log: true }))).toBe(false);
  expect(compatible(floatDistribution(1, 2), intDistribution(1, 2))).toBe(false);
  expect(compatible(categoricalDistribution(["a"]), categoricalDistribution(["a", "b"]))).toBe(false);
  expect(sameDistribution(floatDistribution(0, 1), floatDistribution(0, 2))).toBe(false);
  expect(sameDistribution(categoricalDistribution([1]), categoricalDistribution(["1"]))).toBe(false);
  expect(isSingle(intDistribution(3, 5, { step: 4 }))).toBe(true);
  expect(isSingle(categoricalDistribution(["a", "b"]))).toBe(false);
});

test.each([
  [0, 1, 1e-9],
  [0, 1_000, 1e-6],
  [1e15, 1e15 + 3, 0.7],
  [-1e9, 1e9, 0.01],
])("has its own grid points, many as there are: %d..%d by %d", (low, high, step) => {
  const distribution = floatDistribution(low, high, { step });
  for (let i = 0; i <= 1_000; i++) {
    expect(contains(distribution, nearestValue(distribution, low + ((high - low) * i) / 1_000))).toBe(true);
  }
});

describe("a value is never -0", () => {
  const isMinusZero = (value: unknown): boolean => Object.is(value, -0);

  test("of any grid with one decimal from -9.9..-0.1 to as far above zero", () => {
    const bad: string[] = [];
    for (let low = 1; low <= 99; low++) {
      for (let step = 1; step <= 59; step++) {
        const distribution = floatDistribution(-low / 10, low / 10, { step: step / 10 });
        for (let place = 0; place < valueCount(distribution); place++) {
          const values = [valueAt(distribution, place), nearestValue(distribution, (place * step - low) / 10)];
          if (values.some(isMinusZero)) bad.push(`${-low / 10} by ${step / 10}`);
        }
      }
    }
    expect(bad).toEqual([]);
  });

  test("of any other distribution, wherever in it", () => {
    fc.assert(
      fc.property(arbitraryDistribution, fc.double({ min: 0, max: 1, noNaN: true }), (distribution, share) => {
        if (distribution.kind === "categorical") {
          expect(distribution.choices.some(isMinusZero)).toBe(false);
          return;
        }
        const { low, high } = distribution;
        for (const value of [-0, 0, low * (1 - share) + high * share]) {
          expect(isMinusZero(nearestValue(distribution, value))).toBe(false);
          expect(isMinusZero(fromInternal(distribution, toInternal(distribution, value)))).toBe(false);
        }
        if (distribution.step === null) return;
        expect(isMinusZero(valueAt(distribution, Math.round(-low / distribution.step)))).toBe(false);
      }),
    );
  });

  test("of bounds or choices that are -0", () => {
    const { low, high } = floatDistribution(-0, -0);
    expect([low, high, intDistribution(-0, 5).low, intDistribution(-3, -0).high].some(isMinusZero)).toBe(false);
    expect(categoricalDistribution([1, -0]).choices).toEqual([1, 0]);
  });
});
