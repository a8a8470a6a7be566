import { magicClip } from "./parzen-kernels.ts";

/** What may be chosen about a tree-structured Parzen estimator. */
export interface TpeRules {
  /** Complete and pruned trials before the first modelled one; until then trials are random. */
  readonly startupTrials: number;
  /** Points drawn from the good density, of which the best is taken. */
  readonly candidates: number;
  readonly priorWeight: number;
  /** How many of n finished trials count as good; never above `MAX_BELOW`. */
  readonly gamma: (finished: number) => number;
  /** The narrowest kernel as a share of the range, for `count` observations in this density out of `known` in both. */
  readonly narrowest: (count: number, known: number) => number;
}

/** Optuna's `default_gamma`: how many of n finished trials count as good. */
export const gamma = (count: number): number => Math.min(Math.ceil(0.1 * count), MAX_BELOW);

/** Good trials at most; the density of the good stays sharp however many trials there are. */
export const MAX_BELOW = 25;

/** Observations that keep their full weight. */
const RECENT = 25;

/** Optuna's `default_weights`: all 1 up to 25 observations, then the oldest ramp up from 1/n. Oldest first. */
export function recencyWeights(count: number): Float64Array {
  const weights = new Float64Array(count).fill(1);
  const old = count - RECENT;
  for (let i = 0; i < old; i++) weights[i] = old === 1 ? 1 / count : 1 / count + (i * (1 - 1 / count)) / (old - 1);
  return weights;
}

/** The observations' recency weights and the prior's behind them, normalised. Without observations the prior alone. */
export function kernelWeights(count: number, priorWeight: number): Float64Array {
  const weights = new Float64Array(count + 1);
  weights.set(recencyWeights(count));
  weights[count] = count === 0 ? 1 : priorWeight;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Optuna 5.0's settings. */
export const OPTUNA_RULES: TpeRules = {
  startupTrials: 10,
  candidates: 24,
  priorWeight: 1,
  gamma,
  narrowest: (count) => magicClip(count),
};
