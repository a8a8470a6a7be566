/**
 * A Parzen estimator over several parameters at once: a mixture of products that share the component index
 * (Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization"; multivariate as in BOHB, Falkner et al. 2018).
 */

import { truncatedNormalQuantile } from "../../normal-distribution.ts";
import type { Rng } from "../../rng.ts";
import { nearestValue } from "../../space/distribution.ts";
import type { ParamMixture } from "../../trial/proposal.ts";
import { ParzenDensity, type Points } from "./parzen-density.ts";
import type { CategoricalKernels, Kernels, NumericalKernels } from "./parzen-kernels.ts";

/** Kernels of several parameters that share the component index. */
export class ParzenEstimator {
  /** Normalised; the prior's is the last. */
  readonly weights: Float64Array;
  readonly #kernels: readonly Kernels[];
  readonly #density: ParzenDensity;

  constructor(kernels: readonly Kernels[], weights: Float64Array) {
    this.#kernels = kernels;
    this.weights = weights;
    this.#density = new ParzenDensity(kernels, weights);
  }

  /** ln density (of ln x where `log`) times mass of the discrete parameters, at each point. */
  logPdf(points: Points): Float64Array {
    return this.#density.at(points);
  }

  /** `count` points: a component by its weight, then each parameter from that component's kernel. */
  sample(rng: Rng, count: number): Points {
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
