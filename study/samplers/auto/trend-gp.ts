/**
 * A Gaussian process for a neighbourhood of the best point: constant, slope and quadratic trends as kernels, each with a
 * variance of its own, and a Matern-5/2 for the rest (Rasmussen and Williams 2006, 2.7 and 4.2). With few points it is a
 * ridge regression that shrinks towards linear; with enough it is the full quadratic model of lq-CMA-ES (Hansen 2019),
 * and evidence, not a count of points, decides between them. The overall variance is integrated out.
 */
import { Cholesky } from "../../linear/cholesky.ts";
import type { TrendHypers } from "./trend-hypers.ts";

const SQRT_5 = Math.sqrt(5);
/** Losses come standardised, so a constant of a few standard deviations is as good as any. */
const CONSTANT = 10;
/** Keeps the matrix positive definite where points coincide; far under any difference that matters. */
const JITTER = 1e-9;

/** The kernel at one set of hypers. */
class Weights {
  readonly linear: number;
  readonly diagonal: number;
  readonly quadratic: number;
  readonly matern: number;
  readonly inverseLength: number;

  constructor(hypers: TrendHypers) {
    this.linear = Math.exp(hypers.linear);
    this.diagonal = Math.exp(hypers.diagonal);
    this.quadratic = Math.exp(hypers.quadratic);
    this.matern = Math.exp(hypers.matern);
    this.inverseLength = SQRT_5 / Math.exp(hypers.length);
  }

  /** From x'z, the sum of x_d^2 z_d^2, and |x - z|^2. */
  kernel(product: number, squares: number, distance: number): number {
    const t = distance > 0 ? Math.sqrt(distance) * this.inverseLength : 0;
    return (
      CONSTANT +
      this.linear * product +
      this.diagonal * squares +
      this.quadratic * product * product +
      this.matern * (1 + t + (t * t) / 3) * Math.exp(-t)
    );
  }
}

export interface Curvature {
  readonly mean: number;
  readonly deviation: number;
  /** Share of the variance believed at first that the losses have explained. */
  readonly known: number;
}

export class TrendGp {
  readonly dimensions: number;
  readonly capacity: number;
  readonly #points: Float64Array;
  readonly #products: Float64Array;
  readonly #squares: Float64Array;
  readonly #matrix: Float64Array;
  readonly #factor: Cholesky;
  readonly #alpha: Float64Array;
  readonly #row: Float64Array;
  #count = 0;
  #weights: Weights | null = null;
  #variance = 1;

  /** Room for `capacity` points. */
  constructor(dimensions: number, capacity: number) {
    this.dimensions = dimensions;
    this.capacity = capacity;
    this.#points = new Float64Array(capacity * dimensions);
    this.#products = new Float64Array(capacity * capacity);
    this.#squares = new Float64Array(capacity * capacity);
    this.#matrix = new Float64Array(capacity * capacity);
    this.#factor = new Cholesky(capacity);
    this.#alpha = new Float64Array(capacity);
    this.#row = new Float64Array(capacity);
  }

  /** The overall variance given the losses. */
  get variance(): number {
    return this.#variance;
  }

