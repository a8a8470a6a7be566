/**
 * How likely a point keeps all constraints. A history tells only the sum of violations, 0 for every feasible trial: a
 * Gaussian process of a margin that is -1 there, jumps and grows with the logarithm of the violation elsewhere, so that both
 * whether and how far a point is off are learned. Below 0 is feasible.
 */
import type { KernelShape } from "./kernel.ts";
import { GpModel } from "./model.ts";

/** One refit per so many points there are. */
const REFIT_SHARE = 10;

export class Feasibility {
  readonly model: GpModel;
  #fittedAt = 0;
  #parameters: Float64Array | null = null;

  constructor(shape: KernelShape, capacity: number) {
    this.model = new GpModel(shape, capacity);
  }

  /** `points` in the coordinates of the losses' model; `known` trials there are in all. */
  update(points: Float64Array, violations: Float64Array, known: number): void {
    const margins = marginsOf(violations);
    const isDue = this.#parameters === null || known >= this.#fittedAt + Math.max(1, known / REFIT_SHARE);
    if (!isDue && known >= this.#fittedAt) {
      this.model.condition(points, margins, this.#parameters ?? this.model.parameters);
      return;
    }
    this.model.fit(points, margins, this.#parameters === null ? {} : { starts: [this.#parameters] });
    this.#parameters = this.model.parameters.slice();
    this.#fittedAt = known;
  }
}

/** The least margin of an infeasible trial: the model then sees the border between the two, not at the infeasible. */
const LEAST_MARGIN = 0.5;

/** -1 if feasible; otherwise 1/2 + ln(1 + violation / median violation), at most 5. */
function marginsOf(violations: Float64Array): Float64Array {
  const positive = violations.filter((violation) => violation > 0 && Number.isFinite(violation)).sort();
  const median = positive[positive.length >> 1] ?? 1;
  return violations.map((violation) =>
    violation > 0 ? Math.min(5, LEAST_MARGIN + Math.log1p(violation / median)) : -1,
  );
}
