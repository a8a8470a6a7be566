import { describe, expect, test } from "vitest";
import fixtures from "../test/fixtures/optuna-fixtures.json" with { type: "json" };
import { erf, erfc, logNormalCdf, logNormalMass, normalCdf, truncatedNormalQuantile } from "./normal-distribution.ts";

const relativeError = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);

describe("the error function", () => {
  // From Python's math.erf and math.erfc, one pair in each of fdlibm's intervals.
  test.each([
    [0.3, 0.3286267594591274, 0.6713732405408726],
    [-0.7, -0.6778011938374184, 1.6778011938374184],
    [1, 0.8427007929497149, 0.15729920705028513],
    [-1.2, -0.9103139782296353, 1.9103139782296354],
    [2.5, 0.999593047982555, 0.0004069520174449589],
    [5, 0.9999999999984626, 1.5374597944280347e-12],
    [20, 1, 5.395865611607901e-176],
  ])("of %d", (x, expected, complement) => {
    expect(relativeError(erf(x), expected)).toBeLessThan(1e-15);
    expect(relativeError(erfc(x), complement)).toBeLessThan(1e-14);
  });
});

describe("the truncated normal distribution", () => {
  const { q, a, b, ppf } = fixtures.truncnorm_ppf;

  test.each(q.map((_, i) => i))("has Optuna's quantile %d", (i) => {
    const quantile = truncatedNormalQuantile(q[i] ?? 0, a[i] ?? 0, b[i] ?? 0);
    expect(relativeError(quantile, ppf[i] ?? 0)).toBeLessThan(1e-9);
  });

  test("a quantile's mass is the share asked for, in the middle and in both tails", () => {
    for (const [low, high] of [
      [-3, 2],
      [-9, 9],
      [-0.1, 8],
      [4, 5],
      [-30, -29],
      [30, 60],
    ] as const) {
      for (const share of [0.01, 0.05, 0.3, 0.5, 0.8, 0.999]) {
        const x = truncatedNormalQuantile(share, low, high);
        const mass = Math.exp(logNormalMass(low, x) - logNormalMass(low, high));
        expect(relativeError(mass, share)).toBeLessThan(1e-8);
      }
    }
  });

  test("ends are the quantiles of 0 and 1", () => {
    expect(truncatedNormalQuantile(0, -2, 3)).toBe(-2);
    expect(truncatedNormalQuantile(1, -2, 3)).toBe(3);
  });

  test("ln of tiny masses does not underflow", () => {
    // Wolfram: ln(Phi(-40)) = -804.608442013754...
    expect(relativeError(logNormalCdf(-40), -804.6084420137538)).toBeLessThan(1e-13);
    expect(logNormalMass(39, 40)).toBeCloseTo(logNormalMass(-40, -39), 12);
    expect(normalCdf(0)).toBe(0.5);
  });
});
