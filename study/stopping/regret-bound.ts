/**
 * How much better than the best trial the optimum can still be: with high probability at most the lowest upper bound
 * among the best trials minus the lowest lower bound anywhere, by a Gaussian process of the best half of the trials
 * (Makarova et al. 2022, "Automatic Termination for Hyperparameter Optimization").
 */
import type { History } from "../history/history.ts";
import { rngFromSeed } from "../rng.ts";
import { Domain } from "../samplers/gp/domain.ts";
import { KernelShape } from "../samplers/gp/kernel.ts";
import { GpModel } from "../samplers/gp/model.ts";
import { PointReader } from "../samplers/shared/point-reader.ts";
import { intersectionSpace, type SearchSpace } from "../space/search-space.ts";
import { lowestBound } from "./lowest-bound.ts";

/** Of all trials, the share of best ones that is modelled (Optuna). */
const TOP_SHARE = 0.5;
/** The cube of their number is the model's cost: about a tenth of a second here. */
const MAX_MODELLED = 100;
/** The bound holds with probability 1 - delta. */
const DELTA = 0.1;
/** Equal losses have no spread to standardise by. */
const LEAST_DEVIATION = 1e-10;

/**
 * The bound on the regret in the objective's own unit; null without two complete, feasible, finite trials, or where they
 * share no parameter of more than one value. At least `minTrials` of the best trials are modelled, where there are so many.
 */
export function regretBound(history: History, minTrials: number): number | null {
  const rows = bestRows(history, minTrials);
  const space = intersectionSpace([...new Set(rows.map((row) => history.space(row)))]);
  if (rows.length < 2 || space.names.length === 0) return null;
  const points = pointsOf(history, rows, space);
  const losses = Float64Array.from(rows, (row) => history.loss(row));
  const mean = losses.reduce((sum, loss) => sum + loss / losses.length, 0);
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2 / losses.length, 0);
  const deviation = Math.max(LEAST_DEVIATION, Math.sqrt(variance));
  const standardised = losses.map((loss) => (loss - mean) / deviation);
  return deviation * standardisedBound(space, points, standardised);
}

function bestRows(history: History, minTrials: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++) {
    const isEligible = history.state(row) === "complete" && history.isCounted(row) && history.violation(row) === 0;
    if (isEligible && Number.isFinite(history.loss(row))) rows.push(row);
  }
  rows.sort((a, b) => history.loss(a) - history.loss(b) || a - b);
  const top = Math.max(minTrials, Math.floor(rows.length * TOP_SHARE));
  return rows.slice(0, Math.min(top, MAX_MODELLED));
}

function pointsOf(history: History, rows: readonly number[], space: SearchSpace): Float64Array {
  const reader = new PointReader(space);
  const points = new Float64Array(rows.length * reader.dimensions);
  rows.forEach((row, i) => reader.read(history, row, points, i * reader.dimensions));
  return points;
}

function standardisedBound(space: SearchSpace, points: Float64Array, losses: Float64Array): number {
  const domain = new Domain(space);
  const { dimensions } = domain;
  const model = new GpModel(new KernelShape(domain.isCategorical), losses.length);
  model.fit(points, losses);
  const width = Math.sqrt(beta(dimensions, losses.length));
  const prediction = { mean: 0, variance: 0 };
  const known = Array.from(losses, (_, i) => points.slice(i * dimensions, (i + 1) * dimensions));
  let lowestUpper = Number.POSITIVE_INFINITY;
  for (const x of known) {
    model.predict(x, prediction);
    lowestUpper = Math.min(lowestUpper, prediction.mean + width * Math.sqrt(prediction.variance));
  }
  return lowestUpper - lowestBound(model, domain, width, known, rngFromSeed("regret bound"));
}

/** Srinivas et al. 2010, theorem 1, with the number of parameters for the domain's size and a fifth of it, as Optuna. */
const beta = (dimensions: number, trials: number): number =>
  (2 / 5) * Math.log((dimensions * trials ** 2 * Math.PI ** 2) / 6 / DELTA);
