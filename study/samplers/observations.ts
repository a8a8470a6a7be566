import type { Distribution } from "../distribution.ts";
import type { History } from "../history.ts";
import type { SearchSpace } from "../trial.ts";
import { findPlaces } from "./point-reader.ts";

/**
 * Kernels a density is made of at most, the newest observations first: evaluating 24 candidates against 20,000 takes
 * about 10 ms at ten parameters, and weights fall off with age anyway.
 */
export const MAX_OBSERVATIONS = 20_000;

/** One parameter of all observations, in order of arrival; `order` sorts them if numerical. */
interface ObservedParam {
  values: Float64Array;
  order: Uint32Array | null;
}

/**
 * The finished trials of a history that have all parameters of a space, as transformed columns (ln where `log`) that are
 * kept sorted while rows are added. Ranges may differ from trial to trial: only kind, `log` and choices must agree.
 */
export class Observations {
  readonly space: SearchSpace;
  #rows = new Uint32Array(64);
  #size = 0;
  #read = 0;
  readonly #params: ObservedParam[];
  readonly #places = new WeakMap<SearchSpace, readonly number[] | null>();

  constructor(space: SearchSpace) {
    this.space = space;
    this.#params = space.distributions.map((distribution) => ({
      values: new Float64Array(64),
      order: distribution.kind === "categorical" ? null : new Uint32Array(64),
    }));
  }

  get size(): number {
    return this.#size;
  }

  /** The history's row of each observation, ascending. */
  get rows(): Uint32Array {
    return this.#rows.subarray(0, this.#size);
  }

  /** Transformed values of parameter `d`. */
  values(d: number): Float64Array {
    return (this.#params[d]?.values ?? new Float64Array(0)).subarray(0, this.#size);
  }

  /** Observations of numerical parameter `d` by ascending value; ties in order of arrival. */
  order(d: number): Uint32Array {
    return (this.#params[d]?.order ?? new Uint32Array(0)).subarray(0, this.#size);
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
    const before = this.#size;
    for (; this.#read < history.size; this.#read++) this.#readRow(history, this.#read);
    if (this.#size > 2 * MAX_OBSERVATIONS) this.#forgetOldest();
    else this.#sortFrom(before);
  }

  #readRow(history: History, row: number): void {
    if (history.state(row) === "failed" || !history.isCounted(row)) return;
    const places = this.placesIn(history.space(row));
    if (places === null) return;
    if (this.#size === this.#rows.length) this.#grow();
    this.#rows[this.#size] = row;
    for (let d = 0; d < places.length; d++) {
      const value = transformed(this.space.distributions[d], history.param(row, places[d] ?? 0));
      const param = this.#params[d];
      if (param === undefined || !Number.isFinite(value)) return;
      param.values[this.#size] = value;
    }
    this.#size += 1;
  }

  #grow(): void {
    const larger = <T extends Float64Array | Uint32Array>(column: T): T => {
      const copy = new (column.constructor as new (size: number) => T)(column.length * 2);
      copy.set(column);
      return copy;
    };
    this.#rows = larger(this.#rows);
    for (const param of this.#params) {
      param.values = larger(param.values);
      if (param.order !== null) param.order = larger(param.order);
    }
  }

  #forgetOldest(): void {
    const from = this.#size - MAX_OBSERVATIONS;
    this.#rows = this.#rows.slice(from, this.#size);
    for (const param of this.#params) {
      param.values = param.values.slice(from, this.#size);
      if (param.order !== null) param.order = new Uint32Array(MAX_OBSERVATIONS);
    }
    this.#size = MAX_OBSERVATIONS;
    this.#sortFrom(0);
  }

  /** Inserting is cheaper than sorting while few are new. */
  #sortFrom(before: number): void {
    const isFew = (this.#size - before) * 8 < before;
    for (const { values, order } of this.#params) {
      if (order === null) continue;
      if (isFew) for (let i = before; i < this.#size; i++) insertByValue(order, i, values, i);
      else sortByValue(order, values, this.#size);
    }
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

function sortByValue(order: Uint32Array, values: Float64Array, size: number): void {
  const view = order.subarray(0, size);
  for (let i = 0; i < size; i++) view[i] = i;
  view.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
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
