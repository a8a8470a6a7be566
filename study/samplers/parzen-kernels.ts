/**
 * One parameter's kernels of a tree-structured Parzen estimator, as Optuna 5 makes them (`parzen_estimator.py`): a
 * truncated normal around every observation, as wide as the larger gap to its neighbours, and one wide prior in the middle.
 */
import type { CategoricalDistribution, NumericalDistribution } from "../distribution.ts";
import { logNormalMass } from "../normal-distribution.ts";
import { transformedBounds } from "../transform.ts";

/** `observations[i]` belongs to kernel i; the prior is kernel `count`. */
export interface NumericalKernels {
  readonly kind: "numerical";
  readonly distribution: NumericalDistribution;
  readonly low: number;
  readonly high: number;
  /** Transformed (ln if `log`). Length `count + 1`. */
  readonly mus: Float64Array;
  readonly sigmas: Float64Array;
  /** ln of each kernel's mass inside [low, high]. */
  readonly logMasses: Float64Array;
  /** The observations' kernels by ascending mu. */
  readonly order: Uint32Array;
}

export interface CategoricalKernels {
  readonly kind: "categorical";
  readonly distribution: CategoricalDistribution;
  /** Choice index of each observation. */
  readonly indices: Float64Array;
  /** Probability of the observed choice, and of each other one; the prior is uniform. */
  readonly hit: number;
  readonly miss: number;
}

export type Kernels = NumericalKernels | CategoricalKernels;

/** Narrowest kernel: a share of the range that shrinks as observations come in ("magic clip"). */
export const magicClip = (count: number): number => 1 / Math.min(100, count + 2);

/** Kernels over `count` transformed observations at the start of `values`, which has room for the prior behind them. */
export function numericalKernels(
  distribution: NumericalDistribution,
  mus: Float64Array,
  order: Uint32Array,
  narrowest: number,
): NumericalKernels {
  const [low, high] = transformedBounds(distribution);
  const count = mus.length - 1;
  const sigmas = new Float64Array(count + 1);
  fillSigmas(sigmas, mus, order, low, high, narrowest * (high - low));
  mus[count] = 0.5 * (low + high);
  sigmas[count] = high - low;
  const logMasses = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) {
    const sigma = sigmas[i] ?? 1;
    const mu = mus[i] ?? 0;
    logMasses[i] = logNormalMass((low - mu) / sigma, (high - mu) / sigma);
  }
  return { kind: "numerical", distribution, low, high, mus, sigmas, logMasses, order };
}

/** The larger gap to a neighbour; the ends of the range count as neighbours only for a single observation. */
function fillSigmas(
  sigmas: Float64Array,
  mus: Float64Array,
  order: Uint32Array,
  low: number,
  high: number,
  minSigma: number,
): void {
  const count = order.length;
  const maxSigma = high - low;
  let left = low;
  let mu = count > 0 ? (mus[order[0] ?? 0] ?? 0) : 0;
  for (let k = 0; k < count; k++) {
    const right = k === count - 1 ? high : (mus[order[k + 1] ?? 0] ?? 0);
    let sigma = Math.max(mu - left, right - mu);
    if (count > 1 && k === 0) sigma = right - mu;
    if (count > 1 && k === count - 1) sigma = mu - left;
    sigmas[order[k] ?? 0] = sigma < minSigma ? minSigma : sigma > maxSigma ? maxSigma : sigma;
    left = mu;
    mu = right;
  }
}

/** Kernels over the choice indices observed: one count each plus an even share of the prior weight. */
export function categoricalKernels(
  distribution: CategoricalDistribution,
  indices: Float64Array,
  priorWeight: number,
): CategoricalKernels {
  const share = priorWeight / (indices.length + 1);
  const total = 1 + share * distribution.choices.length;
  return { kind: "categorical", distribution, indices, hit: (1 + share) / total, miss: share / total };
}
