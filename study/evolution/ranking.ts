import { compareScores } from "./score-order.ts";

/** All slots of a generation, the best first; what failed last; of equal ones the smaller slot. */
export class Ranking {
  readonly #scores: Float64Array;
  readonly #maximize: boolean;
  readonly #slots: Uint32Array;

  /** `scores`, by slot, are read on; they change by `change` alone. */
  constructor(scores: Float64Array, maximize: boolean) {
    this.#scores = scores;
    this.#maximize = maximize;
    this.#slots = Uint32Array.from(scores.keys()).sort((a, b) => this.#compare(a, b));
  }

  /** The best slots, `count` at most. */
  best(count: number): number[] {
    return Array.from(this.#slots.subarray(0, count));
  }

  /** Gives a slot another score. Cheap, as somebody may have many of them. */
  change(slot: number, score: number): void {
    const slots = this.#slots;
    const from = this.#placeOf(slot, 0, slots.length);
    this.#scores[slot] = score;
    const before = this.#placeOf(slot, 0, from);
    const to = before < from ? before : this.#placeOf(slot, from + 1, slots.length) - 1;
    if (to < from) slots.copyWithin(to + 1, to, from);
    else slots.copyWithin(from, from + 1, to + 1);
    slots[to] = slot;
  }

  /** The first of the places whose slot does not come before this one. */
  #placeOf(slot: number, first: number, end: number): number {
    let [low, high] = [first, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#slots[middle] ?? 0, slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: number, b: number): number {
    const [scoreOfA = Number.NaN, scoreOfB = Number.NaN] = [this.#scores[a], this.#scores[b]];
    return compareScores(scoreOfA, scoreOfB, this.#maximize) || a - b;
  }
}
