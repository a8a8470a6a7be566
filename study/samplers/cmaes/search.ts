/**
 * CMA-ES over a mixed space in unit coordinates, fed with trials in order of arrival, whoever drew them and however many
 * generations ago. Invariant: the state is a function of the trials added, so that a replay gives it again.
 */

import { type Rng, rngFromSeed } from "../../rng.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { Categories } from "./categories.ts";
import { CmaEs } from "./cma-es.ts";
import { Generation } from "./generation.ts";
import { GridAxis } from "./grid-axis.ts";
import { LearningRates } from "./learning-rate.ts";
import { Restarts, StopRule } from "./restarts.ts";
import { type CmaSettings, cmaSettings, defaultPopulation, withLevelRanks } from "./settings.ts";
import { Trail } from "./trail.ts";

/** Where a search begins, over the numerical parameters in [0, 1]. */
export interface Start {
  readonly mean: Float64Array;
  readonly sigma: number;
  /** Row-major (the diagonal if separable); null is the identity. */
  readonly covariance: Float64Array | null;
}

export interface SearchOptions {
  readonly start: Start;
  /** lambda of the first search; Hansen's default if not given. */
  readonly population: number | undefined;
  readonly separable: boolean;
  readonly restart: "none" | "ipop" | "bipop";
  /** How narrow a search becomes before the next, as a share of its first deviation. */
  readonly tolerance: number;
  readonly adaptLearningRate: boolean;
}

/** A finished trial as the search takes it in. */
export interface Arrival {
  /** As `PointReader` gives it; read before `add` returns. */
  readonly point: Float64Array;
  readonly loss: number;
  readonly violation: number;
  /** Trials that arrived before it. */
  readonly row: number;
  /** Trials that whoever drew it knew then. */
  readonly known: number;
}

/** Optuna's: tries per dimension to draw a point within the bounds, before it is clipped to them. */
const TRIES_PER_DIMENSION = 10;
/** Numbers drawn for one point at most, about 20 ms: a wide distribution of very many dimensions is hardly ever inside. */
const MAX_DRAWN = 200_000;
/**
 * From where an arrival's step is measured: 0 is the present mean, 1 the mean it was drawn around. At 2/3 the serial result
 * takes 8 peers 2 % more trials and 32 peers 51 % (medians over BBOB); at 1/3 10 and 54 %, at 0 10 and 90 %, at 1 far more.
 */
const FRAME_SHARE = 2 / 3;
/** New points to a generation, per trial that arrives while another runs: fewer of 32 peers' searches end in lesser valleys. */
const POINTS_PER_LATE_TRIAL = 0.4;
/** How fast the mean lateness follows the arrivals: over the last ten or so. */
const LATENESS_RATE = 0.1;
/**
 * Trials that may arrive while another runs: as many tabs as a swarm has. Whatever seems later (imported, of a peer that was
 * alone for long) bears no witness to how many run. After a restart, so many are looked at for whether they precede it.
 */
const MAX_LATE = 256;
/** The standard deviation of a point drawn evenly from its range: wider than this, most points fall outside. */
const WIDEST = 1 / Math.sqrt(12);

export class CmaSearch {
  readonly #options: SearchOptions;
  /** Places in the space of the numerical parameters, and of the categorical ones. */
  readonly #numbers: readonly number[];
  readonly #choices: readonly number[];
  readonly #axes: readonly (GridAxis | null)[];
  readonly #categories: Categories;
  readonly #generation: Generation;
  readonly #restarts: Restarts | null;
  /** For what a replay must draw alike: latent coordinates and restarts. */
  readonly #rng = rngFromSeed("cmaes");
  readonly #x: Float64Array;
  #cma: CmaEs | null;
  #rates: LearningRates | null = null;
  #trail: Trail;
  #stop: StopRule;
  #population: number;
  #lateness = 0;
  #startRow = 0;
  #evaluations = 0;

