import type { History } from "../../history/history.ts";
import type { Rng } from "../../rng.ts";
import type { RunningPoint } from "../../sampler.ts";
import { type Distribution, toInternal } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import type { ParamMixture } from "../../trial/proposal.ts";
import { insertByValue, Observations, transformed } from "./observations.ts";
import { ParzenEstimator } from "./parzen.ts";
import { categoricalKernels, numericalKernels } from "./parzen-kernels.ts";
import { TpeBad } from "./tpe-bad.ts";
import type { EffectiveRules } from "./tpe-options.ts";
import { kernelWeights, magicClip, sharpClip } from "./tpe-rules.ts";

/** Good trials in a mixture: with the prior 26 components, which is what a proposal may carry. */
const MAX_MIXED = 25;

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

/** The good points of a group, and the density made of them when its kernels may be no narrower than `narrowest`. */
interface Good {
  readonly rows: readonly number[];
  readonly points: readonly (readonly number[])[];
  readonly estimators: Map<number, ParzenEstimator>;
}

/** Parameters that are modelled together: all joint ones, or one alone. */
export class TpeGroup {
  readonly observations: Observations;
  #distributions: readonly Distribution[];
  readonly #rules: EffectiveRules;
  #good: Good | null = null;
  #bad: TpeBad;
  #runningPoints = new WeakMap<RunningPoint, readonly number[] | null>();

  constructor(space: SearchSpace, rules: EffectiveRules) {
    this.observations = new Observations(space, rules.failedAreBad);
    this.#distributions = space.distributions;
    this.#rules = rules;
    this.#bad = new TpeBad(space.distributions, rules);
  }

  /** Samples from other ranges of the same kinds from now on. */
  setDistributions(distributions: readonly Distribution[]): void {
    if (distributions === this.#distributions) return;
    if (distributions.every((distribution, d) => distribution === this.#distributions[d])) return;
    this.#distributions = distributions;
    this.#good = null;
    this.#bad = new TpeBad(distributions, this.#rules);
  }

  /** The most promising of `view.candidates` points drawn from the good: internal values, in the order of the space. */
  sample(view: TpeView, running: readonly RunningPoint[], rng: Rng): number[] {
    const below = this.#below(view, view.width);
    const candidates = below.sample(rng, view.candidates);
    const best =
      view.candidates === 1 ? 0 : this.#above(view, running).leastLikely(candidates, below.logPdf(candidates));
    return candidates.map((column) => column[best] ?? 0);
  }

  /** The good density of the first parameter, of the newest good trials if they are too many to travel. */
  mixture(view: TpeView): ParamMixture {
    const belowRows = view.belowRows.slice(-MAX_MIXED);
    return this.#below({ ...view, belowRows }, "wide").mixture(0);
  }

  #above(view: TpeView, running: readonly RunningPoint[]) {
    const { observations } = this;
    observations.update(view.history);
    const good = numbersOf(view.belowRows, observations.rows);
    return this.#bad.density({ observations, good, running: this.#runningOf(running) });
  }

  #below(view: TpeView, width: KernelWidth): ParzenEstimator {
    this.#good = this.#goodOf(view);
    const { points, estimators } = this.#good;
    const narrowest = width === "wide" ? magicClip(points.length) : this.#sharpClip(view.history, points.length);
    let below = estimators.get(narrowest);
    if (below === undefined) {
      if (width === "sharp") estimators.clear();
      below = this.#estimator(points, narrowest);
      estimators.set(narrowest, below);
    }
    return below;
  }

  #sharpClip(history: History, count: number): number {
    this.observations.update(history);
    return sharpClip(count, this.observations.size);
  }

  #goodOf({ history, belowRows }: TpeView): Good {
    const known = this.#good;
    if (known?.rows.length === belowRows.length && known.rows.every((row, i) => row === belowRows[i])) return known;
    const points = belowRows.flatMap((row) => {
      const places = this.observations.placesIn(history.space(row));
      const point = places?.map((place, d) => transformed(this.#distributions[d], history.param(row, place)));
      return point?.every(Number.isFinite) === true ? [point] : [];
    });
    return { rows: belowRows, points, estimators: new Map() };
  }

  #estimator(points: readonly (readonly number[])[], narrowest: number): ParzenEstimator {
    const { priorWeight, gridFloor, considerEndpoints, goodWeights } = this.#rules;
    const widths = { range: narrowest, cell: gridFloor, hasEnds: considerEndpoints };
    const count = points.length;
    const kernels = this.#distributions.map((distribution, d) => {
      const values = new Float64Array(count + 1);
      const order = new Uint32Array(count);
      points.forEach((point, i) => {
        values[i] = point[d] ?? 0;
        insertByValue(order, i, values, i);
      });
      return distribution.kind === "categorical"
        ? categoricalKernels(distribution, values.subarray(0, count), priorWeight)
        : numericalKernels(distribution, values, order, widths);
    });
    return new ParzenEstimator(kernels, kernelWeights(goodWeights(count), priorWeight));
  }

  /** What runs and has a place in the space. */
  #runningOf(running: readonly RunningPoint[]): Map<RunningPoint, readonly number[]> {
    const points = new Map<RunningPoint, readonly number[]>();
    for (const trial of running) {
      let point = this.#runningPoints.get(trial);
      if (point === undefined) {
        point = this.#pointOf(trial);
        this.#runningPoints.set(trial, point);
      }
      if (point !== null) points.set(trial, point);
    }
    return points;
  }

  #pointOf({ space, params }: RunningPoint): readonly number[] | null {
    const point = this.observations.placesIn(space)?.map((place, d) => {
      const distribution = this.observations.space.distributions[d];
      return distribution === undefined
        ? Number.NaN
        : transformed(distribution, toInternal(distribution, params[place] ?? null));
    });
    return point?.every(Number.isFinite) === true ? point : null;
  }
}

/** Which of `rows` the `few` are; both ascend. */
function numbersOf(few: readonly number[], rows: Uint32Array): number[] {
  const numbers: number[] = [];
  let low = 0;
  for (const row of few) {
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    if (rows[low] === row) numbers.push(low);
  }
  return numbers;
}
