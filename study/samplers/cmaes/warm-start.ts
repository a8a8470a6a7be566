/** Where a search begins; from trials of a similar task: Nomura et al., "Warm Starting CMA-ES" (2021). */

import { SymmetricEigen } from "../../linear/symmetric-eigen.ts";
import { contains, type NumericalDistribution, type ParamValue } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { toUnit } from "../shared/unit-cube.ts";
import type { Start } from "./search.ts";

/** A trial of another study, to start from. */
export interface SourceTrial {
  readonly params: Readonly<Record<string, ParamValue>>;
  /** To be minimised, whatever this study's direction. */
  readonly loss: number;
}

/** gamma: the share of the source's trials that counts as promising. */
const PROMISING = 0.1;
/** alpha: the deviation each promising trial has of its own. */
const OWN_DEVIATION = 0.1;

/**
 * The normal distribution nearest to the mixture of N(x, alpha^2 I) over the promising trials (equations 9 and 10), or null
 * if no trial has all numerical parameters of the space.
 */
export function warmStart(source: readonly SourceTrial[], space: SearchSpace, separable: boolean): Start | null {
  const points = source.flatMap(({ params, loss }) => {
    const point = Number.isNaN(loss) ? null : pointOf(params, space);
    return point === null ? [] : [{ point, loss }];
  });
  if (points.length === 0) return null;
  points.sort((a, b) => (a.loss < b.loss ? -1 : Number(a.loss > b.loss)));
  const best = points.slice(0, Math.max(1, Math.floor(PROMISING * points.length))).map(({ point }) => point);
  const n = best[0]?.length ?? 0;
  const mean = new Float64Array(n).map((_, i) => average(best.map((point) => point[i] ?? 0)));
  const spread = (i: number, j: number): number =>
    (i === j ? OWN_DEVIATION ** 2 : 0) +
    average(best.map((point) => ((point[i] ?? 0) - (mean[i] ?? 0)) * ((point[j] ?? 0) - (mean[j] ?? 0))));
  const covariance = separable
    ? mean.map((_, i) => spread(i, i))
    : new Float64Array(n * n).map((_, at) => spread(Math.floor(at / n), at % n));
  const sigma = Math.exp(logDeterminant(covariance, n) / (2 * n));
  return { mean, sigma, covariance: covariance.map((entry) => entry / (sigma * sigma)) };
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function logDeterminant(covariance: Float64Array, n: number): number {
  if (covariance.length === n) return covariance.reduce((sum, entry) => sum + Math.log(entry), 0);
  const eigen = new SymmetricEigen(n);
  eigen.decompose(covariance);
  return eigen.values.reduce((sum, value) => sum + Math.log(value), 0);
}

/** The numerical parameters in [0, 1]; null if one is missing or outside. */
function pointOf(params: Readonly<Record<string, ParamValue>>, { names, distributions }: SearchSpace): number[] | null {
  const point: number[] = [];
  for (const [i, distribution] of distributions.entries()) {
    if (distribution.kind === "categorical") continue;
    const value = unitOf(params, names[i] ?? "", distribution);
    if (value === null) return null;
    point.push(value);
  }
  return point.length > 0 ? point : null;
}

/** Where `name`'s value lies in its range; null if it is not given or lies outside. */
export function unitOf(
  params: Readonly<Record<string, ParamValue>>,
  name: string,
  distribution: NumericalDistribution,
): number | null {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  return typeof value === "number" && contains(distribution, value) ? toUnit(distribution, value) : null;
}