  constructor({ distributions }: SearchSpace, options: SearchOptions) {
    this.#options = options;
    const places = distributions.map((_, i) => i);
    this.#numbers = places.filter((i) => distributions[i]?.kind !== "categorical");
    this.#choices = places.filter((i) => distributions[i]?.kind === "categorical");
    this.#axes = this.#numbers.map((i) => {
      const distribution = distributions[i];
      if (distribution === undefined || distribution.kind === "categorical") return null;
      return distribution.step === null ? null : new GridAxis(distribution);
    });
    this.#categories = new Categories(
      distributions.flatMap((distribution) =>
        distribution.kind === "categorical" ? [distribution.choices.length] : [],
      ),
    );
    this.#generation = new Generation(this.#numbers.length, this.#choices.length);
    this.#x = new Float64Array(this.#numbers.length);
    const population = options.population ?? defaultPopulation(distributions.length);
    this.#restarts = options.restart === "none" ? null : new Restarts(options.restart, population);
    this.#population = population;
    this.#cma = this.#begin(options.start, population);
    this.#trail = new Trail(this.#numbers.length);
    this.#stop = this.#stopRule(population);
    this.#keepMargin();
    this.#trail.push(0, options.start.mean);
    this.#generation.clear(population);
  }

  /** Points of the next generation: lambda, or more if many trials run at once. */
  get population(): number {
    return Math.max(this.#population, Math.round(POINTS_PER_LATE_TRIAL * this.#lateness));
  }

  /** The distribution of the numerical parameters; null if there are none. */
  get distribution(): CmaEs | null {
    return this.#cma;
  }

  /** Draws a point: coordinates in [0, 1], and indices of choices. */
  sample(rng: Rng, into: Float64Array): void {
    this.#drawNumbers(rng);
    this.#numbers.forEach((place, j) => {
      into[place] = Math.min(1, Math.max(0, this.#x[j] as number));
    });
    this.#choices.forEach((place, c) => {
      into[place] = this.#categories.sample(c, rng);
    });
  }

  /** Takes a trial in; every `population` trials make a generation. */
  add(arrival: Arrival): void {
    const { row, known } = arrival;
    if (known < this.#startRow && row - this.#startRow < MAX_LATE) return;
    this.#evaluations += 1;
    const late = Math.max(0, row - known);
    if (late <= MAX_LATE) this.#lateness += LATENESS_RATE * (late - this.#lateness);
    this.#write(arrival);
    const at = this.#generation.count * this.#choices.length;
    this.#choices.forEach((place, c) => {
      this.#generation.choices[at + c] = arrival.point[place] as number;
    });
    this.#generation.enter(arrival.loss, arrival.violation);
    if (this.#generation.isFull) this.#learn(row + 1);
  }

  #begin({ mean, sigma, covariance }: Start, population: number): CmaEs | null {
    if (this.#numbers.length === 0) return null;
    const { separable, adaptLearningRate } = this.#options;
    this.#rates = adaptLearningRate ? new LearningRates(mean.length) : null;
    return new CmaEs({ mean, sigma, population, separable, covariance: covariance ?? undefined });
  }

  #stopRule(population: number): StopRule {
    const { start, tolerance } = this.#options;
    return new StopRule(this.#numbers.length + this.#choices.length, population, start.sigma, tolerance);
  }

  #drawNumbers(rng: Rng): void {
    if (this.#cma === null) return;
    const { length } = this.#x;
    for (let tries = Math.min(TRIES_PER_DIMENSION * length, MAX_DRAWN / length); tries > 0; tries--) {
      if (isInside(this.#cma.ask(rng, this.#x))) return;
    }
  }

  /**
   * The step of a point drawn around an old mean would pull the present mean back; measured from the old mean it would
   * push on where others have pushed already. It is measured from between.
   */
  #write({ point, known, row }: Arrival): void {
    const cma = this.#cma;
    if (cma === null) return;
    const { points, shifts, count } = this.#generation;
    for (let j = 0, at = count * this.#x.length; j < this.#x.length; j++, at++) {
      const mean = cma.mean[j] as number;
      const x = point[this.#numbers[j] as number] as number;
      const axis = this.#axes[j] ?? null;
      const deviation = cma.sigma * Math.sqrt(cma.shape.variance(j));
      points[at] = axis === null ? x : axis.latent(x, mean, deviation, this.#rng.next());
      shifts[at] = row - known > MAX_LATE ? 0 : FRAME_SHARE * (this.#trail.meanAt(known, j) - mean);
    }
  }

  /** One generation; `row` trials are known now. */
  #learn(row: number): void {
    const generation = this.#generation;
    const { choices, order, losses, size } = generation;
    const cma = this.#cma;
    const isLevel = (rank: number): boolean => generation.isLevel(rank);
    const best = losses[order[0] as number] as number;
    if (cma !== null) {
      cma.population = size;
      this.#rates?.before(cma);
      cma.learn(this.#steps(cma), order, isLevel);
      this.#rates?.after(cma);
    }
    const settings = cma?.settings ?? cmaSettings(1, size);
    this.#categories.learn(choices, order, withLevelRanks(settings, isLevel));
    if (generation.isFlat) this.#widen(settings);
    this.#keepMargin();
    if (cma !== null) this.#trail.push(row, cma.mean);
    if (cma !== null && this.#restarts !== null && this.#stop.isOver(cma, best)) this.#restart(this.#restarts, row);
    else this.#generation.next(this.population);
  }

  /** The generation's steps in units of sigma. */
  #steps({ mean, sigma }: CmaEs): Float64Array {
    const { points, shifts, size } = this.#generation;
    const n = mean.length;
    const steps = new Float64Array(size * n);
    for (let at = 0; at < steps.length; at++) {
      steps[at] = ((points[at] as number) - (mean[at % n] as number) - (shifts[at] as number)) / sigma;
    }
    return steps;
  }

  #restart(restarts: Restarts, row: number): void {
    this.#population = restarts.next(this.#evaluations, this.#rng);
    const mean = this.#x.map(() => this.#rng.next());
    this.#cma = this.#begin({ mean, sigma: this.#options.start.sigma, covariance: null }, this.#population);
    this.#stop = this.#stopRule(this.#population);
    this.#keepMargin();
    this.#trail = new Trail(mean.length);
    this.#trail.push(row, mean);
    this.#startRow = row;
    this.#evaluations = 0;
    this.#generation.clear(this.population);
  }

  /** Of a generation that tells nothing: the next looks farther, up to all of every range (Hansen's tutorial, B.4). */
  #widen(settings: CmaSettings): void {
    this.#categories.widen(settings);
    const cma = this.#cma;
    if (cma === null) return;
    const growth = Math.exp(0.2 + settings.cSigma / settings.dSigma);
    for (let j = 0; j < cma.dimensions; j++) {
      const deviation = cma.sigma * Math.sqrt(cma.shape.variance(j));
      if (deviation < WIDEST) cma.widen(j, Math.min(growth, WIDEST / deviation));
    }
    cma.settle();
  }

  /** alpha = 1 / (n lambda), as the paper recommends. */
  #keepMargin(): void {
    const cma = this.#cma;
    if (cma === null) return;
    let isWidened = false;
    this.#axes.forEach((axis, j) => {
      if (axis !== null && axis.keepMargin(cma, j, 1 / (this.#x.length * this.population))) isWidened = true;
    });
    if (isWidened) cma.settle();
  }
}

function isInside(x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (!((x[i] as number) >= 0 && (x[i] as number) <= 1)) return false;
  return true;
}
