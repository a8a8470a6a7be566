// f6 to f9 of BBOB: low or moderate conditioning.
import {
  conditioned,
  firstRotation,
  type Instance,
  optimumOf,
  powers,
  type Shape,
  scaledRows,
  secondRotation,
} from "./instance.ts";
import { multiply, oscillated, penalty, subtract } from "./transform.ts";

/** f6. */
export function attractiveSector(instance: Instance): Shape {
  const { dim } = instance;
  const xopt = optimumOf(instance);
  const matrix = conditioned(instance, powers(Math.sqrt(10), dim));
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(matrix, y, z);
    let sum = 0;
    for (let i = 0; i < dim; i++) {
      const zi = z[i] as number;
      sum += (zi * (xopt[i] as number) > 0 ? 1e4 : 1) * zi * zi;
    }
    return oscillated(sum) ** 0.9;
  };
  return { xopt, gap };
}

/** Halves go up, as in COCO. */
const rounded = (x: number): number => Math.floor(x + 0.5);

/** f7. */
export function stepEllipsoid(instance: Instance): Shape {
  const { dim } = instance;
  const xopt = optimumOf(instance);
  const inner = scaledRows(powers(Math.sqrt(10), dim), firstRotation(instance));
  const outer = secondRotation(instance);
  const scales = powers(100, dim);
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(inner, y, z);
    const first = Math.abs(z[0] as number);
    for (let i = 0; i < dim; i++) {
      const zi = z[i] as number;
      z[i] = Math.abs(zi) > 0.5 ? rounded(zi) : rounded(10 * zi) / 10;
    }
    multiply(outer, z, y);
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += (scales[i] as number) * (y[i] as number) ** 2;
    return 0.1 * Math.max(1e-4 * first, sum) + penalty(x);
  };
  return { xopt, gap };
}

/** Makes the valley as long in many dimensions as in few. */
export const rosenbrockScale = (dim: number): number => Math.max(1, Math.sqrt(dim) / 8);

function rosenbrockSum(z: Float64Array): number {
  let [bend, rest] = [0, 0];
  for (let i = 0; i < z.length - 1; i++) {
    const zi = z[i] as number;
    bend += (zi * zi - (z[i + 1] as number)) ** 2;
    rest += (zi - 1) ** 2;
  }
  return 100 * bend + rest;
}

/** f8. */
export function rosenbrock(instance: Instance): Shape {
  const xopt = optimumOf(instance).map((x) => 0.75 * x);
  const scale = rosenbrockScale(instance.dim);
  const z = new Float64Array(instance.dim);
  const gap = (x: ArrayLike<number>): number => {
    for (let i = 0; i < z.length; i++) z[i] = scale * ((x[i] as number) - (xopt[i] as number)) + 1;
    return rosenbrockSum(z);
  };
  return { xopt, gap };
}

/** What f9 and f19 make of x: rotated and scaled, so that their optimum comes to lie at 1 in every coordinate. */
export function valley(instance: Instance): {
  readonly xopt: Float64Array;
  enter: (x: ArrayLike<number>) => Float64Array;
} {
  const { dim } = instance;
  const scale = rosenbrockScale(dim);
  const rotation = firstRotation(instance);
  const matrix = rotation.map((entry) => scale * entry);
  const z = new Float64Array(dim);
  const xopt = new Float64Array(dim);
  rotation.forEach((entry, at) => {
    xopt[at % dim] = (xopt[at % dim] ?? 0) + entry / (2 * scale);
  });
  const enter = (x: ArrayLike<number>): Float64Array => {
    multiply(matrix, x, z);
    for (let i = 0; i < dim; i++) z[i] = (z[i] as number) + 0.5;
    return z;
  };
  return { xopt, enter };
}

/** f9. */
export function rotatedRosenbrock(instance: Instance): Shape {
  const { xopt, enter } = valley(instance);
  return { xopt, gap: (x) => rosenbrockSum(enter(x)) };
}
