/**
 * The logarithm of expected improvement, with its slopes, where the improvement itself is far below the smallest double:
 * Ament et al. 2023, "Unexpected improvements to expected improvement for Bayesian optimization", eq. 9.
 */
import { logNormalCdf, logNormalPdf } from "../../normal-distribution.ts";

/** From here on the series converges to the last digit; the difference it stands for would lose its digits. */
const FAR = 20;

/** 1/t^2 - 3/t^4 + 15/t^6 - ...: the improvement over t > 20 sigmas, as a multiple of the density there. */
function tailSeries(t: number): number {
  const inverseSquare = 1 / (t * t);
  let [sum, term] = [0, inverseSquare];
  for (let k = 1; Math.abs(term) > 1e-17 * sum && k < 30; k++) {
    sum += term;
    term *= -(2 * k + 1) * inverseSquare;
  }
  return sum;
}

/** ln(pdf(u) + u cdf(u)): the logarithm of the improvement expected of a standard normal over -u. */
export function logImprovement(u: number): number {
  if (u > -1) return Math.log(Math.exp(logNormalPdf(u)) + u * Math.exp(logNormalCdf(u)));
  if (u < -FAR) return logNormalPdf(u) + Math.log(tailSeries(-u));
  return logNormalPdf(u) + Math.log1p(u * Math.exp(logNormalCdf(u) - logNormalPdf(u)));
}

/** A quantity and how it changes with mean and variance of a prediction. */
export interface Slopes {
  value: number;
  byMean: number;
  byVariance: number;
}

/** ln of the expected improvement below `best`, by a prediction of this mean and variance (> 0). */
export function logExpectedImprovement(best: number, mean: number, variance: number, into: Slopes): void {
  const deviation = Math.sqrt(variance);
  const u = (best - mean) / deviation;
  const log = logImprovement(u);
  into.value = log + Math.log(deviation);
  into.byMean = -Math.exp(logNormalCdf(u) - log) / deviation;
  into.byVariance = Math.exp(logNormalPdf(u) - log) / (2 * variance);
}

/** ln of the probability that a prediction of this mean and variance (> 0) is below 0. */
export function logNegativeProbability(mean: number, variance: number, into: Slopes): void {
  const deviation = Math.sqrt(variance);
  const u = -mean / deviation;
  into.value = logNormalCdf(u);
  const slope = Math.exp(logNormalPdf(u) - into.value);
  into.byMean = -slope / deviation;
  into.byVariance = (slope * mean) / (2 * variance * deviation);
}
