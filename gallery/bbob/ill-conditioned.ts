// f10 to f14 of BBOB: one valley, badly conditioned.
import {
  conditioned,
  type Instance,
  optimumOf,
  powers,
  type Shape,
  secondOptimumOf,
  secondRotation,
} from "./instance.ts";
import { multiply, oscillate, skew, subtract } from "./transform.ts";

/** Functions of z = R (x - xopt), which they may overwrite; `spare` is room to work in. */
function rotated(
  instance: Instance,
  xopt: Float64Array,
  core: (z: Float64Array, spare: Float64Array) => number,
): Shape {
  const matrix = secondRotation(instance);
  const [y, z] = [new Float64Array(instance.dim), new Float64Array(instance.dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(matrix, y, z);
    return core(z, y);
  };
  return { xopt, gap };
}

/** f10. */
export function ellipsoid(instance: Instance): Shape {
  const scales = powers(1e6, instance.dim);
  return rotated(instance, optimumOf(instance), (z) => {
    oscillate(z);
    let sum = 0;
    for (let i = 0; i < z.length; i++) sum += (scales[i] as number) * (z[i] as number) ** 2;
    return sum;
  });
}

/** f11. */
export function discus(instance: Instance): Shape {
  return rotated(instance, optimumOf(instance), (z) => {
    oscillate(z);
    let sum = 1e6 * (z[0] as number) ** 2;
    for (let i = 1; i < z.length; i++) sum += (z[i] as number) ** 2;
    return sum;
  });
}

/** f12. */
export function bentCigar(instance: Instance): Shape {
  const matrix = secondRotation(instance);
  return rotated(instance, secondOptimumOf(instance), (z, y) => {
    skew(z, 0.5);
    multiply(matrix, z, y);
    let sum = 0;
    for (let i = 1; i < y.length; i++) sum += (y[i] as number) ** 2;
    return (y[0] as number) ** 2 + 1e6 * sum;
  });
}

/** f13. */
export function sharpRidge(instance: Instance): Shape {
  const { dim } = instance;
  const xopt = optimumOf(instance);
  const matrix = conditioned(instance, powers(Math.sqrt(10), dim));
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(matrix, y, z);
    let sum = 0;
    for (let i = 1; i < dim; i++) sum += (z[i] as number) ** 2;
    return (z[0] as number) ** 2 + 100 * Math.sqrt(sum);
  };
  return { xopt, gap };
}

/** f14. */
export function differentPowers(instance: Instance): Shape {
  const { dim } = instance;
  return rotated(instance, optimumOf(instance), (z) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += Math.abs(z[i] as number) ** (2 + (4 * i) / (dim - 1));
    return Math.sqrt(sum);
  });
}
