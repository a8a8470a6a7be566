/**
 * Gaussian process regression (Rasmussen and Williams 2006, algorithm 2.1) with a zero mean, for targets standardised by
 * the caller. Points may be added and taken off again without refitting: that is how running trials are fantasised.
 */
import { Cholesky, dot } from "../../linear/cholesky.ts";
import { type FitOptions, fitHyperparameters } from "./hyper-fit.ts";
import { DEFAULT_PRIORS, type HyperPriors, priorMeans } from "./hyper-loss.ts";
import { Kernel, type KernelShape } from "./kernel.ts";

/** The noise grows tenfold until the matrix is regular; from 1e-9 this reaches 1, where it always is. */
const MAX_JITTERS = 12;

export class GpModel {
  readonly shape: KernelShape;
  readonly capacity: number;
  readonly priors: HyperPriors;
  /** As `KernelShape.parameters` lists them. */
  readonly parameters: Float64Array;
  readonly #points: Float64Array;
  readonly #targets: Float64Array;
  readonly #cholesky: Cholesky;
  /** K^-1 y. */
  readonly #weights: Float64Array;
  readonly #row: Float64Array;
  readonly #solved: Float64Array;
  readonly #slopes: readonly [Float64Array, Float64Array];
  #kernel: Kernel;

  /** Room for `capacity` points, those added later included. */
  constructor(shape: KernelShape, capacity: number, priors: HyperPriors = DEFAULT_PRIORS) {
    this.shape = shape;
    this.capacity = capacity;
    this.priors = priors;
    this.parameters = priorMeans(shape, priors);
    this.#points = new Float64Array(capacity * shape.dimensions);
    this.#targets = new Float64Array(capacity);
    this.#cholesky = new Cholesky(capacity);
    this.#weights = new Float64Array(capacity);
    this.#row = new Float64Array(capacity);
    this.#solved = new Float64Array(capacity);
    this.#slopes = [new Float64Array(shape.dimensions), new Float64Array(shape.dimensions)];
    this.#kernel = new Kernel(shape, this.parameters);
  }

  /** Points conditioned on. */
  get size(): number {
    return this.#cholesky.size;
  }

  get kernel(): Kernel {
    return this.#kernel;
  }

  /** Finds the likeliest hyperparameters for `points` (row by row) and conditions on them; returns their loss. */
  fit(points: Float64Array, targets: Float64Array, options: FitOptions = {}): number {
    const { parameters, loss } = fitHyperparameters(this.shape, points, targets, this.priors, options);
    this.condition(points, targets, parameters);
    return loss;
  }

  /** Conditions on `points` with given hyperparameters. The noise is raised if the matrix would be singular. */
  condition(points: Float64Array, targets: Float64Array, parameters: Float64Array): void {
    const count = targets.length;
    if (parameters !== this.parameters) this.parameters.set(parameters);
    this.#points.set(points.subarray(0, count * this.shape.dimensions));
    this.#targets.set(targets);
    const at = this.shape.parameters - 1;
    for (let jitter = 0; jitter < MAX_JITTERS; jitter++) {
      this.#kernel = new Kernel(this.shape, this.parameters);
      if (this.#factorize(count)) break;
      this.parameters[at] = (this.parameters[at] as number) + Math.LN10;
    }
    this.#solveWeights();
  }

  #factorize(count: number): boolean {
    const { dimensions } = this.shape;
    this.#cholesky.truncate(0);
    for (let i = 0; i < count; i++) {
      const x = this.#points.subarray(i * dimensions, (i + 1) * dimensions);
      this.#kernel.row(x, this.#points, i + 1, this.#row);
      if (!this.#cholesky.append(this.#row, (this.#row[i] as number) + this.#kernel.noise)) return false;
    }
    return true;
  }

  #solveWeights(): void {
    const count = this.size;
    this.#weights.set(this.#targets.subarray(0, count));
    this.#cholesky.solve(this.#weights);
  }

  /**
   * Conditions on one point more as if it had met the mean: no mean changes, the variance does (Ginsbourger et al. 2010,
   * the kriging believer). False, with nothing changed, where it is known so well that nothing is added.
   */
  believe(x: Float64Array): boolean {
    const count = this.size;
    this.#kernel.row(x, this.#points, count, this.#row);
    const target = dot(this.#row, 0, this.#weights, 0, count);
    if (!this.#cholesky.append(this.#row, this.#kernel.value(x, 0, x, 0) + this.#kernel.noise)) return false;
    this.#points.set(x, count * this.shape.dimensions);
    this.#targets[count] = target;
    // The residual is 0, hence so is the weight.
    this.#weights[count] = 0;
    return true;
  }

  /** Forgets the points believed after the first `count`. */
  truncate(count: number): void {
    this.#cholesky.truncate(count);
  }

  /** The mean at the `i`th point it was conditioned on. */
  meanOf(i: number): number {
    return (this.#targets[i] as number) - this.#kernel.noise * (this.#weights[i] as number);
  }

  /** The mean at `x` alone. */
  mean(x: Float64Array): number {
    this.#kernel.row(x, this.#points, this.size, this.#row);
    return dot(this.#row, 0, this.#weights, 0, this.size);
  }

  /** Writes mean and variance (without noise) at `x`. */
  predict(x: Float64Array, into: { mean: number; variance: number }): void {
    const count = this.size;
    this.#kernel.row(x, this.#points, count, this.#row);
    into.mean = dot(this.#row, 0, this.#weights, 0, count);
    this.#cholesky.solveLower(this.#row);
    into.variance = this.#variance(x, dot(this.#row, 0, this.#row, 0, count));
  }

  /** The same with both gradients; 0 along categories. */
  predictGradients(
    x: Float64Array,
    into: { mean: number; variance: number },
    meanGradient: Float64Array,
    varianceGradient: Float64Array,
  ): void {
    this.predict(x, into);
    const count = this.size;
    const [row, solved] = [this.#row, this.#solved];
    solved.set(row.subarray(0, count));
    this.#cholesky.solveUpper(solved);
    this.#kernel.rowGradients(x, this.#points, count, [this.#weights, solved], this.#slopes);
    const { isCategorical, numbers, dimensions } = this.shape;
    const own = this.#ownSlope(x, numbers);
    for (let d = 0; d < dimensions; d++) {
      meanGradient[d] = this.#slopes[0][d] as number;
      varianceGradient[d] =
        isCategorical[d] === 1 ? 0 : own * (2 * (x[d] as number) - 1) - 2 * (this.#slopes[1][d] as number);
    }
  }

  /** The variance before any data grows along the trend: d k(x, x) / dx_d, by u_d. */
  #ownSlope(x: Float64Array, numbers: number): number {
    let product = 1;
    for (let d = 0; d < this.shape.dimensions; d++) {
      if (this.shape.isCategorical[d] === 0) product += (2 * (x[d] as number) - 1) ** 2;
    }
    return (8 * this.#kernel.trend * product) / (1 + numbers) ** 2;
  }

  /** Never below what rounding leaves of it. */
  #variance(x: Float64Array, explained: number): number {
    const own = this.#kernel.value(x, 0, x, 0);
    return Math.max(own - explained, 1e-14 * own);
  }
}
