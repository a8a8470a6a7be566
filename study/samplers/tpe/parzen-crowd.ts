/**
 * The density of many observations, one kernel each and a prior, kept up as they come and go: a newcomer changes only its
 * neighbours' widths. Only kernels that matter at a point are summed: all others together are below the 15th digit.
 */
import type { Distribution } from "../../space/distribution.ts";
import { isSmallGrid } from "./cell-mass.ts";
import { ChoiceColumn } from "./choice-column.ts";
import type { CrowdColumn, Survivors } from "./crowd-column.ts";
import { GridColumn } from "./grid-column.ts";
import { resized } from "./neighbours.ts";
import type { Points } from "./parzen-density.ts";
import { SmoothColumn } from "./smooth-column.ts";

/** Terms this far below the sum do not change its 15th digit, even thousands of them. */
const NEGLIGIBLE = -30;

/** Kernels looked at before the sum is known better: so few stay in the nearest cache. */
const CHUNK = 512;

/** A term above the sum's reference by more than this moves the reference: e^500 is still a double. */
const LARGEST_RISE = 500;

/** The density at a point, as far as it is known: the kernels of the slots below `left` are not in it yet. */
interface PartialSum {
  readonly point: readonly number[];
  /** In `ln`, but not in `top`. */
  readonly shared: number;
  top: number;
  /** In units of e^top. */
  sum: number;
  ln: number;
  left: number;
}

/** The value of parameter `d` at a slot: transformed, a category as its index. */
export type ValueOf = (slot: number, d: number) => number;

const columnFor = (distribution: Distribution, priorWeight: number, hasEnds: boolean): CrowdColumn => {
  if (distribution.kind === "categorical") return new ChoiceColumn(distribution, priorWeight);
  return isSmallGrid(distribution) ? new GridColumn(distribution, hasEnds) : new SmoothColumn(distribution, hasEnds);
};

export class ParzenCrowd {
  readonly #columns: readonly CrowdColumn[];
  readonly #priorWeight: number;
  /** Slots in use lie below. */
  #end = 0;
  #count = 0;
  #isLinked = new Uint8Array(0);
  /** What does not depend on the point, without the weight; -Infinity for slots without a kernel. */
  #constants = new Float64Array(0);
  /** Normalised. */
  #weights = new Float64Array(0);
  #lnLargestWeight = 0;
  #lnPriorWeight = 0;
  readonly #changed: Uint32Array;
  readonly #survivors: Survivors = { slots: new Uint32Array(CHUNK), terms: new Float64Array(CHUNK) };

  /** With `hasEnds` the ends of a range count as neighbours of the outermost kernels. */
  constructor(distributions: readonly Distribution[], priorWeight: number, hasEnds: boolean) {
    this.#columns = distributions.map((distribution) => columnFor(distribution, priorWeight, hasEnds));
    this.#priorWeight = priorWeight;
    // A kernel and its two neighbours in every parameter.
    this.#changed = new Uint32Array(3 * distributions.length + 1);
  }

  /** Kernels, the prior's not counted. */
  get count(): number {
    return this.#count;
  }

  isLinked(slot: number): boolean {
    return this.#isLinked[slot] === 1;
  }

