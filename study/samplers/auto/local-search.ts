/**
 * A search for few trials over numbers: a Gaussian process with quadratic trends over the neighbourhood of the best
 * point, in coordinates that its own Hessian makes round, proposes the point of a trust region that promises the largest
 * expected improvement. After Hansen 2019 (quadratic models), Eriksson et al. 2019 (trust regions) and Ament et al. 2023
 * (log-EI). A proposal's cost is bounded however many trials there are.
 */
import { normal, type Rng, uniform } from "../../rng.ts";
import type { FinishedState } from "../../trial/trial.ts";
import { Failures } from "../shared/failures.ts";
import { BallNewton } from "./ball-newton.ts";
import { logExpectedImprovement } from "./log-improvement.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import { nearby, randomInBall } from "./random-points.ts";
import { TrendGp } from "./trend-gp.ts";
import { neighbourOf, unlikeliness } from "./trend-hypers.ts";
import { TrialPoints } from "./trial-points.ts";
import { REACH, TrustRegion } from "./trust-region.ts";

/** Points of a model: enough for a full quadratic (66 coefficients at D = 10), and a bound on the cube of their count. */
const modelSize = (dimensions: number): number => Math.min(20 + 8 * dimensions, 120);
/** Running trials that a model heeds; past these, chance keeps proposals apart. */
const MAX_BELIEVED = 32;
/** Hypers compared for every trial that has come in, so that a peer of a swarm, which proposes seldom, learns as fast. */
const HYPER_TRIALS = 4;
const MAX_HYPER_TRIALS = 16;
/**
 * Adaptations of the coordinates made up for at one proposal, so that a peer of a swarm, which proposes seldom, keeps up with
 * a lone one: a single adaptation stretches no direction far, however many trials it is for.
 */
const MAX_CATCH_UP = 8;
const CANDIDATES = 60;
/** Tries around each minimum of the mean. */
const NEARBY = 5;
/** The first trials spread over this share of every range: corners are far from everything else. */
const DESIGN_SHARE = 0.7;
/** Places compared for the start of a new run. */
const START_CANDIDATES = 50;

/** A finished trial. */
export interface Observation {
  /** Of the unit cube; NaN for what a failed trial had not asked for. */
  readonly point: Float64Array;
  /** May be infinite but is a number; of a pruned trial what it would probably have come to. */
  readonly loss: number;
  readonly state: FinishedState;
  /** Counts trials in their order. */
  readonly arrival: number;
  /** How many of them whoever proposed this one had seen. */
  readonly known: number;
}

