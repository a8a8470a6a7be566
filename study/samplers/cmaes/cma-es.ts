/**
 * CMA-ES with active covariance update, without a study: Hansen, "The CMA Evolution Strategy: A Tutorial" (2016/2023);
 * points from elsewhere are taken in as in Hansen, "Injecting External Solutions Into CMA-ES" (2011).
 * Invariant: the next point is m + sigma N(0, C), and nothing but `learn` moves m, sigma and C.
 */
import type { Rng } from "../../rng.ts";
import { DiagonalShape } from "./diagonal-shape.ts";
import { FullShape } from "./full-shape.ts";
import { type CmaSettings, cmaSettings, defaultPopulation, withLevelRanks } from "./settings.ts";
import type { Shape } from "./shape.ts";

export interface CmaEsOptions {
  readonly mean: ArrayLike<number>;
  readonly sigma: number;
  /** lambda, at least 3; 4 + floor(3 ln n) if not given. */
  readonly population?: number | undefined;
  /** Only the diagonal of C: linear in the dimension, blind to correlations. */
  readonly separable?: boolean | undefined;
  /** C to start with, row-major (its diagonal if separable); the identity if not given. */
  readonly covariance?: ArrayLike<number> | undefined;
}

/** Beyond, m + sigma y overflows before anybody notices that the search diverges. */
const MAX_SIGMA = 1e32;
/** Below, squares of steps underflow. */
const MIN_SIGMA = 1e-150;
/** A generation changes sigma by at most this factor's logarithm (Hansen 2011, equation 4). */
const MAX_SIGMA_STEP = 1;

export class CmaEs {
  readonly dimensions: number;
  readonly mean: Float64Array;
  sigma: number;
  readonly shape: Shape;
  /** Generations learned. */
  generation = 0;
  settings: CmaSettings;
  readonly pathSigma: Float64Array;
  readonly path: Float64Array;
  readonly #separable: boolean;
  readonly #z: Float64Array;
  readonly #y: Float64Array;
  readonly #meanStep: Float64Array;
  #steps: Float64Array;
  #order: Int32Array;
  #lengths: Float64Array;

  constructor({ mean, sigma, population, separable = false, covariance }: CmaEsOptions) {
    const n = mean.length;
    this.dimensions = n;
    this.mean = Float64Array.from(mean);
    this.sigma = sigma;
    this.#separable = separable;
    this.shape = separable ? new DiagonalShape(n) : new FullShape(n);
    this.settings = cmaSettings(n, population ?? defaultPopulation(n), separable);
    this.pathSigma = new Float64Array(n);
    this.path = new Float64Array(n);
    this.#z = new Float64Array(n);
    this.#y = new Float64Array(n);
    this.#meanStep = new Float64Array(n);
    this.#steps = new Float64Array(this.population * n);
    this.#order = new Int32Array(this.population);
    this.#lengths = new Float64Array(this.population);
    if (covariance !== undefined) {
      this.shape.covariance.set(covariance);
      this.shape.refresh(1);
    }
  }

  /** lambda. */
  get population(): number {
    return this.settings.population;
  }

