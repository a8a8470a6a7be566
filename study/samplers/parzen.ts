/**
 * A Parzen estimator over several parameters at once: a mixture of products that share the component index
 * (Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization"; multivariate as in BOHB, Falkner et al. 2018).
 */
import { nearestValue } from "../distribution.ts";
import { logNormalMass, truncatedNormalQuantile } from "../normal-distribution.ts";
import type { ParamMixture } from "../proposal.ts";
import type { Rng } from "../rng.ts";
import type { CategoricalKernels, Kernels, NumericalKernels } from "./parzen-kernels.ts";

const LN_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

/** Candidate points, one array per parameter: internal values (a category's index, a number on its grid). */
export type Candidates = readonly Float64Array[];

export class ParzenEstimator {
  /** Normalised; the prior's is the last. */
  readonly weights: Float64Array;
  readonly #kernels: readonly Kernels[];
  /** What does not depend on the point: ln weight and the constants of all continuous kernels. */
  readonly #logConstants: Float64Array;
  readonly #scratch: Float64Array;

  constructor(kernels: readonly Kernels[], weights: Float64Array) {
    this.#kernels = kernels;
    this.weights = weights;
    this.#logConstants = weights.map(Math.log);
    this.#scratch = new Float64Array(weights.length);
    for (const dim of kernels) if (isContinuous(dim)) this.#addConstants(dim);
  }

  #addConstants({ sigmas, logMasses }: NumericalKernels): void {
    const constants = this.#logConstants;
    let [lastSigma, lnSigma] = [Number.NaN, 0];
    for (let i = 0; i < constants.length; i++) {
      const sigma = sigmas[i] ?? 1;
      // Most kernels have the narrowest width, so most logarithms are the one before.
      if (sigma !== lastSigma) [lastSigma, lnSigma] = [sigma, Math.log(sigma)];
      constants[i] = (constants[i] ?? 0) - LN_SQRT_2PI - lnSigma - (logMasses[i] ?? 0);
    }
  }

  /** ln density (of ln x where `log`) times ln mass of the discrete parameters, for each candidate. */
  logPdf(candidates: Candidates): Float64Array {
    const count = candidates[0]?.length ?? 0;
    const result = new Float64Array(count);
    const masses = this.#kernels.map((dim, d) =>
      dim.kind === "numerical" && !isContinuous(dim) ? massesByValue(dim, candidates[d] ?? EMPTY) : null,
    );
    for (let c = 0; c < count; c++) {
      const terms = this.#scratch;
      terms.set(this.#logConstants);
      this.#kernels.forEach((dim, d) => {
        const x = candidates[d]?.[c] ?? 0;
        if (dim.kind === "categorical") addCategorical(terms, dim, x);
        else if (isContinuous(dim)) addContinuous(terms, dim, dim.distribution.log ? Math.log(x) : x);
        else addAll(terms, masses[d]?.get(x) ?? EMPTY);
      });
      result[c] = logSumExp(terms);
    }
    return result;
  }

  /** `count` points: a component by its weight, then each parameter from that component's kernel. */
  sample(rng: Rng, count: number): Candidates {
    const cumulative = this.#cumulativeWeights();
    const components = Array.from({ length: count }, () => indexBelow(cumulative, rng.next()));
    return this.#kernels.map((dim) =>
      Float64Array.from(components, (i) =>
        dim.kind === "categorical" ? drawIndex(dim, i, rng) : drawNumber(dim, i, rng),
      ),
    );
  }

  /** The marginal density of parameter `d`, for the jail to draw from when the range is another. */
  mixture(d: number): ParamMixture {
    const dim = this.#kernels[d];
    if (dim === undefined) throw new RangeError(`There is no parameter ${d}.`);
    if (dim.kind === "numerical") {
      const { mus, sigmas } = dim;
      return {
        kind: "numerical",
        log: dim.distribution.log,
        weights: [...this.weights],
        mus: [...mus],
        sigmas: [...sigmas],
      };
    }
    const { choices } = dim.distribution;
    const prior = this.weights[dim.indices.length] ?? 1;
    const weights = choices.map(() => prior / choices.length + (1 - prior) * dim.miss);
    dim.indices.forEach((index, i) => {
      weights[index] = (weights[index] ?? 0) + (this.weights[i] ?? 0) * (dim.hit - dim.miss);
    });
    return { kind: "categorical", choices, weights };
  }

  #cumulativeWeights(): Float64Array {
    let sum = 0;
    return this.weights.map((weight) => (sum += weight));
  }
}

