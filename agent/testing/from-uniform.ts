import { type Distribution, nearestValue, type ParamValue } from "../../study/space/distribution.ts";

/** Some value of the distribution, the lowest (first) for 0, the highest (last) for 1. */
export function fromUniform(distribution: Distribution, uniform: number): ParamValue {
  if (distribution.kind === "categorical") {
    const { choices } = distribution;
    return choices[Math.min(choices.length - 1, Math.floor(uniform * choices.length))] ?? null;
  }
  const { low, high } = distribution;
  return nearestValue(distribution, low + uniform * (high - low));
}
