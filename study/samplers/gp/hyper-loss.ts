/**
 * How badly hyperparameters explain the data: the negative logarithm of evidence (Rasmussen and Williams 2006, eq. 5.8,
 * 5.9) times prior. Everything that does not depend on them is computed once, pair by pair.
 */
import { Cholesky, dot } from "../../linear/cholesky.ts";
import { type KernelShape, SQRT_5 } from "./kernel.ts";
import type { Box } from "./lbfgs.ts";

/** Mean and standard deviation of the normal prior of a hyperparameter's logarithm. */
export interface LogNormal {
  readonly mean: number;
  readonly deviation: number;
}

export interface HyperPriors {
  /** Of a length, for one dimension; the mean grows by ln(D) / 2, as distances do (Hvarfner et al. 2024). */
  readonly length: LogNormal;
  readonly signal: LogNormal;
  readonly trend: LogNormal;
  readonly noise: LogNormal;
  /** Variance of the noise at least: below it rounding errors would be explained. */
  readonly leastNoise: number;
}

/** For targets of variance about 1. */
export const DEFAULT_PRIORS: HyperPriors = {
  length: { mean: Math.log(0.5), deviation: 1 },
  signal: { mean: 0, deviation: 1.5 },
  trend: { mean: 0, deviation: 3 },
  noise: { mean: Math.log(1e-5), deviation: 3 },
  leastNoise: 1e-9,
};

/** Each hyperparameter's prior, in order. */
function priorsOf(shape: KernelShape, priors: HyperPriors): LogNormal[] {
  const { mean, deviation } = priors.length;
  const length = { mean: mean + Math.log(shape.dimensions) / 2, deviation };
  return [...Array.from({ length: shape.lengths }, () => length), priors.signal, priors.trend, priors.noise];
}

/** Lengths below would make every point its own; above, the dimension does not matter any more. In ln. */
const LENGTH_RANGE = [Math.log(5e-3), Math.log(300)] as const;
/** In ln, for signal and trend. */
const VARIANCE_RANGE = [Math.log(1e-8), Math.log(1e6)] as const;

/** Where hyperparameters may lie. */
export function hyperBox(shape: KernelShape, { leastNoise }: HyperPriors): Box {
  const ranges = [
    ...Array.from({ length: shape.lengths }, () => LENGTH_RANGE),
    VARIANCE_RANGE,
    VARIANCE_RANGE,
    [Math.log(leastNoise), 0] as const,
  ];
  return {
    lower: Float64Array.from(ranges, ([low]) => low),
    upper: Float64Array.from(ranges, ([, high]) => high),
  };
}

/** The likeliest hyperparameters while there is no data. */
export const priorMeans = (shape: KernelShape, priors: HyperPriors): Float64Array =>
  Float64Array.from(priorsOf(shape, priors), ({ mean }) => mean);

export class HyperLoss {
  readonly #shape: KernelShape;
  readonly #count: number;
  readonly #targets: Float64Array;
  readonly #priors: readonly LogNormal[];
  /** Per pair i > j: squared distance along every length, and the trend's product. */
  readonly #squares: Float64Array;
  readonly #products: Float64Array;
  /** Per pair: `maternSlope`. */
  readonly #slopes: Float64Array;
  readonly #matrix: Float64Array;
  readonly #scratch: Float64Array;
  readonly #solution: Float64Array;
  readonly #cholesky: Cholesky;

  constructor(
    shape: KernelShape,
    points: Float64Array,
    targets: Float64Array,
    priors: HyperPriors,
    count = targets.length,
  ) {
    this.#shape = shape;
    this.#count = count;
    this.#targets = targets;
    this.#priors = priorsOf(shape, priors);
    const pairs = (count * (count + 1)) / 2;
    this.#squares = new Float64Array(pairs * shape.lengths);
    this.#products = new Float64Array(pairs);
    this.#slopes = new Float64Array(pairs);
    this.#matrix = new Float64Array(count * count);
    this.#scratch = new Float64Array(count * count);
    this.#solution = new Float64Array(count);
    this.#cholesky = new Cholesky(count);
    this.#readPairs(points);
  }