const EMPTY = new Float64Array(0);

const isContinuous = (dim: Kernels): dim is NumericalKernels =>
  dim.kind === "numerical" && dim.distribution.step === null;

function addContinuous(terms: Float64Array, { mus, sigmas }: NumericalKernels, x: number): void {
  for (let i = 0; i < terms.length; i++) {
    const z = (x - (mus[i] as number)) / (sigmas[i] as number);
    terms[i] = (terms[i] as number) - 0.5 * z * z;
  }
}

function addCategorical(terms: Float64Array, dim: CategoricalKernels, x: number): void {
  const [hit, miss] = [Math.log(dim.hit), Math.log(dim.miss)];
  const { indices } = dim;
  const count = indices.length;
  for (let i = 0; i < count; i++) terms[i] = (terms[i] as number) + (indices[i] === x ? hit : miss);
  terms[count] = (terms[count] as number) - Math.log(dim.distribution.choices.length);
}

function addAll(terms: Float64Array, values: Float64Array): void {
  for (let i = 0; i < terms.length; i++) terms[i] = (terms[i] as number) + (values[i] as number);
}

/** ln of every kernel's mass on [x - step/2, x + step/2], for each different x. */
function massesByValue(dim: NumericalKernels, xs: Float64Array): Map<number, Float64Array> {
  const half = (dim.distribution.step ?? 0) / 2;
  const byValue = new Map<number, Float64Array>();
  for (const x of xs) {
    if (byValue.has(x)) continue;
    const [left, right] = dim.distribution.log ? [Math.log(x - half), Math.log(x + half)] : [x - half, x + half];
    byValue.set(x, intervalMasses(dim, left, right));
  }
  return byValue;
}

/** Along the sorted kernels, because on a grid most have the mu and sigma of the one before. */
function intervalMasses(dim: NumericalKernels, left: number, right: number): Float64Array {
  const { mus, sigmas, logMasses, order } = dim;
  const masses = new Float64Array(mus.length);
  let [lastMu, lastSigma, last] = [Number.NaN, Number.NaN, 0];
  for (let k = 0; k < mus.length; k++) {
    const i = k < order.length ? (order[k] as number) : k;
    const [mu, sigma] = [mus[i] as number, sigmas[i] as number];
    if (mu !== lastMu || sigma !== lastSigma) {
      last = logNormalMass((left - mu) / sigma, (right - mu) / sigma);
      [lastMu, lastSigma] = [mu, sigma];
    }
    masses[i] = last - (logMasses[i] as number);
  }
  return masses;
}

function drawNumber({ distribution, low, high, mus, sigmas }: NumericalKernels, i: number, rng: Rng): number {
  const [mu, sigma] = [mus[i] ?? 0, sigmas[i] ?? 1];
  const x = mu + sigma * truncatedNormalQuantile(rng.next(), (low - mu) / sigma, (high - mu) / sigma);
  return nearestValue(distribution, distribution.log ? Math.exp(x) : x);
}

function drawIndex({ distribution, indices, hit, miss }: CategoricalKernels, i: number, rng: Rng): number {
  const count = distribution.choices.length;
  const u = rng.next();
  if (i >= indices.length) return Math.floor(u * count);
  const observed = indices[i] ?? 0;
  if (u < hit - miss || !(miss > 0)) return observed;
  return Math.min(count - 1, Math.floor((u - (hit - miss)) / miss));
}

/** First place whose cumulative weight is above u. */
function indexBelow(cumulative: Float64Array, u: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulative[middle] ?? 1) > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Terms this far below the largest are below half an ulp of the sum, even a million of them. */
const NEGLIGIBLE = -51;

function logSumExp(terms: Float64Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < terms.length; i++) if ((terms[i] as number) > max) max = terms[i] as number;
  if (max === Number.NEGATIVE_INFINITY) return max;
  let sum = 0;
  for (let i = 0; i < terms.length; i++) {
    const term = (terms[i] as number) - max;
    if (term > NEGLIGIBLE) sum += Math.exp(term);
  }
  return max + Math.log(sum);
}
