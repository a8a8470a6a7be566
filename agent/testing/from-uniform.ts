import { rngFromSeed } from "../../study/rng.ts";
import { nearestValue, type ParamDistribution, type ParamValue } from "../../study/space/distribution.ts";
import { isVector } from "../../study/space/vector-distribution.ts";
import { vectorFrom } from "../../study/testing/arbitrary-vector.ts";

/** Some value of the distribution, the lowest (first) for 0, the highest (last) for 1; any list. */
export function fromUniform(distribution: ParamDistribution, uniform: number): ParamValue {
  if (isVector(distribution)) return vectorFrom(distribution, rngFromSeed(uniform));
  if (distribution.kind === "categorical") {
    const { choices } = distribution;
    return choices[Math.min(choices.length - 1, Math.floor(uniform * choices.length))] ?? null;
  }
  const { low, high } = distribution;
  return nearestValue(distribution, low + uniform * (high - low));
}
