/**
 * Coordinates in which the losses curve alike in every direction: local = A (x - centre) / radius. A follows the Hessian
 * of the model's quadratic trend by small steps, as CMA-ES's covariance follows its successful steps (Hansen and
 * Ostermeier 2001), so that ill-conditioned valleys become round. Invariant: det A = 1.
 */
import { SymmetricEigen } from "../../linear/symmetric-eigen.ts";
import type { TrendGp } from "./trend-gp.ts";

/** Share of the way (in logs) that one adaptation goes: a wrong Hessian of few points does little harm. */
const RATE = 0.3;
/** A step stretches no direction by more than this (before `RATE`). */
const MAX_STRETCH = 3;

export class Metric {
  readonly dimensions: number;
  #to: Float64Array;
  #from: Float64Array;
  readonly #eigen: SymmetricEigen;
  readonly #hessian: Float64Array;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#to = identity(dimensions);
    this.#from = identity(dimensions);
    this.#eigen = new SymmetricEigen(dimensions);
    this.#hessian = new Float64Array(dimensions * dimensions);
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

  /** Turns and stretches towards the model's curvature (in local coordinates), as far as that is known, by `steps` at once. */
  adapt(model: TrendGp, steps: number): void {
    const [D, eigen] = [this.dimensions, this.#eigen];
    model.trendHessian(this.#hessian);
    if (!eigen.decompose(this.#hessian)) return;
    const logs = new Float64Array(D);
    const known = new Float64Array(D);
    let [sum, total] = [0, 1e-9];
    for (let k = 0; k < D; k++) {
      const curvature = model.curvature(eigen.vectors, k * D);
      const log = 0.5 * Math.log(Math.abs(curvature.mean) + curvature.deviation);
      if (!Number.isFinite(log)) return;
      logs[k] = log;
      known[k] = curvature.known;
      sum += curvature.known * log;
      total += curvature.known;
    }
    const middle = sum / total;
    const [limit, rate] = [Math.log(MAX_STRETCH), 1 - (1 - RATE) ** steps];
    const stretch = logs.map((l, k) => rate * (known[k] as number) * Math.min(limit, Math.max(-limit, l - middle)));
    const rest = stretch.reduce((all, value) => all + value, 0) / D;
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
