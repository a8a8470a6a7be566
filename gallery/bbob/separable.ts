// f1 to f5 of BBOB: separable functions.
import { type Instance, optimumOf, powers, type Shape } from "./instance.ts";
import { oscillate, penalty, skew, subtract } from "./transform.ts";

/** f1. */
export function sphere(instance: Instance): Shape {
  const xopt = optimumOf(instance);
  const gap = (x: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < xopt.length; i++) sum += ((x[i] as number) - (xopt[i] as number)) ** 2;
    return sum;
  };
  return { xopt, gap };
}

/** f2. */
export function separableEllipsoid(instance: Instance): Shape {
  const xopt = optimumOf(instance);
  const scales = powers(1e6, instance.dim);
  const z = new Float64Array(instance.dim);
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, z);
    oscillate(z);
    let sum = 0;
    for (let i = 0; i < z.length; i++) sum += (scales[i] as number) * (z[i] as number) ** 2;
    return sum;
  };
  return { xopt, gap };
}

/** Rastrigin's sum, also the core of f4 and f15. */
export function rastriginSum(z: Float64Array): number {
  let [waves, squares] = [0, 0];
  for (let i = 0; i < z.length; i++) {
    const zi = z[i] as number;
    waves += Math.cos(2 * Math.PI * zi);
    squares += zi * zi;
  }
  return 10 * (z.length - waves) + squares;
}

/** f3. */
export function separableRastrigin(instance: Instance): Shape {
  const xopt = optimumOf(instance);
  const scales = powers(Math.sqrt(10), instance.dim);
  const z = new Float64Array(instance.dim);
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, z);
    oscillate(z);
    skew(z, 0.2);
    for (let i = 0; i < z.length; i++) z[i] = (z[i] as number) * (scales[i] as number);
    return rastriginSum(z);
  };
  return { xopt, gap };
}

/** f4: the odd coordinates are steep on their positive side, and the optimum lies there. */
export function buecheRastrigin(instance: Instance): Shape {
  const xopt = optimumOf(instance).map((x, i) => (i % 2 === 0 ? Math.abs(x) : x));
  const scales = powers(Math.sqrt(10), instance.dim);
  const z = new Float64Array(instance.dim);
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, z);
    oscillate(z);
    for (let i = 0; i < z.length; i++) {
      const zi = z[i] as number;
      z[i] = zi * (scales[i] as number) * (i % 2 === 0 && zi > 0 ? 10 : 1);
    }
    return rastriginSum(z) + 100 * penalty(x);
  };
  return { xopt, gap };
}

/** f5: lowest in a corner of the box, and flat behind it. */
export function linearSlope(instance: Instance): Shape {
  const xopt = optimumOf(instance).map((x) => 5 * Math.sign(x));
  const slopes = powers(10, instance.dim).map((scale, i) => Math.sign(xopt[i] ?? 0) * scale);
  const gap = (x: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < xopt.length; i++) {
      const [xi, best] = [x[i] as number, xopt[i] as number];
      if (xi * best < 25) sum += (slopes[i] as number) * (best - xi);
    }
    return sum;
  };
  return { xopt, gap };
}
