/** Proposes points of one space from the trials of one history. */

import type { History } from "../../history/history.ts";
import type { Rng } from "../../rng.ts";
import type { RunningPoint } from "../../sampler.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { Domain, type Region, torusDistance } from "./domain.ts";
import { Effort } from "./effort.ts";
import { Feasibility } from "./feasibility.ts";
import { KernelShape } from "./kernel.ts";
import { search } from "./search.ts";
import { bestAndNewest, withOneLoss } from "./selection.ts";
import { Surrogate } from "./surrogate.ts";
import { compareTrials, isSamePoint, type PooledTrial, TrialPool } from "./trial-pool.ts";
import { TrustRegion } from "./trust-region.ts";
import { Utility } from "./utility.ts";

/** Trials a model is made of: their number cubed is its cost, about a millisecond a fit at a hundred. */
const MAX_BEST = 120;
const MAX_NEWEST = 60;
/** Running trials a model pretends to know; of more the newest, since they are the likeliest to be met again. */
const MAX_FANTASIES = 40;
/** Points drawn for each place of the initial design, of which the loneliest is taken. */
const LONELY_CANDIDATES = 40;
/** Nearby trials a local model is made of: at most, and at least where many dimensions ask for many. */
const MAX_NEARBY = 100;
const FEW_NEARBY = 50;
/** Points drawn to find one nobody has tried; a space where so many fail is all but exhausted. */
const MAX_DRAWS = 100;
/** As a share of a range: too little to matter to the objective, enough to differ. */
const HAIR = 1e-6;

/** Multiplications finding hyperparameters may take in one proposal, about 60 ms: enough for all that is due at 75 trials. */
const FIT_EFFORT = 64e6;
/** The same under constraints, for the losses' model and again for the constraints': their predictions take the rest. */
const BOUNDED_FIT_EFFORT = 22e6;

interface Models {
  readonly losses: Surrogate;
  readonly feasibility: Feasibility;
  /** How many trials were known when they were conditioned, and how many points the losses' took; -1 before. */
  known: number;
  size: number;
}

export class Proposer {
  readonly #domain: Domain;
  readonly #pool: TrialPool;
  readonly #trust: TrustRegion;
  readonly #global: Models;
  readonly #local: Models;

