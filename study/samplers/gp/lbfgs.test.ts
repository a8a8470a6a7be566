import { describe, expect, test } from "vitest";
import { type Differentiable, minimise } from "./lbfgs.ts";

const rosenbrock: Differentiable = (x, gradient) => {
  gradient.fill(0);
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i] as number, x[i + 1] as number];
    sum += 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    gradient[i] = (gradient[i] as number) - 400 * a * (b - a * a) - 2 * (1 - a);
    gradient[i + 1] = (gradient[i + 1] as number) + 200 * (b - a * a);
  }
  return sum;
};

const box = (n: number, low: number, high: number) => ({
  lower: new Float64Array(n).fill(low),
  upper: new Float64Array(n).fill(high),
});

describe("minimising inside a box", () => {
  test.each([2, 5, 10])("finds the bottom of Rosenbrock's valley in %d dimensions", (n) => {
    const x = new Float64Array(n).fill(-1);
    x[0] = 0.5;
    let evaluations = 0;
    const counted: Differentiable = (at, gradient) => {
      evaluations++;
      return rosenbrock(at, gradient);
    };
    expect(minimise(counted, x, box(n, -3, 3), { maxIterations: 500 })).toBeLessThan(1e-9);
    x.forEach((value) => expect(value).toBeCloseTo(1, 4));
    expect(evaluations).toBeLessThan(60 * n);
  });

  test("stops on the bounds where the bottom is outside", () => {
    const centre = [3, 0.25, -9];
    const x = Float64Array.of(0.5, 0.5, 0.5);
    minimise(
      (at, gradient) => {
        centre.forEach((c, i) => (gradient[i] = 2 * (i + 1) * ((at[i] as number) - c)));
        return centre.reduce((sum, c, i) => sum + (i + 1) * ((at[i] as number) - c) ** 2, 0);
      },
      x,
      box(3, 0, 1),
      { maxIterations: 100 },
    );
    expect(x[0]).toBe(1);
    expect(x[1]).toBeCloseTo(0.25, 6);
    expect(x[2]).toBe(0);
  });

  test("never steps to a value that is not a number", () => {
    const x = Float64Array.of(0.5);
    const value = minimise(
      (at, gradient) => {
        gradient[0] = 1;
        const v = at[0] as number;
        return v < 0.3 ? Number.NaN : v;
      },
      x,
      box(1, 0, 1),
      { maxIterations: 50 },
    );
    expect(value).toBeGreaterThanOrEqual(0.3);
    expect(value).toBeLessThan(0.5);
    expect(x[0]).toBe(value);
  });
});
