import { gridPoint } from "../../space/decimal.ts";
import { choiceIndex, contains, type Distribution, type ParamValue } from "../../space/distribution.ts";

/** How many values a parameter can have; Infinity without a step. */
export function valueCount(distribution: Distribution): number {
  if (distribution.kind === "categorical") return distribution.choices.length;
  const { low, high, step } = distribution;
  if (low === high) return 1;
  return step === null ? Number.POSITIVE_INFINITY : Math.round((high - low) / step) + 1;
}

/** The value at `place`, 0 to `valueCount` - 1, in order. */
export function valueAt(distribution: Distribution, place: number): ParamValue {
  if (distribution.kind === "categorical") return distribution.choices[place] ?? null;
  const { kind, low, high, step } = distribution;
  if (step === null || place === 0) return low;
  return Math.min(high, kind === "int" ? low + place * step : gridPoint(low, step, place));
}

/** The place of a value, or -1 if it is none. */
export function placeOf(distribution: Distribution, value: ParamValue): number {
  if (distribution.kind === "categorical") return choiceIndex(distribution, value);
  if (!contains(distribution, value)) return -1;
  return distribution.step === null ? 0 : Math.round((Number(value) - distribution.low) / distribution.step);
}
