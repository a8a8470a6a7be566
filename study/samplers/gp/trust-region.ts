/**
 * The box around the best trial in which a model of the trials nearby is trusted: it grows while trials in it get better
 * and shrinks while they do not (TuRBO, Eriksson et al. 2019). A replay of the trials in order, whoever proposed them.
 */
import type { Domain, Region } from "./domain.ts";
import { compareTrials, type PooledTrial } from "./trial-pool.ts";

/** Half the box's side at first, and the most it grows to: the whole cube from its middle. */
const FIRST_RADIUS = 0.25;
const LARGEST_RADIUS = 0.5;
/** A box this small has nothing left to find: the next one starts large again. */
const SMALLEST_RADIUS = 1e-6;
/** Trials in a row that make it grow or shrink. */
const SUCCESSES = 2;

export class TrustRegion {
  readonly #domain: Domain;
  readonly #patience: number;
  #best: PooledTrial | null = null;
  #radius = FIRST_RADIUS;
  #successes = 0;
  #failures = 0;

  constructor(domain: Domain) {
    this.#domain = domain;
    this.#patience = Math.min(20, Math.max(3, domain.dimensions));
  }

  get radius(): number {
    return this.#radius;
  }

  get best(): PooledTrial | null {
    return this.#best;
  }

  /** Takes in the next trial. */
  observe(trial: PooledTrial): void {
    const isInside = this.#best !== null && this.distance(trial.point) <= 1;
    const isBetter = this.#best === null || compareTrials(trial, this.#best) < 0;
    if (isBetter) this.#best = trial;
    if (!isInside) return;
    this.#successes = isBetter ? this.#successes + 1 : 0;
    this.#failures = isBetter ? 0 : this.#failures + 1;
    if (this.#successes >= SUCCESSES) this.#resize(2);
    else if (this.#failures >= this.#patience) this.#resize(0.5);
  }

  #resize(factor: number): void {
    this.#radius = Math.min(LARGEST_RADIUS, this.#radius * factor);
    if (this.#radius < SMALLEST_RADIUS) this.#radius = FIRST_RADIUS;
    this.#successes = 0;
    this.#failures = 0;
  }

  /** How far from the centre, in radii, along the farthest coordinate; another category is half a radius away. */
  distance(point: Float64Array): number {
    const centre = this.#best?.point;
    if (centre === undefined) return 0;
    let most = 0;
    for (let d = 0; d < point.length; d++) {
      const apart = Math.abs((point[d] as number) - (centre[d] as number));
      most = Math.max(most, this.#domain.isCategorical[d] === true ? Math.min(0.5, apart) : apart / this.#radius);
    }
    return most;
  }

  /** The box, cut off at the cube's faces. */
  region(): Region {
    const whole = this.#domain.whole();
    const centre = this.#best?.point;
    if (centre === undefined) return whole;
    return {
      lower: whole.lower.map((low, d) => Math.max(low, (centre[d] as number) - this.#radius)),
      upper: whole.upper.map((high, d) => Math.min(high, (centre[d] as number) + this.#radius)),
    };
  }
}
