/** What the covariance of a search distribution can do, whether it is a full matrix C or a diagonal. */
export interface Shape {
  /** C: row-major n x n, or its diagonal. Changed in place. */
  readonly covariance: Float64Array;
  /** into = C^(1/2) z, up to a rotation. */
  stretch(z: Float64Array, into: Float64Array): void;
  /** into = C^(-1/2) y. */
  whiten(y: Float64Array, into: Float64Array): void;
  /** Mahalanobis length of the step at `offset` of `steps`. */
  length(steps: Float64Array, offset: number): number;
  /** C_jj. */
  variance(j: number): number;
  /** C = decay C + c pp'. */
  blendPath(decay: number, c: number, p: Float64Array): void;
  /** C += c yy' for the step at `offset`. */
  addStep(c: number, steps: Float64Array, offset: number): void;
  /** To be called once a generation when C is complete: sees to it that the roots follow. False if C is no covariance any more. */
  refresh(generationsPerRoot: number): boolean;
  /** Ratio of the largest to the smallest eigenvalue, at the last root. */
  readonly condition: number;
  /** Widens coordinate j by `factor`; `refresh` must follow. */
  widen(j: number, factor: number): void;
  /** C = I. */
  reset(): void;
  /** C times `factor`. */
  scale(factor: number): void;
}
