/**
 * One parameter's kernels of a tree-structured Parzen estimator, as Optuna 5 makes them (`parzen_estimator.py`): a
 * truncated normal around every observation, as wide as the larger gap to its neighbours, and one wide prior in the middle.
 */
import type { CategoricalDistribution, NumericalDistribution } from "../distribution.ts";
import { logNormalMass } from "../normal-distribution.ts";
import { transformedBounds } from "../transform.ts";

/** Kernel i belongs to observation i; the last one is the prior. */
export interface NumericalKernels {
  readonly kind: "numerical";
  readonly distribution: NumericalDistribution;
  readonly low: number;
  readonly high: number;
  /** Transformed (ln if `log`). */
  readonly mus: Float64Array;
  readonly sigmas: Float64Array;
  /** ln of each kernel's mass inside [low, high]. */
  readonly lnMasses: Float64Array;
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

/** How narrow a kernel may become. */
export interface Narrowest {
  /** As a share of the range. */
  readonly range: number;
  /** As a share of the cell of the grid it stands in. */
  readonly cell: number;
}

/** Kernels around `mus`: transformed observations with room for the prior's at the end; `order` sorts them. */
export function numericalKernels(
  distribution: NumericalDistribution,
  mus: Float64Array,
  order: Uint32Array,
  narrowest: Narrowest,
): NumericalKernels {
  const [low, high] = transformedBounds(distribution);
  const count = mus.length - 1;
  const sigmas = new Float64Array(count + 1);
  bringNear(mus, low, high);
  fillSigmas(sigmas, mus, order, low, high, narrowest.range * (high - low));
  if (narrowest.cell > 0 && distribution.step !== null) widenToGrid(sigmas, mus, distribution, narrowest.cell);
  mus[count] = 0.5 * (low + high);
  sigmas[count] = high - low;
  const lnMasses = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) {
    const sigma = sigmas[i] as number;
    const mu = mus[i] as number;
    lnMasses[i] = logNormalMass((low - mu) / sigma, (high - mu) / sigma);
  }
  return { kind: "numerical", distribution, low, high, mus, sigmas, lnMasses, order };
}

/** An observation may lie outside, if fixed by the author or if the range has changed; from too far it has no meaning. */
function bringNear(mus: Float64Array, low: number, high: number): void {
  const [least, most] = [low - (high - low), high + (high - low)];
  for (let i = 0; i < mus.length - 1; i++) {
    const mu = mus[i] as number;
    if (mu < least) mus[i] = least;
    else if (mu > most) mus[i] = most;
  }
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
  if (count === 0) return;
  const maxSigma = high - low;
  let left = count > 1 ? Number.POSITIVE_INFINITY : low;
  let middle = mus[order[0] as number] as number;
  for (let k = 0; k < count - 1; k++) {
    const right = mus[order[k + 1] as number] as number;
    const sigma = Math.max(middle - left, right - middle);
    sigmas[order[k] as number] = Math.min(maxSigma, Math.max(minSigma, sigma));
    left = middle;
    middle = right;
  }
  const last = count > 1 ? middle - left : Math.max(middle - low, high - middle);
  sigmas[order[count - 1] as number] = Math.min(maxSigma, Math.max(minSigma, last));
}

function widenToGrid(
  sigmas: Float64Array,
  mus: Float64Array,
  { step, log }: NumericalDistribution,
  cells: number,
): void {
  for (let i = 0; i < mus.length - 1; i++) {
    const value = Math.exp(mus[i] as number);
    const cell = log ? Math.log((value + 0.5) / (value - 0.5)) : (step ?? 0);
    sigmas[i] = Math.max(sigmas[i] as number, cells * cell);
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
