/**
 * CMA-ES as a sampler for swarms: every complete trial, whoever drew it, is learned in order of arrival
 * (`cmaes/search.ts`). Serially it is Optuna's CmaEsSampler (`samplers/_cmaes.py`) without its tags of generations.
 */

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Sample, SampleRequest, Sampler } from "../sampler.ts";
import { firstValue, isSingle, type ParamValue } from "../space/distribution.ts";
import { EMPTY_SPACE, type SearchSpace, sameSpace } from "../space/search-space.ts";
import { WIDTH_TOLERANCE } from "./cmaes/restarts.ts";
import { CmaSearch, type Start } from "./cmaes/search.ts";
import { type SourceTrial, unitOf, warmStart } from "./cmaes/warm-start.ts";
import { MAX_CMAES_POPULATION } from "./limits.ts";
import { randomSampler } from "./random.ts";
import { PointReader } from "./shared/point-reader.ts";
import { SharedSpace } from "./shared/shared-space.ts";
import { fromCoordinate } from "./shared/unit-cube.ts";

export interface CmaesOptions {
  /** Where the search begins, by name; the middle of the range (of the logarithm) for parameters not named. */
  readonly x0?: Readonly<Record<string, number>>;
  /** The first standard deviation, as a share of every range. */
  readonly sigma0?: number;
  /** Points to a generation (lambda). */
  readonly population?: number;
  /** Learns no correlations: faster, and better where there are none. By default beyond `MAX_FULL_DIMENSIONS`. */
  readonly separable?: boolean;
  /** What follows when a search has converged: nothing, or searches from elsewhere with growing populations. */
  readonly restart?: "none" | "ipop" | "bipop";
  /** A search has converged when it is this much narrower than it began; 1e-12 by default. */
  readonly tolerance?: number;
  /** Learns slower where losses are noisy or have many valleys (LRA-CMA-ES): then the default population does. */
  readonly adaptLearningRate?: boolean;
  /** Trials of a similar task; instead of `x0` and `sigma0`. */
  readonly warmStart?: readonly SourceTrial[];
  /** Chooses parameters that not every trial has, and the first trials; random by default. */
  readonly independent?: Sampler;
}

/** A generation of the full matrix costs n^3: at 100 dimensions about a millisecond a trial, at 200 eight. */
const MAX_FULL_DIMENSIONS = 100;
/** Optuna's, in units of the range. */
const SIGMA0 = 1 / 6;
/** Trials learned at most at one proposal, and their number times the square of the parameters': about 0.1 s. */
const MAX_LEARNED = 20_000;
const MAX_EFFORT = 2e6;

/**
 * Works on the first objective only: for several take the samplers tpe, nsga2 or auto. Throws `MisuseError` for options out
 * of range. Keeps what it read of each history.
 */
export function cmaesSampler(options: CmaesOptions = {}): Sampler {
  checkOptions(options);
  const independent = options.independent ?? randomSampler();
  const models = new WeakMap<History, CmaesModel>();
  return {
    name: "cmaes",
    usesRunning: independent.usesRunning,
    sample(request: SampleRequest): Sample {
      let model = models.get(request.history);
      if (model === undefined) {
        model = new CmaesModel(options, independent);
        models.set(request.history, model);
      }
      return model.sample(request);
    },
  };
}

const OPTIONS: readonly (keyof CmaesOptions)[] = [
  "x0",
  "sigma0",
  "population",
  "separable",
  "restart",
  "tolerance",
  "adaptLearningRate",
  "warmStart",
  "independent",
];

const RESTARTS: ReadonlySet<string> = new Set(["none", "ipop", "bipop"]);

function checkOptions(options: CmaesOptions): void {
  checkOptionNames("cmaesSampler", options, OPTIONS);
  const { x0 = {}, sigma0, population, restart = "none", tolerance = WIDTH_TOLERANCE } = options;
  if (!RESTARTS.has(restart)) {
    throw new MisuseError(`There is no restart ${JSON.stringify(restart)}; choose "none", "ipop" or "bipop".`);
  }
  for (const [name, value] of Object.entries(x0)) {
    if (!Number.isFinite(value)) {
      throw new MisuseError(`x0 has ${String(value)} for ${JSON.stringify(name)}; give a finite number.`);
    }
  }
  if (sigma0 !== undefined && !(sigma0 > 0 && Number.isFinite(sigma0))) {
    throw new MisuseError(`sigma0 must be above 0, but is ${sigma0}; it is a share of the range, 1/6 by default.`);
  }
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new MisuseError(`tolerance must lie between 0 and 1, but is ${tolerance}; leave it out for 1e-12.`);
  }
  if (
    population !== undefined &&
    !(Number.isInteger(population) && population >= 3 && population <= MAX_CMAES_POPULATION)
  ) {
    throw new MisuseError(
      `The population must be a whole number from 3 to ${MAX_CMAES_POPULATION}, but is ${population}; leave it out for the default.`,
    );
  }
}

