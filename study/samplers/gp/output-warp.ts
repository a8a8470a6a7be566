/**
 * Losses as a Gaussian process likes them: of mean 0 and variance 1, and, where they span decades, on a scale like the
 * logarithm's. A warped Gaussian process (Snelson et al. 2004) compares scales by evidence: that of the warped losses
 * plus the sum of ln w'(y).
 */

/** z = (w(y) - mean) / deviation, with w(y) = ln(1 + (y - least) / offset), or y - least where `offset` is infinite. */
export interface OutputWarp {
  readonly least: number;
  readonly offset: number;
  readonly mean: number;
  readonly deviation: number;
  /** Larger losses count as this one. */
  readonly most: number;
  /** Sum of ln dz/dy over the losses it was made for. */
  readonly logJacobian: number;
}

/** Offsets as shares of the distance between least and median loss: from a straight scale to a steep one. */
export const WARP_OFFSETS: readonly number[] = [Number.POSITIVE_INFINITY, 1, 0.1, 0.01];

/** Losses further above the median than so many times its distance from the least count as one: they say only "bad". */
const FAR = 1e8;
/** The widest distance whose square, summed, is still a number. */
const WIDEST = 1e150;

/** The finite ones in ascending order; infinite and undefined losses are replaced by the worst finite one. */
function finiteSorted(losses: ArrayLike<number>): Float64Array {
  return Float64Array.from(Array.from(losses).filter(Number.isFinite)).sort();
}

/** The scale with one of `WARP_OFFSETS` for these losses. */
export function outputWarp(losses: ArrayLike<number>, share: number): OutputWarp {
  const sorted = finiteSorted(losses);
  const least = sorted[0] ?? 0;
  const median = sorted[sorted.length >> 1] ?? 0;
  const worst = sorted[sorted.length - 1] ?? 0;
  const spread = median - least || worst - least || 1;
  const most = Math.min(worst, median + FAR * spread, least + WIDEST);
  const raw = { least, offset: share * spread, mean: 0, deviation: 1, most, logJacobian: 0 };
  const warped = Float64Array.from(losses, (loss) => warp(raw, loss));
  const mean = warped.reduce((sum, z) => sum + z, 0) / Math.max(1, warped.length);
  const variance = warped.reduce((sum, z) => sum + (z - mean) ** 2, 0) / Math.max(1, warped.length);
  const deviation = Math.sqrt(variance) > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : 1;
  return { ...raw, mean, deviation, logJacobian: logJacobian({ ...raw, deviation }, losses) };
}

/** A loss on the new scale. */
export function warp({ least, offset, mean, deviation, most }: OutputWarp, loss: number): number {
  const above = aboveLeast(loss, least, most);
  const w = offset === Number.POSITIVE_INFINITY ? above : Math.log1p(above / offset);
  return (w - mean) / deviation;
}

function logJacobian({ least, offset, deviation, most }: OutputWarp, losses: ArrayLike<number>): number {
  let sum = -losses.length * Math.log(deviation);
  if (offset === Number.POSITIVE_INFINITY) return sum;
  for (let i = 0; i < losses.length; i++) sum -= Math.log(offset + aboveLeast(losses[i] as number, least, most));
  return sum;
}

/** NaN counts as worst, -Infinity as best. */
const aboveLeast = (loss: number, least: number, most: number): number =>
  loss < most ? Math.max(loss - least, 0) : most - least;
