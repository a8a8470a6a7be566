import { describe, expect, test } from "vitest";
import { evaluated } from "../testing/evaluated.ts";
import { isSequence, type Value } from "./value.ts";

const DRAWS = 2_000;
const drawn = (text: string): readonly Value[] => Array.from({ length: DRAWS }, (_, seed) => evaluated(text, seed));
const numbers = (text: string): readonly number[] => drawn(text).map(Number);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe("draws", () => {
  test.each(["random.uniform(2, 4)", "np.random.uniform(2, 4)", "np.random.uniform(high=4, low=2)"])(
    "%s are floats evenly from its range",
    (text) => {
      const values = drawn(text);
      expect(values.every((value) => typeof value === "number" && value >= 2 && value < 4)).toBe(true);
      expect(mean(values.map(Number))).toBeCloseTo(3, 1);
      expect(deviation(values.map(Number))).toBeCloseTo(2 / Math.sqrt(12), 1);
    },
  );

  test.each(["random.random()", "np.random.random()", "np.random.rand()", "np.random.random_sample()"])(
    "%s are from 0 to below 1",
    (text) => {
      const values = numbers(text);
      expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
      expect(mean(values)).toBeCloseTo(0.5, 1);
    },
  );

  test.each([
    ["random.gauss(10, 0.5)", 10, 0.5],
    ["random.normalvariate(10, 0.5)", 10, 0.5],
    ["np.random.normal(10, 0.5)", 10, 0.5],
    ["np.random.normal(scale=2)", 0, 2],
    ["np.random.randn()", 0, 1],
  ])("%s have their mean and deviation", (text, middle, spread) => {
    const values = numbers(text);
    expect(Math.abs(mean(values) - middle)).toBeLessThan(spread / 10);
    expect(Math.abs(deviation(values) / spread - 1)).toBeLessThan(0.1);
  });

  test.each([
    ["random.randint(1, 3)", [1n, 2n, 3n]],
    ["np.random.randint(1, 3)", [1n, 2n]],
    ["np.random.randint(3)", [0n, 1n, 2n]],
    ["random.randrange(3)", [0n, 1n, 2n]],
    ["random.randrange(1, 9, 3)", [1n, 4n, 7n]],
    ["random.choice(['a', None])", ["a", null]],
    ["random.choice('ab')", ["a", "b"]],
    ["np.random.choice(3)", [0n, 1n, 2n]],
    ["np.random.choice([1.5, 2.5], p=[0, 1])", [2.5]],
  ])("%s are each of what it may be, and nothing else", (text, all) => {
    const seen = new Set(drawn(text));
    expect(seen).toEqual(new Set<Value>(all));
  });

  test("by chances come as often as these say", () => {
    const share = mean(numbers("np.random.choice([0, 1], p=[0.25, 0.75])"));
    expect(Math.abs(share - 0.75)).toBeLessThan(0.04);
  });

  test.each(["random.sample(range(5), 3)", "np.random.choice(5, 3, replace=False)"])("%s are all different", (text) => {
    for (const value of drawn(text)) expect(isSequence(value) && new Set(value.items).size).toBe(3);
  });

  test("of a size are lists of as many", () => {
    const value = evaluated("np.random.uniform(0, 1, size=4)");
    expect(isSequence(value) && new Set(value.items).size).toBe(4);
  });
});

test.each([
  ["np.floor(2.7)", 2],
  ["np.ceil(2)", 2],
  ["np.log(np.e)", 1],
  ["np.abs(-3)", 3n],
  ["np.power(2, 3)", 8n],
  ["np.power(10.0, -2)", 0.01],
  ["numpy.sqrt(9)", 3],
  ["np.log10(1000)", 3],
])("%s is what numpy makes of it", (text, value) => {
  expect(evaluated(text)).toBe(value);
});

test.each([
  ["np.power(10, -2)", "np.power takes no whole number to a negative power: write 10.0 for 10"],
  ["np.random.choice([1, 2], p=[0.5])", "p has 1 chances for 2 items"],
  ["np.random.choice([1, 2], p=[0.5, 0.6])", "the chances in p are 0 or more, and together 1"],
  ["np.random.choice([1], 2, replace=False)", "2 of 1 cannot be drawn"],
  ["random.randint(3, 1)", "there is no whole number in this range"],
  ["random.randint(1.5, 3)", "a whole number is wanted, and this is a float"],
  ["random.randint(0, 2 ** 60)", "this range has more whole numbers than are drawn here, 2 ** 48"],
  ["random.uniform(1, 2, 3)", "random.uniform(a, b) takes 2 arguments, not 3"],
  ["random.uniform(1, c=2)", "random.uniform(a, b) has no argument c here"],
  ["random.uniform(1, a=2)", "random.uniform(a, b) is given a twice"],
  ["random.choice(3)", "a list is wanted, and this is a whole number"],
  ["np.random.uniform(size=10001)", "size is 0 to 10000"],
])("%s is refused in words", (text, message) => {
  expect(() => evaluated(text)).toThrow(message);
});
