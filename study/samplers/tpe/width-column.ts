import type { NumericalDistribution } from "../../space/distribution.ts";
import { transformedBounds } from "../../space/transform.ts";
import { Neighbours } from "./neighbours.ts";

/** A numerical parameter of a crowd: each kernel as wide as the larger gap to its neighbours, within limits. */
export abstract class WidthColumn {
  readonly low: number;
  readonly high: number;
  readonly #neighbours = new Neighbours();
  #minSigma = 0;

  readonly #hasEnds: boolean;

  /** With `hasEnds` the ends of the range count as neighbours; for a single kernel they always do. */
  constructor(distribution: NumericalDistribution, hasEnds: boolean) {
    this.#hasEnds = hasEnds;
    [this.low, this.high] = transformedBounds(distribution);
  }

  /** Transformed (ln if `log`), by slot. */
  get mus(): Float64Array {
    return this.#neighbours.values;
  }

  grow(capacity: number): void {
    this.#neighbours.grow(capacity);
  }

  link(slot: number, value: number, changed: Uint32Array, size: number): number {
    this.mus[slot] = this.#near(value);
    const place = this.#neighbours.link(slot);
    return this.#rewiden(place - 1, place + 1, changed, size);
  }

  unlink(slot: number, changed: Uint32Array, size: number): number {
    const place = this.#neighbours.unlink(slot);
    return this.#rewiden(place - 1, place, changed, size);
  }

  linkAll(slots: Uint32Array, values: (slot: number) => number): void {
    const { mus } = this;
    for (const slot of slots) mus[slot] = this.#near(values(slot));
    this.#neighbours.linkAll(slots);
    this.#rewidenAll();
  }

  setNarrowest(share: number): boolean {
    const minSigma = share * (this.high - this.low);
    if (minSigma === this.#minSigma) return false;
    this.#minSigma = minSigma;
    this.#rewidenAll();
    return true;
  }

  /** Takes a kernel's width. */
  protected abstract setSigma(slot: number, sigma: number): void;

  /** An observation may lie outside, if fixed by the author or if the range has changed; from too far it has no meaning. */
  #near(value: number): number {
    const range = this.high - this.low;
    return Math.min(this.high + range, Math.max(this.low - range, value));
  }

  #rewiden(from: number, to: number, changed: Uint32Array, size: number): number {
    let count = size;
    const last = Math.min(to, this.#neighbours.count - 1);
    for (let place = Math.max(0, from); place <= last; place++) {
      this.#widen(place);
      changed[count++] = this.#neighbours.at(place);
    }
    return count;
  }

  #rewidenAll(): void {
    for (let place = 0; place < this.#neighbours.count; place++) this.#widen(place);
  }

  #widen(place: number): void {
    const { low, high } = this;
    const hasEnds = this.#hasEnds || this.#neighbours.count === 1;
    const gap = hasEnds ? this.#neighbours.gap(place, low, high) : this.#neighbours.gap(place);
    const sigma = Math.max(this.#minSigma, gap);
    this.setSigma(this.#neighbours.at(place), Math.min(high - low, sigma));
  }
}
