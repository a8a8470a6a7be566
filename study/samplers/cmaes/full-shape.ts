import { SymmetricEigen } from "../../linear/symmetric-eigen.ts";
import type { Shape } from "./shape.ts";

/** Eigenvalues below this share of the largest are lifted to it: past it C^(-1/2) is rounding noise. */
const MIN_EIGEN_SHARE = 1e-15;

/** A full covariance matrix; its root is taken only every few generations (Hansen, tutorial, B.2). */
export class FullShape implements Shape {
  readonly covariance: Float64Array;
  condition = 1;
  readonly #n: number;
  readonly #eigen: SymmetricEigen;
  readonly #roots: Float64Array;
  /** Row k: the k-th eigenvector; kept apart from the solver, which may fail. */
  readonly #axes: Float64Array;
  #age = 0;

  constructor(n: number) {
    this.#n = n;
    this.covariance = new Float64Array(n * n);
    this.#axes = new Float64Array(n * n);
    this.#roots = new Float64Array(n).fill(1);
    this.#eigen = new SymmetricEigen(n);
    this.reset();
  }

  reset(): void {
    this.condition = 1;
    this.#roots.fill(1);
    this.covariance.fill(0);
    this.#axes.fill(0);
    for (let at = 0; at < this.covariance.length; at += this.#n + 1) {
      this.covariance[at] = 1;
      this.#axes[at] = 1;
    }
  }

  stretch(z: Float64Array, into: Float64Array): void {
    const n = this.#n;
    into.fill(0);
    for (let k = 0; k < n; k++) {
      const length = (z[k] as number) * (this.#roots[k] as number);
      for (let i = 0, at = k * n; i < n; i++, at++) into[i] = (into[i] as number) + length * (this.#axes[at] as number);
    }
  }

  whiten(y: Float64Array, into: Float64Array): void {
    const n = this.#n;
    into.fill(0);
    for (let k = 0; k < n; k++) {
      const length = this.#along(k, y, 0) / (this.#roots[k] as number);
      for (let i = 0, at = k * n; i < n; i++, at++) into[i] = (into[i] as number) + length * (this.#axes[at] as number);
    }
  }

  length(steps: Float64Array, offset: number): number {
    let sum = 0;
    for (let k = 0; k < this.#n; k++) sum += (this.#along(k, steps, offset) / (this.#roots[k] as number)) ** 2;
    return Math.sqrt(sum);
  }

  variance(j: number): number {
    return this.covariance[j * this.#n + j] as number;
  }

  blendPath(decay: number, c: number, p: Float64Array): void {
    const n = this.#n;
    const C = this.covariance;
    for (let i = 0; i < n; i++) {
      const cp = c * (p[i] as number);
      for (let j = 0, at = i * n; j <= i; j++, at++) C[at] = decay * (C[at] as number) + cp * (p[j] as number);
    }
  }

  addStep(c: number, steps: Float64Array, offset: number): void {
    const n = this.#n;
    const C = this.covariance;
    for (let i = 0; i < n; i++) {
      const cy = c * (steps[offset + i] as number);
      for (let j = 0, at = i * n; j <= i; j++, at++) C[at] = (C[at] as number) + cy * (steps[offset + j] as number);
    }
  }

  refresh(generationsPerRoot: number): boolean {
    this.#age += 1;
    if (this.#age < generationsPerRoot) return true;
    this.#age = 0;
    return this.#takeRoot();
  }

  widen(j: number, factor: number): void {
    const n = this.#n;
    const C = this.covariance;
    for (let i = 0; i < n; i++) {
      const at = i >= j ? i * n + j : j * n + i;
      C[at] = (C[at] as number) * (i === j ? factor * factor : factor);
    }
  }

  scale(factor: number): void {
    for (let at = 0; at < this.covariance.length; at++) this.covariance[at] = (this.covariance[at] as number) * factor;
    for (let k = 0; k < this.#n; k++) this.#roots[k] = (this.#roots[k] as number) * Math.sqrt(factor);
  }

  #along(k: number, y: Float64Array, offset: number): number {
    let dot = 0;
    for (let i = 0, at = k * this.#n; i < this.#n; i++, at++) {
      dot += (this.#axes[at] as number) * (y[offset + i] as number);
    }
    return dot;
  }

  #takeRoot(): boolean {
    const n = this.#n;
    const C = this.covariance;
    if (!this.#eigen.decompose(C)) return false;
    let [low, high] = [Number.POSITIVE_INFINITY, 0];
    for (let k = 0; k < n; k++) {
      low = Math.min(low, this.#eigen.values[k] as number);
      high = Math.max(high, this.#eigen.values[k] as number);
    }
    if (!(high > 0)) return false;
    const lift = Math.max(0, high * MIN_EIGEN_SHARE - low);
    for (let k = 0; k < n; k++) {
      if (lift > 0) C[k * n + k] = (C[k * n + k] as number) + lift;
      this.#roots[k] = Math.sqrt((this.#eigen.values[k] as number) + lift);
    }
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) C[j * n + i] = C[i * n + j] as number;
    this.#axes.set(this.#eigen.vectors);
    this.condition = (high + lift) / (low + lift);
    return true;
  }
}
