import type { Shape } from "./shape.ts";

/** Variances below this share of the largest are lifted to it, as in the full shape. */
const MIN_SHARE = 1e-15;

/** The diagonal of a covariance matrix: sep-CMA-ES (Ros and Hansen 2008), linear in the dimension. */
export class DiagonalShape implements Shape {
  readonly covariance: Float64Array;
  condition = 1;
  readonly #n: number;
  readonly #roots: Float64Array;

  constructor(n: number) {
    this.#n = n;
    this.covariance = new Float64Array(n).fill(1);
    this.#roots = new Float64Array(n).fill(1);
  }

  reset(): void {
    this.condition = 1;
    this.covariance.fill(1);
    this.#roots.fill(1);
  }

  stretch(z: Float64Array, into: Float64Array): void {
    for (let i = 0; i < this.#n; i++) into[i] = (z[i] as number) * (this.#roots[i] as number);
  }

  whiten(y: Float64Array, into: Float64Array): void {
    for (let i = 0; i < this.#n; i++) into[i] = (y[i] as number) / (this.#roots[i] as number);
  }

  length(steps: Float64Array, offset: number): number {
    let sum = 0;
    for (let i = 0; i < this.#n; i++) sum += ((steps[offset + i] as number) / (this.#roots[i] as number)) ** 2;
    return Math.sqrt(sum);
  }

  variance(j: number): number {
    return this.covariance[j] as number;
  }

  blendPath(decay: number, c: number, p: Float64Array): void {
    const C = this.covariance;
    for (let i = 0; i < this.#n; i++) C[i] = decay * (C[i] as number) + c * (p[i] as number) ** 2;
  }

  addStep(c: number, steps: Float64Array, offset: number): void {
    const C = this.covariance;
    for (let i = 0; i < this.#n; i++) C[i] = (C[i] as number) + c * (steps[offset + i] as number) ** 2;
  }

  refresh(): boolean {
    const C = this.covariance;
    let [low, high] = [Number.POSITIVE_INFINITY, 0];
    for (let i = 0; i < this.#n; i++) {
      if (!Number.isFinite(C[i])) return false;
      low = Math.min(low, C[i] as number);
      high = Math.max(high, C[i] as number);
    }
    if (!(high > 0)) return false;
    const floor = high * MIN_SHARE;
    for (let i = 0; i < this.#n; i++) {
      C[i] = Math.max(floor, C[i] as number);
      this.#roots[i] = Math.sqrt(C[i] as number);
    }
    this.condition = high / Math.max(floor, low);
    return true;
  }

  widen(j: number, factor: number): void {
    this.covariance[j] = (this.covariance[j] as number) * factor * factor;
    this.#roots[j] = (this.#roots[j] as number) * factor;
  }

  scale(factor: number): void {
    for (let i = 0; i < this.#n; i++) {
      this.covariance[i] = (this.covariance[i] as number) * factor;
      this.#roots[i] = Math.sqrt(this.covariance[i] as number);
    }
  }
}
