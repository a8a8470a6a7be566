import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { hash128 } from "./bytes/hash.ts";

/** A seeded stream of chance; the only source of it in the pure rooms. */
export interface Rng {
  /** Unsigned 32-bit integer. */
  nextUint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
}

type Generator = ReturnType<typeof xoroshiro128plusFromState>;

class XoroshiroRng implements Rng {
  readonly #generator: Generator;

  constructor(state: readonly number[]) {
    this.#generator = xoroshiro128plusFromState(state);
  }

  nextUint32(): number {
    return this.#generator.next() >>> 0;
  }

  next(): number {
    return ((this.#generator.next() >>> 5) * 67_108_864 + (this.#generator.next() >>> 6)) / 9_007_199_254_740_992;
  }
}

/** The stream named by `parts`; different parts give independent streams ("1" and 1 are different parts). */
export function rngFromSeed(...parts: readonly (number | string)[]): Rng {
  return new XoroshiroRng(hash128(parts));
}

/** Uniform in [low, high). */
export const uniform = (rng: Rng, low: number, high: number): number => low + rng.next() * (high - low);

/** Uniform over the whole numbers low..high, both included. */
export const integer = (rng: Rng, low: number, high: number): number => low + Math.floor(rng.next() * (high - low + 1));

/** Standard normal, by Box and Muller. */
export const normal = (rng: Rng): number =>
  Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());

/** One of `items`, which must not be empty. */
export function choice<T>(rng: Rng, items: readonly T[]): T {
  const item = items[integer(rng, 0, items.length - 1)];
  if (item === undefined && items.length === 0) throw new RangeError("There is nothing to choose from.");
  return item as T;
}

/** Puts `items` into random order, in place (Fisher and Yates), and returns them. */
export function shuffle<T>(rng: Rng, items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = integer(rng, 0, i);
    const item = items[i] as T;
    items[i] = items[j] as T;
    items[j] = item;
  }
  return items;
}

/** Index drawn with probability proportional to `weights`, whose sum is `total` (> 0). */
export function weightedIndex(rng: Rng, weights: ArrayLike<number>, total: number): number {
  let left = rng.next() * total;
  for (let i = 0; i < weights.length - 1; i++) {
    left -= weights[i] ?? 0;
    if (left < 0) return i;
  }
  return weights.length - 1;
}
