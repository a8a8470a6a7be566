/**
 * The Cholesky factor of a symmetric positive definite matrix, A = L L', that grows and shrinks by rows: Golub and Van
 * Loan, Matrix Computations, 4.2. Invariant: the first `size` rows of `#factor` are L, row-major.
 */

/** Sum of a[i] b[i] over `count` places; four sums at once, for one alone waits for each addition. */
export function dot(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, count: number): number {
  // One by one: an array taken apart is an array made.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
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

/** `dot` of one row with two, to the last digit: each number of the one is read once only. */
function dotPair(
  a: Float64Array,
  aFrom: number,
  b: Float64Array,
  bFrom: number,
  bFromToo: number,
  count: number,
  into: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t0 = 0;
  let t1 = 0;
  let t2 = 0;
  let t3 = 0;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const a0 = a[aFrom + i] as number;
    const a1 = a[aFrom + i + 1] as number;
    const a2 = a[aFrom + i + 2] as number;
    const a3 = a[aFrom + i + 3] as number;
    s0 += a0 * (b[bFrom + i] as number);
    s1 += a1 * (b[bFrom + i + 1] as number);
    s2 += a2 * (b[bFrom + i + 2] as number);
    s3 += a3 * (b[bFrom + i + 3] as number);
    t0 += a0 * (b[bFromToo + i] as number);
    t1 += a1 * (b[bFromToo + i + 1] as number);
    t2 += a2 * (b[bFromToo + i + 2] as number);
    t3 += a3 * (b[bFromToo + i + 3] as number);
  }
  for (; i < count; i++) {
    s0 += (a[aFrom + i] as number) * (b[bFrom + i] as number);
    t0 += (a[aFrom + i] as number) * (b[bFromToo + i] as number);
  }
  into[0] = s0 + s1 + (s2 + s3);
  into[1] = t0 + t1 + (t2 + t3);
}

/** Pivots below this share of the diagonal are rounding errors: the matrix is singular to working precision. */
const SMALLEST_PIVOT = 1e-14;

export class Cholesky {
  readonly capacity: number;
  readonly #factor: Float64Array;
  readonly #pair = new Float64Array(2);
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
      // Two rows at once up to where they meet.
      const isPaired = i % 2 === 1 || i + 1 < size;
      const solved = isPaired ? i - (i % 2) : 0;
      if (isPaired && solved === i) this.#solvePair(matrix, i * stride, stride);
      if (this.#append(matrix, i * stride, matrix[i * stride + i] as number, solved)) continue;
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

  /** The next two rows of the factor, as far as the rows so far determine both. */
  #solvePair(matrix: Float64Array, from: number, matrixStride: number): void {
    const [n, l, stride, pair] = [this.#size, this.#factor, this.capacity, this.#pair];
    const at = n * stride;
    for (let j = 0; j < n; j++) {
      dotPair(l, j * stride, l, at, at + stride, j, pair);
      const pivot = l[j * stride + j] as number;
      l[at + j] = ((matrix[from + j] as number) - (pair[0] as number)) / pivot;
      l[at + stride + j] = ((matrix[from + matrixStride + j] as number) - (pair[1] as number)) / pivot;
    }
  }

  /** The next row of the factor, of which `solved` entries are there. */
  #append(row: Float64Array, from: number, diagonal: number, solved = 0): boolean {
    const [n, l, stride] = [this.#size, this.#factor, this.capacity];
    const at = n * stride;
    for (let j = solved; j < n; j++) {
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
    const pair = this.#pair;
    for (let j = 0; j < n; j++) {
      let i = 0;
      for (; i < j; i += 2) {
        dotPair(scratch, j * n + j, scratch, i * n + j, (i + 1) * n + j, n - j, pair);
        into[i * n + j] = pair[0] as number;
        into[(i + 1) * n + j] = pair[1] as number;
      }
      if (i === j) into[j * n + j] = dot(scratch, j * n + j, scratch, j * n + j, n - j);
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
