/**
 * The covariance of the Gaussian process over points of a unit cube whose categorical coordinates are indices:
 *
 *   k(x, y) = signal * matern52(r) + trend * ((1 + u.v) / (1 + D))^2,   u = 2x - 1, v = 2y - 1,
 *   r^2 = sum over numbers of ((x_d - y_d) / l_d)^2 + sum over categories of [x_d != y_d] / l_d^2.
 *
 * The Matern-5/2 part (Rasmussen and Williams 2006, eq. 4.17) follows any shape, the polynomial one gives it a quadratic
 * trend: near an optimum, and across many multimodal functions, that is most of what there is to know.
 */

/** From here on one length is shared by all numbers and one by all categories: a hundred trials cannot tell more apart. */
export const MAX_OWN_LENGTHS = 30;

/** Which coordinates are categories, and which share a length. */
export class KernelShape {
  readonly dimensions: number;
  readonly isCategorical: Uint8Array;
  /** The length each coordinate uses. */
  readonly lengthOf: Uint16Array;
  readonly lengths: number;
  /** How many coordinates are numbers. */
  readonly numbers: number;

  constructor(isCategorical: readonly boolean[]) {
    this.dimensions = isCategorical.length;
    this.isCategorical = Uint8Array.from(isCategorical, Number);
    this.numbers = isCategorical.filter((is) => !is).length;
    const isShared = this.dimensions > MAX_OWN_LENGTHS;
    const isMixed = this.numbers > 0 && this.numbers < this.dimensions;
    this.lengthOf = Uint16Array.from(isCategorical, (is, d) => (isShared ? Number(is && isMixed) : d));
    this.lengths = isShared ? 1 + Number(isMixed) : this.dimensions;
  }

  /** Hyperparameters: ln of every length, of signal, trend and noise, in this order. */
  get parameters(): number {
    return this.lengths + 3;
  }
}

export const SQRT_5 = Math.sqrt(5);

/** Matern-5/2 at squared distance `r2`, for variance 1. */
function matern(r2: number): number {
  const s = SQRT_5 * Math.sqrt(r2);
  return (1 + s + (5 / 3) * r2) * Math.exp(-s);
}

/** -2 times its derivative by `r2`. */
function maternSlope(r2: number): number {
  const s = SQRT_5 * Math.sqrt(r2);
  return (5 / 3) * (1 + s) * Math.exp(-s);
}

/** A kernel with its hyperparameters. Points lie one behind the other, `dimensions` numbers each. */
export class Kernel {
  readonly shape: KernelShape;
  readonly signal: number;
  readonly trend: number;
  readonly noise: number;
  /** 1 / l^2 of every coordinate. */
  readonly #inverseSquares: Float64Array;
  readonly #share: number;

  /** `parameters` as `KernelShape.parameters` lists them. */
  constructor(shape: KernelShape, parameters: Float64Array) {
    this.shape = shape;
    this.#inverseSquares = Float64Array.from(shape.lengthOf, (g) => Math.exp(-2 * (parameters[g] as number)));
    this.signal = Math.exp(parameters[shape.lengths] as number);
    this.trend = Math.exp(parameters[shape.lengths + 1] as number);
    this.noise = Math.exp(parameters[shape.lengths + 2] as number);
    this.#share = 1 / (1 + shape.numbers);
  }

  /** Covariance of two points, without noise. */
  value(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number): number {
    const { dimensions, isCategorical } = this.shape;
    const scales = this.#inverseSquares;
    let r2 = 0;
    let product = 1;
    for (let d = 0; d < dimensions; d++) {
      const x = a[aFrom + d] as number;
      const y = b[bFrom + d] as number;
      if (isCategorical[d] === 1) {
        if (x !== y) r2 += scales[d] as number;
      } else {
        const step = x - y;
        r2 += step * step * (scales[d] as number);
        product += (2 * x - 1) * (2 * y - 1);
      }
    }
    const p = product * this.#share;
    return this.signal * matern(r2) + this.trend * p * p;
  }

  /** Covariances of one point with the first `count` of `points`. */
  row(x: Float64Array, points: Float64Array, count: number, into: Float64Array): void {
    const { dimensions } = this.shape;
    for (let i = 0; i < count; i++) into[i] = this.value(x, 0, points, i * dimensions);
  }

  /**
   * Gradients at `x` of sum_i a_i k(x, x_i) and sum_i b_i k(x, x_i); 0 along categories.
   */
  rowGradients(
    x: Float64Array,
    points: Float64Array,
    count: number,
    weights: readonly [a: Float64Array, b: Float64Array],
    into: readonly [a: Float64Array, b: Float64Array],
  ): void {
    const { dimensions, isCategorical } = this.shape;
    const scales = this.#inverseSquares;
    into[0].fill(0);
    into[1].fill(0);
    for (let i = 0; i < count; i++) {
      const at = i * dimensions;
      let r2 = 0;
      let product = 1;
      for (let d = 0; d < dimensions; d++) {
        const from = x[d] as number;
        const to = points[at + d] as number;
        if (isCategorical[d] === 1) {
          if (from !== to) r2 += scales[d] as number;
        } else {
          r2 += (from - to) * (from - to) * (scales[d] as number);
          product += (2 * from - 1) * (2 * to - 1);
        }
      }
      const steep = -this.signal * maternSlope(r2);
      const bend = 4 * this.trend * product * this.#share * this.#share;
      const a = weights[0][i] as number;
      const b = weights[1][i] as number;
      for (let d = 0; d < dimensions; d++) {
        if (isCategorical[d] === 1) continue;
        const to = points[at + d] as number;
        const slope = steep * (scales[d] as number) * ((x[d] as number) - to) + bend * (2 * to - 1);
        into[0][d] = (into[0][d] as number) + a * slope;
        into[1][d] = (into[1][d] as number) + b * slope;
      }
    }
  }
}
