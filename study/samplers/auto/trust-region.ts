/**
 * Where the search looks: an ellipsoid around the best point of the current run, which grows with success near its edge
 * and shrinks with failure (TuRBO, Eriksson et al. 2019, with Rechenberg's gradual rule instead of counters, so that
 * trials of many peers may come in any order). A run that stalls ends; runs by turns look around the best point again,
 * with a wide view, and start where nothing was tried.
 */
import { Metric } from "./metric.ts";
import { FIRST_HYPERS, type TrendHypers } from "./trend-hypers.ts";

/** Radius of a new run, for the square root of the dimensions: about a third of every range. */
const FIRST_RADIUS = 0.3;
/** No wider than this for the square root of the dimensions: the whole cube. */
const WIDEST_RADIUS = 0.5;
/** Below this, steps are lost in the rounding of typical objectives. */
const SMALLEST_RADIUS = 1e-7;
const GROWTH = 1.5;
const SHRINKAGE = 0.8;
/** A short step that succeeds says that the region is too wide for its model. */
const FOCUS = 0.7;
const SHORT = 0.25;
const LONG = 0.5;
/** Farther than this from the centre (in radii), a trial says nothing about the region. */
export const REACH = 2;
/** Gains count as progress from this share of the neighbourhood's lower quartile on. */
const PROGRESS = 1e-2;
/** A wide view of rugged ground starts by believing in noise. */
const WIDE_HYPERS: TrendHypers = { ...FIRST_HYPERS, noise: -4 };
/**
 * How much less a failure tells for every trial that came in while it ran: those made side by side fail together. Giving
 * up a run may wait longer than shrinking it: a peer that looks elsewhere too early is lost to the others.
 */
const SHRINKAGE_PER_LAG = 0.02;
const STALL_PER_LAG = 0.1;
/** Trials after which a start that never came back is given up: more than any swarm has running. */
const MAX_WAIT = 200;

export class TrustRegion {
  readonly dimensions: number;
  radius = 0;
  metric: Metric;
  hypers: TrendHypers = FIRST_HYPERS;
  /** Which share of the neighbourhood's losses stays linear. */
  linearShare = 0.5;
  /** Typical height of the neighbourhood above its best: the model notes it here. */
  relief = 0;
  /** The best point of the run; null while its first trial is awaited. */
  centre: Float64Array | null = null;
  centreLoss = Number.POSITIVE_INFINITY;
  readonly #design: number;
  readonly #local: Float64Array;
  #best: Float64Array | null = null;
  #bestLoss = Number.POSITIVE_INFINITY;
  #starts: Float64Array[] = [];
  #runs = 0;
  #age = 0;
  #stall = 0;
  #centreArrival = -1;

  /** The first `design` trials are spread by others; from then on successes and failures count. */
  constructor(dimensions: number, design: number) {
    this.dimensions = dimensions;
    this.#design = design;
    this.#local = new Float64Array(dimensions);
    this.metric = new Metric(dimensions);
    this.radius = FIRST_RADIUS * Math.sqrt(dimensions);
  }

  /** Whether the first run has ended: what is near its best point has been searched. */
  get hasEnded(): boolean {
    return this.#runs > 0;
  }

  /** Whether any trial had a value that is not the worst there is. */
  get hasValue(): boolean {
    return this.#bestLoss < Number.MAX_VALUE;
  }

  /** Notes a point that was proposed as the start of the run. */
  awaitStart(point: Float64Array): void {
    this.#starts.push(point.slice());
  }

  /** `arrival` counts trials in their order; `known` is how many of them whoever proposed this one had seen. */
  observe(point: Float64Array, loss: number, arrival: number, known: number): void {
    this.#age += 1;
    const isRecord = loss < this.#bestLoss;
    if (isRecord) {
      this.#best = point.slice();
      this.#bestLoss = loss;
    }
    if (this.centre === null) {
      this.#observeStart(point, loss);
      return;
    }
    const step = this.#stepTo(point);
    const isDesign = this.#runs === 0 && this.#age <= this.#design;
    if (!isDesign && step > REACH && !isRecord) return;
    const gain = this.centreLoss - loss;
    const isLate = known <= this.#centreArrival;
    if (gain > 0) {
      this.#moveTo(point, loss);
      this.#centreArrival = arrival;
    }
    // What was proposed before the centre was known cannot tell how well the region around it is chosen.
    if (isDesign || (isLate && gain <= 0)) return;
    const lag = Math.max(0, arrival - known);
    this.#resize(gain > 0, step, lag);
    this.#stall = gain > PROGRESS * this.relief ? 0 : this.#stall + 1 / (1 + STALL_PER_LAG * lag);
    if (this.#stall > 12 + 3 * this.dimensions || this.radius < SMALLEST_RADIUS) this.#startRun();
  }

  #observeStart(point: Float64Array, loss: number): void {
    const isStart = this.#starts.some((start) => start.every((x, d) => Math.abs(x - (point[d] as number)) < 1e-9));
    if (this.#runs > 0 && !isStart && this.#age < MAX_WAIT) return;
    this.#starts = [];
    this.#moveTo(point, loss);
  }

  #stepTo(point: Float64Array): number {
    if (this.centre !== null) this.metric.toLocal(point, 0, this.centre, this.radius, this.#local);
    return Math.hypot(...this.#local);
  }

  #moveTo(point: Float64Array, loss: number): void {
    this.centre = point.slice();
    this.centreLoss = loss;
  }

  #resize(isSuccess: boolean, step: number, lag: number): void {
    const weight = 1 / (1 + SHRINKAGE_PER_LAG * lag);
    if (!isSuccess) this.radius *= SHRINKAGE ** (weight / (1 + this.dimensions / 4));
    else if (step > LONG) this.radius *= GROWTH;
    else if (step < SHORT) this.radius *= FOCUS;
    this.radius = Math.min(this.radius, WIDEST_RADIUS * Math.sqrt(this.dimensions));
  }

  #startRun(): void {
    this.#runs += 1;
    this.#age = 0;
    this.#stall = 0;
    this.relief = 0;
    this.metric = new Metric(this.dimensions);
    this.hypers = WIDE_HYPERS;
    this.radius = FIRST_RADIUS * Math.sqrt(this.dimensions);
    const isAnew = this.#runs % 2 === 0;
    this.centre = isAnew ? null : this.#best;
    this.centreLoss = isAnew ? Number.POSITIVE_INFINITY : this.#bestLoss;
  }
}