  #readPairs(points: Float64Array): void {
    const { dimensions, isCategorical, lengthOf, lengths, numbers } = this.#shape;
    for (let i = 0, pair = 0; i < this.#count; i++) {
      for (let j = 0; j <= i; j++, pair++) {
        let product = 1;
        for (let d = 0; d < dimensions; d++) {
          const [x, y] = [points[i * dimensions + d] as number, points[j * dimensions + d] as number];
          const at = pair * lengths + (lengthOf[d] as number);
          const isCategory = isCategorical[d] === 1;
          const square = isCategory ? Number(x !== y) : (x - y) * (x - y);
          this.#squares[at] = (this.#squares[at] as number) + square;
          if (!isCategory) product += (2 * x - 1) * (2 * y - 1);
        }
        this.#products[pair] = (product / (1 + numbers)) ** 2;
      }
    }
  }

  /** Multiplications of one evaluation: factor and inverse, and a dozen or so for each pair's exponential. */
  get cost(): number {
    const n = this.#count;
    return n * n * (n / 2 + this.#shape.lengths + 12);
  }

  /** The loss at these hyperparameters, with its gradient; Infinity where the matrix is singular. */
  evaluate(parameters: Float64Array, gradient: Float64Array): number {
    const n = this.#count;
    this.#fillMatrix(parameters);
    if (!this.#cholesky.factorize(this.#matrix, n)) return Number.POSITIVE_INFINITY;
    const solution = this.#solution;
    solution.set(this.#targets.subarray(0, n));
    this.#cholesky.solve(solution);
    const misfit = dot(solution, 0, this.#targets, 0, n);
    this.#cholesky.inverse(this.#matrix, this.#scratch);
    this.#gradient(parameters, gradient);
    const evidence = 0.5 * (misfit + this.#cholesky.logDeterminant() + n * Math.log(2 * Math.PI));
    return evidence + this.#addPrior(parameters, gradient);
  }

  #fillMatrix(parameters: Float64Array): void {
    const n = this.#count;
    const { lengths } = this.#shape;
    const scales = parameters.subarray(0, lengths).map((length) => Math.exp(-2 * length));
    const signal = Math.exp(parameters[lengths] as number);
    const trend = Math.exp(parameters[lengths + 1] as number);
    const noise = Math.exp(parameters[lengths + 2] as number);
    const [squares, products, slopes, matrix] = [this.#squares, this.#products, this.#slopes, this.#matrix];
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j <= i; j++, pair++) {
        let r2 = 0;
        for (let g = 0; g < lengths; g++) r2 += (squares[pair * lengths + g] as number) * (scales[g] as number);
        // `matern` and `maternSlope`, whose exponential is the same.
        const s = SQRT_5 * Math.sqrt(r2);
        const decay = Math.exp(-s);
        slopes[pair] = (5 / 3) * (1 + s) * decay;
        matrix[i * n + j] = signal * ((1 + s + (5 / 3) * r2) * decay) + trend * (products[pair] as number);
      }
      matrix[i * n + i] = (matrix[i * n + i] as number) + noise;
    }
  }

  /** Half the trace of (K^-1 - a a') dK, with K^-1 in the upper triangle of the matrix. */
  #gradient(parameters: Float64Array, gradient: Float64Array): void {
    const n = this.#count;
    const { lengths } = this.#shape;
    const squares = this.#squares;
    gradient.fill(0);
    let [trend, noise] = [0, 0];
    for (let i = 0, pair = 0; i < n; i++) {
      const a = this.#solution[i] as number;
      for (let j = 0; j < i; j++, pair++) {
        const weight = (this.#matrix[j * n + i] as number) - a * (this.#solution[j] as number);
        trend += weight * (this.#products[pair] as number);
        const slope = weight * (this.#slopes[pair] as number);
        for (let g = 0; g < lengths; g++) {
          gradient[g] = (gradient[g] as number) + slope * (squares[pair * lengths + g] as number);
        }
      }
      const weight = 0.5 * ((this.#matrix[i * n + i] as number) - a * a);
      trend += weight * (this.#products[pair++] as number);
      noise += weight;
    }
    this.#finishGradient(parameters, gradient, trend, noise);
  }

  /**
   * Scales the sums. The signal's needs no pass of its own: the trace of (K^-1 - a a') K is n - a'y, and is the sum of
   * the three parts.
   */
  #finishGradient(parameters: Float64Array, gradient: Float64Array, trend: number, noise: number): void {
    const { lengths } = this.#shape;
    const signal = Math.exp(parameters[lengths] as number);
    for (let g = 0; g < lengths; g++) {
      gradient[g] = (gradient[g] as number) * signal * Math.exp(-2 * (parameters[g] as number));
    }
    const byTrend = trend * Math.exp(parameters[lengths + 1] as number);
    const byNoise = noise * Math.exp(parameters[lengths + 2] as number);
    const all = 0.5 * (this.#count - dot(this.#solution, 0, this.#targets, 0, this.#count));
    gradient[lengths] = all - byTrend - byNoise;
    gradient[lengths + 1] = byTrend;
    gradient[lengths + 2] = byNoise;
  }

  #addPrior(parameters: Float64Array, gradient: Float64Array): number {
    let sum = 0;
    this.#priors.forEach(({ mean, deviation }, i) => {
      const z = ((parameters[i] as number) - mean) / deviation;
      sum += 0.5 * z * z;
      gradient[i] = (gradient[i] as number) + z / deviation;
    });
    return sum;
  }
}
