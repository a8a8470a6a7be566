/**
 * The 24 noiseless functions of BBOB, by which black-box optimizers are compared: Hansen, Finck, Ros, Auger,
 * "Real-Parameter Black-Box Optimization Benchmarking 2009: Noiseless Functions Definitions" (INRIA RR-6829), with the
 * instances of COCO (Hansen et al. 2021), whose values these reproduce.
 */
import { MisuseError } from "../../study/errors.ts";
import { optimalValue } from "./chance.ts";
import { FEW_PEAKS, gallagher, MANY_PEAKS } from "./gallagher.ts";
import { bentCigar, differentPowers, discus, ellipsoid, sharpRidge } from "./ill-conditioned.ts";
import type { Instance, Shape } from "./instance.ts";
import { attractiveSector, rosenbrock, rotatedRosenbrock, stepEllipsoid } from "./moderate.ts";
import { griewankRosenbrock, rastrigin, schaffers, weierstrass } from "./multimodal.ts";
import { buecheRastrigin, linearSlope, separableEllipsoid, separableRastrigin, sphere } from "./separable.ts";
import { katsuura, lunacek, schwefel } from "./weak-structure.ts";

/** One function to be minimised, made for [-5, 5]^dim and defined everywhere. */
export interface BbobFunction {
  /** The lowest value, and where it is. */
  readonly fopt: number;
  readonly xopt: Float64Array;
  /** The value at x, whose length is the dimension. Allocates nothing: millions of calls are meant. */
  readonly evaluate: (x: ArrayLike<number>) => number;
}

/** The definitions divide by dim - 1. */
const MIN_DIMENSION = 2;
/** The largest of BBOB's large-scale suite; a rotation has as many entries as the square. */
const MAX_DIMENSION = 640;
/** Seeds stay whole 32-bit numbers. */
const MAX_INSTANCE = 100_000;

const SHAPES: readonly ((instance: Instance) => Shape)[] = [
  sphere,
  separableEllipsoid,
  separableRastrigin,
  buecheRastrigin,
  linearSlope,
  attractiveSector,
  stepEllipsoid,
  rosenbrock,
  rotatedRosenbrock,
  ellipsoid,
  discus,
  bentCigar,
  sharpRidge,
  differentPowers,
  rastrigin,
  weierstrass,
  (instance) => schaffers(instance, 10),
  (instance) => schaffers(instance, 1000),
  griewankRosenbrock,
  schwefel,
  (instance) => gallagher(instance, MANY_PEAKS),
  (instance) => gallagher(instance, FEW_PEAKS),
  katsuura,
  lunacek,
];

/** Functions that share another's chance: the separable Rastrigin's and the first Schaffer's. */
const SEED_OF: Readonly<Record<number, number>> = { 4: 3, 18: 17 };

function checkWhole(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new MisuseError(`${name} must be a whole number from ${low} to ${high}, but is ${String(value)}.`);
}

/** BBOB's function `f` (1 to 24) in `dim` dimensions. Throws `MisuseError` for one that is not defined. */
export function bbob(f: number, dim: number, instance: number): BbobFunction {
  checkWhole("The function", f, 1, SHAPES.length);
  checkWhole("The dimension", dim, MIN_DIMENSION, MAX_DIMENSION);
  checkWhole("The instance", instance, 1, MAX_INSTANCE);
  const seed = (SEED_OF[f] ?? f) + 10_000 * instance;
  const { xopt, gap } = (SHAPES[f - 1] as (instance: Instance) => Shape)({ dim, seed });
  const fopt = optimalValue(seed);
  return { fopt, xopt, evaluate: (x) => gap(x) + fopt };
}
