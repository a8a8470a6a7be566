/**
 * A Gaussian process of losses over a region: standardised or warped by what their evidence prefers, with coordinates in
 * which the region is the unit cube. Refitted on a schedule, conditioned on all its data always.
 */
import type { Region } from "./domain.ts";
import { DEFAULT_PRIORS, type HyperPriors, priorMeans } from "./hyper-loss.ts";
import type { KernelShape } from "./kernel.ts";
import { GpModel } from "./model.ts";
import { type OutputWarp, outputWarp, WARP_OFFSETS, warp } from "./output-warp.ts";

/** Points of the cube, row by row, each with its loss and by how much it breaks constraints. */
export interface Data {
  readonly points: Float64Array;
  readonly losses: Float64Array;
  readonly violations: Float64Array;
}

/** Data grow by this share between two comparisons of warps: they cost a fit each. */
const WARP_GROWTH = 1.2;
/** One refit per so many points there are: every trial at first, every third at 75. */
const REFIT_SHARE = 25;

/** A move of the region by this share of its side asks for a refit. */
const FAR = 0.5;

export class Surrogate {
  readonly model: GpModel;
  /** The lowest expected loss among feasible data, on the model's scale: what an improvement is measured from. */
  best = Number.POSITIVE_INFINITY;
  readonly #shape: KernelShape;
  readonly #priors: HyperPriors;
  readonly #shares: readonly number[];
  /** The likeliest hyperparameters under each warp, to start the next fit from. */
  readonly #parameters = new Map<number, Float64Array>();
  #share: number;
  #warpedAt = 0;
  #fittedAt = 0;
  #warp: OutputWarp = outputWarp([], Number.POSITIVE_INFINITY);
  #region: Region | null = null;
  readonly #mapped: Float64Array;

  constructor(
    shape: KernelShape,
    capacity: number,
    shares: readonly number[] = WARP_OFFSETS,
    priors: HyperPriors = DEFAULT_PRIORS,
  ) {
    this.model = new GpModel(shape, capacity, priors);
    this.#shape = shape;
    this.#priors = priors;
    this.#shares = shares;
    this.#share = shares[0] ?? Number.POSITIVE_INFINITY;
    this.#mapped = new Float64Array(shape.dimensions);
  }

  get share(): number {
    return this.#share;
  }

  /** Takes in data (at least one row); `known` is how many there are in all, of which these are a choice. */
  update({ points, losses, violations }: Data, region: Region, known: number): void {
    this.#moveTo(region);
    const mapped = this.mapAll(points);
    if (known >= this.#warpedAt * WARP_GROWTH || known < this.#warpedAt) this.#chooseWarp(mapped, losses, known);
    else if (known >= this.#fittedAt + Math.max(1, known / REFIT_SHARE)) this.#fit(mapped, losses, this.#share, known);
    else this.#condition(mapped, losses);
    this.#findBest(violations);
  }

  /** Lengths stay what they are in the cube. */
  #moveTo(region: Region): void {
    const before = Array.from(region.lower, (_, d) => this.stretch(d));
    if (this.#isFarFrom(region)) this.#fittedAt = 0;
    this.#region = region;
    if (this.#shape.lengths !== this.#shape.dimensions) return;
    for (const parameters of this.#parameters.values()) {
      before.forEach((stretch, d) => {
        if (this.#shape.isCategorical[d] === 1) return;
        parameters[d] = (parameters[d] as number) + Math.log(this.stretch(d) / stretch);
      });
    }
  }

  /** Whether hyperparameters found in the last region may say nothing in this one. */
  #isFarFrom({ lower }: Region): boolean {
    const last = this.#region;
    return last !== null && lower.some((low, d) => Math.abs(low - (last.lower[d] as number)) * this.stretch(d) > FAR);
  }

  #chooseWarp(points: Float64Array, losses: Float64Array, known: number): void {
    let [least, chosen] = [Number.POSITIVE_INFINITY, this.#share];
    for (const share of this.#shares) {
      const loss = this.#fit(points, losses, share, known) - this.#warp.logJacobian;
      if (!(loss < least)) continue;
      [least, chosen] = [loss, share];
    }
    this.#warpedAt = known;
    this.#share = chosen;
    this.#condition(points, losses);
  }

  #fit(points: Float64Array, losses: Float64Array, share: number, known: number): number {
    this.#warp = outputWarp(losses, share);
    const last = this.#parameters.get(share);
    const fresh = priorMeans(this.#shape, this.#priors);
    // The last ones may be the bottom of a wrong valley.
    const isAnew = known >= this.#warpedAt * WARP_GROWTH;
    const starts = last === undefined ? [fresh] : isAnew ? [last, fresh] : [last];
    const loss = this.model.fit(points, this.#targets(losses), { starts });
    this.#parameters.set(share, this.model.parameters.slice());
    this.#fittedAt = known;
    return loss;
  }

  #condition(points: Float64Array, losses: Float64Array): void {
    this.#warp = outputWarp(losses, this.#share);
    const parameters = this.#parameters.get(this.#share) ?? this.model.parameters;
    this.model.condition(points, this.#targets(losses), parameters);
  }

  #targets(losses: Float64Array): Float64Array {
    return losses.map((loss) => warp(this.#warp, loss));
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