  /** Changes lambda, and with it all rates, between two generations. */
  set population(population: number) {
    if (population === this.settings.population) return;
    this.settings = cmaSettings(this.dimensions, population, this.#separable);
    this.#steps = new Float64Array(population * this.dimensions);
    this.#order = new Int32Array(population);
    this.#lengths = new Float64Array(population);
  }

  /** C, row-major; its diagonal if separable. */
  get covariance(): Float64Array {
    return this.shape.covariance;
  }

  /** Writes a point of the present distribution to `into` and returns it. */
  ask(rng: Rng, into: Float64Array = new Float64Array(this.dimensions)): Float64Array {
    fillNormal(rng, this.#z);
    this.shape.stretch(this.#z, into);
    for (let i = 0; i < into.length; i++) into[i] = (this.mean[i] as number) + this.sigma * (into[i] as number);
    return into;
  }

  /**
   * Learns a generation: `population` points one after the other, and the loss of each (Infinity if it has none). Any
   * points will do; those that the present distribution would hardly draw are drawn closer.
   */
  tell(points: Float64Array, losses: ArrayLike<number>): void {
    const { dimensions: n, population } = this;
    for (let p = 0; p < population; p++) {
      for (let i = 0, at = p * n; i < n; i++, at++) {
        this.#steps[at] = ((points[at] as number) - (this.mean[i] as number)) / this.sigma;
      }
      this.#insertByLoss(p, losses);
    }
    const lossOf = (rank: number): number => losses[this.#order[rank] as number] as number;
    this.learn(this.#steps, this.#order, (rank) => lossOf(rank) === lossOf(rank - 1));
  }

  /**
   * Learns a generation from steps (x - m) / sigma, n numbers each; `order[r]` is the step of rank r, best first, and
   * `isLevel(r)` whether it is no worse than that of rank r - 1. Steps too long to be the distribution's own are shortened
   * in place.
   */
  learn(steps: Float64Array, order: Int32Array, isLevel: (rank: number) => boolean): void {
    const settings = withLevelRanks(this.settings, isLevel);
    this.#shorten(steps);
    this.#moveMean(steps, order, settings);
    this.#followPaths(settings);
    this.#adaptShape(steps, order, settings);
    this.#adaptSigma();
    this.generation += 1;
  }

  /** Widens coordinate j by `factor`, as if it had always been measured in another unit; `settle` must follow. */
  widen(j: number, factor: number): void {
    this.shape.widen(j, factor);
    this.path[j] = (this.path[j] as number) * factor;
  }

  /** Takes the root of C after changes from outside. */
  settle(): void {
    if (!this.shape.refresh(1)) this.#reset();
  }

  #insertByLoss(p: number, losses: ArrayLike<number>): void {
    const order = this.#order;
    const loss = losses[p] as number;
    let at = p;
    for (; at > 0 && !((losses[order[at - 1] as number] as number) <= loss); at--) order[at] = order[at - 1] as number;
    order[at] = p;
  }

  /** Hansen 2011, equation 3, with a bound that own steps pass once in about a thousand generations. */
  #shorten(steps: Float64Array): void {
    const n = this.dimensions;
    const longest = Math.sqrt(n) + 2 + (2 * n) / (n + 2);
    for (let p = 0; p < this.population; p++) {
      const length = this.shape.length(steps, p * n);
      this.#lengths[p] = Math.min(length, longest);
      if (length <= longest) continue;
      for (let at = p * n; at < (p + 1) * n; at++) steps[at] = ((steps[at] as number) * longest) / length;
    }
  }

  /** Equations 41 and 42, with c_m = 1. */
  #moveMean(steps: Float64Array, order: Int32Array, { pulls }: CmaSettings): void {
    const { dimensions: n, mean, sigma } = this;
    const meanStep = this.#meanStep.fill(0);
    for (let r = 0; r < pulls.length; r++) {
      const weight = pulls[r] as number;
      for (let i = 0, at = (order[r] as number) * n; i < n; i++, at++) {
        meanStep[i] = (meanStep[i] as number) + weight * (steps[at] as number);
      }
    }
    for (let i = 0; i < n; i++) mean[i] = (mean[i] as number) + sigma * (meanStep[i] as number);
  }

  /** Equations 43 and 45. */
  #followPaths({ cSigma, cPath, effectiveParents }: CmaSettings): void {
    const { pathSigma, path } = this;
    this.shape.whiten(this.#meanStep, this.#y);
    const gain = Math.sqrt(cSigma * (2 - cSigma) * effectiveParents);
    for (let i = 0; i < path.length; i++) {
      pathSigma[i] = (1 - cSigma) * (pathSigma[i] as number) + gain * (this.#y[i] as number);
    }
    const pathGain = this.#isStalled() ? 0 : Math.sqrt(cPath * (2 - cPath) * effectiveParents);
    for (let i = 0; i < path.length; i++) {
      path[i] = (1 - cPath) * (path[i] as number) + pathGain * (this.#meanStep[i] as number);
    }
  }

  /** h_sigma = 0: the mean moves so fast that the path would blow C up; sigma has to grow first. */
  #isStalled(): boolean {
    const { cSigma, normalLength } = this.settings;
    const started = Math.sqrt(1 - (1 - cSigma) ** (2 * (this.generation + 1)));
    return norm(this.pathSigma) / started >= (1.4 + 2 / (this.dimensions + 1)) * normalLength;
  }

  /** Equations 46 and 47. */
  #adaptShape(steps: Float64Array, order: Int32Array, settings: CmaSettings): void {
    const { dimensions: n, shape } = this;
    const { cOne, cRank, cPath, population, weights, weightSum } = settings;
    const stalled = this.#isStalled() ? cOne * cPath * (2 - cPath) : 0;
    const decay = 1 + stalled - cOne - cRank * weightSum;
    shape.blendPath(decay, cOne, this.path);
    for (let r = 0; r < population; r++) {
      const weight = weights[r] as number;
      if (weight === 0) continue;
      const p = order[r] as number;
      const factor = weight > 0 ? weight : (weight * n) / ((this.#lengths[p] as number) ** 2 + 1e-8);
      shape.addStep(cRank * factor, steps, p * n);
    }
    const roots = Math.max(1, Math.floor(1 / ((cOne + cRank) * n * 10)));
    if (!shape.refresh(roots)) this.#reset();
  }

  /** C is no covariance any more, by overflow or underflow: begin with a round one. */
  #reset(): void {
    this.shape.reset();
    this.path.fill(0);
    this.pathSigma.fill(0);
  }

  /** Equation 44. */
  #adaptSigma(): void {
    const { cSigma, dSigma, normalLength } = this.settings;
    const step = (cSigma / dSigma) * (norm(this.pathSigma) / normalLength - 1);
    this.sigma *= Math.exp(Math.min(MAX_SIGMA_STEP, step));
    this.sigma = Math.min(MAX_SIGMA, Math.max(MIN_SIGMA, this.sigma));
  }
}

function norm(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += (v[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** Independent standard normals, two from each pair of uniforms (Box and Muller). */
function fillNormal(rng: Rng, into: Float64Array): void {
  for (let i = 0; i < into.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - rng.next()));
    const angle = 2 * Math.PI * rng.next();
    into[i] = radius * Math.cos(angle);
    if (i + 1 < into.length) into[i + 1] = radius * Math.sin(angle);
  }
}
