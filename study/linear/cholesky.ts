/**
 * The Cholesky factor of a symmetric positive definite matrix, A = L L', that grows and shrinks by rows: Golub and Van
 * Loan, Matrix Computations, 4.2. Invariant: the first `size` rows of `#factor` are L, row-major.
 */

/** Sum of a[i] b[i] over `count` places; four sums at once, for one alone waits for each addition. */
export function dot(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, count: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < count; i += 4) {
    s0 += (a[aFrom + i] as number) * (b[bFrom + i] as number);
    s1 += (a[aFrom + i + 1] as number) * (b[bFrom + i + 1] as number);
    s2 += (a[aFrom + i + 2] as number) * (b[bFrom + i + 2] as number);
    s3 += (a[aFrom + i + 3] as number) * (b[bFrom + i + 3] as number);
  }
  for (; i < count; i++) s0 += (a[aFrom + i] as number) * (b[bFrom + i] as number);
  return s0 + s1 + (s2 + s3);
}

/** Pivots below this share of the diagonal are rounding errors: the matrix is singular to working precision. */
const SMALLEST_PIVOT = 1e-14;

export class Cholesky {
  readonly capacity: number;
  readonly #factor: Float64Array;
  #size = 0;

  /** Room for matrices of up to `capacity` rows. */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.#factor = new Float64Array(capacity * capacity);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Factorises the `size` x `size` matrix whose lower triangle is in `matrix`, rows `stride` apart. False, with nothing
   * kept, if it is not positive definite.
   */
  factorize(matrix: Float64Array, size: number, stride = size): boolean {
    this.#size = 0;
    for (let i = 0; i < size; i++) {
      if (this.#append(matrix, i * stride, matrix[i * stride + i] as number)) continue;
      this.#size = 0;
      return false;
    }
    return true;
  }

  /** Adds a row: its products with the rows so far, and with itself. False, with nothing added, if that is impossible. */
  append(row: Float64Array, diagonal: number): boolean {
    if (this.#size >= this.capacity) throw new RangeError(`There is room for ${this.capacity} rows only.`);
    return this.#append(row, 0, diagonal);
  }

  #append(row: Float64Array, from: number, diagonal: number): boolean {
    const [n, l, stride] = [this.#size, this.#factor, this.capacity];
    const at = n * stride;
    for (let j = 0; j < n; j++) {
      const above = (row[from + j] as number) - dot(l, at, l, j * stride, j);
      l[at + j] = above / (l[j * stride + j] as number);
    }
    const pivot = diagonal - dot(l, at, l, at, n);
    if (!(pivot > SMALLEST_PIVOT * diagonal)) return false;
    l[at + n] = Math.sqrt(pivot);
    this.#size = n + 1;
    return true;
  }

  /** Forgets the rows from `size` on. */
  truncate(size: number): void {
    this.#size = Math.min(this.#size, Math.max(0, size));
  }

  /** b becomes L^-1 b. */
  solveLower(b: Float64Array): void {
    const [l, stride] = [this.#factor, this.capacity];
    for (let i = 0; i < this.#size; i++) {
      const at = i * stride;
      b[i] = ((b[i] as number) - dot(l, at, b, 0, i)) / (l[at + i] as number);
    }
  }

  /** b becomes L'^-1 b. */
  solveUpper(b: Float64Array): void {
    const [l, stride] = [this.#factor, this.capacity];
    for (let i = this.#size - 1; i >= 0; i--) {
      const at = i * stride;
      const x = (b[i] as number) / (l[at + i] as number);
      b[i] = x;
      for (let j = 0; j < i; j++) b[j] = (b[j] as number) - x * (l[at + j] as number);
    }
  }

  /** b becomes A^-1 b. */
  solve(b: Float64Array): void {
    this.solveLower(b);
    this.solveUpper(b);
  }

  /** ln det A. */
  logDeterminant(): number {
    let sum = 0;
    for (let i = 0; i < this.#size; i++) sum += Math.log(this.#factor[i * this.capacity + i] as number);
    return 2 * sum;
  }

  /** The upper triangle of A^-1 into `into`, rows `size` apart; `scratch` is as large and is overwritten. */
  inverse(into: Float64Array, scratch: Float64Array): void {
    const n = this.#size;
    this.#inverseFactor(scratch);
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) into[i * n + j] = dot(scratch, i * n + j, scratch, j * n + j, n - j);
    }
  }

  /** Row i of `into` becomes column i of L^-1, from its diagonal on. */
  #inverseFactor(into: Float64Array): void {
    const [n, l, stride] = [this.#size, this.#factor, this.capacity];
    for (let i = 0; i < n; i++) {
      const at = i * n;
      into[at + i] = 1 / (l[i * stride + i] as number);
      for (let k = i + 1; k < n; k++) {
        into[at + k] = -dot(l, k * stride + i, into, at + i, k - i) / (l[k * stride + k] as number);
      }
    }
  }
}
