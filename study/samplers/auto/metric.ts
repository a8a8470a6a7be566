/**
 * Coordinates in which the losses curve alike in every direction: local = A (x - centre) / radius. A follows the Hessian
 * of the model's quadratic trend by small steps, as CMA-ES's covariance follows its successful steps (Hansen and
 * Ostermeier 2001), so that ill-conditioned valleys become round. Invariant: det A = 1.
 */
import { SymmetricEigen } from "../../linear/symmetric-eigen.ts";

/** Share of the way (in logs) that one adaptation goes: a wrong Hessian of few points does little harm. */
const RATE = 0.3;
/** A step stretches no direction by more than this (before `RATE`). */
const MAX_STRETCH = 3;
/** Curvature that every direction is believed to have, as a share of the prior's: none is flat before it was tried. */
const BELIEVED_SHARE = 0.05;

export class Metric {
  readonly dimensions: number;
  #to: Float64Array;
  #from: Float64Array;
  readonly #eigen: SymmetricEigen;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#to = identity(dimensions);
    this.#from = identity(dimensions);
    this.#eigen = new SymmetricEigen(dimensions);
  }

  /** Writes A (x - centre) / radius to `into`. `x` may be a row of a larger array. */
  toLocal(x: Float64Array, at: number, centre: Float64Array, radius: number, into: Float64Array, offset = 0): void {
    const [D, to] = [this.dimensions, this.#to];
    for (let i = 0; i < D; i++) {
      let sum = 0;
      for (let j = 0; j < D; j++) sum += (to[i * D + j] as number) * ((x[at + j] as number) - (centre[j] as number));
      into[offset + i] = sum / radius;
    }
  }

  /** Writes the point of the unit cube nearest to `centre` + radius A^-1 local, coordinate by coordinate. */
  toUnit(local: Float64Array, centre: Float64Array, radius: number, into: Float64Array): void {
    const [D, from] = [this.dimensions, this.#from];
    for (let i = 0; i < D; i++) {
      let sum = 0;
      for (let j = 0; j < D; j++) sum += (from[i * D + j] as number) * (local[j] as number);
      into[i] = Math.min(1, Math.max(0, (centre[i] as number) + radius * sum));
    }
  }

  /** Turns and stretches towards the metric of a Hessian (lower triangle) given in local coordinates. */
  adapt(hessian: Float64Array, believed: number): void {
    const [D, eigen] = [this.dimensions, this.#eigen];
    if (!eigen.decompose(hessian)) return;
    const curvature = eigen.values.map(Math.abs);
    const most = Math.max(...curvature);
    if (!(most > 0 && Number.isFinite(most))) return;
    const logs = curvature.map((c) => 0.5 * Math.log(c + BELIEVED_SHARE * believed + 1e-12 * most));
    const middle = meanOf(logs);
    const limit = Math.log(MAX_STRETCH);
    const stretch = logs.map((l) => RATE * Math.min(limit, Math.max(-limit, l - middle)));
    const rest = meanOf(stretch);
    const forward = new Float64Array(D * D);
    const back = new Float64Array(D * D);
    for (let k = 0; k < D; k++) {
      const factor = Math.exp((stretch[k] as number) - rest);
      for (let i = 0; i < D; i++) {
        for (let j = 0; j < D; j++) {
          const both = (eigen.vectors[k * D + i] as number) * (eigen.vectors[k * D + j] as number);
          forward[i * D + j] = (forward[i * D + j] as number) + both * factor;
          back[i * D + j] = (back[i * D + j] as number) + both / factor;
        }
      }
    }
    this.#to = product(forward, this.#to, D);
    this.#from = product(this.#from, back, D);
  }
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const into = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] as number;
      for (let j = 0; j < size; j++) {
        into[i * size + j] = (into[i * size + j] as number) + factor * (b[k * size + j] as number);
      }
    }
  }
  return into;
}
