import {
  type Distribution,
  fromInternal,
  type NumericalDistribution,
  type ParamValue,
} from "../../space/distribution.ts";
import { fromTransformed, transformedBounds } from "../../space/transform.ts";

/** Where a number lies in its range, in [0, 1]: ln where `log`; a grid value in the middle of its own cell. */
export function toUnit(distribution: NumericalDistribution, value: number): number {
  const [low, high] = transformedBounds(distribution);
  const x = distribution.log ? Math.log(value) : value;
  // Halves first: high - low may be beyond the largest double.
  const unit = (x / 2 - low / 2) / (high / 2 - low / 2);
  return unit > 0 ? Math.min(unit, 1) : 0;
}

/** The value at `unit` of the range, on its grid. */
export function fromUnit(distribution: NumericalDistribution, unit: number): number {
  const [low, high] = transformedBounds(distribution);
  return fromTransformed(distribution, low * (1 - unit) + high * unit);
}

/** The parameter's value at a coordinate: a number in [0, 1] of the range, or the index of a choice. */
export const fromCoordinate = (distribution: Distribution, coordinate: number): ParamValue =>
  distribution.kind === "categorical" ? fromInternal(distribution, coordinate) : fromUnit(distribution, coordinate);
