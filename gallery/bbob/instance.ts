import { optimum, rotation } from "./chance.ts";

/** What one function in one dimension and instance is made of. */
export interface Instance {
  readonly dim: number;
  /** All chance of the function comes from it. */
  readonly seed: number;
}

/** A function without its offset: 0 at `xopt`. `gap` writes to buffers of its own and allocates nothing. */
export interface Shape {
  readonly xopt: Float64Array;
  readonly gap: (x: ArrayLike<number>) => number;
}

/** COCO's seed of the second rotation is this far from the first's. */
const SECOND = 1_000_000;

export const optimumOf = ({ dim, seed }: Instance): Float64Array => optimum(dim, seed);

/** f12 alone has its optimum from the second seed. */
export const secondOptimumOf = ({ dim, seed }: Instance): Float64Array => optimum(dim, seed + SECOND);

/** Q of the definitions. */
export const firstRotation = ({ dim, seed }: Instance): Float64Array => rotation(dim, seed);

/** R of the definitions. */
export const secondRotation = ({ dim, seed }: Instance): Float64Array => rotation(dim, seed + SECOND);

/** base^(i / (dim - 1)): the axes' scales, from 1 to `base`. */
export const powers = (base: number, dim: number): Float64Array =>
  Float64Array.from({ length: dim }, (_, i) => base ** (i / (dim - 1)));

/** R diag(scales) Q by rows: what most of the rotated functions apply to x. */
export function conditioned(instance: Instance, scales: Float64Array): Float64Array {
  const { dim } = instance;
  const [q, r] = [firstRotation(instance), secondRotation(instance)];
  const product = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) sum += (r[i * dim + k] ?? 0) * (scales[k] ?? 0) * (q[k * dim + j] ?? 0);
      product[i * dim + j] = sum;
    }
  }
  return product;
}

/** diag(scales) times a matrix by rows. */
export const scaledRows = (scales: Float64Array, matrix: Float64Array): Float64Array =>
  matrix.map((entry, at) => entry * (scales[Math.floor(at / scales.length)] ?? 0));
