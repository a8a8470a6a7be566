import { choiceIndex, type ParamDistribution, type ParamValue } from "../../../study/space/distribution.ts";
import { isVector } from "../../../study/space/vector-distribution.ts";

/**
 * Where a value stands in its range: 0 (low) .. 1 (high) for numbers, in log space if the range is; the index of the choice for a
 * categorical one. Null if it does not stand in it.
 */
export function placeInRange(distribution: ParamDistribution, value: ParamValue): number | null {
  if (distribution.kind === "categorical") {
    const at = choiceIndex(distribution, value);
    return at === -1 ? null : at;
  }
  if (isVector(distribution) || typeof value !== "number") return null;
  const { low, high, log } = distribution;
  if (value < low || value > high) return null;
  if (high === low) return 0.5;
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
