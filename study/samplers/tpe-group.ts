import { type Distribution, toInternal } from "../distribution.ts";
import type { History } from "../history.ts";
import type { ParamMixture } from "../proposal.ts";
import type { Rng } from "../rng.ts";
import type { RunningPoint } from "../sampler.ts";
import type { SearchSpace } from "../trial.ts";
import { insertByValue, Observations, transformed } from "./observations.ts";
import { ParzenEstimator } from "./parzen.ts";
import { categoricalKernels, type Narrowest, numericalKernels } from "./parzen-kernels.ts";
import { kernelWeights, magicClip, sharpClip, type TpeRules } from "./tpe-rules.ts";

/** One parameter of some points: transformed values with room for the prior's, and the points by ascending value. */
interface Column {
  readonly values: Float64Array;
  readonly order: Uint32Array;
}

/** What stays valid until a trial finishes. */
interface Cache {
  readonly size: number;
  readonly below: readonly Column[];
  readonly belowCount: number;
  /** The good density with wide and with sharp kernels, made when first needed. */
  readonly belowEstimators: { wide: ParzenEstimator | null; sharp: ParzenEstimator | null };
  /** The finished trials that are not below. */
  readonly aboveCount: number;
  /** Made when first needed. */
  above: readonly Column[] | null;
}

export type KernelWidth = "wide" | "sharp";

/** What a history looks like for one proposal. */
export interface TpeView {
  readonly history: History;
  /** The good trials, in order of arrival. */
  readonly belowRows: readonly number[];
  readonly width: KernelWidth;
  /** Points drawn from the good, of which the best is taken; with 1 nothing is compared. */
  readonly candidates: number;
}

/** Parameters that are modelled together: all joint ones, or one alone. */
export class TpeGroup {
  readonly observations: Observations;
  #distributions: readonly Distribution[];
  readonly #rules: TpeRules;
  #cache: Cache | null = null;
  #aboveRows: readonly number[] = [];

  constructor(space: SearchSpace, rules: TpeRules) {
    this.observations = new Observations(space);
    this.#distributions = space.distributions;
    this.#rules = rules;
  }

  /** Samples from other ranges of the same kinds from now on. */
  setDistributions(distributions: readonly Distribution[]): void {
    if (distributions === this.#distributions) return;
    if (distributions.every((distribution, d) => distribution === this.#distributions[d])) return;
    this.#distributions = distributions;
    this.#cache = null;
  }

  /** The most promising of `view.candidates` points drawn from the good: internal values, in the order of the space. */
  sample(view: TpeView, running: readonly RunningPoint[], rng: Rng): number[] {
    const cache = this.#update(view);
    const below = this.#belowEstimator(cache, view.width);
    const candidates = below.sample(rng, view.candidates);
    if (view.candidates === 1) return candidates.map((column) => column[0] ?? 0);
    const above = this.#aboveWith(cache, this.#runningValues(running), view.width);
    const best = argMaxDifference(below.logPdf(candidates), above.logPdf(candidates));
    return candidates.map((column) => column[best] ?? 0);
  }

  /** The good density of parameter `d`. */
  mixture(view: TpeView, d: number): ParamMixture {
    return this.#belowEstimator(this.#update(view), "wide").mixture(d);
  }

  #update({ history, belowRows }: TpeView): Cache {
    if (this.#cache?.size === history.size) return this.#cache;
    this.observations.update(history);
    const below = this.#belowColumns(history, belowRows);
    const belowCount = (below[0]?.values.length ?? 1) - 1;
    const { rows, size } = this.observations;
    const aboveCount = size - countIn(rows, belowRows);
    const belowEstimators = { wide: null, sharp: null };
    this.#cache = { size: history.size, below, belowCount, belowEstimators, aboveCount, above: null };
    this.#aboveRows = belowRows;
    return this.#cache;
  }

  #belowEstimator(cache: Cache, width: KernelWidth): ParzenEstimator {
    const made = cache.belowEstimators[width];
    if (made !== null) return made;
    const narrowest = this.#narrowest(cache, cache.belowCount, width);
    const columns = cache.below.map(({ values, order }) => ({ values: values.slice(), order }));
    const below = this.#estimator(columns, cache.belowCount, { range: narrowest, cell: this.#rules.gridFloor });
    cache.belowEstimators[width] = below;
    return below;
  }

  #narrowest(cache: Cache, count: number, width: KernelWidth): number {
    return width === "wide" ? magicClip(count) : sharpClip(count, cache.belowCount + cache.aboveCount);
  }

  #belowColumns(history: History, rows: readonly number[]): Column[] {
    const points = rows.flatMap((row) => {
      const places = this.observations.placesIn(history.space(row));
      const point = places?.map((place, d) => transformed(this.#distributions[d], history.param(row, place)));
      return point?.every(Number.isFinite) === true ? [point] : [];
    });
    return this.#distributions.map((_, d) => {
      const values = new Float64Array(points.length + 1);
      const order = new Uint32Array(points.length);
      points.forEach((point, i) => {
        values[i] = point[d] ?? 0;
        insertByValue(order, i, values, i);
      });
      return { values, order };
    });
  }

