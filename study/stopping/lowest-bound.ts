/** Where a Gaussian process's lower confidence bound, mean - width * deviation, is lowest. */
import type { Rng } from "../rng.ts";
import type { Domain } from "../samplers/gp/domain.ts";
import { minimise } from "../samplers/gp/lbfgs.ts";
import type { GpModel } from "../samplers/gp/model.ts";

/** Points at which the bound is looked at, besides the given ones (Optuna). */
const DRAWN_POINTS = 2_048;
/** Of these, how many are moved downhill: drawn ones alone end far above a minimum that is known well. */
const MAX_STARTS = 5;
const MAX_ITERATIONS = 30;
/** Starts closer than this in every coordinate would end in the same place. */
const APART = 0.1;

interface Start {
  readonly x: Float64Array;
  readonly bound: number;
}

/** The lowest lower bound over the whole domain, as far as it is found; `known` are points to start from as well. */
export function lowestBound(
  model: GpModel,
  domain: Domain,
  width: number,
  known: readonly Float64Array[],
  rng: Rng,
): number {
  const lower = new LowerBound(model, domain, width);
  const region = domain.whole();
  const drawn = Array.from({ length: DRAWN_POINTS }, () => domain.drawPoint(region, rng));
  const points = [...known, ...drawn].map((x): Start => ({ x, bound: lower.value(x) }));
  points.sort((a, b) => a.bound - b.bound);
  let lowest = points[0]?.bound ?? Number.POSITIVE_INFINITY;
  for (const { x } of distinctStarts(points)) {
    const moved = x.slice();
    minimise((at, gradient) => lower.slope(at, gradient), moved, boxAround(x, domain), {
      maxIterations: MAX_ITERATIONS,
    });
    domain.snap(moved);
    lowest = Math.min(lowest, lower.value(moved));
  }
  return lowest;
}

class LowerBound {
  readonly #model: GpModel;
  readonly #domain: Domain;
  readonly #width: number;
  readonly #prediction = { mean: 0, variance: 0 };
  readonly #byMean: Float64Array;
  readonly #byVariance: Float64Array;

  constructor(model: GpModel, domain: Domain, width: number) {
    this.#model = model;
    this.#domain = domain;
    this.#width = width;
    this.#byMean = new Float64Array(domain.dimensions);
    this.#byVariance = new Float64Array(domain.dimensions);
  }

  value(x: Float64Array): number {
    this.#model.predict(x, this.#prediction);
    return this.#prediction.mean - this.#width * Math.sqrt(this.#prediction.variance);
  }

  /** The value, with its gradient along the continuous coordinates. */
  slope(x: Float64Array, gradient: Float64Array): number {
    this.#model.predictGradients(x, this.#prediction, this.#byMean, this.#byVariance);
    const deviation = Math.sqrt(this.#prediction.variance);
    for (let d = 0; d < gradient.length; d++) {
      const slope = (this.#byMean[d] as number) - (this.#width * (this.#byVariance[d] as number)) / (2 * deviation);
      gradient[d] = this.#domain.isDiscrete(d) ? 0 : slope;
    }
    return this.#prediction.mean - this.#width * deviation;
  }
}

function distinctStarts(points: readonly Start[]): Start[] {
  const starts: Start[] = [];
  for (const point of points) {
    if (starts.length >= MAX_STARTS) break;
    const isNew = ({ x }: Start): boolean => x.some((value, d) => Math.abs(value - (point.x[d] as number)) > APART);
    if (starts.every(isNew)) starts.push(point);
  }
  return starts;
}

/** Discrete coordinates stay as they are. */
const boxAround = (x: Float64Array, domain: Domain) => ({
  lower: x.map((value, d) => (domain.isDiscrete(d) ? value : 0)),
  upper: x.map((value, d) => (domain.isDiscrete(d) ? value : 1)),
});
