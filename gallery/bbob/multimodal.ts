// f15 to f19 of BBOB: many optima, and a structure that shows where the best is.
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
import { valley } from "./moderate.ts";
import { rastriginSum } from "./separable.ts";
import { multiply, oscillate, penalty, skew, subtract } from "./transform.ts";

/** f15. */
export function rastrigin(instance: Instance): Shape {
  const { dim } = instance;
  const xopt = optimumOf(instance);
  const [inner, outer] = [secondRotation(instance), conditioned(instance, powers(Math.sqrt(10), dim))];
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(inner, y, z);
    oscillate(z);
    skew(z, 0.2);
    multiply(outer, z, y);
    return rastriginSum(y);
  };
  return { xopt, gap };
}

const WAVES = 12;
const HEIGHTS = Float64Array.from({ length: WAVES }, (_, k) => 0.5 ** k);
const FREQUENCIES = Float64Array.from({ length: WAVES }, (_, k) => 3 ** k);

function weierstrass1(z: number): number {
  let sum = 0;
  for (let k = 0; k < WAVES; k++) {
    sum += (HEIGHTS[k] as number) * Math.cos(2 * Math.PI * (z + 0.5) * (FREQUENCIES[k] as number));
  }
  return sum;
}

/** f16. */
export function weierstrass(instance: Instance): Shape {
  const { dim } = instance;
  const xopt = optimumOf(instance);
  const [inner, outer] = [secondRotation(instance), conditioned(instance, powers(0.1, dim))];
  const lowest = weierstrass1(0);
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(inner, y, z);
    oscillate(z);
    multiply(outer, z, y);
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += weierstrass1(y[i] as number);
    return 10 * (sum / dim - lowest) ** 3 + (10 / dim) * penalty(x);
  };
  return { xopt, gap };
}

/** f17 and f18: Schaffer's F7, with condition 10 or 1000. */
export function schaffers(instance: Instance, condition: number): Shape {
  const { dim } = instance;
  const xopt = optimumOf(instance);
  const inner = secondRotation(instance);
  const outer = scaledRows(powers(Math.sqrt(condition), dim), firstRotation(instance));
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(inner, y, z);
    skew(z, 0.5);
    multiply(outer, z, y);
    let sum = 0;
    for (let i = 0; i < dim - 1; i++) {
      const s = (y[i] as number) ** 2 + (y[i + 1] as number) ** 2;
      sum += s ** 0.25 * (1 + Math.sin(50 * s ** 0.1) ** 2);
    }
    return (sum / (dim - 1)) ** 2 + 10 * penalty(x);
  };
  return { xopt, gap };
}

/** f19: Griewank of Rosenbrock. */
export function griewankRosenbrock(instance: Instance): Shape {
  const { dim } = instance;
  const { xopt, enter } = valley(instance);
  const gap = (x: ArrayLike<number>): number => {
    const z = enter(x);
    let sum = 0;
    for (let i = 0; i < dim - 1; i++) {
      const zi = z[i] as number;
      const s = 100 * (zi * zi - (z[i + 1] as number)) ** 2 + (1 - zi) ** 2;
      sum += s / 4000 - Math.cos(s);
    }
    return 10 + (10 * sum) / (dim - 1);
  };
  return { xopt, gap };
}
