/**
 * The box around a good trial in which a model of the trials nearby is trusted: it grows while trials in it get better
 * and shrinks while they do not (TuRBO, Eriksson et al. 2019). Where it has shrunk to nothing the search goes on around
 * the best trial elsewhere. A replay of the trials in order, whoever proposed them.
 */
import type { Domain, Region } from "./domain.ts";
import { compareTrials, type PooledTrial } from "./trial-pool.ts";

/** Half the box's side at first, and the most it grows to: the whole cube from its middle. */
const FIRST_RADIUS = 0.25;
const LARGEST_RADIUS = 0.5;
/** Eight halvings. In a box this small the model of everything is as good. */
const SMALLEST_RADIUS = 1e-3;
/** Trials in a row that make it grow. */
const SUCCESSES = 2;
/** The next box starts so far from where others have ended. */
const ELSEWHERE = 0.1;
/** Ends remembered: far more boxes than a study of a few hundred trials can shrink. */
const MAX_ENDS = 64;

export class TrustRegion {
  readonly #domain: Domain;
  /** Trials in a row that make it shrink. */
  readonly #patience: number;
  #centre: PooledTrial | null = null;
  #radius = FIRST_RADIUS;
  #successes = 0;
  #failures = 0;
  #ends: Float64Array[] = [];

  constructor(domain: Domain) {
    this.#domain = domain;
    this.#patience = Math.min(20, Math.max(3, domain.dimensions));
  }

  get radius(): number {
    return this.#radius;
  }

  /** The trial in the box's middle. */
  get centre(): PooledTrial | null {
    return this.#centre;
  }

  /** Takes in the next trial; `trials` are all there are, it included. */
  observe(trial: PooledTrial, trials: readonly PooledTrial[]): void {
    const centre = this.#centre;
    const isInside = centre !== null && this.distance(trial.point) <= 1;
    const isBetter = (centre === null || compareTrials(trial, centre) < 0) && this.#isElsewhere(trial.point);
    if (isBetter) this.#centre = trial;
    if (isInside) this.#count(isBetter, trials);
    else if (isBetter) this.#resize(FIRST_RADIUS);
  }

  #count(isSuccess: boolean, trials: readonly PooledTrial[]): void {
    this.#successes = isSuccess ? this.#successes + 1 : 0;
    this.#failures = isSuccess ? 0 : this.#failures + 1;
    if (this.#successes >= SUCCESSES) this.#resize(2 * this.#radius);
    else if (this.#failures >= this.#patience) this.#resize(this.#radius / 2);
    if (this.#radius < SMALLEST_RADIUS) this.#moveOn(trials);
  }

  #resize(radius: number): void {
    this.#radius = Math.min(LARGEST_RADIUS, radius);
    this.#successes = 0;
    this.#failures = 0;
  }

  #moveOn(trials: readonly PooledTrial[]): void {
    if (this.#centre !== null) this.#ends.push(this.#centre.point);
    const best = (candidates: readonly PooledTrial[]): PooledTrial | null =>
      candidates.reduce<PooledTrial | null>((a, b) => (a === null || compareTrials(b, a) < 0 ? b : a), null);
    let next = best(trials.filter(({ point }) => this.#isElsewhere(point)));
    if (next === null || this.#ends.length >= MAX_ENDS) {
      this.#ends = [];
      next = best(trials);
    }
    this.#centre = next;
    this.#resize(FIRST_RADIUS);
  }

  #isElsewhere(point: Float64Array): boolean {
    return this.#ends.every((end) => this.#apart(point, end, ELSEWHERE) > 1);
  }

  /** How far a point is from the centre, in radii; another category is half a radius away. */
  distance(point: Float64Array): number {
    return this.#centre === null ? 0 : this.#apart(point, this.#centre.point, this.#radius);
  }

  #apart(a: Float64Array, b: Float64Array, radius: number): number {
    let most = 0;
    for (let d = 0; d < a.length; d++) {
      const apart = Math.abs((a[d] as number) - (b[d] as number));
      most = Math.max(most, this.#domain.isCategorical[d] === true ? Math.min(0.5, apart) : apart / radius);
    }
    return most;
  }

  /** The box, cut off at the cube's faces; never so narrow that a grid has nowhere to go. */
  region(): Region {
    const whole = this.#domain.whole();
    const centre = this.#centre?.point;
    if (centre === undefined) return whole;
    const radii = this.#domain.cells.map((cells) => Math.max(this.#radius, 1.5 / cells));
    return {
      lower: whole.lower.map((low, d) => Math.max(low, (centre[d] as number) - (radii[d] as number))),
      upper: whole.upper.map((high, d) => Math.min(high, (centre[d] as number) + (radii[d] as number))),
    };
  }
}
