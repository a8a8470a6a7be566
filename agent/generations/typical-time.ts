/** Weight of the newest. */
const NEWEST = 0.1;
/** So many standard deviations above the mean few trials take longer. */
const DEVIATIONS = 2;

/** What nearly all trials take, of the latest ones. */
export class TypicalTime {
  #mean: number | null = null;
  #variance = 0;

  note(durationMs: number): void {
    if (this.#mean === null) {
      this.#mean = durationMs;
      return;
    }
    const off = durationMs - this.#mean;
    this.#mean += NEWEST * off;
    this.#variance = (1 - NEWEST) * (this.#variance + NEWEST * off * off);
  }

  /** Null before the first. */
  get ms(): number | null {
    return this.#mean === null ? null : this.#mean + DEVIATIONS * Math.sqrt(this.#variance);
  }
}
