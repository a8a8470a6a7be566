/**
 * When a search is over, and how the next one begins: stopping criteria of Hansen's tutorial (B.3) with the limits of the
 * cmaes library; IPOP (Auger and Hansen 2005) doubles the population, BIPOP (Hansen 2009) spends as much on small ones.
 */
import type { Rng } from "../../rng.ts";
import type { CmaEs } from "./cma-es.ts";

/** A best loss that varies less than this over the last generations will not vary again. */
const LOSS_TOLERANCE = 1e-12;
/** A search this much narrower than it began is done. */
export const WIDTH_TOLERANCE = 1e-12;
/** One this much wider diverges. */
const MAX_GROWTH = 1e4;
/** Beyond, C^(-1/2) is rounding noise. */
const MAX_CONDITION = 1e14;
/** Doublings at most: sixteen thousand times the first population is more than a swarm evaluates. */
const MAX_DOUBLINGS = 14;

/** Watches one search. */
export class StopRule {
  readonly #sigma0: number;
  readonly #tolerance: number;
  readonly #recent: Float64Array;
  #seen = 0;

  /** `tolerance`: the share of `sigma0` at which a search is narrow enough. */
  constructor(dimensions: number, population: number, sigma0: number, tolerance: number) {
    this.#sigma0 = sigma0;
    this.#tolerance = tolerance;
    this.#recent = new Float64Array(10 + Math.ceil((30 * dimensions) / population));
  }

  /** Whether the search has ended with the generation whose best loss is `best`. */
  isOver(cma: CmaEs, best: number): boolean {
    this.#recent[this.#seen++ % this.#recent.length] = best;
    return this.#isFlat() || this.#isNarrow(cma) || cma.shape.condition > MAX_CONDITION || this.#isLost(cma);
  }

  #isFlat(): boolean {
    if (this.#seen < this.#recent.length) return false;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const loss of this.#recent) {
      low = Math.min(low, loss);
      high = Math.max(high, loss);
    }
    return low === high || high - low < LOSS_TOLERANCE;
  }

  #isNarrow(cma: CmaEs): boolean {
    for (let i = 0; i < cma.dimensions; i++) {
      const width = Math.max(Math.sqrt(cma.shape.variance(i)), Math.abs(cma.path[i] as number));
      if (cma.sigma * width >= this.#tolerance * this.#sigma0) return false;
    }
    return true;
  }

  /** Too wide, or so narrow somewhere that a fifth of the deviation no longer changes the mean. */
  #isLost(cma: CmaEs): boolean {
    for (let i = 0; i < cma.dimensions; i++) {
      const deviation = cma.sigma * Math.sqrt(cma.shape.variance(i));
      const mean = cma.mean[i] as number;
      if (deviation > MAX_GROWTH * this.#sigma0 || mean === mean + 0.2 * deviation) return true;
    }
    return false;
  }
}

/** The populations of one search after another. */
export class Restarts {
  readonly #policy: "ipop" | "bipop";
  readonly #first: number;
  #doublings = 0;
  #isLarge = true;
  /** Evaluations spent in small and in large populations. */
  readonly #spent = { small: 0, large: 0 };

  constructor(policy: "ipop" | "bipop", firstPopulation: number) {
    this.#policy = policy;
    this.#first = firstPopulation;
  }

  /** The population of the next search, after one that took `evaluations`. */
  next(evaluations: number, rng: Rng): number {
    this.#spent[this.#isLarge ? "large" : "small"] += evaluations;
    if (this.#policy === "bipop" && this.#doublings > 0 && this.#spent.small < this.#spent.large) {
      this.#isLarge = false;
      return Math.floor(this.#first * (2 ** this.#doublings) ** (rng.next() ** 2));
    }
    this.#isLarge = true;
    this.#doublings = Math.min(MAX_DOUBLINGS, this.#doublings + 1);
    return this.#first * 2 ** this.#doublings;
  }
}
