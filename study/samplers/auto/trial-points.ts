/**
 * The finished trials a search near the best point can use: points in the unit cube with their losses, in the order of
 * arrival. Bounded: when full, the worst half goes, but never what came last.
 */

/** Neighbourhoods hold some hundred points; this many keep every one that a later neighbourhood may want. */
const MAX_POINTS = 2_000;
/** The newest are kept whatever their loss: they tell whether the search still moves. */
const KEPT_NEWEST = 500;

export class TrialPoints {
  readonly dimensions: number;
  readonly coordinates: Float64Array;
  readonly losses: Float64Array;
  /** 1 where a trial failed. */
  readonly failed: Uint8Array;
  #size = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.coordinates = new Float64Array(MAX_POINTS * dimensions);
    this.losses = new Float64Array(MAX_POINTS);
    this.failed = new Uint8Array(MAX_POINTS);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a point in and returns its place. Places given before are void if `size` is no larger afterwards. */
  add(point: Float64Array, loss: number, hasFailed = false): number {
    if (this.#size === MAX_POINTS) this.#thin();
    this.coordinates.set(point, this.#size * this.dimensions);
    this.losses[this.#size] = loss;
    this.failed[this.#size] = hasFailed ? 1 : 0;
    return this.#size++;
  }

  /** Whether a trial failed at just this point. */
  hasFailedAt(point: Float64Array): boolean {
    const D = this.dimensions;
    for (let i = 0; i < this.#size; i++) {
      if (this.failed[i] === 1 && point.every((x, d) => x === this.coordinates[i * D + d])) return true;
    }
    return false;
  }

  /** Takes out what failed at this point, of which NaN coordinates are not known. */
  forgive(point: Float64Array): void {
    const D = this.dimensions;
    this.#keep((i) => {
      if (this.failed[i] === 0) return true;
      return !point.every((x, d) => Number.isNaN(x) || x === this.coordinates[i * D + d]);
    });
  }

  at(place: number): Float64Array {
    return this.coordinates.slice(place * this.dimensions, (place + 1) * this.dimensions);
  }

  /** The first place with the least loss, or -1. */
  best(): number {
    let best = -1;
    for (let i = 0; i < this.#size; i++) {
      if (best < 0 || (this.losses[i] as number) < (this.losses[best] as number)) best = i;
    }
    return best;
  }

  #thin(): void {
    const old = this.losses.subarray(0, this.#size - KEPT_NEWEST);
    const limit = old.slice().sort()[Math.floor(old.length / 2)] as number;
    this.#keep((i) => i >= old.length || (this.losses[i] as number) < limit);
  }

  #keep(isKept: (place: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.#size; i++) {
      if (!isKept(i)) continue;
      this.coordinates.copyWithin(kept * this.dimensions, i * this.dimensions, (i + 1) * this.dimensions);
      this.failed[kept] = this.failed[i] as number;
      this.losses[kept++] = this.losses[i] as number;
    }
    this.#size = kept;
  }
}
