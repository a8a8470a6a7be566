// f21 and f22 of BBOB: Gaussian peaks at random places; only the height tells the best from the others.
import { uniforms } from "./chance.ts";
import { firstRotation, type Instance, type Shape } from "./instance.ts";
import { multiply, oscillated, penalty } from "./transform.ts";

interface Peaks {
  readonly count: number;
  /** The best peak's condition; the others have 1 to 1000 in random order. */
  readonly bestCondition: number;
  /** Peaks lie in [-reach, reach]. */
  readonly reach: number;
}

export const MANY_PEAKS: Peaks = { count: 101, bestCondition: Math.sqrt(1000), reach: 5 };
export const FEW_PEAKS: Peaks = { count: 21, bestCondition: 1000, reach: 4.9 };
/** The best peak's height; the others rise from 1.1 to 9.1. */
const BEST_HEIGHT = 10;

/** The order that sorts `values`: a random permutation if they are random. */
function sortingOrder(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}

/** f21 with `MANY_PEAKS`, f22 with `FEW_PEAKS`. */
export function gallagher(instance: Instance, peaks: Peaks): Shape {
  const { dim } = instance;
  const rotation = firstRotation(instance);
  const { xopt, centers } = placesOf(instance, peaks, rotation);
  const scales = scalesOf(instance, peaks);
  const heights = heightsOf(peaks.count);
  const logHeights = heights.map(Math.log);
  const z = new Float64Array(dim);
  const gap = (x: ArrayLike<number>): number => {
    multiply(rotation, x, z);
    // Compared by logarithm: only for a new highest the exponential is taken.
    let [highest, value] = [Number.NEGATIVE_INFINITY, 0];
    for (let peak = 0, at = 0; peak < peaks.count; peak++) {
      let distance = 0;
      for (let i = 0; i < dim; i++, at++) {
        distance += (scales[at] as number) * ((z[i] as number) - (centers[at] as number)) ** 2;
      }
      const exponent = (-0.5 / dim) * distance;
      const log = exponent + (logHeights[peak] as number);
      if (log > highest) [highest, value] = [log, (heights[peak] as number) * Math.exp(exponent)];
    }
    return oscillated(BEST_HEIGHT - value) ** 2 + penalty(x);
  };
  return { xopt, gap };
}

/** Where the peaks are, rotated, one after the other; the best is drawn towards the middle. */
function placesOf({ dim, seed }: Instance, { count, reach }: Peaks, rotation: Float64Array) {
  const places = uniforms(dim * count, seed).map((u) => 2 * reach * u - reach);
  const xopt = places.slice(0, dim).map((x) => 0.8 * x);
  const centers = new Float64Array(dim * count);
  multiply(rotation, xopt, centers.subarray(0, dim));
  for (let at = dim; at < centers.length; at += dim) {
    multiply(rotation, places.subarray(at, at + dim), centers.subarray(at, at + dim));
  }
  return { xopt, centers };
}

/** Each peak's inverse widths along the rotated axes, in an order of its own. */
function scalesOf({ dim, seed }: Instance, { count, bestCondition }: Peaks): Float64Array {
  const order = sortingOrder(uniforms(count - 1, seed));
  const scales = new Float64Array(dim * count);
  for (let peak = 0; peak < count; peak++) {
    const condition = peak === 0 ? bestCondition : 1000 ** ((order[peak - 1] ?? 0) / (count - 2));
    const axes = sortingOrder(uniforms(dim, seed + 1000 * peak));
    for (let i = 0; i < dim; i++) scales[peak * dim + i] = condition ** ((axes[i] ?? 0) / (dim - 1) - 0.5);
  }
  return scales;
}

const heightsOf = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, peak) => (peak === 0 ? BEST_HEIGHT : 1.1 + (8 * (peak - 1)) / (count - 2)));
