/**
 * A Gaussian process of losses over a region: standardised or warped by what their evidence prefers, with coordinates in
 * which the region is the unit cube. Refitted on a schedule (`warped-fits.ts`), conditioned on all its data always.
 */
import type { Region } from "./domain.ts";
import type { Effort } from "./effort.ts";
import { DEFAULT_PRIORS, type HyperPriors } from "./hyper-loss.ts";
import type { KernelShape } from "./kernel.ts";
import { GpModel } from "./model.ts";
import { outputWarp, WARP_OFFSETS } from "./output-warp.ts";
import { targetsOf, WarpedFits } from "./warped-fits.ts";

/** Points of the cube, row by row, each with its loss and by how much it breaks constraints. */
export interface Data {
  readonly points: Float64Array;
  readonly losses: Float64Array;
  readonly violations: Float64Array;
}

/** A move of the region by this share of its side asks for a refit. */
const FAR = 0.5;

export class Surrogate {
  readonly model: GpModel;
  /** The lowest expected loss among feasible data, on the model's scale: what an improvement is measured from. */
  best = Number.POSITIVE_INFINITY;
  readonly #shape: KernelShape;
  readonly #fits: WarpedFits;
  readonly #mapped: Float64Array;
  #region: Region | null = null;

  constructor(
    shape: KernelShape,
    capacity: number,
    shares: readonly number[] = WARP_OFFSETS,
    priors: HyperPriors = DEFAULT_PRIORS,
  ) {
    this.model = new GpModel(shape, capacity, priors);
    this.#shape = shape;
    this.#fits = new WarpedFits(shape, shares, priors);
    this.#mapped = new Float64Array(shape.dimensions);
  }

  /** Takes in data (at least one row); `known` is how many there are in all, of which these are a choice. */
  update({ points, losses, violations }: Data, region: Region, known: number, effort: Effort): void {
    this.#moveTo(region);
    const mapped = this.mapAll(points);
    this.#fits.update({ points: mapped, losses }, known, effort);
    const scale = outputWarp(losses, this.#fits.share);
    this.model.condition(mapped, targetsOf(scale, losses), this.#fits.parameters);
    this.#fits.keep(this.model.parameters);
    this.#findBest(violations);
  }

  /** Lengths stay what they are in the cube. */
  #moveTo(region: Region): void {
    const before = Array.from(region.lower, (_, d) => this.stretch(d));
    if (this.#isFarFrom(region)) this.#fits.doubt();
    this.#region = region;
    if (this.#shape.lengths !== this.#shape.dimensions) return;
    const shift = before.map((stretch, d) =>
      this.#shape.isCategorical[d] === 1 ? 0 : Math.log(this.stretch(d) / stretch),
    );
    this.#fits.shift(Float64Array.from(shift));
  }

  /** Whether hyperparameters found in the last region may say nothing in this one. */
  #isFarFrom({ lower }: Region): boolean {
    const last = this.#region;
    return last !== null && lower.some((low, d) => Math.abs(low - (last.lower[d] as number)) * this.stretch(d) > FAR);
  }

  #findBest(violations: Float64Array): void {
    this.best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < violations.length; i++) {
      if (violations[i] === 0) this.best = Math.min(this.best, this.model.meanOf(i));
    }
  }

  /** A point in coordinates where the region is the unit cube. */
  map(x: Float64Array): Float64Array {
    this.#mapInto(x, 0, this.#mapped, 0);
    return this.#mapped;
  }

  /** How much faster the model's coordinate `d` moves than the cube's. */
  stretch(d: number): number {
    const region = this.#region;
    return region === null ? 1 : 1 / ((region.upper[d] as number) - (region.lower[d] as number));
  }

  /** The same of many, row by row. */
  mapAll(points: Float64Array): Float64Array {
    const mapped = new Float64Array(points.length);
    for (let at = 0; at < points.length; at += this.#shape.dimensions) this.#mapInto(points, at, mapped, at);
    return mapped;
  }

  #mapInto(from: Float64Array, fromAt: number, into: Float64Array, intoAt: number): void {
    const { dimensions, isCategorical } = this.#shape;
    for (let d = 0; d < dimensions; d++) {
      const x = from[fromAt + d] as number;
      const isKept = isCategorical[d] === 1 || this.#region === null;
      into[intoAt + d] = isKept ? x : (x - (this.#region?.lower[d] as number)) * this.stretch(d);
    }
  }
}
