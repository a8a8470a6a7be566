/**
 * Learning rates of CMA-ES adapted to a steady ratio of signal to noise, for noisy and multimodal losses: Nomura, Akimoto,
 * Ono, "CMA-ES with Learning Rate Adaptation" (2023). Each step of the mean and of Sigma = sigma^2 C is seen in units of
 * Sigma; the part of it that recurs is the signal.
 */
import { SymmetricEigen } from "../../linear/symmetric-eigen.ts";
import type { CmaEs } from "./cma-es.ts";

/** The paper's: the wanted ratio, the memories of mean and Sigma, and the damping. */
const ALPHA = 1.4;
const BETA_MEAN = 0.1;
const BETA_SIGMA = 0.03;
const GAMMA = 0.1;

/** One learning rate, and the moving averages it follows (equations 6 to 13). */
class Rate {
  eta = 1;
  readonly #beta: number;
  readonly #average: Float64Array;
  #square = 0;

  constructor(size: number, beta: number) {
    this.#average = new Float64Array(size);
    this.#beta = beta;
  }

  follow(step: Float64Array): void {
    const beta = this.#beta;
    let [stepSquare, signal] = [0, 0];
    for (let i = 0; i < step.length; i++) {
      const mean = (1 - beta) * (this.#average[i] as number) + beta * (step[i] as number);
      this.#average[i] = mean;
      stepSquare += (step[i] as number) ** 2;
      signal += mean * mean;
    }
    this.#square = (1 - beta) * this.#square + beta * stepSquare;
    const ratio = (signal - (beta / (2 - beta)) * this.#square) / (this.#square - signal);
    if (!Number.isFinite(ratio)) return;
    const wish = Math.max(-1, Math.min(1, ratio / (ALPHA * this.eta) - 1));
    this.eta = Math.min(1, this.eta * Math.exp(Math.min(GAMMA * this.eta, beta) * wish));
  }
}

/** Holds back a `CmaEs`: to be called before and after it learns a generation. */
export class LearningRates {
  readonly #n: number;
  readonly #eigen: SymmetricEigen;
  readonly #mean: Rate;
  readonly #shape: Rate;
  readonly #oldMean: Float64Array;
  /** Sigma and its inverse root, as full matrices, before the generation. */
  readonly #old: Float64Array;
  readonly #inverseRoot: Float64Array;

  constructor(n: number) {
    this.#n = n;
    this.#eigen = new SymmetricEigen(n);
    this.#mean = new Rate(n, BETA_MEAN);
    this.#shape = new Rate(n * n, BETA_SIGMA);
    this.#oldMean = new Float64Array(n);
    this.#old = new Float64Array(n * n);
    this.#inverseRoot = new Float64Array(n * n);
  }

  /** The rates of the mean and of Sigma at present, in (0, 1]. */
  get etas(): readonly [mean: number, shape: number] {
    return [this.#mean.eta, this.#shape.eta];
  }

  before(cma: CmaEs): void {
    const n = this.#n;
    this.#oldMean.set(cma.mean);
    writeSigma(cma, this.#old);
    this.#inverseRoot.fill(0);
    if (!this.#eigen.decompose(this.#old)) return;
    const { values, vectors } = this.#eigen;
    for (let k = 0; k < n; k++) {
      const scale = 1 / Math.sqrt(Math.max(Number.MIN_VALUE, values[k] as number));
      for (let i = 0; i < n; i++) {
        const v = scale * (vectors[k * n + i] as number);
        for (let j = 0; j < n; j++) {
          this.#inverseRoot[i * n + j] = (this.#inverseRoot[i * n + j] as number) + v * (vectors[k * n + j] as number);
        }
      }
    }
  }

  after(cma: CmaEs): void {
    const n = this.#n;
    const root = this.#inverseRoot;
    const meanStep = cma.mean.map((x, i) => x - (this.#oldMean[i] as number));
    const sigmaNow = new Float64Array(n * n);
    writeSigma(cma, sigmaNow);
    const shapeStep = sigmaNow.map((entry, at) => entry - (this.#old[at] as number));
    const etaBefore = this.#mean.eta;
    this.#mean.follow(product(root, meanStep, n, 1));
    const seen = product(product(root, shapeStep, n, n), root, n, n);
    this.#shape.follow(seen.map((entry) => entry * Math.SQRT1_2));
    for (let i = 0; i < n; i++) {
      cma.mean[i] = (this.#oldMean[i] as number) + this.#mean.eta * (meanStep[i] as number);
    }
    const blended = shapeStep.map((step, at) => (this.#old[at] as number) + this.#shape.eta * step);
    this.#write(cma, blended, etaBefore / this.#mean.eta);
  }

  /** Splits Sigma into sigma and C with determinant 1; a lower rate of the mean calls for a larger sigma (section 3.3). */
  #write(cma: CmaEs, sigma: Float64Array, larger: number): void {
    const n = this.#n;
    if (!this.#eigen.decompose(sigma)) return;
    let logDeterminant = 0;
    for (let k = 0; k < n; k++) logDeterminant += Math.log(this.#eigen.values[k] as number);
    const size = Math.exp(logDeterminant / (2 * n));
    if (!(size > 0 && Number.isFinite(size))) return;
    const { covariance } = cma;
    const step = covariance.length === n ? n + 1 : 1;
    for (let at = 0; at < covariance.length; at++) covariance[at] = (sigma[at * step] as number) / (size * size);
    cma.sigma = size * larger;
    cma.settle();
  }
}

/** sigma^2 C as a full matrix; reads the lower triangle. */
function writeSigma({ sigma, covariance, dimensions: n }: CmaEs, into: Float64Array): void {
  const square = sigma * sigma;
  into.fill(0);
  for (let i = 0; i < n; i++) {
    if (covariance.length === n) into[i * n + i] = square * (covariance[i] as number);
    else
      for (let j = 0; j < n; j++)
        into[i * n + j] = square * (covariance[Math.max(i, j) * n + Math.min(i, j)] as number);
  }
}

/** A (n x n) times B (n x columns). */
function product(a: Float64Array, b: Float64Array, n: number, columns: number): Float64Array {
  const result = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const entry = a[i * n + k] as number;
      for (let j = 0; j < columns; j++) {
        result[i * columns + j] = (result[i * columns + j] as number) + entry * (b[k * columns + j] as number);
      }
    }
  }
  return result;
}
