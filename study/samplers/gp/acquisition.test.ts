import { describe, expect, test } from "vitest";
import { logExpectedImprovement, logImprovement, logNegativeProbability, type Slopes } from "./acquisition.ts";

const slopesOf = (f: (into: Slopes) => void): Slopes => {
  const into = { value: 0, byMean: 0, byVariance: 0 };
  f(into);
  return into;
};

describe("the logarithm of the expected improvement", () => {
  /** ln(pdf(u) + u cdf(u)), by mpmath with sixty digits. */
  test.each([
    [3, 1.098739665327708],
    [0, -0.9189385332046727],
    [-1, -2.4851210257126413],
    [-5, -16.74430116266099],
    [-40, -808.29856835662],
    [-1e3, -500014.73445209116],
    [-1e6, -500000000028.55],
  ])("at %d", (u, expected) => {
    expect(Math.abs(logImprovement(u) / expected - 1)).toBeLessThan(1e-9);
  });

  test("does not jump where its series begins", () => {
    const [near, far] = [logImprovement(-20 + 1e-9), logImprovement(-20 - 1e-9)];
    expect(near - far).toBeCloseTo(2e-9 * 20.1, 9);
  });

  test.each([
    [0.3, 0.1, 0.04],
    [-2, 1, 0.01],
    [1, -3, 2],
    [0, 9, 0.001],
  ])("has the slopes that differences have (best %d, mean %d, variance %d)", (best, mean, variance) => {
    const value = (m: number, v: number) => slopesOf((into) => logExpectedImprovement(best, m, v, into)).value;
    const chance = (m: number, v: number) => slopesOf((into) => logNegativeProbability(m, v, into)).value;
    const h = 1e-6 * variance;
    const pairs: [number, number][] = [
      [
        slopesOf((into) => logExpectedImprovement(best, mean, variance, into)).byMean,
        (value(mean + h, variance) - value(mean - h, variance)) / (2 * h),
      ],
      [
        slopesOf((into) => logExpectedImprovement(best, mean, variance, into)).byVariance,
        (value(mean, variance + h) - value(mean, variance - h)) / (2 * h),
      ],
      [
        slopesOf((into) => logNegativeProbability(mean, variance, into)).byMean,
        (chance(mean + h, variance) - chance(mean - h, variance)) / (2 * h),
      ],
      [
        slopesOf((into) => logNegativeProbability(mean, variance, into)).byVariance,
        (chance(mean, variance + h) - chance(mean, variance - h)) / (2 * h),
      ],
    ];
    for (const [slope, difference] of pairs) {
      expect(Math.abs(slope - difference)).toBeLessThan(1e-3 * Math.abs(difference) + 1e-5);
    }
  });
});
