import { describe, expect, test } from "vitest";
import { normal, rngFromSeed } from "../rng.ts";
import { SymmetricEigen } from "./symmetric-eigen.ts";

/** B'B of random normals with columns scaled from 1 to `spread`. */
function randomMatrix(size: number, spread: number): Float64Array {
  const rng = rngFromSeed("matrix", size, spread);
  const b = Array.from(
    { length: size * size },
    (_, at) => normal(rng) * spread ** ((at % size) / Math.max(1, size - 1)),
  );
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) {
        matrix[i * size + j] = (matrix[i * size + j] ?? 0) + (b[k * size + i] ?? 0) * (b[k * size + j] ?? 0);
      }
    }
  }
  return matrix;
}

/** The largest entry of A - V' diag(values) V and of VV' - I, relative to the largest entry of A. */
function worstError(eigen: SymmetricEigen, matrix: Float64Array): number {
  const { size, values, vectors } = eigen;
  const scale = Math.max(...matrix.map(Math.abs)) || 1;
  let worst = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let [entry, dot] = [0, 0];
      for (let k = 0; k < size; k++) {
        entry += (values[k] ?? 0) * (vectors[k * size + i] ?? 0) * (vectors[k * size + j] ?? 0);
        dot += (vectors[i * size + k] ?? 0) * (vectors[j * size + k] ?? 0);
      }
      worst = Math.max(worst, Math.abs(entry - (matrix[i * size + j] ?? 0)) / scale, Math.abs(dot - (i === j ? 1 : 0)));
    }
  }
  return worst;
}

describe("the eigen-decomposition of a symmetric matrix", () => {
  test.each([
    [1, 1],
    [2, 1],
    [3, 1e3],
    [10, 1],
    [10, 1e6],
    [40, 1e3],
    [100, 10],
  ])("gives the matrix back, with orthonormal vectors: %d rows, columns scaled up to %d", (size, spread) => {
    const matrix = randomMatrix(size, spread);
    const eigen = new SymmetricEigen(size);
    expect(eigen.decompose(matrix)).toBe(true);
    expect(worstError(eigen, matrix)).toBeLessThan(1e-13 * size);
  });

  test("knows the eigenvalues of the second-difference matrix", () => {
    const size = 12;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      matrix[i * size + i] = 2;
      if (i > 0) matrix[i * size + i - 1] = -1;
    }
    const eigen = new SymmetricEigen(size);
    eigen.decompose(matrix);
    const known = Array.from({ length: size }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (size + 1)));
    [...eigen.values].sort((a, b) => a - b).forEach((value, k) => expect(value).toBeCloseTo(known[k] ?? 0, 13));
  });

  test("takes diagonal, zero and rank-one matrices, one after the other", () => {
    const eigen = new SymmetricEigen(3);
    for (const matrix of [
      [3, 0, 0, 0, 1, 0, 0, 0, 2],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 2, 3, 2, 4, 6, 3, 6, 9],
    ]) {
      const typed = Float64Array.from(matrix);
      expect(eigen.decompose(typed)).toBe(true);
      expect(worstError(eigen, typed)).toBeLessThan(1e-14);
    }
  });

  test("says when the matrix is not finite", () => {
    expect(new SymmetricEigen(2).decompose(Float64Array.of(1, 0, Number.NaN, 1))).toBe(false);
    expect(new SymmetricEigen(2).decompose(Float64Array.of(1, 0, 0, Number.POSITIVE_INFINITY))).toBe(false);
  });
});
