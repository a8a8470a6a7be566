import { logNormalMass, truncatedNormalQuantile } from "../normal-distribution.ts";
import { type Rng, weightedIndex } from "../rng.ts";
import {
  type CategoricalChoice,
  contains,
  type NumericalDistribution,
  type ParamDistribution,
} from "../space/distribution.ts";
import { fromTransformed, transformedBounds } from "../space/transform.ts";
import { isVector } from "../space/vector-distribution.ts";
import type { ParamMixture } from "./proposal.ts";

type NumericalMixture = Extract<ParamMixture, { kind: "numerical" }>;
type CategoricalMixture = Extract<ParamMixture, { kind: "categorical" }>;

/**
 * A value drawn from what the sampler shipped, truncated to the range asked for now and put on its grid; undefined if the
 * mixture says nothing about this distribution (other kind, other `log`, no mass inside).
 */
export function drawFromMixture(
  mixture: ParamMixture,
  distribution: ParamDistribution,
  rng: Rng,
): CategoricalChoice | undefined {
  if (distribution.kind === "categorical") {
    return mixture.kind === "categorical" ? drawChoice(mixture, distribution.choices, rng) : undefined;
  }
  if (isVector(distribution) || mixture.kind !== "numerical" || mixture.log !== distribution.log) return undefined;
  const value = drawNumber(mixture, distribution, rng);
  return contains(distribution, value) ? value : undefined;
}

/** A choice the mixture never saw weighs as much as its least likely one. */
function drawChoice(
  mixture: CategoricalMixture,
  choices: readonly CategoricalChoice[],
  rng: Rng,
): CategoricalChoice | undefined {
  const unseen = mixture.weights.reduce((least, weight) => Math.min(least, weight), 1);
  const weights = choices.map((choice) => mixture.weights[mixture.choices.indexOf(choice)] ?? unseen);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? choices[weightedIndex(rng, weights, total)] : undefined;
}

/** Component by its weight and mass inside the range, then the truncated kernel by inversion. */
function drawNumber(mixture: NumericalMixture, distribution: NumericalDistribution, rng: Rng): number | undefined {
  const [low, high] = transformedBounds(distribution);
  const weights = mixture.weights.map((weight, i) => {
    const mu = mixture.mus[i] ?? 0;
    const sigma = mixture.sigmas[i] ?? 1;
    return weight * Math.exp(logNormalMass((low - mu) / sigma, (high - mu) / sigma));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return undefined;
  const i = weightedIndex(rng, weights, total);
  const mu = mixture.mus[i] ?? 0;
  const sigma = mixture.sigmas[i] ?? 1;
  const z = truncatedNormalQuantile(rng.next(), (low - mu) / sigma, (high - mu) / sigma);
  return fromTransformed(distribution, mu + z * sigma);
}
