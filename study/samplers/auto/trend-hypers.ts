/**
 * What shapes a `TrendGp`: the variances of its parts, as natural logs beside an overall variance of one. Searched by
 * chance from proposal to proposal (each starts from the last best), which costs a few factorisations instead of a full
 * optimization per trial and is as good after ten of them.
 */
import { integer, normal, type Rng } from "../../rng.ts";

export interface TrendHypers {
  /** Variance of the slopes. */
  readonly linear: number;
  /** Variance of the curvature along the axes. */
  readonly diagonal: number;
  /** Variance of the curvature in every direction. */
  readonly quadratic: number;
  /** Variance of what no quadratic explains (Matern-5/2), and the distance over which it changes. */
  readonly matern: number;
  readonly length: number;
  /** Variance of the error allowed per squared distance from the best loss: far from it only the shape matters. */
  readonly relativeNoise: number;
  /** Variance of the error that every loss has. */
  readonly noise: number;
}

type Name = keyof TrendHypers;
interface Belief {
  readonly mean: number;
  /** Weight of the squared difference from `mean`. */
  readonly weight: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation of a step of the search. */
  readonly step: number;
}

/** Weak beliefs: they decide while there are few trials, and keep the search from straying where nothing can be seen. */
const BELIEFS: Readonly<Record<Name, Belief>> = {
  linear: { mean: 0, weight: 0.05, low: -12, high: 6, step: 1.5 },
  diagonal: { mean: -1, weight: 0.05, low: -12, high: 6, step: 1.5 },
  quadratic: { mean: -1, weight: 0.05, low: -12, high: 6, step: 1.5 },
  matern: { mean: -1, weight: 0.05, low: -12, high: 6, step: 1.5 },
  length: { mean: 0.7, weight: 0.3, low: -2.5, high: 3, step: 0.5 },
  relativeNoise: { mean: -9, weight: 0.02, low: -18, high: 0, step: 1.5 },
  noise: { mean: -10, weight: 0.02, low: -18, high: 0, step: 1.5 },
};
const NAMES = Object.keys(BELIEFS) as Name[];

/** Where the search starts: smooth and nearly free of noise. */
export const FIRST_HYPERS: TrendHypers = {
  linear: 0,
  diagonal: -1,
  quadratic: -1,
  matern: 0,
  length: 0.5,
  relativeNoise: -9,
  noise: -14,
};

/** Negative log density of the beliefs, up to a constant. */
export function unlikeliness(hypers: TrendHypers): number {
  let sum = 0;
  for (const name of NAMES) sum += BELIEFS[name].weight * (hypers[name] - BELIEFS[name].mean) ** 2;
  return sum;
}

/** The same with one or two of them moved by chance, within their bounds. */
export function neighbourOf(hypers: TrendHypers, rng: Rng): TrendHypers {
  const moved: Record<Name, number> = { ...hypers };
  const moves = rng.next() < 0.3 ? 2 : 1;
  for (let i = 0; i < moves; i++) {
    const name = NAMES[integer(rng, 0, NAMES.length - 1)] as Name;
    const { low, high, step } = BELIEFS[name];
    moved[name] = Math.min(high, Math.max(low, moved[name] + step * normal(rng)));
  }
  return moved;
}
