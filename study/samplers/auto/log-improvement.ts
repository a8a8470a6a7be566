import { logNormalPdf, normalCdf } from "../../normal-distribution.ts";

/** Below this the difference of the two terms has lost its digits, and the series is exact to 1e-4. */
const FAR = -8;

/** ln of the expected improvement on `best` by a normal variable (minimising); finite far in the tail (Ament et al. 2023). */
export function logExpectedImprovement(mean: number, deviation: number, best: number): number {
  const u = (best - mean) / deviation;
  if (u < FAR) return Math.log(deviation) + logNormalPdf(u) - 2 * Math.log(-u) + Math.log1p(-3 / (u * u));
  return Math.log(deviation) + Math.log(u * normalCdf(u) + Math.exp(logNormalPdf(u)));
}
