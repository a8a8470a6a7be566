// f20, f23 and f24 of BBOB: many optima, and little that shows where the best is. (f21 and f22: gallagher.ts.)
import { normals, uniforms } from "./chance.ts";
import { conditioned, type Instance, optimumOf, powers, type Shape } from "./instance.ts";
import { multiply, penalty, subtract } from "./transform.ts";

/** Where x sin(sqrt |x|) / 100 is largest in [-5, 5], as COCO has it. */
const SCHWEFEL_BEST = 4.209_687_463_7;

/** f20. */
export function schwefel({ dim, seed }: Instance): Shape {
  const xopt = uniforms(dim, seed).map((u) => (u < 0.5 ? -0.5 : 0.5) * SCHWEFEL_BEST);
  const scales = powers(Math.sqrt(10), dim);
  const z = new Float64Array(dim);
  const gap = (x: ArrayLike<number>): number => {
    let [sum, before] = [0, 0];
    for (let i = 0; i < dim; i++) {
      const folded = 2 * Math.sign(xopt[i] as number) * (x[i] as number);
      const moved = (i === 0 ? folded : folded + 0.25 * (before - SCHWEFEL_BEST)) - SCHWEFEL_BEST;
      const zi = 100 * ((scales[i] as number) * moved + SCHWEFEL_BEST);
      sum += zi * Math.sin(Math.sqrt(Math.abs(zi)));
      before = folded;
      z[i] = zi;
    }
    return 0.01 * (418.982_887_272_433_9 - sum / dim + penalty(z, 500));
  };
  return { xopt, gap };
}

/** f23. */
export function katsuura(instance: Instance): Shape {
  const { dim } = instance;
  const xopt = optimumOf(instance);
  const matrix = conditioned(instance, powers(10, dim));
  const exponent = 10 / dim ** 1.2;
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    subtract(x, xopt, y);
    multiply(matrix, y, z);
    let product = 1;
    for (let i = 0; i < dim; i++) product *= 1 + (i + 1) * saws(z[i] as number);
    return (10 / dim / dim) * (product ** exponent - 1) + penalty(x);
  };
  return { xopt, gap };
}

/** How far z is from the grids of 1/2, 1/4, ... 2^-32, summed. */
function saws(z: number): number {
  let sum = 0;
  for (let k = 1, scale = 2; k <= 32; k++, scale *= 2) {
    const scaled = scale * z;
    sum += Math.abs(scaled - Math.floor(scaled + 0.5)) / scale;
  }
  return sum;
}

/** Where the better of f24's two funnels has its bottom, and how deep the other is. */
const FUNNEL = 2.5;
const OTHER_DEPTH = 1;

/** f24. */
export function lunacek(instance: Instance): Shape {
  const { dim, seed } = instance;
  const xopt = normals(dim, seed).map((z) => (z < 0 ? -0.5 : 0.5) * FUNNEL);
  const matrix = conditioned(instance, powers(10, dim));
  const width = 1 - 0.5 / (Math.sqrt(dim + 20) - 4.1);
  const other = -Math.sqrt((FUNNEL * FUNNEL - OTHER_DEPTH) / width);
  const [y, z] = [new Float64Array(dim), new Float64Array(dim)];
  const gap = (x: ArrayLike<number>): number => {
    let [near, far, waves] = [0, 0, 0];
    for (let i = 0; i < dim; i++) {
      const folded = 2 * Math.sign(xopt[i] as number) * (x[i] as number);
      near += (folded - FUNNEL) ** 2;
      far += (folded - other) ** 2;
      y[i] = folded - FUNNEL;
    }
    multiply(matrix, y, z);
    for (let i = 0; i < dim; i++) waves += Math.cos(2 * Math.PI * (z[i] as number));
    return Math.min(near, OTHER_DEPTH * dim + width * far) + 10 * (dim - waves) + 1e4 * penalty(x);
  };
  return { xopt, gap };
}
