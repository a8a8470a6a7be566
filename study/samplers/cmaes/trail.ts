/**
 * Generations remembered: points that were asked for longer ago count as asked for at the oldest. Thirty-two peers at two
 * dimensions (six points to a generation) are five or six behind.
 */
const MAX_GENERATIONS = 64;

/** Where the mean was when points now arriving were asked for. */
export class Trail {
  readonly #n: number;
  readonly #means: Float64Array;
  readonly #rows = new Float64Array(MAX_GENERATIONS);
  #count = 0;

  constructor(n: number) {
    this.#n = n;
    this.#means = new Float64Array(MAX_GENERATIONS * n);
  }

  /** From `row` on, points are drawn around `mean`. */
  push(row: number, mean: Float64Array): void {
    const place = this.#count % MAX_GENERATIONS;
    this.#rows[place] = row;
    this.#means.set(mean, place * this.#n);
    this.#count += 1;
  }

  /** The mean that a peer who knew `row` trials drew around, coordinate i. */
  meanAt(row: number, i: number): number {
    return this.#means[this.#placeOf(row) * this.#n + i] as number;
  }

  #placeOf(row: number): number {
    const oldest = Math.max(0, this.#count - MAX_GENERATIONS);
    let generation = this.#count - 1;
    while (generation > oldest && (this.#rows[generation % MAX_GENERATIONS] as number) > row) generation--;
    return generation % MAX_GENERATIONS;
  }
}
