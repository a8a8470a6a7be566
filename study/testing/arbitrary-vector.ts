import fc from "fast-check";
import { type Rng, rngFromSeed } from "../rng.ts";
import {
  permutationDistribution,
  seedsDistribution,
  simplexDistribution,
  type VectorDistribution,
} from "../space/vector-distribution.ts";
import { neighbouringVector, uniformVector } from "../space/vector-draw.ts";

const short = fc.integer({ min: 1, max: 12 });

const vectorOf = (length: fc.Arbitrary<number>): fc.Arbitrary<VectorDistribution> =>
  fc.oneof(
    length.map((n) => permutationDistribution(n)),
    length.map((n) => simplexDistribution(n)),
    length.map((maxLength) => seedsDistribution(maxLength)),
  );

/** Any kind of list, most of them short. */
export const arbitraryVector = vectorOf(fc.oneof({ weight: 8, arbitrary: short }, fc.constantFrom(250, 1_000)));

/** So short that a space may have many. */
export const shortVector = vectorOf(short);

/** A value of the distribution: drawn, and some steps away from there. */
export function vectorFrom(distribution: VectorDistribution, rng: Rng): readonly number[] {
  let value = uniformVector(distribution, rng);
  for (let steps = Math.floor(rng.next() * 8); steps > 0; steps--) value = neighbouringVector(distribution, value, rng);
  return value;
}

/** A distribution and one of its values. */
export const arbitraryList = fc.tuple(arbitraryVector, fc.integer()).map(([distribution, seed]) => ({
  distribution,
  value: vectorFrom(distribution, rngFromSeed(seed)),
}));