  /** Gives a slot its kernel. */
  link(slot: number, valueOf: ValueOf): void {
    this.#reserve(slot + 1);
    this.#isLinked[slot] = 1;
    this.#count += 1;
    let size = 0;
    this.#columns.forEach((column, d) => {
      size = column.link(slot, valueOf(slot, d), this.#changed, size);
    });
    this.#changed[size++] = slot;
    for (let i = 0; i < size; i++) this.#sumConstants(this.#changed[i] as number);
  }

  /** Takes a slot's kernel away. */
  unlink(slot: number): void {
    this.#isLinked[slot] = 0;
    this.#constants[slot] = Number.NEGATIVE_INFINITY;
    this.#count -= 1;
    let size = 0;
    for (const column of this.#columns) size = column.unlink(slot, this.#changed, size);
    for (let i = 0; i < size; i++) this.#sumConstants(this.#changed[i] as number);
  }

  /** Has kernels for exactly these slots; they ascend. */
  linkAll(slots: Uint32Array, valueOf: ValueOf): void {
    this.#reserve((slots.at(-1) ?? -1) + 1);
    this.#isLinked.fill(0);
    this.#constants.fill(Number.NEGATIVE_INFINITY);
    this.#count = slots.length;
    for (const slot of slots) this.#isLinked[slot] = 1;
    this.#columns.forEach((column, d) => column.linkAll(slots, (slot) => valueOf(slot, d)));
    for (const slot of slots) this.#sumConstants(slot);
  }

  /** Before changes: how narrow a kernel may be, as a share of its range, and how many kernels there will be. */
  setNarrowest(share: number, count: number): void {
    let isAnew = false;
    for (const column of this.#columns) if (column.setNarrowest(share, count)) isAnew = true;
    if (!isAnew) return;
    for (let slot = 0; slot < this.#end; slot++) if (this.#isLinked[slot] === 1) this.#sumConstants(slot);
  }

  /** After changes, before asking: a weight per kernel, for slots from `first` on and then for those before. */
  setWeights(weights: Float64Array, first: number): void {
    const priorWeight = this.#count === 0 ? 1 : this.#priorWeight;
    let [total, largest] = [priorWeight, 0];
    for (let i = 0; i < this.#count; i++) {
      const weight = weights[i] as number;
      total += weight;
      if (weight > largest) largest = weight;
    }
    let next = this.#weigh(weights, 0, total, first, this.#end);
    next = this.#weigh(weights, next, total, 0, Math.min(first, this.#end));
    this.#lnLargestWeight = Math.log(largest / total);
    this.#lnPriorWeight = Math.log(priorWeight / total);
  }

  #weigh(weights: Float64Array, from: number, total: number, begin: number, end: number): number {
    let next = from;
    for (let slot = begin; slot < end; slot++) {
      if (this.#isLinked[slot] === 1) this.#weights[slot] = (weights[next++] as number) / total;
    }
    return next;
  }

  /** ln density (of ln x where `log`) times mass of the discrete parameters, at each point. */
  logPdf(points: Points): Float64Array {
    return Float64Array.from(points[0] ?? [], (_, c) => {
      const sum = this.#begin(points, c);
      while (sum.left > 0) this.#goOn(sum);
      return sum.ln;
    });
  }

  /**
   * The point at which `lnOther` is furthest above the ln density here, the first of equals. A sum that is not complete
   * bounds how far, so the point that may be the furthest is always gone on with: most need few kernels, many none.
   */
  leastLikely(points: Points, lnOther: Float64Array): number {
    const sums = Array.from(lnOther, (_, c) => this.#begin(points, c));
    for (;;) {
      let [at, best] = [0, Number.NEGATIVE_INFINITY];
      for (let c = 0; c < sums.length; c++) {
        const advantage = (lnOther[c] as number) - (sums[c] as PartialSum).ln;
        if (advantage > best) [at, best] = [c, advantage];
      }
      const sum = sums[at];
      if (sum === undefined || sum.left === 0) return at;
      this.#goOn(sum);
    }
  }

  /** The density at a point as far as the prior goes. */
  #begin(points: Points, c: number): PartialSum {
    const point = points.map((column) => column[c] ?? 0);
    const shared = this.#moveTo(point);
    let top = this.#lnPriorWeight;
    for (let d = 0; d < this.#columns.length; d++) top += (this.#columns[d] as CrowdColumn).prior();
    return { point, shared, top, sum: 1, ln: top + shared, left: this.#end };
  }

  /** Adds the next kernels to a sum, the newest first. */
  #goOn(partial: PartialSum): void {
    this.#moveTo(partial.point);
    const floor = partial.ln - partial.shared + NEGLIGIBLE - this.#lnLargestWeight;
    const end = partial.left;
    partial.left = Math.max(0, end - CHUNK);
    const count = this.#survive(partial.left, end, Math.max(-Number.MAX_VALUE, floor));
    const { slots, terms } = this.#survivors;
    let { top, sum } = partial;
    for (let k = 0; k < count; k++) {
      const term = terms[k] as number;
      if (term > top + LARGEST_RISE) {
        sum *= Math.exp(top - term);
        top = term;
      }
      sum += (this.#weights[slots[k] as number] as number) * Math.exp(term - top);
    }
    if (count === 0) return;
    partial.top = top;
    partial.sum = sum;
    partial.ln = top + Math.log(sum) + partial.shared;
  }

  /** Has the columns look at a point; what it adds to every kernel's term alike. */
  #moveTo(point: readonly number[]): number {
    let shared = 0;
    for (let d = 0; d < this.#columns.length; d++) {
      shared += (this.#columns[d] as CrowdColumn).moveTo(point[d] as number);
    }
    return shared;
  }

  /** Leaves the kernels of some slots that matter at the point among the survivors; how many. */
  #survive(begin: number, end: number, floor: number): number {
    const { slots, terms } = this.#survivors;
    const constants = this.#constants;
    let count = 0;
    for (let slot = begin; slot < end; slot++) {
      const constant = constants[slot] as number;
      slots[count] = slot;
      terms[count] = constant;
      count += (constant >= floor ? 1 : 0) | 0;
    }
    for (let d = 0; count > 0 && d < this.#columns.length; d++) {
      count = (this.#columns[d] as CrowdColumn).narrow(this.#survivors, count, floor);
    }
    if (count > 0) for (const column of this.#columns) column.correct?.(this.#survivors, count);
    return count;
  }

  #sumConstants(slot: number): void {
    if (this.#isLinked[slot] !== 1) return;
    let sum = 0;
    for (let d = 0; d < this.#columns.length; d++) sum += (this.#columns[d] as CrowdColumn).constant(slot);
    this.#constants[slot] = sum;
  }

  #reserve(end: number): void {
    if (end > this.#end) this.#end = end;
    if (end <= this.#constants.length) return;
    const capacity = Math.max(64, 2 * end);
    const from = this.#constants.length;
    this.#constants = resized(this.#constants, capacity).fill(Number.NEGATIVE_INFINITY, from);
    this.#weights = resized(this.#weights, capacity);
    const isLinked = new Uint8Array(capacity);
    isLinked.set(this.#isLinked);
    this.#isLinked = isLinked;
    for (const column of this.#columns) column.grow(capacity);
  }
}
