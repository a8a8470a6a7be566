/**
 * Categorical parameters beside CMA-ES: independent probabilities that follow the better half of each generation along the
 * natural gradient, kept away from zero by the margin of Hamano et al., "CatCMA" (2024).
 */
import { type Rng, weightedIndex } from "../../rng.ts";
import type { CmaSettings } from "./settings.ts";

/** The chance per generation point that some parameter shows a rare choice stays at least this (CatCMA, section 4.3). */
const RARE_CHOICE = 0.27;

export class Categories {
  readonly #probabilities: readonly Float64Array[];
  readonly #floors: readonly number[];

  /** `choices`: how many each parameter has. */
  constructor(choices: readonly number[]) {
    this.#probabilities = choices.map((count) => new Float64Array(count).fill(1 / count));
    const margin = 1 - (1 - RARE_CHOICE) ** (1 / Math.max(1, choices.length));
    this.#floors = choices.map((count) => Math.min(margin / Math.max(1, count - 1), 1 / count));
  }

  /** The index of a choice for parameter c. */
  sample(c: number, rng: Rng): number {
    return weightedIndex(rng, this.#probabilities[c] ?? [], 1);
  }

  /** The probabilities of parameter c's choices. */
  probabilities(c: number): Float64Array {
    return this.#probabilities[c] ?? new Float64Array(0);
  }

  /** Learns a generation: `indices[order[r] * parameters + c]` is the choice of rank r. */
  learn(indices: Int32Array, order: Int32Array, { pulls, cSigma }: CmaSettings): void {
    const rate = cSigma / 2;
    this.#probabilities.forEach((chances, c) => {
      for (let k = 0; k < chances.length; k++) chances[k] = (1 - rate) * (chances[k] as number);
      for (let r = 0; r < pulls.length; r++) {
        const k = indices[(order[r] as number) * this.#probabilities.length + c] as number;
        chances[k] = (chances[k] as number) + rate * (pulls[r] as number);
      }
      keepAbove(chances, this.#floors[c] ?? 0);
    });
  }

  /** Moves back to where all choices are alike, at the rate of `learn`. */
  widen({ cSigma }: CmaSettings): void {
    const rate = cSigma / 2;
    for (const chances of this.#probabilities) {
      for (let k = 0; k < chances.length; k++) chances[k] = (1 - rate) * (chances[k] as number) + rate / chances.length;
    }
  }
}

/** Lifts every probability to `floor`, at the cost of those above (their excess shrinks alike). */
function keepAbove(chances: Float64Array, floor: number): void {
  let [sum, excess] = [0, 0];
  for (let k = 0; k < chances.length; k++) {
    chances[k] = Math.max(floor, chances[k] as number);
    sum += chances[k] as number;
    excess += (chances[k] as number) - floor;
  }
  if (excess <= 0) return;
  const share = (sum - 1) / excess;
  for (let k = 0; k < chances.length; k++)
    chances[k] = (chances[k] as number) - share * ((chances[k] as number) - floor);
}
