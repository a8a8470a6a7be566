import { describe, expect, test } from "vitest";
import { normal, type Rng, rngFromSeed } from "../rng.ts";
import { Cholesky, dot } from "./cholesky.ts";

/** B B' + I / 10: positive definite. */
function positiveDefinite(n: number, rng: Rng): Float64Array {
  const b = Float64Array.from({ length: n * n }, () => normal(rng));
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) a[i * n + j] = dot(b, i * n, b, j * n, n) + (i === j ? 0.1 : 0);
  }
  return a;
}

const row = (a: Float64Array, n: number, i: number): Float64Array => a.subarray(i * n, (i + 1) * n);

describe("a Cholesky factor", () => {
  test.each([1, 2, 5, 33])("of %d rows solves and inverts", (n) => {
    const a = positiveDefinite(n, rngFromSeed("solve", n));
    const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
    const b = Float64Array.from({ length: n }, (_, i) => dot(a, i * n, x, 0, n));
    const cholesky = new Cholesky(n + 3);
    expect(cholesky.factorize(a, n)).toBe(true);
    cholesky.solve(b);
    b.forEach((value, i) => expect(value).toBeCloseTo(x[i] ?? 0, 8));
    const inverse = new Float64Array(n * n);
    cholesky.inverse(inverse, new Float64Array(n * n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += (a[i * n + k] ?? 0) * (inverse[Math.min(k, j) * n + Math.max(k, j)] ?? 0);
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 8);
      }
    }
  });

  test("knows the determinant", () => {
    const cholesky = new Cholesky(2);
    cholesky.factorize(Float64Array.of(4, 0, 2, 10), 2);
    expect(cholesky.logDeterminant()).toBeCloseTo(Math.log(36), 12);
  });

  test("grown row by row and cut back is the same as made at once", () => {
    const n = 12;
    const a = positiveDefinite(n, rngFromSeed("grow"));
    const grown = new Cholesky(n);
    for (let i = 0; i < 8; i++) grown.append(row(a, n, i), a[i * n + i] ?? 0);
    grown.append(new Float64Array(n), 5);
    grown.truncate(8);
    for (let i = 8; i < n; i++) grown.append(row(a, n, i), a[i * n + i] ?? 0);
    const whole = new Cholesky(n);
    whole.factorize(a, n);
    const [x, y] = [new Float64Array(n).fill(1), new Float64Array(n).fill(1)];
    grown.solve(x);
    whole.solve(y);
    expect(x).toEqual(y);
  });

  test("refuses what is not positive definite, and keeps what it had", () => {
    const cholesky = new Cholesky(3);
    expect(cholesky.factorize(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(cholesky.size).toBe(0);
    expect(cholesky.append(Float64Array.of(), 4)).toBe(true);
    expect(cholesky.append(Float64Array.of(4), 4)).toBe(false);
    expect(cholesky.append(Float64Array.of(Number.NaN), 4)).toBe(false);
    expect(cholesky.size).toBe(1);
    expect(cholesky.append(Float64Array.of(2), 4)).toBe(true);
  });
});