/** Proposes points of a unit cube of so many dimensions, given what was found and what runs; smaller losses are better. */
export class LocalSearch {
  readonly dimensions: number;
  readonly #trials: TrialPoints;
  readonly #region: TrustRegion;
  readonly #gp: TrendGp;
  readonly #newton: BallNewton;
  readonly #failures: Failures;
  readonly #design: number;
  /** Trials that came in since the coordinates were adapted last. */
  #news = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#trials = new TrialPoints(dimensions);
    this.#design = Math.max(5, dimensions + 1);
    this.#region = new TrustRegion(dimensions, this.#design);
    this.#gp = new TrendGp(dimensions, modelSize(dimensions) + MAX_BELIEVED);
    this.#newton = new BallNewton(dimensions);
    this.#failures = new Failures(dimensions);
  }

  /** Takes in a finished trial. */
  observe({ point: given, loss: value, state, arrival, known }: Observation): void {
    // Where it failed, as near to the place looked at as can be.
    const point = given.map((x, d) => (Number.isNaN(x) ? (this.#region.centre?.[d] ?? 0.5) : x));
    const loss = Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
    this.#trials.add(point, loss, state === "failed");
    this.#failures.add(point, state === "failed");
    // Whatever a pruned trial is thought to have come to, it is no success.
    this.#region.observe(point, state === "complete" ? loss : Number.MAX_VALUE, arrival, known);
    this.#news += 1;
  }

  /** Forgets that a trial failed here: it ran again. Coordinates it had not asked for are NaN. */
  forgive(point: Float64Array): void {
    this.#trials.forgive(point);
  }

  /** Whether the neighbourhood of the best point has been searched, so that a look elsewhere is worth as much. */
  get hasEnded(): boolean {
    return this.#region.hasEnded;
  }

  /** The next point of the unit cube to try while `running` are being tried. */
  propose(running: readonly Float64Array[], rng: Rng): Float64Array {
    const D = this.dimensions;
    const known = this.#trials.size;
    if (known <= 1 && running.length === 0) return new Float64Array(D).fill(0.5);
    if (known < this.#design) return this.#spread(DESIGN_SHARE, rng);
    // Nothing has succeeded yet: no place is better than another.
    if (!this.#region.hasValue) return this.#spread(1, rng);
    const { centre } = this.#region;
    if (centre === null) {
      const start = this.#farPoint(running, rng);
      this.#region.awaitStart(start);
      return start;
    }
    if (running.length > 0 && this.#news > 1) this.#catchUp(centre);
    const near = this.#near(centre);
    this.#region.relief = near.relief;
    this.#fit(near, rng);
    let best = near.warped(this.#region.linearShare).losses[near.best] as number;
    for (const other of running.slice(-MAX_BELIEVED)) best = Math.min(best, this.#believe(other, centre));
    const point = this.#bestCandidate(best, centre, rng);
    if (this.#trials.hasFailedAt(point)) this.#shift(point, centre, rng);
    if (running.some((other) => other.every((x, d) => x === point[d]))) return this.#spread(DESIGN_SHARE, rng);
    this.#region.metric.adapt(this.#gp, Math.max(1, this.#news));
    this.#news = 0;
    return point;
  }

  /** Moves a point by chance within the region. */
  #shift(point: Float64Array, centre: Float64Array, rng: Rng): void {
    const { metric, radius } = this.#region;
    metric.toUnit(randomInBall(this.dimensions, rng), centre, radius, point);
  }

  #near(centre: Float64Array): Neighbourhood {
    // Failures by chance say nothing about the losses.
    const withFailed = this.#failures.areByPlace;
    return new Neighbourhood(this.#trials, this.#region, centre, modelSize(this.dimensions), withFailed);
  }

  /** Adapts the coordinates as proposals after every few of the trials that came in would have done. */
  #catchUp(centre: Float64Array): void {
    const [gp, region] = [this.#gp, this.#region];
    const adaptations = Math.min(MAX_CATCH_UP, this.#news - 1);
    this.#news = Math.max(1, this.#news / (adaptations + 1));
    for (let i = 0; i < adaptations; i++) {
      const near = this.#near(centre);
      const { losses, spread } = near.warped(region.linearShare);
      gp.load(near.points, near.count);
      gp.fit(losses, spread, region.hypers);
      region.metric.adapt(gp, this.#news);
    }
  }

  /** A point drawn from the middle `share` of every range. */
  #spread(share: number, rng: Rng): Float64Array {
    const half = share / 2;
    return Float64Array.from({ length: this.dimensions }, () => uniform(rng, 0.5 - half, 0.5 + half));
  }

  /** Of some random points the one farthest from everything known or running. */
  #farPoint(running: readonly Float64Array[], rng: Rng): Float64Array {
    const D = this.dimensions;
    const { coordinates, size } = this.#trials;
    let [farthest, best] = [-1, this.#spread(DESIGN_SHARE, rng)];
    for (let i = 0; i < START_CANDIDATES; i++) {
      const point = Float64Array.from({ length: D }, () => uniform(rng, 0.05, 0.95));
      let nearest = Number.POSITIVE_INFINITY;
      const compare = (others: Float64Array, at: number): void => {
        let square = 0;
        for (let d = 0; d < D; d++) square += ((others[at + d] as number) - (point[d] as number)) ** 2;
        nearest = Math.min(nearest, square);
      };
      for (let j = 0; j < size; j++) compare(coordinates, j * D);
      for (const other of running) compare(other, 0);
      if (nearest > farthest) [farthest, best] = [nearest, point];
    }
    return best;
  }

  /** Leaves the model fitted with the most plausible hypers and warp found so far. */
  #fit(near: Neighbourhood, rng: Rng): void {
    const [region, gp] = [this.#region, this.#gp];
    gp.load(near.points, near.count);
    const cost = (share: number, hypers = region.hypers): number => {
      const { losses, spread, logJacobian } = near.warped(share);
      return gp.fit(losses, spread, hypers) - logJacobian + unlikeliness(hypers);
    };
    let least = cost(region.linearShare);
    const trials = Math.min(MAX_HYPER_TRIALS, HYPER_TRIALS * Math.max(1, this.#news));
    for (let i = 0; i < trials; i++) {
      const hypers = neighbourOf(region.hypers, rng);
      const value = cost(region.linearShare, hypers);
      if (value < least) [least, region.hypers] = [value, hypers];
    }
    const share = Neighbourhood.otherShare(region.linearShare, rng.next());
    if (cost(share) < least) region.linearShare = share;
    else cost(region.linearShare);
  }

  /** Takes a running point for finished as predicted. Returns that loss, which others should improve on, or infinity. */
  #believe(point: Float64Array, centre: Float64Array): number {
    const local = new Float64Array(this.dimensions);
    this.#region.metric.toLocal(point, 0, centre, this.#region.radius, local);
    // Far from the region the trends foretell anything.
    const loss = Math.hypot(...local) <= REACH ? this.#gp.mean(local) : Number.POSITIVE_INFINITY;
    this.#gp.believe(local);
    return loss;
  }

  /** Compares random points, the least means found from the best of them, and points around these, by what they gain. */
  #bestCandidate(best: number, centre: Float64Array, rng: Rng): Float64Array {
    const D = this.dimensions;
    const { metric, radius } = this.#region;
    const unit = new Float64Array(D);
    const confine = (local: Float64Array): void => {
      metric.toUnit(local, centre, radius, unit);
      metric.toLocal(unit, 0, centre, radius, local);
    };
    let [highest, chosen] = [Number.NEGATIVE_INFINITY, null as Float64Array | null];
    const consider = (local: Float64Array): number => {
      confine(local);
      const [mean, deviation] = this.#gp.predict(local);
      const value = logExpectedImprovement(mean, deviation, best);
      if (value > highest) [highest, chosen] = [value, local];
      return mean;
    };
    let first: Float64Array = new Float64Array(D);
    let second = first;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < CANDIDATES; i++) {
      const local = randomInBall(D, rng);
      const mean = consider(local);
      if (mean < least) [least, first, second] = [mean, local, first];
    }
    for (const start of [new Float64Array(D), first.slice(), second.slice()]) {
      confine(start);
      this.#newton.descend(this.#gp, start, confine);
      consider(start);
      for (let i = 0; i < NEARBY; i++) consider(nearby(start, rng));
    }
    const local = chosen ?? randomInBall(D, rng);
    // A model sure of everything proposes the centre again: then any other point teaches more.
    if (local.every((x) => Math.abs(x) < 1e-12)) for (let d = 0; d < D; d++) local[d] = 0.1 * normal(rng);
    metric.toUnit(local, centre, radius, unit);
    return unit;
  }
}
