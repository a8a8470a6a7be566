/**
 * Losses as a model should see them: linear up to a quantile above the best, logarithmic beyond (a smooth join), then
 * standardised. Which quantile is left to evidence, so the change of density comes along (Snelson et al. 2004, "Warped
 * Gaussian processes").
 */

/** Shares of the points that stay linear. One: nothing is bent, as an exact quadratic wants it. */
export const LINEAR_SHARES: readonly number[] = [0.15, 0.5, 1];
/** Losses all alike have no quantile; the reciprocal of this is still a number. */
const SMALLEST_UNIT = 1e-300;

export interface WarpedLosses {
  /** Mean 0, deviation 1. */
  readonly losses: Float64Array;
  /** Squared height above the best, at most 1: how much relative noise a point has. */
  readonly spread: Float64Array;
  /** Log density of the raw losses minus that of the warped, up to a constant. */
  readonly logJacobian: number;
}

/** `gaps` are losses minus the least of them; infinite ones count as the worst of the others. */
export function warpLosses(gaps: Float64Array, share: number): WarpedLosses {
  const n = gaps.length;
  const sorted = gaps.slice().sort();
  const finite = sorted.findLastIndex((gap) => gap < Number.MAX_VALUE);
  const worst = sorted[finite] ?? 1;
  const quantile = sorted[Math.min(finite, Math.max(1, Math.round(share * (n - 1))))] ?? 0;
  const unit = Math.max(quantile, SMALLEST_UNIT);
  const losses = new Float64Array(n);
  const spread = new Float64Array(n);
  let [logJacobian, mean, square] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const gap = Math.min(worst, gaps[i] as number) / unit;
    const bent = gap > 1 ? Math.log(gap) : 0;
    const loss = gap > 1 ? 1 + bent : gap;
    losses[i] = loss;
    spread[i] = 1e-4 + Math.min(1, loss) ** 2;
    logJacobian -= Math.log(unit) + bent;
    mean += loss / n;
  }
  for (const loss of losses) square += (loss - mean) ** 2 / n;
  const deviation = Math.sqrt(square) || 1;
  for (let i = 0; i < n; i++) losses[i] = ((losses[i] as number) - mean) / deviation;
  return { losses, spread, logJacobian: logJacobian - n * Math.log(deviation) };
}
