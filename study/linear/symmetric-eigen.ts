/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to a tridiagonal matrix, then QL steps
 * with implicit shifts (Golub and Van Loan, Matrix Computations, 8.3). Works in memory of its own: no call allocates.
 */

/** QL needs two to three rounds per eigenvalue; sixty mean that the matrix holds what is no number. */
const MAX_ROUNDS = 60;

/** Decomposes matrices of one size, time after time. */
export class SymmetricEigen {
  readonly size: number;
  /** In no particular order. */
  readonly values: Float64Array;
  /** Row-major; row k is the unit eigenvector of `values[k]`. */
  readonly vectors: Float64Array;
  readonly #offDiagonal: Float64Array;
  readonly #work: Float64Array;
  readonly #product: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.values = new Float64Array(size);
    this.vectors = new Float64Array(size * size);
    this.#offDiagonal = new Float64Array(size);
    this.#work = new Float64Array(size * size);
    this.#product = new Float64Array(size);
  }

  /** Reads the lower triangle of the row-major `matrix`. False (and nothing of use) if it is not finite. */
  decompose(matrix: Float64Array): boolean {
    const { size } = this;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const entry = matrix[i * size + j] as number;
        if (!Number.isFinite(entry)) return false;
        this.#work[i * size + j] = entry;
        this.#work[j * size + i] = entry;
      }
    }
    for (let k = 0; k < size; k++) this.#reduceColumn(k);
    this.#accumulate();
    for (let k = 0; k < size; k++) if (!this.#deflate(k)) return false;
    return true;
  }

  /** Zeroes column k under its subdiagonal by a reflection I - 2vv'/v'v; v stays in the column. */
  #reduceColumn(k: number): void {
    const { size, values } = this;
    const [a, off, p] = [this.#work, this.#offDiagonal, this.#product];
    values[k] = a[k * size + k] as number;
    off[k] = k + 1 < size ? (a[(k + 1) * size + k] as number) : 0;
    let square = 0;
    for (let i = k + 2; i < size; i++) square += (a[i * size + k] as number) ** 2;
    if (square === 0) {
      if (k + 1 < size) a[(k + 1) * size + k] = 0;
      return;
    }
    const first = off[k];
    const alpha = first > 0 ? -Math.sqrt(first * first + square) : Math.sqrt(first * first + square);
    off[k] = alpha;
    a[(k + 1) * size + k] = first - alpha;
    const half = alpha * (alpha - first); // v'v / 2
    // The other columns become A - vw' - wv', with p = 2Av/v'v and w = p - v (v'p / v'v).
    let vp = 0;
    for (let i = k + 1; i < size; i++) {
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += (a[i * size + j] as number) * (a[j * size + k] as number);
      p[i] = sum / half;
      vp += (p[i] as number) * (a[i * size + k] as number);
    }
    const share = vp / (2 * half);
    for (let i = k + 1; i < size; i++) p[i] = (p[i] as number) - share * (a[i * size + k] as number);
    for (let i = k + 1; i < size; i++) {
      const [vi, wi] = [a[i * size + k] as number, p[i] as number];
      for (let j = k + 1; j < size; j++) {
        const at = i * size + j;
        a[at] = (a[at] as number) - vi * (p[j] as number) - wi * (a[j * size + k] as number);
      }
    }
  }

  /** The product of all reflections, transposed, into `vectors`. */
  #accumulate(): void {
    const { size, vectors } = this;
    const a = this.#work;
    vectors.fill(0);
    for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
    for (let k = size - 3; k >= 0; k--) {
      let square = 0;
      for (let i = k + 1; i < size; i++) square += (a[i * size + k] as number) ** 2;
      if (square === 0) continue;
      for (let row = k + 1; row < size; row++) {
        let dot = 0;
        for (let i = k + 1; i < size; i++) dot += (vectors[row * size + i] as number) * (a[i * size + k] as number);
        dot *= 2 / square;
        for (let i = k + 1; i < size; i++) {
          vectors[row * size + i] = (vectors[row * size + i] as number) - dot * (a[i * size + k] as number);
        }
      }
    }
  }

  /** QL steps until off-diagonal k is nothing beside its neighbours. */
  #deflate(k: number): boolean {
    const { size, values } = this;
    const off = this.#offDiagonal;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let end = k;
      for (; end < size - 1; end++) {
        const scale = Math.abs(values[end] as number) + Math.abs(values[end + 1] as number);
        if (Math.abs(off[end] as number) <= Number.EPSILON * scale) break;
      }
      if (end === k) return true;
      this.#step(k, end);
    }
    return false;
  }

  /** One QL step with Wilkinson's shift on rows first..last, by rotations from the bottom up. */
  #step(first: number, last: number): void {
    const { values } = this;
    const off = this.#offDiagonal;
    const e = off[first] as number;
    const tau = ((values[first + 1] as number) - (values[first] as number)) / (2 * e);
    const root = Math.sqrt(tau * tau + 1);
    let g = (values[last] as number) - (values[first] as number) + e / (tau + (tau < 0 ? -root : root));
    let [sin, cos, carried] = [1, 1, 0];
    for (let i = last - 1; i >= first; i--) {
      const f = sin * (off[i] as number);
      const b = cos * (off[i] as number);
      const radius = Math.sqrt(f * f + g * g);
      off[i + 1] = radius;
      if (radius === 0) {
        values[i + 1] = (values[i + 1] as number) - carried;
        off[last] = 0;
        return;
      }
      sin = f / radius;
      cos = g / radius;
      const rest = (values[i + 1] as number) - carried;
      const turned = ((values[i] as number) - rest) * sin + 2 * cos * b;
      carried = sin * turned;
      values[i + 1] = rest + carried;
      g = cos * turned - b;
      this.#rotate(i, sin, cos);
    }
    values[first] = (values[first] as number) - carried;
    off[first] = g;
    off[last] = 0;
  }

  #rotate(row: number, sin: number, cos: number): void {
    const { size, vectors } = this;
    const [a, b] = [row * size, (row + 1) * size];
    for (let i = 0; i < size; i++) {
      const [upper, lower] = [vectors[a + i] as number, vectors[b + i] as number];
      vectors[b + i] = sin * upper + cos * lower;
      vectors[a + i] = cos * upper - sin * lower;
    }
  }
}
