/** More would make insertion dear and move a percentile by nothing. */
export const MAX_KEPT_VALUES = 1_024;

/**
 * Numbers in order, read around one rank: the place that `share` (0..1) of them lie below. All are kept up to
 * `MAX_KEPT_VALUES`; from then on the ones farthest from that rank go, so ranks near it stay exact.
 */
export class KeptValues {
  readonly #share: number;
  #values = new Float64Array(4);
  #size = 0;
  #droppedBelow = 0;
  #count = 0;

  constructor(share: number) {
    this.#share = share;
  }

  /** Numbers taken in. */
  get count(): number {
    return this.#count;
  }

  /** `value` must not be NaN; -0 becomes 0, so that equal numbers are the same in whatever order they come. */
  add(value: number): void {
    this.#insert(value + 0);
    this.#count += 1;
    if (this.#size < MAX_KEPT_VALUES) return;
    const middle = this.#share * (this.#count - 1) - this.#droppedBelow;
    if (middle > this.#size / 2) {
      this.#values.copyWithin(0, 1, this.#size);
      this.#droppedBelow += 1;
    }
    this.#size -= 1;
  }

  /** The number with `rank` others before it; NaN if there are none. */
  at(rank: number): number {
    const place = Math.min(Math.max(rank - this.#droppedBelow, 0), this.#size - 1);
    return this.#values[place] ?? Number.NaN;
  }

  /** numpy's percentile at `share`, interpolated between neighbours; NaN if there are none. */
  percentile(): number {
    const rank = this.#share * (this.#count - 1);
    const below = this.at(Math.floor(rank));
    const above = this.at(Math.ceil(rank));
    if (below === above) return below;
    const part = rank - Math.floor(rank);
    return part < 0.5 ? below + (above - below) * part : above - (above - below) * (1 - part);
  }

  #insert(value: number): void {
    if (this.#size === this.#values.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#values[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    this.#values.copyWithin(low + 1, low, this.#size);
    this.#values[low] = value;
    this.#size += 1;
  }
}
