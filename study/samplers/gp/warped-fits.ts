/**
 * Which scale of losses, and which hyperparameters under each, have the most evidence. What is due is listed and done as
 * far as each proposal's effort allows, the rest with the next: a few dozen trials are always done with at once.
 */
import type { Effort } from "./effort.ts";
import { fitHyperparameters } from "./hyper-fit.ts";
import { HyperLoss, type HyperPriors, priorMeans } from "./hyper-loss.ts";
import type { KernelShape } from "./kernel.ts";
import { type OutputWarp, outputWarp, warp } from "./output-warp.ts";

/** Data grow by this share between two comparisons of warps: they cost a fit each, or two. */
const WARP_GROWTH = 1.2;
/** One refit per so many points there are: every trial at first, every third at 75. */
const REFIT_SHARE = 25;
/** Of more points than these not even a first fit is quick: so many of them give the first idea. */
const MAX_SKETCHED = 64;
/** Enough for an idea. */
const SKETCH_ITERATIONS = 12;
/** A fit whose effort ended before it did goes on with later proposals, so many times at most. */
const MAX_CONTINUED = 3;

/** A fit that is due: from the prior's means, or from where the last one ended. */
interface DueFit {
  readonly share: number;
  readonly isFresh: boolean;
  readonly continued: number;
}

/** Points row by row, with their losses. */
interface Observed {
  readonly points: Float64Array;
  readonly losses: Float64Array;
}

export class WarpedFits {
  readonly #shape: KernelShape;
  readonly #priors: HyperPriors;
  readonly #shares: readonly number[];
  /** The likeliest hyperparameters under each warp. */
  readonly #found = new Map<number, Float64Array>();
  /** Their losses on the data at hand, as far as they were needed. */
  readonly #losses = new Map<number, number>();
  #share: number;
  #due: DueFit[] = [];
  #isComparing = false;
  #comparedAt = 0;
  #fittedAt = 0;

  constructor(shape: KernelShape, shares: readonly number[], priors: HyperPriors) {
    this.#shape = shape;
    this.#priors = priors;
    this.#shares = shares;
    this.#share = shares[0] ?? Number.POSITIVE_INFINITY;
  }

  /** The preferred warp, as its share in `outputWarp`. */
  get share(): number {
    return this.#share;
  }

  /** The likeliest hyperparameters under it. */
  get parameters(): Float64Array {
    return this.#found.get(this.#share) ?? priorMeans(this.#shape, this.#priors);
  }

  /** Replaces them, as by ones that the data allow. */
  keep(parameters: Float64Array): void {
    this.#found.set(this.#share, parameters.slice());
  }

  /** The last ones may say nothing any more: a fit is due. */
  doubt(): void {
    this.#fittedAt = 0;
  }

  /** Adds to the logarithms of the lengths, under every warp. */
  shift(by: Float64Array): void {
    for (const parameters of this.#found.values())
      by.forEach((step, d) => (parameters[d] = (parameters[d] ?? 0) + step));
  }

  /** Goes on with what is due; `known` is how many trials there are in all, of which these are a choice. */
  update(observed: Observed, known: number, effort: Effort): void {
    this.#losses.clear();
    if (this.#found.size === 0 && observed.losses.length > MAX_SKETCHED) this.#sketch(observed, effort);
    this.#plan(known);
    while (effort.left > 0) {
      const due = this.#due.shift();
      if (due === undefined) break;
      this.#fit(due, observed, effort);
    }
    if (this.#due.length > 0 || !this.#isComparing) return;
    this.#isComparing = false;
    this.#choose(observed, effort);
  }

  #plan(known: number): void {
    if (this.#due.length > 0) return;
    if (known >= this.#comparedAt * WARP_GROWTH) {
      // A sketch started from the prior's means itself.
      const isSketched = this.#comparedAt === 0 && this.#found.size > 0;
      const rest = this.#shares.filter((share) => share !== this.#share);
      this.#due = [this.#share, ...rest].flatMap((share) => {
        const fresh = { share, isFresh: true, continued: 0 };
        // The last ones may be the bottom of a wrong valley.
        if (isSketched) return [{ ...fresh, isFresh: false }];
        return this.#found.has(share) ? [{ ...fresh, isFresh: false }, fresh] : [fresh];
      });
      this.#isComparing = true;
      this.#comparedAt = known;
    } else if (known >= this.#fittedAt + Math.max(1, known / REFIT_SHARE)) {
      this.#due = [{ share: this.#share, isFresh: false, continued: 0 }];
    } else return;
    this.#fittedAt = known;
  }

  /** A first idea of every warp, from a part of the data. */
  #sketch({ points, losses }: Observed, effort: Effort): void {
    const { dimensions } = this.#shape;
    const step = Math.ceil(losses.length / MAX_SKETCHED);
    const isKept = (i: number): boolean => i % step === 0;
    const part = {
      points: points.filter((_, at) => isKept(Math.floor(at / dimensions))),
      losses: losses.filter((_, i) => isKept(i)),
    };
    const options = { maxIterations: SKETCH_ITERATIONS, effort };
    for (const share of this.#shares) {
      const targets = targetsOf(outputWarp(part.losses, share), part.losses);
      const fit = fitHyperparameters(this.#shape, part.points, targets, this.#priors, options);
      this.#found.set(share, fit.parameters.slice());
      this.#losses.set(share, fit.loss);
    }
    this.#choose(part, effort);
    this.#losses.clear();
  }

  #fit({ share, isFresh, continued }: DueFit, { points, losses }: Observed, effort: Effort): void {
    const last = this.#found.get(share);
    const fresh = priorMeans(this.#shape, this.#priors);
    const targets = targetsOf(outputWarp(losses, share), losses);
    const starts = [isFresh ? fresh : (last ?? fresh)];
    const fit = fitHyperparameters(this.#shape, points, targets, this.#priors, { starts, effort });
    const isBetter = !isFresh || last === undefined || fit.loss < this.#lossOf(share, last, points, targets, effort);
    if (!isBetter) return;
    this.#found.set(share, fit.parameters.slice());
    this.#losses.set(share, fit.loss);
    const isCutOff = effort.left <= 0 && continued < MAX_CONTINUED;
    if (isCutOff) this.#due.unshift({ share, isFresh: false, continued: continued + 1 });
  }

  /** Of hyperparameters kept for this share; costs an evaluation unless a fit has ended there. */
  #lossOf(
    share: number,
    parameters: Float64Array,
    points: Float64Array,
    targets: Float64Array,
    effort: Effort,
  ): number {
    const known = this.#losses.get(share);
    if (known !== undefined) return known;
    const loss = new HyperLoss(this.#shape, points, targets, this.#priors);
    effort.spend(loss.cost);
    const value = loss.evaluate(parameters, new Float64Array(parameters.length));
    this.#losses.set(share, value);
    return value;
  }

  /** Keeps the warp of the most evidence. */
  #choose({ points, losses }: Observed, effort: Effort): void {
    let least = Number.POSITIVE_INFINITY;
    for (const share of this.#shares) {
      const parameters = this.#found.get(share);
      if (parameters === undefined) continue;
      const scale = outputWarp(losses, share);
      const loss = this.#lossOf(share, parameters, points, targetsOf(scale, losses), effort) - scale.logJacobian;
      if (loss < least) [least, this.#share] = [loss, share];
    }
  }
}

export const targetsOf = (scale: OutputWarp, losses: Float64Array): Float64Array =>
  losses.map((loss) => warp(scale, loss));