  /** Takes the first `count` points (row-major); what was fitted is void. */
  load(points: Float64Array, count: number): void {
    const [D, n] = [this.dimensions, Math.min(count, this.capacity)];
    this.#points.set(points.subarray(0, n * D));
    this.#count = n;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let [product, squares] = [0, 0];
        for (let d = 0; d < D; d++) {
          const p = (points[i * D + d] as number) * (points[j * D + d] as number);
          product += p;
          squares += p * p;
        }
        this.#products[i * n + j] = product;
        this.#squares[i * n + j] = squares;
      }
    }
  }

  /**
   * Negative log evidence for standardised losses, up to a constant; infinite if the matrix is singular. `spread[i]` is
   * the factor on the relative noise of loss i.
   */
  fit(losses: Float64Array, spread: Float64Array, hypers: TrendHypers): number {
    const n = this.#count;
    const weights = new Weights(hypers);
    this.#weights = weights;
    const [products, matrix, alpha] = [this.#products, this.#matrix, this.#alpha];
    const [relative, common] = [Math.exp(hypers.relativeNoise), Math.exp(hypers.noise)];
    for (let i = 0; i < n; i++) {
      const own = products[i * n + i] as number;
      for (let j = 0; j <= i; j++) {
        const at = i * n + j;
        const product = products[at] as number;
        const distance = own + (products[j * n + j] as number) - 2 * product;
        matrix[at] = weights.kernel(product, this.#squares[at] as number, distance);
      }
      const diagonal = matrix[i * n + i] as number;
      matrix[i * n + i] = diagonal * (1 + JITTER) + relative * (spread[i] as number) + common;
    }
    if (!this.#factor.factorize(matrix, n)) return Number.POSITIVE_INFINITY;
    alpha.set(losses.subarray(0, n));
    this.#factor.solveLower(alpha);
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (alpha[i] as number) ** 2;
    // An inverse gamma belief of one pseudo-observation on either side.
    this.#variance = (squares + 2) / (n + 2);
    this.#factor.solveUpper(alpha);
    return 0.5 * ((n + 2) * Math.log(this.#variance) + this.#factor.logDeterminant());
  }

  /** Posterior mean at x. */
  mean(x: Float64Array): number {
    this.#covariances(x);
    let sum = 0;
    for (let j = 0; j < this.#count; j++) sum += (this.#alpha[j] as number) * (this.#row[j] as number);
    return sum;
  }

  /** Posterior mean and standard deviation at x. */
  predict(x: Float64Array): readonly [mean: number, deviation: number] {
    const row = this.#row;
    const own = this.#covariances(x);
    let [mean, left] = [0, own];
    for (let j = 0; j < this.#count; j++) mean += (this.#alpha[j] as number) * (row[j] as number);
    this.#factor.solveLower(row);
    for (let j = 0; j < this.#count; j++) left -= (row[j] as number) ** 2;
    return [mean, Math.sqrt(Math.max(left, 1e-14 * own) * this.#variance)];
  }

  /** Adds a point as if the loss there were what is predicted: the mean stays, the doubt around it shrinks. */
  believe(x: Float64Array): void {
    const n = this.#count;
    if (n >= this.capacity || this.#weights === null) return;
    const own = this.#covariances(x);
    if (!this.#factor.append(this.#row, own * (1 + 1e-6))) return;
    this.#points.set(x, n * this.dimensions);
    this.#alpha[n] = 0;
    this.#count = n + 1;
  }

  /** Covariances of x with all points into `#row`; returns that with itself. */
  #covariances(x: Float64Array): number {
    const [D, points, weights] = [this.dimensions, this.#points, this.#weights];
    if (weights === null) return 0;
    let [own, ownSquares] = [0, 0];
    for (let d = 0; d < D; d++) {
      const p = (x[d] as number) ** 2;
      own += p;
      ownSquares += p * p;
    }
    for (let j = 0; j < this.#count; j++) {
      let [product, squares, distance] = [0, 0, 0];
      for (let d = 0; d < D; d++) {
        const [a, b] = [x[d] as number, points[j * D + d] as number];
        const p = a * b;
        product += p;
        squares += p * p;
        distance += (a - b) * (a - b);
      }
      this.#row[j] = weights.kernel(product, squares, distance);
    }
    return weights.kernel(own, ownSquares, 0);
  }

  /** Gradient of the mean at x, and the lower triangle of its Hessian (row-major). */
  derivatives(x: Float64Array, gradient: Float64Array, hessian: Float64Array): void {
    const [D, points, weights] = [this.dimensions, this.#points, this.#weights];
    gradient.fill(0);
    hessian.fill(0);
    if (weights === null) return;
    const { linear, diagonal, quadratic, inverseLength } = weights;
    const bend = (weights.matern * inverseLength * inverseLength) / 3;
    for (let j = 0; j < this.#count; j++) {
      const at = j * D;
      const alpha = this.#alpha[j] as number;
      let [product, distance] = [0, 0];
      for (let d = 0; d < D; d++) {
        const [a, b] = [x[d] as number, points[at + d] as number];
        product += a * b;
        distance += (a - b) * (a - b);
      }
      const t = Math.sqrt(distance) * inverseLength;
      const decay = Math.exp(-t);
      const pull = -bend * (1 + t) * decay;
      const twist = bend * inverseLength * inverseLength * decay;
      for (let d = 0; d < D; d++) {
        const p = points[at + d] as number;
        const away = (x[d] as number) - p;
        const along = linear * p + 2 * diagonal * (x[d] as number) * p * p + 2 * quadratic * product * p;
        gradient[d] = (gradient[d] as number) + alpha * (along + pull * away);
        hessian[d * D + d] = (hessian[d * D + d] as number) + alpha * (2 * diagonal * p * p + pull);
        const [outer, apart] = [2 * quadratic * p * alpha, twist * away * alpha];
        for (let e = 0; e <= d; e++) {
          const q = points[at + e] as number;
          hessian[d * D + e] = (hessian[d * D + e] as number) + outer * q + apart * ((x[e] as number) - q);
        }
      }
    }
  }

  /** Lower triangle of the Hessian of the quadratic trends alone. */
  trendHessian(into: Float64Array): void {
    const [D, points, weights] = [this.dimensions, this.#points, this.#weights];
    into.fill(0);
    if (weights === null) return;
    const { diagonal, quadratic } = weights;
    for (let j = 0; j < this.#count; j++) {
      const at = j * D;
      const alpha = 2 * (this.#alpha[j] as number);
      for (let d = 0; d < D; d++) {
        const p = points[at + d] as number;
        into[d * D + d] = (into[d * D + d] as number) + alpha * diagonal * p * p;
        for (let e = 0; e <= d; e++) {
          into[d * D + e] = (into[d * D + e] as number) + alpha * quadratic * p * (points[at + e] as number);
        }
      }
    }
  }

  /** Curvature of the quadratic trends along a unit vector (of `vectors`, from `offset`). */
  curvature(vectors: Float64Array, offset: number): Curvature {
    const [D, n, row, weights] = [this.dimensions, this.#count, this.#row, this.#weights];
    if (weights === null) return { mean: 0, deviation: 0, known: 0 };
    let believed = weights.quadratic;
    for (let d = 0; d < D; d++) believed += weights.diagonal * (vectors[offset + d] as number) ** 4;
    believed *= 4;
    for (let j = 0; j < n; j++) {
      let [along, squares] = [0, 0];
      for (let d = 0; d < D; d++) {
        const p = (vectors[offset + d] as number) * (this.#points[j * D + d] as number);
        along += p;
        squares += p * p;
      }
      row[j] = 2 * (weights.quadratic * along * along + weights.diagonal * squares);
    }
    let [mean, left] = [0, believed];
    for (let j = 0; j < n; j++) mean += (this.#alpha[j] as number) * (row[j] as number);
    this.#factor.solveLower(row);
    for (let j = 0; j < n; j++) left -= (row[j] as number) ** 2;
    left = Math.max(left, 0);
    return { mean, deviation: Math.sqrt(left * this.#variance), known: 1 - left / believed };
  }
}
