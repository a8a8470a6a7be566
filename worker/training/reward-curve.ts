/**
 * A learning curve that never has more than MAX_BINS places: each stands for `span` episodes, one at first, twice as many
 * whenever it is full.
 */
export interface RewardBins {
  readonly span: number;
  /** The lowest and the highest reward of the episodes of each bin. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  /** The mean of the last hundred rewards, as of each bin's last episode. */
  readonly averages: readonly number[];
}

/** Bins from the place `from` on, which take the place of all that stood there. */
export interface CurveChange extends RewardBins {
  readonly from: number;
}

/** As many as a wide screen has room for; the notebook's thousand episodes stand each alone. */
const MAX_BINS = 2_000;

export class RewardCurve {
  #span = 1;
  #lows: number[] = [];
  #highs: number[] = [];
  #averages: number[] = [];
  #episodes = 0;
  /** The first bin that has changed since `takeChange`. */
  #changedFrom = 0;

  add(reward: number, average: number): void {
    if (this.#episodes === MAX_BINS * this.#span) this.#widen();
    const bin = Math.floor(this.#episodes / this.#span);
    this.#lows[bin] = Math.min(this.#lows[bin] ?? reward, reward);
    this.#highs[bin] = Math.max(this.#highs[bin] ?? reward, reward);
    this.#averages[bin] = average;
    this.#episodes += 1;
    this.#changedFrom = Math.min(this.#changedFrom, bin);
  }

  /** What has changed since it was asked last. */
  takeChange(): CurveChange {
    const from = this.#changedFrom;
    this.#changedFrom = this.#averages.length;
    return {
      from,
      span: this.#span,
      lows: this.#lows.slice(from),
      highs: this.#highs.slice(from),
      averages: this.#averages.slice(from),
    };
  }

  #widen(): void {
    const pairs = (values: readonly number[], join: (a: number, b: number) => number): number[] =>
      Array.from({ length: values.length / 2 }, (_, i) => join(values[2 * i] ?? 0, values[2 * i + 1] ?? 0));
    this.#lows = pairs(this.#lows, Math.min);
    this.#highs = pairs(this.#highs, Math.max);
    this.#averages = pairs(this.#averages, (_, last) => last);
    this.#span *= 2;
    this.#changedFrom = 0;
  }
}
