/**
 * How much one proposal may still compute, counted in multiplications: the same on every machine, where a clock would not
 * be. A billion take about a second.
 */
export class Effort {
  #left: number;

  constructor(multiplications: number) {
    this.#left = multiplications;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes `cost`, the last of it on credit; false, with nothing taken, if nothing is left. */
  spend(cost: number): boolean {
    if (this.#left <= 0) return false;
    this.#left -= cost;
    return true;
  }
}
