import type { History } from "../../history/history.ts";
import type { Distribution } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { findPlaces } from "../shared/point-reader.ts";

/**
 * Kernels a density is made of at most, the newest observations first: evaluating 24 candidates against 20,000 takes
 * about 10 ms at ten parameters, and weights fall off with age anyway.
 */
export const MAX_OBSERVATIONS = 20_000;

/**
 * The finished trials of a history that have all parameters of a space, as transformed columns (ln where `log`).
 * Ranges may differ from trial to trial: only kind, `log` and choices must agree.
 */
export class Observations {
  readonly space: SearchSpace;
  readonly #hasFailed: boolean;
  #rows = new Uint32Array(64);
  #size = 0;
  #read = 0;
  #forgotten = 0;
  readonly #params: Float64Array[];
  readonly #places = new WeakMap<SearchSpace, readonly number[] | null>();

  /** With failed trials among them, or without. */
  constructor(space: SearchSpace, hasFailed = false) {
    this.space = space;
    this.#hasFailed = hasFailed;
    this.#params = space.distributions.map(() => new Float64Array(64));
  }

  get size(): number {
    return this.#size;
  }

  /** The history's row of each observation, ascending. */
  get rows(): Uint32Array {
    return this.#rows.subarray(0, this.#size);
  }

  /** Observations dropped from the front so far: what was number i is i less that many. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Transformed values of parameter `d`, in order of arrival. */
  values(d: number): Float64Array {
    return (this.#params[d] ?? new Float64Array(0)).subarray(0, this.#size);
  }

  /** Where the parameters are in another space, or null if it lacks one or has it in another kind. */
  placesIn(space: SearchSpace): readonly number[] | null {
    let places = this.#places.get(space);
    if (places === undefined) {
      places = findPlaces(this.space, space);
      this.#places.set(space, places);
    }
    return places;
  }

  /** Takes in the history's rows from the last one read on. */
  update(history: History): void {
    for (; this.#read < history.size; this.#read++) this.#readRow(history, this.#read);
    if (this.#size > 2 * MAX_OBSERVATIONS) this.#forgetOldest();
  }

  #readRow(history: History, row: number): void {
    if ((history.state(row) === "failed" && !this.#hasFailed) || !history.isCounted(row)) return;
    const places = this.placesIn(history.space(row));
    if (places === null) return;
    if (this.#size === this.#rows.length) this.#grow();
    this.#rows[this.#size] = row;
    for (let d = 0; d < places.length; d++) {
      const value = transformed(this.space.distributions[d], history.param(row, places[d] ?? 0));
      const param = this.#params[d];
      if (param === undefined || !Number.isFinite(value)) return;
      param[this.#size] = value;
    }
    this.#size += 1;
  }

  #grow(): void {
    const rows = new Uint32Array(2 * this.#size);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#params.forEach((values, d) => {
      const larger = new Float64Array(2 * this.#size);
      larger.set(values);
      this.#params[d] = larger;
    });
  }

  #forgetOldest(): void {
    const from = this.#size - MAX_OBSERVATIONS;
    this.#rows = this.#rows.slice(from, this.#size);
    this.#params.forEach((values, d) => {
      this.#params[d] = values.slice(from, this.#size);
    });
    this.#size = MAX_OBSERVATIONS;
    this.#forgotten += from;
  }
}

/**
 * ln where `log`, so that all arithmetic is on the scale the sampler thinks in. NaN or infinite for a value that has no
 * place there: a fixed one below 0 where `log`, or none of the choices.
 */
export function transformed(distribution: Distribution | undefined, internal: number): number {
  if (distribution === undefined) return Number.NaN;
  if (distribution.kind === "categorical") return internal < 0 ? Number.NaN : internal;
  return distribution.log ? Math.log(internal) : internal;
}

/** Puts `item` among the first `size` entries of `order`, behind equal values. */
export function insertByValue(order: Uint32Array, size: number, values: Float64Array, item: number): void {
  const value = values[item] ?? 0;
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[order[middle] ?? 0] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  order.copyWithin(low + 1, low, size);
  order[low] = item;
}
