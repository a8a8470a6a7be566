import { MisuseError } from "../errors.ts";
import { shown } from "../option-checks.ts";

/** The numbers 0..n-1 in some order: which item comes first, which second, ... */
export interface PermutationDistribution {
  readonly kind: "permutation";
  readonly n: number;
}

/** n shares of a whole: numbers from 0 that sum to 1. */
export interface SimplexDistribution {
  readonly kind: "simplex";
  readonly n: number;
}

/** A list of 1..maxLength unsigned 32-bit numbers: seeds of one mutation after the other. */
export interface SeedsDistribution {
  readonly kind: "seeds";
  readonly maxLength: number;
}

/** A parameter whose value is a list of numbers. */
export type VectorDistribution = PermutationDistribution | SimplexDistribution | SeedsDistribution;

/** Tours and schedules that random keys can still order; a position fits 16 bits. */
export const MAX_VECTOR_LENGTH = 1_000;
/** Rounding of as many additions as a simplex has shares, with room to spare. */
const SUM_TOLERANCE = 1e-9;
export const MAX_SEED = 2 ** 32 - 1;

function checkedLength(given: unknown, name: string, meaning: string): number {
  if (Number.isInteger(given) && Number(given) >= 1 && Number(given) <= MAX_VECTOR_LENGTH) return Number(given);
  throw new MisuseError(
    `${name} must be a whole number of 1..${MAX_VECTOR_LENGTH}, but is ${shown(given)}; give ${meaning}.`,
  );
}

/** Throws `MisuseError` with the fix unless n is a whole number of 1..`MAX_VECTOR_LENGTH`. */
export const permutationDistribution = (n: number): PermutationDistribution => ({
  kind: "permutation",
  n: checkedLength(n, "n", "how many items there are to order"),
});

/** Throws `MisuseError` with the fix unless n is a whole number of 1..`MAX_VECTOR_LENGTH`. */
export const simplexDistribution = (n: number): SimplexDistribution => ({
  kind: "simplex",
  n: checkedLength(n, "n", "how many shares there are"),
});

/** Throws `MisuseError` with the fix unless maxLength is a whole number of 1..`MAX_VECTOR_LENGTH`. */
export const seedsDistribution = (maxLength: number): SeedsDistribution => ({
  kind: "seeds",
  maxLength: checkedLength(maxLength, "maxLength", "how many seeds a list may have at most"),
});

export const isVector = (distribution: { readonly kind: string }): distribution is VectorDistribution =>
  distribution.kind === "permutation" || distribution.kind === "simplex" || distribution.kind === "seeds";

/** Numbers that a value has at most. */
export const vectorLength = (distribution: VectorDistribution): number =>
  distribution.kind === "seeds" ? distribution.maxLength : distribution.n;

export function containsVector(distribution: VectorDistribution, value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  if (distribution.kind === "permutation") return isPermutation(distribution.n, value);
  if (distribution.kind === "simplex") return isSimplex(distribution.n, value);
  return isSeeds(distribution.maxLength, value);
}

function isSeeds(maxLength: number, seeds: readonly unknown[]): boolean {
  if (seeds.length === 0 || seeds.length > maxLength) return false;
  for (const seed of seeds) if (!isSeed(seed)) return false;
  return true;
}

const isSeed = (item: unknown): boolean => Number.isInteger(item) && Number(item) >= 0 && Number(item) <= MAX_SEED;

function isPermutation(n: number, items: readonly unknown[]): boolean {
  if (items.length !== n) return false;
  const seen = new Uint8Array(n);
  for (const item of items) {
    if (typeof item !== "number" || seen[item] !== 0) return false;
    seen[item] = 1;
  }
  return true;
}

function isSimplex(n: number, shares: readonly unknown[]): boolean {
  if (shares.length !== n) return false;
  let sum = 0;
  for (const share of shares) {
    if (typeof share !== "number" || !(share >= 0)) return false;
    sum += share;
  }
  return Math.abs(sum - 1) <= SUM_TOLERANCE;
}

/** Whether some vector has this value. */
export function isNumberList(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_VECTOR_LENGTH) return false;
  for (const item of value) if (!Number.isFinite(item)) return false;
  return true;
}

export function sameVector(a: VectorDistribution, b: VectorDistribution): boolean {
  return a.kind === b.kind && vectorLength(a) === vectorLength(b);
}

/** 0, 1, 2, ...; all of the whole in the first share; the one seed 0. */
export function firstVector(distribution: VectorDistribution): readonly number[] {
  if (distribution.kind === "seeds") return [0];
  const isOrder = distribution.kind === "permutation";
  return Array.from({ length: distribution.n }, (_, i) => (isOrder ? i : i === 0 ? 1 : 0));
}
