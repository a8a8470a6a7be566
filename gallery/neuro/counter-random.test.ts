import { describe, expect, it, test } from "vitest";
import { drawn, threefry } from "./counter-random.js";
import { neuro } from "./neuro.js";

const hex = (words: Iterable<number>): string => [...words].map((word) => word.toString(16).padStart(8, "0")).join(" ");

/** Known answers that come with Random123, its authors' library. */
test.each([
  ["00000000 00000000", "00000000 00000000", "6b200159 99ba4efe"],
  ["ffffffff ffffffff", "ffffffff ffffffff", "1cb996fc bb002be7"],
  ["13198a2e 03707344", "243f6a88 85a308d3", "c4923a9c 483df7a0"],
])("Threefry2x32-20 of the key %s and the counter %s is %s", (key, counter, answer) => {
  const [key0 = 0, key1 = 0, counter0 = 0, counter1 = 0] = `${key} ${counter}`
    .split(" ")
    .map((word) => parseInt(word, 16));
  threefry(key0, key1, counter0, counter1);
  expect(hex(drawn)).toBe(answer);
});

const COUNT = 1_000_000;
const normals = (seed: number, stream = 0): Float64Array => {
  const random = neuro.newRandom(seed, stream);
  return Float64Array.from({ length: COUNT }, () => random.normal());
};
const mean = (values: Float64Array, of: (value: number, i: number) => number): number =>
  values.reduce((sum, value, i) => sum + of(value, i), 0) / values.length;
/** Five standard errors of the mean of a million numbers of that variance. */
const chance = (variance: number): number => 5 * Math.sqrt(variance / COUNT);

describe("a million normal variates", () => {
  const values = normals(7);

  it("have the moments of N(0, 1)", () => {
    expect(Math.abs(mean(values, (x) => x))).toBeLessThan(chance(1));
    expect(Math.abs(mean(values, (x) => x ** 2) - 1)).toBeLessThan(chance(2));
    expect(Math.abs(mean(values, (x) => x ** 3))).toBeLessThan(chance(15));
    expect(Math.abs(mean(values, (x) => x ** 4) - 3)).toBeLessThan(chance(96));
  });

  it.each([
    [0.6744897501960817, 0.5],
    [1.959963984540054, 0.05],
    [3, 0.0026997960632601866],
    [4, 6.334248366623996e-5],
    [4.8916384756, 1e-6],
  ])("are beyond %d as often as they should be", (limit, share) => {
    for (const side of [1, -1]) {
      const found = mean(values, (x) => (side * x > limit ? 1 : 0));
      expect(Math.abs(found - share / 2)).toBeLessThan(chance(share / 2) + 5e-6);
    }
  });

  it.each([1, 2, 3, 7, 8, 64, 386])("do not hang together with those %d places later", (lag) => {
    expect(Math.abs(mean(values.subarray(lag), (x, i) => x * (values[i] ?? 0)))).toBeLessThan(chance(1));
    expect(Math.abs(mean(values.subarray(lag), (x, i) => (x * x - 1) * ((values[i] ?? 0) ** 2 - 1)))).toBeLessThan(
      chance(4),
    );
  });

  it.each([
    ["the next seed", 8, 0],
    ["another stream", 7, 1],
    ["a seed that differs in its highest bit", 0x80000007, 0],
    ["seed and stream that changed places", 0, 7],
  ])("have nothing to do with those of %s", (_, seed, stream) => {
    const others = normals(seed, stream);
    expect(Math.abs(mean(values, (x, i) => x * (others[i] ?? 0)))).toBeLessThan(chance(1));
  });
});

it("uniform numbers fill [0, 1) evenly, and whole ones all their places", () => {
  const random = neuro.newRandom(3);
  const bins = new Float64Array(64);
  for (let i = 0; i < COUNT; i++) {
    const bin = Math.floor(random.uniform() * 64);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  // Chi-square of 63 degrees of freedom: 63, and 11 for its standard deviation.
  expect(Math.abs(bins.reduce((sum, n) => sum + (n - COUNT / 64) ** 2, 0) / (COUNT / 64) - 63)).toBeLessThan(50);
  const places = Array.from({ length: 1000 }, () => random.below(5));
  expect(new Set(places)).toEqual(new Set([0, 1, 2, 3, 4]));
});