/** One history as CMA-ES sees it. */
export class CmaesModel {
  readonly #options: CmaesOptions;
  readonly #independent: Sampler;
  readonly #shared = new SharedSpace();
  #space: SearchSpace = EMPTY_SPACE;
  #reader = new PointReader(EMPTY_SPACE);
  #point = new Float64Array(0);
  #search: CmaSearch | null = null;
  #revision = 0;
  #judgements = 0;
  #row = 0;
  /** Trials learned at most at one proposal. */
  #most = MAX_LEARNED;

  /** `options` must be fine (`cmaesSampler` checks them); `independent` chooses what is not searched. */
  constructor(options: CmaesOptions, independent: Sampler) {
    this.#options = options;
    this.#independent = independent;
  }

  /** Searches over `searched`: unless given, over what every trial had. Trials that lack some of it are not learned. */
  sample(request: SampleRequest, searched?: SearchSpace): Sample {
    const { history, space, rng } = request;
    this.#follow(history, searched ?? this.#shared.update(history, space));
    if (this.#search === null) return this.#independent.sample(request);
    this.#search.sample(rng, this.#point);
    const drawn = new Map<string, ParamValue>();
    this.#space.names.forEach((name, i) => {
      const distribution = this.#space.distributions[i];
      if (distribution !== undefined) drawn.set(name, fromCoordinate(distribution, this.#point[i] ?? 0));
    });
    const isComplete = space.names.every((name, i) => {
      const distribution = space.distributions[i];
      return drawn.has(name) || (distribution !== undefined && isSingle(distribution));
    });
    const rest: Sample = isComplete ? { values: [], mixtures: null } : this.#independent.sample(request);
    const values = space.names.map((name, i): ParamValue => {
      const value = drawn.has(name) ? drawn.get(name) : rest.values[i];
      const distribution = space.distributions[i];
      if (value === undefined && distribution !== undefined) return firstValue(distribution);
      return value ?? null;
    });
    return { values, mixtures: rest.mixtures };
  }

  /** Brings the search up to the last row. */
  #follow(history: History, shared: SearchSpace): void {
    if (!sameSpace(shared, this.#space)) {
      this.#space = shared;
      this.#reader = new PointReader(shared);
      this.#point = new Float64Array(shared.names.length);
      this.#startOver();
    } else if (this.#judgements !== history.judgements) {
      this.#startOver();
    } else if (this.#revision !== history.revision && history.size < this.#row) {
      // Past the bound rows go by the thousand, and what was learned from them remains true.
      if (history.size <= this.#most) this.#startOver();
      else this.#row = history.size;
    }
    this.#revision = history.revision;
    this.#judgements = history.judgements;
    if (this.#search === null) return;
    // Of very many that came in at once the newest are learned.
    this.#row = Math.max(this.#row, history.size - this.#most);
    for (; this.#row < history.size; this.#row++) this.#read(history, this.#row, this.#search);
  }

  #startOver(): void {
    this.#row = 0;
    const { population, restart = "none", tolerance = WIDTH_TOLERANCE, adaptLearningRate = false } = this.#options;
    const dimensions = this.#space.names.length;
    const separable = this.#options.separable ?? dimensions > MAX_FULL_DIMENSIONS;
    const start = startOf(this.#options, this.#space, separable);
    const options = { start, population, separable, restart, tolerance, adaptLearningRate };
    this.#most = Math.min(MAX_LEARNED, Math.ceil(MAX_EFFORT / Math.max(1, dimensions) ** (separable ? 1 : 2)));
    this.#search = dimensions === 0 ? null : new CmaSearch(this.#space, options);
  }

  #read(history: History, row: number, search: CmaSearch): void {
    if (history.state(row) !== "complete" || !history.isCounted(row)) return;
    const point = this.#point;
    if (!this.#reader.read(history, row, point)) return;
    const { number, foreignKnown } = history.get(row);
    search.add({
      point,
      loss: history.loss(row),
      violation: history.violation(row),
      row,
      known: number + foreignKnown,
    });
  }
}

function startOf(
  { x0 = {}, sigma0 = SIGMA0, warmStart: source }: CmaesOptions,
  space: SearchSpace,
  separable: boolean,
): Start {
  const warm = source === undefined ? null : warmStart(source, space, separable);
  if (warm !== null) return warm;
  const mean: number[] = [];
  space.distributions.forEach((distribution, i) => {
    if (distribution.kind !== "categorical") mean.push(unitOf(x0, space.names[i] ?? "", distribution) ?? 0.5);
  });
  return { mean: Float64Array.from(mean), sigma: sigma0, covariance: null };
}
