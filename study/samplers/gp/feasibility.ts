/**
 * How likely a point keeps all constraints: a Gaussian process of each (`margins.ts`), and the product of their
 * probabilities, as if they were independent (Gardner et al. 2014, "Bayesian optimization with inequality constraints").
 */
import { Effort } from "./effort.ts";
import { fitHyperparameters } from "./hyper-fit.ts";
import type { KernelShape } from "./kernel.ts";
import { type Margins, marginsOf } from "./margins.ts";
import { GpModel } from "./model.ts";
import { bothSides } from "./selection.ts";
import type { Surrogate } from "./surrogate.ts";
import type { PooledTrial } from "./trial-pool.ts";

/** One refit per so many points there are. */
const REFIT_SHARE = 10;
/** Trials a constraint is modelled by from either side of the border, and as many new ones; there are several models. */
const MAX_EACH = 33;

/** A constraint's model: it is kept where the prediction is below the limit. */
export interface ConstraintModel {
  readonly model: GpModel;
  readonly limit: number;
}

interface Kept {
  readonly model: GpModel;
  limit: number;
  size: number;
  fittedAt: number;
  /** Lengths in the cube. */
  parameters: Float64Array | null;
}

export class Feasibility {
  readonly #shape: KernelShape;
  readonly #fantasies: number;
  #kept = new Map<string, Kept>();
  #models: readonly Kept[] = [];

  /** `fantasies` points may be believed besides. */
  constructor(shape: KernelShape, fantasies: number) {
    this.#shape = shape;
    this.#fantasies = fantasies;
  }

  /** Of the constraints any of the trials violates, in the coordinates of the losses' model. */
  get models(): readonly ConstraintModel[] {
    return this.#models;
  }

  /** Takes in trials, `known` in all; `frame` has the coordinates, `effort` counts multiplications. */
  update(trials: readonly PooledTrial[], frame: Surrogate, known: number, effort: number): void {
    const modelled = bothSides(trials, MAX_EACH);
    const { dimensions } = this.#shape;
    const points = new Float64Array(modelled.length * dimensions);
    modelled.forEach(({ point }, i) => points.set(point, i * dimensions));
    const mapped = frame.mapAll(points);
    const margins = marginsOf(modelled);
    const share = effort / Math.max(1, margins.length);
    this.#models = margins.map((margin) => this.#update(margin, mapped, frame, known, new Effort(share)));
    // Strangers may name constraints without end.
    this.#kept = new Map(margins.map(({ name }) => [name, this.#keptAs(name)]));
  }

  #update(
    { name, rows, targets, limit }: Margins,
    all: Float64Array,
    frame: Surrogate,
    known: number,
    effort: Effort,
  ): Kept {
    const { dimensions } = this.#shape;
    const points = new Float64Array(rows.length * dimensions);
    rows.forEach((row, i) => points.set(all.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions));
    const kept = this.#keptAs(name);
    let parameters = kept.parameters === null ? null : this.#stretched(kept.parameters, frame, 1);
    if (parameters === null || known >= kept.fittedAt + Math.max(1, known / REFIT_SHARE)) {
      const starts = parameters === null ? {} : { starts: [parameters] };
      parameters = fitHyperparameters(this.#shape, points, targets, kept.model.priors, {
        ...starts,
        effort,
      }).parameters;
      // A fit that was cut off goes on with the next proposal.
      kept.fittedAt = effort.left > 0 ? known : 0;
    }
    kept.model.condition(points, targets, parameters);
    kept.parameters = this.#stretched(kept.model.parameters, frame, -1);
    // Closer than its noise the model cannot tell: at the border itself it would propose one small breach after another.
    kept.limit = limit - Math.sqrt(kept.model.kernel.noise);
    kept.size = rows.length;
    return kept;
  }

  #keptAs(name: string): Kept {
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    const model = new GpModel(this.#shape, 3 * MAX_EACH + this.#fantasies);
    const fresh = { model, limit: 0, size: 0, fittedAt: 0, parameters: null };
    this.#kept.set(name, fresh);
    return fresh;
  }

  /** Lengths from the cube's into the frame's coordinates, or back. */
  #stretched(parameters: Float64Array, frame: Surrogate, power: 1 | -1): Float64Array {
    const { isCategorical, lengths, dimensions } = this.#shape;
    if (lengths !== dimensions) return parameters.slice();
    return parameters.map((value, d) =>
      d >= dimensions || isCategorical[d] === 1 ? value : value + power * Math.log(frame.stretch(d)),
    );
  }

  /** Has the models know one point more, in the losses' coordinates. */
  believe(x: Float64Array): void {
    for (const { model } of this.#models) model.believe(x);
  }

  /** Forgets the points believed. */
  forget(): void {
    for (const { model, size } of this.#models) model.truncate(size);
  }
}
