/**
 * The density of one parameter's values as PED-ANOVA needs it (Watanabe et al. 2023, "PED-ANOVA: Efficiently Quantifying
 * Hyperparameter Importance in Arbitrary Subspaces"): values are counted in cells, and a Parzen estimator with Scott's
 * bandwidth smooths the counts. Numbers as in Optuna 5.
 */

import { logNormalMass } from "../normal-distribution.ts";
import type { Distribution, NumericalDistribution } from "../space/distribution.ts";

/** Cells a range is divided into at most (Optuna). */
const MAX_CELLS = 50;

/** One more observation, spread over the whole range, so that no density is 0. */
const PRIOR_WEIGHT = 1;

/** 90 % of the narrowest kernel's mass lies in its own cell. */
const MIN_SIGMA = 0.5 / 1.64;

/** How a distribution's values are counted. */
export interface Cells {
  readonly count: number;
  /** Cell of an internal value; values outside the range count at its ends. */
  cellOf(internal: number): number;
}

/** A cell per category; for numbers up to 50 cells around equidistant points (in ln space if `log`). */
export function cellsOf(distribution: Distribution): Cells {
  if (distribution.kind === "categorical") {
    const count = distribution.choices.length;
    return { count, cellOf: (index) => Math.min(count - 1, Math.max(0, index)) };
  }
  const { low, high, log } = distribution;
  const count = Math.min(MAX_CELLS, valuesToTell(distribution));
  const scaled = (value: number): number => (log ? Math.log(value) : value);
  // Halves, because high - low may be beyond the largest double.
  const start = scaled(low) / 2;
  const width = (scaled(high) / 2 - start) / (count - 1);
  // A value in the middle between two points belongs to the lower one.
  const cellOf = (value: number): number => Math.ceil((scaled(value) / 2 - start) / width - 0.5);
  return { count, cellOf: (value) => Math.min(count - 1, Math.max(0, cellOf(value) || 0)) };
}

function valuesToTell({ kind, low, high, log, step }: NumericalDistribution): number {
  if (kind === "int" && log) return Math.ceil(Math.log(high - low + 1) / Math.log(2)) + 1;
  return step === null ? MAX_CELLS : Math.round((high - low) / step) + 1;
}

/** Probability of each cell, given how many observations fell into it. */
export function smoothed(counts: Uint32Array, isCategorical: boolean): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const density = isCategorical ? categoricalDensity(counts, total) : numericalDensity(counts, total);
  return density.map((mass) => mass / (total + PRIOR_WEIGHT));
}

/** Every observed category has one kernel, which gives the others an even share of the prior's weight. */
function categoricalDensity(counts: Uint32Array, total: number): Float64Array {
  const kernels = counts.filter((count) => count > 0).length + 1;
  const even = PRIOR_WEIGHT / kernels;
  const rowSum = 1 + counts.length * even;
  return Float64Array.from(counts, (count) => (count + total * even) / rowSum + PRIOR_WEIGHT / counts.length);
}

/** Every occupied cell has one truncated normal kernel of Scott's width, the prior one as wide as the grid. */
function numericalDensity(counts: Uint32Array, total: number): Float64Array {
  const density = new Float64Array(counts.length);
  const sigma = Math.max(MIN_SIGMA, scottSigma(counts, total));
  counts.forEach((count, cell) => {
    if (count > 0) addKernel(density, count, cell, sigma);
  });
  addKernel(density, PRIOR_WEIGHT, (counts.length - 1) / 2, counts.length);
  return density;
}

function addKernel(density: Float64Array, weight: number, mu: number, sigma: number): void {
  const lnMass = (from: number, to: number): number => logNormalMass((from - mu) / sigma, (to - mu) / sigma);
  const lnInside = lnMass(-0.5, density.length - 0.5);
  for (let cell = 0; cell < density.length; cell++) {
    density[cell] = (density[cell] ?? 0) + weight * Math.exp(lnMass(cell - 0.5, cell + 0.5) - lnInside);
  }
}

/** Scott (1992): 1.059 min(IQR / 1.34, sd) n^(-1/5), in cells. */
function scottSigma(counts: Uint32Array, total: number): number {
  let mean = 0;
  for (let cell = 0; cell < counts.length; cell++) mean += ((counts[cell] ?? 0) * cell) / total;
  let squares = 0;
  for (let cell = 0; cell < counts.length; cell++) squares += (counts[cell] ?? 0) * (cell - mean) ** 2;
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  const lower = Math.floor(total / 4);
  const upper = Math.floor((total * 3) / 4);
  const range = cellWhere(counts, (below) => below > upper) - cellWhere(counts, (below) => below >= lower);
  return 1.059 * Math.min(range / 1.34, deviation) * total ** -0.2;
}

/** The first occupied cell whose cumulative count is as wanted, or the last occupied one. */
function cellWhere(counts: Uint32Array, isWanted: (cumulative: number) => boolean): number {
  let [cumulative, last] = [0, 0];
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] ?? 0;
    if (count === 0) continue;
    cumulative += count;
    last = cell;
    if (isWanted(cumulative)) break;
  }
  return last;
}