  constructor(space: SearchSpace) {
    this.#domain = new Domain(space);
    this.#pool = new TrialPool(space);
    const shape = new KernelShape(this.#domain.isCategorical);
    const capacity = MAX_BEST + MAX_NEWEST + MAX_FANTASIES;
    this.#trust = new TrustRegion(this.#domain);
    const models = (): Models => ({
      losses: new Surrogate(shape, capacity),
      feasibility: new Feasibility(shape, MAX_FANTASIES),
      known: -1,
      size: 0,
    });
    this.#global = models();
    this.#local = models();
  }

  /** Coordinates of the next trial. */
  propose(history: History, running: readonly RunningPoint[], startup: number, rng: Rng): Float64Array {
    for (const trial of this.#pool.update(history)) this.#trust.observe(trial, this.#pool.trials);
    const busy = this.#busyPoints(running);
    if (this.#pool.known < startup || this.#isFlat()) return this.#loneliest(busy, rng);
    // Several objectives weigh differently every time, so there is no place to stay near.
    const isOne = history.directions.length === 1;
    const isLocal = isOne && (this.#pool.known + busy.length) % 2 === 1;
    const region = isLocal ? this.#trust.region() : this.#domain.whole();
    const telling = isOne ? this.#pool.telling : withOneLoss(this.#pool.telling, rng);
    const trials = isLocal ? this.#nearby() : bestAndNewest(telling, MAX_BEST, MAX_NEWEST);
    const models = isLocal ? this.#local : this.#global;
    if (!isOne) models.known = -1;
    const utility = this.#utility(models, trials, isLocal ? trials : telling, region);
    this.#believe(models, busy);
    const incumbents = [...trials].sort((a, b) => compareTrials(a, b)).slice(0, isLocal ? 1 : 2);
    const found = search(
      utility,
      this.#domain,
      region,
      incumbents.map(({ point }) => point),
      rng,
    );
    const taken = [...this.#pool.trials.map(({ point }) => point), ...busy];
    const isNew = (x: Float64Array): boolean => !taken.some((point) => isSamePoint(point, x));
    const x = found.find((it) => isNew(it.x))?.x ?? this.#anywhere(isNew, rng);
    return this.#apartFrom(busy, x, rng);
  }

  /** Whether no place is known to be better than another. */
  #isFlat(): boolean {
    const { trials } = this.#pool;
    const [first] = trials;
    return trials.every(
      ({ losses, violation, isFailed }) =>
        isFailed ||
        (violation === 0 && losses.every((loss, k) => loss === first?.losses[k] || loss === Number.POSITIVE_INFINITY)),
    );
  }

  #busyPoints(running: readonly RunningPoint[]): Float64Array[] {
    const busy: Float64Array[] = [];
    for (const point of running) {
      const x = new Float64Array(this.#domain.dimensions);
      if (this.#pool.reader.readRunning(point, x)) busy.push(x);
    }
    return busy;
  }

  /** The drawn point farthest from everything tried (Mitchell 1991). */
  #loneliest(busy: readonly Float64Array[], rng: Rng): Float64Array {
    const others = [...this.#pool.trials.map(({ point }) => point), ...busy.slice(-MAX_FANTASIES)];
    const region = this.#domain.whole();
    let [best, farthest] = [this.#domain.drawPoint(region, rng), -1];
    for (let i = 0; i < LONELY_CANDIDATES; i++) {
      const x = this.#domain.drawPoint(region, rng);
      let nearest = Number.POSITIVE_INFINITY;
      for (const other of others) nearest = Math.min(nearest, torusDistance(this.#domain, x, other, 0));
      if (nearest > farthest) [best, farthest] = [x, nearest];
    }
    return best;
  }

  /** The trials within two radii, and the nearest others if those are few. */
  #nearby(): readonly PooledTrial[] {
    const few = Math.min(FEW_NEARBY, 2 * this.#domain.dimensions + 4);
    const byDistance = this.#pool.telling.map((trial) => ({ trial, distance: this.#trust.distance(trial.point) }));
    byDistance.sort((a, b) => a.distance - b.distance);
    const count = byDistance.findIndex(({ distance }, i) => distance > 2 && i >= few);
    const nearest = byDistance.slice(0, Math.min(MAX_NEARBY, count < 0 ? MAX_NEARBY : count));
    return nearest.map(({ trial }) => trial);
  }

  /** Losses are modelled by `trials`, constraints by those `around` them. */
  #utility(models: Models, trials: readonly PooledTrial[], around: readonly PooledTrial[], region: Region): Utility {
    const { losses, feasibility } = models;
    const isBounded = around.some(({ violation }) => violation > 0);
    const { known } = this.#pool;
    if (models.known !== known) {
      const { dimensions } = this.#domain;
      const points = new Float64Array(trials.length * dimensions);
      trials.forEach(({ point }, i) => points.set(point, i * dimensions));
      const violations = Float64Array.from(trials, ({ violation }) => violation);
      const effort = new Effort(isBounded ? BOUNDED_FIT_EFFORT : FIT_EFFORT);
      const values = Float64Array.from(trials, (trial) => trial.losses[0] as number);
      losses.update({ points, losses: values, violations }, region, known, effort);
      if (isBounded) feasibility.update(around, losses, known, BOUNDED_FIT_EFFORT);
      models.known = known;
      models.size = trials.length;
    }
    return new Utility(losses, isBounded ? feasibility.models : []);
  }

  /** Has the models know where trials run, and not where they ran before. */
  #believe({ losses, feasibility, size }: Models, busy: readonly Float64Array[]): void {
    losses.model.truncate(size);
    feasibility.forget();
    for (const point of busy.slice(-MAX_FANTASIES)) {
      const x = losses.map(point);
      losses.model.believe(x);
      feasibility.believe(x);
    }
  }

  /** Where a running trial has the very same continuous coordinate, as on a bound, a hair beside it tells more. */
  #apartFrom(busy: readonly Float64Array[], x: Float64Array, rng: Rng): Float64Array {
    return x.map((at, d) => {
      if (Number.isFinite(this.#domain.cells[d]) || !busy.some((point) => point[d] === at)) return at;
      return at + (at > 0.5 ? -HAIR : HAIR) * rng.next();
    });
  }

  /** A drawn point nobody has tried, if there seems to be one left. */
  #anywhere(isNew: (x: Float64Array) => boolean, rng: Rng): Float64Array {
    const region = this.#domain.whole();
    let x = this.#domain.drawPoint(region, rng);
    for (let i = 0; i < MAX_DRAWS && !isNew(x); i++) x = this.#domain.drawPoint(region, rng);
    return x;
  }
}
