import { type Rng, uniform } from "../rng.ts";
import {
  fromInternal,
  type NumericalDistribution,
  nearestValue,
  type ParamDistribution,
  type ParamValue,
} from "./distribution.ts";
import { isVector } from "./vector-distribution.ts";
import { uniformVector } from "./vector-draw.ts";

/**
 * The interval in which samplers think: every grid value owns half a step on both sides, then ln if `log`
 * (Optuna's `_transform.py`).
 */
export function transformedBounds(distribution: NumericalDistribution): readonly [low: number, high: number] {
  const half = (distribution.step ?? 0) / 2;
  const [low, high] = [distribution.low - half, distribution.high + half];
  return distribution.log ? [Math.log(low), Math.log(high)] : [low, high];
}

/** Back from the transformed interval to the nearest value of the distribution. */
export function fromTransformed(distribution: NumericalDistribution, x: number): number {
  return nearestValue(distribution, distribution.log ? Math.exp(x) : x);
}

/** A value drawn uniformly: in ln space if `log`, every grid value alike if not. */
export function uniformValue(distribution: ParamDistribution, rng: Rng): ParamValue {
  if (distribution.kind === "categorical") {
    return fromInternal(distribution, Math.floor(rng.next() * distribution.choices.length));
  }
  if (isVector(distribution)) return uniformVector(distribution, rng);
  if (distribution.step === null && !distribution.log) return uniformFloat(distribution, rng);
  const [low, high] = transformedBounds(distribution);
  return fromTransformed(distribution, uniform(rng, low, high));
}

/** Half of each bound first: high - low may be beyond the largest double. */
function uniformFloat({ low, high }: NumericalDistribution, rng: Rng): number {
  const u = rng.next();
  const range = high - low;
  const value = Number.isFinite(range) ? low + u * range : low * (1 - u) + high * u;
  return value < high ? value : high;
}
