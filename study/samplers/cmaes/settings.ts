/** The constants of CMA-ES: Hansen, "The CMA Evolution Strategy: A Tutorial" (2016/2023), table 1, equations 49 to 58. */

export interface CmaSettings {
  /** lambda: points to a generation. */
  readonly population: number;
  /** By rank, best first: how much each of the mu parents pulls the mean; they sum to 1. */
  readonly pulls: Float64Array;
  /** By rank, of the covariance: the parents' pulls, then what is negative (or 0 if separable). */
  readonly weights: Float64Array;
  /** mu_eff: how many equal parents would vary as little as the weighted ones. */
  readonly effectiveParents: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cPath: number;
  /** c_1 and c_mu: how fast the covariance follows the path and the generation. */
  readonly cOne: number;
  readonly cRank: number;
  /** Sum of all weights. */
  readonly weightSum: number;
  /** E|N(0, I)|. */
  readonly normalLength: number;
}

/** lambda = 4 + floor(3 ln n) (equation 48). */
export const defaultPopulation = (dimensions: number): number => 4 + Math.floor(3 * Math.log(dimensions));

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** mu_eff of some weights. */
function effective(weights: readonly number[]): number {
  const squares = sumOf(weights.map((w) => w * w));
  return squares > 0 ? sumOf(weights) ** 2 / squares : 0;
}

/** c_1 and c_mu. A diagonal learns (n + 2) / 3 times as fast (Ros and Hansen 2008). */
function covarianceRates(n: number, muEff: number, separable: boolean): readonly [cOne: number, cRank: number] {
  const faster = separable ? (n + 2) / 3 : 1;
  const cOne = Math.min(1 / 2, (faster * 2) / ((n + 1.3) ** 2 + muEff));
  const cRank = (faster * 2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff);
  return [cOne, Math.min(1 - cOne - 1e-8, cRank)];
}

/** For `n` dimensions and `population` >= 3 points to a generation. */
export function cmaSettings(n: number, population: number, separable = false): CmaSettings {
  const parents = Math.floor(population / 2);
  const raw = Array.from({ length: population }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1));
  const good = raw.slice(0, parents);
  const bad = raw.slice(parents);
  const muEff = effective(good);
  const muEffBad = effective(bad);
  const [cOne, cRank] = covarianceRates(n, muEff, separable);
  const goodSum = sumOf(good);
  const badSum = -sumOf(bad.map((w) => Math.min(0, w)));
  const alpha = Math.min(1 + cOne / cRank, 1 + (2 * muEffBad) / (muEff + 2), (1 - cOne - cRank) / (n * cRank));
  const badScale = badSum > 0 && cRank > 0 && Number.isFinite(alpha) ? Math.max(0, alpha) / badSum : 0;
  const weights = Float64Array.from(raw, (w, i) => (i < parents ? w / goodSum : Math.min(0, w) * badScale));
  const cSigma = (muEff + 2) / (n + muEff + 5);
  return {
    population,
    pulls: weights.slice(0, parents),
    weights,
    effectiveParents: muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cPath: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    cOne,
    cRank,
    weightSum: sumOf([...weights]),
    normalLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/**
 * The same for a generation in which `isLevel(r)` says that the points of ranks r - 1 and r are equally good: such points
 * share what their ranks would get, and mu_eff follows, so that chance alone neither narrows nor widens the search.
 */
export function withLevelRanks(settings: CmaSettings, isLevel: (rank: number) => boolean): CmaSettings {
  const { population } = settings;
  const shares: Float64Array[] = [];
  for (let from = 0, to = 1; from < population; from = to++) {
    while (to < population && isLevel(to)) to++;
    if (to - from === 1) continue;
    if (shares.length === 0) {
      const pulls = new Float64Array(population);
      pulls.set(settings.pulls);
      shares.push(pulls, settings.weights.slice());
    }
    for (const share of shares) share.fill(sumOf([...share.subarray(from, to)]) / (to - from), from, to);
  }
  const [pulls, weights] = shares;
  if (pulls === undefined || weights === undefined) return settings;
  return { ...settings, pulls, weights, effectiveParents: effective([...pulls]) };
}
