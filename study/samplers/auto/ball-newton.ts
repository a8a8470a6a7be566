/**
 * The least mean of a model within the unit ball and the unit cube: damped Newton steps (Levenberg and Marquardt's
 * damping, as in Nocedal and Wright 2006, 4.3), each put back into both. A step is only taken downhill.
 */
import { Cholesky } from "../../linear/cholesky.ts";

/** What is minimised, in coordinates whose unit ball is the region of trust. */
export interface Landscape {
  mean(x: Float64Array): number;
  /** Gradient, and the lower triangle of the Hessian. */
  derivatives(x: Float64Array, gradient: Float64Array, hessian: Float64Array): void;
}

/** Quadratics need one step, and what is left after eight is finer than the model. */
const MAX_STEPS = 8;
const MAX_DAMPINGS = 8;

export class BallNewton {
  readonly #dimensions: number;
  readonly #gradient: Float64Array;
  readonly #hessian: Float64Array;
  readonly #damped: Float64Array;
  readonly #factor: Cholesky;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#gradient = new Float64Array(dimensions);
    this.#hessian = new Float64Array(dimensions * dimensions);
    this.#damped = new Float64Array(dimensions * dimensions);
    this.#factor = new Cholesky(dimensions);
  }

  /** Moves `x` downhill, in place; `confine` puts a point into the cube, in place. */
  descend(landscape: Landscape, x: Float64Array, confine: (x: Float64Array) => void): void {
    const D = this.#dimensions;
    const next = new Float64Array(D);
    let least = landscape.mean(x);
    let damping = 1e-3;
    for (let step = 0; step < MAX_STEPS; step++) {
      landscape.derivatives(x, this.#gradient, this.#hessian);
      let steepest = 0;
      for (let d = 0; d < D; d++) steepest = Math.max(steepest, Math.abs(this.#hessian[d * D + d] as number));
      let isLower = false;
      for (let i = 0; i < MAX_DAMPINGS && !isLower; i++) {
        if (this.#step(x, damping * (steepest || 1), next)) {
          confine(next);
          const mean = landscape.mean(next);
          isLower = mean < least;
          if (isLower) least = mean;
        }
        damping = isLower ? Math.max(damping / 10, 1e-10) : damping * 8;
      }
      if (!isLower) return;
      x.set(next);
    }
  }

  /** Solves (H + damping I) s = -g and writes x + s, drawn into the ball; false if the matrix is not positive. */
  #step(x: Float64Array, damping: number, into: Float64Array): boolean {
    const D = this.#dimensions;
    this.#damped.set(this.#hessian);
    for (let d = 0; d < D; d++) this.#damped[d * D + d] = (this.#damped[d * D + d] as number) + damping;
    if (!this.#factor.factorize(this.#damped, D)) return false;
    for (let d = 0; d < D; d++) into[d] = -(this.#gradient[d] as number);
    this.#factor.solve(into);
    let square = 0;
    for (let d = 0; d < D; d++) {
      into[d] = (into[d] as number) + (x[d] as number);
      square += (into[d] as number) ** 2;
    }
    if (!Number.isFinite(square)) return false;
    if (square > 1) for (let d = 0; d < D; d++) into[d] = (into[d] as number) / Math.sqrt(square);
    return true;
  }
}
