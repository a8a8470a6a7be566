/**
 * One parameter's kernels of a tree-structured Parzen estimator, as Optuna 5 makes them (`parzen_estimator.py`): a
 * truncated normal around every observation, as wide as the larger gap to its neighbours, and one wide prior in the middle.
 */

import { logNormalMass } from "../../normal-distribution.ts";
import type { CategoricalDistribution, NumericalDistribution } from "../../space/distribution.ts";
import { transformedBounds } from "../../space/transform.ts";

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

/** How wide kernels are. */
export interface KernelWidths {
  /** As a share of the range. */
  readonly range: number;
  /** As a share of the cell of the grid it stands in. */
  readonly cell: number;
  /** Whether the ends of the range count as neighbours of the outermost kernels; for a single kernel they always do. */
  readonly hasEnds: boolean;
}

/** Kernels around `mus`: transformed observations with room for the prior's at the end; `order` sorts them. */
export function numericalKernels(
  distribution: NumericalDistribution,
  mus: Float64Array,
  order: Uint32Array,
  widths: KernelWidths,
): NumericalKernels {
  const [low, high] = transformedBounds(distribution);
  const count = mus.length - 1;
  const sigmas = new Float64Array(count + 1);
  bringNear(mus, low, high);
  const ends = widths.hasEnds || count === 1 ? [low, high] : [Number.NaN, Number.NaN];
  const gaps = [widths.range * (high - low), high - low];
  fillSigmas(sigmas, mus, order, ends, gaps);
  if (widths.cell > 0 && distribution.step !== null) widenToGrid(sigmas, mus, distribution, widths.cell);
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

/** The larger gap to a neighbour, within limits; `ends` that are NaN are no neighbours. */
function fillSigmas(
  sigmas: Float64Array,
  mus: Float64Array,
  order: Uint32Array,
  [low = 0, high = 0]: readonly number[],
  [minSigma = 0, maxSigma = 0]: readonly number[],
): void {
  let left = low;
  for (let k = 0; k < order.length; k++) {
    const middle = mus[order[k] as number] as number;
    const right = k + 1 < order.length ? (mus[order[k + 1] as number] as number) : high;
    const gap = middle - left >= right - middle || Number.isNaN(right) ? middle - left : right - middle;
    sigmas[order[k] as number] = Math.min(maxSigma, Math.max(minSigma, gap));
    left = middle;
  }
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