  /** The observations' columns without the rows below, still in order of arrival and still sorted. */
  #aboveColumns(belowRows: readonly number[]): Column[] {
    const { rows, size } = this.observations;
    const placeOf = new Int32Array(size);
    let [count, next] = [0, 0];
    for (let i = 0; i < size; i++) {
      const row = rows[i] as number;
      while ((belowRows[next] ?? row) < row) next++;
      placeOf[i] = belowRows[next] === row ? -1 : count++;
    }
    return this.#distributions.map((distribution, d) => {
      const values = new Float64Array(count + 1);
      const all = this.observations.values(d);
      for (let i = 0; i < size; i++) if ((placeOf[i] as number) >= 0) values[placeOf[i] as number] = all[i] as number;
      const order = new Uint32Array(distribution.kind === "categorical" ? 0 : count);
      let k = 0;
      for (const i of this.observations.order(d)) if ((placeOf[i] as number) >= 0) order[k++] = placeOf[i] as number;
      return { values, order };
    });
  }

  /** Running points go behind the finished ones, as the newest. */
  #aboveWith(cache: Cache, running: readonly (readonly number[])[], width: KernelWidth): ParzenEstimator {
    const count = cache.aboveCount + running.length;
    const narrowest = { range: this.#narrowest(cache, count, width), cell: 0 };
    const above = (cache.above ??= this.#aboveColumns(this.#aboveRows));
    if (running.length === 0) return this.#estimator(above, count, narrowest);
    const columns = above.map((column, d): Column => {
      const values = new Float64Array(count + 1);
      values.set(column.values);
      const isSorted = column.order.length > 0 || this.#distributions[d]?.kind !== "categorical";
      const order = new Uint32Array(isSorted ? count : 0);
      order.set(column.order);
      running.forEach((point, r) => {
        const i = cache.aboveCount + r;
        values[i] = point[d] ?? 0;
        if (isSorted) insertByValue(order, i, values, i);
      });
      return { values, order };
    });
    return this.#estimator(columns, count, narrowest);
  }

  #runningValues(running: readonly RunningPoint[]): number[][] {
    const { observations } = this;
    return running.flatMap(({ space, params }) => {
      const point = observations.placesIn(space)?.map((place, d) => {
        const distribution = observations.space.distributions[d];
        return distribution === undefined
          ? Number.NaN
          : transformed(distribution, toInternal(distribution, params[place] ?? null));
      });
      return point?.every(Number.isFinite) === true ? [point] : [];
    });
  }

  #estimator(columns: readonly Column[], count: number, narrowest: Narrowest): ParzenEstimator {
    const { priorWeight } = this.#rules;
    const kernels = columns.map(({ values, order }, d) => {
      const distribution = this.#distributions[d];
      if (distribution === undefined) throw new RangeError(`There is no parameter ${d}.`);
      return distribution.kind === "categorical"
        ? categoricalKernels(distribution, values.subarray(0, count), priorWeight)
        : numericalKernels(distribution, values, order, narrowest);
    });
    return new ParzenEstimator(kernels, kernelWeights(count, priorWeight));
  }
}

/** How many of `few` are among `rows`; both ascend. */
function countIn(rows: Uint32Array, few: readonly number[]): number {
  let [count, low] = [0, 0];
  for (const row of few) {
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    if (rows[low] === row) count++;
  }
  return count;
}

function argMaxDifference(below: Float64Array, above: Float64Array): number {
  let [best, at] = [Number.NEGATIVE_INFINITY, 0];
  for (let c = 0; c < below.length; c++) {
    const ratio = (below[c] as number) - (above[c] as number);
    if (ratio > best) [best, at] = [ratio, c];
  }
  return at;
}
