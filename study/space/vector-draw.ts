import { integer, type Rng, shuffle } from "../rng.ts";
import type {
  PermutationDistribution,
  SeedsDistribution,
  SimplexDistribution,
  VectorDistribution,
} from "./vector-distribution.ts";

/** All orders alike; all points of the simplex alike; a list of one seed, all alike. */
export function uniformVector(distribution: VectorDistribution, rng: Rng): number[] {
  if (distribution.kind === "seeds") return [rng.nextUint32()];
  const { kind, n } = distribution;
  if (kind === "permutation") {
    return shuffle(
      rng,
      Array.from({ length: n }, (_, i) => i),
    );
  }
  return normalised(Array.from({ length: n }, () => -Math.log(1 - rng.next())));
}

/** Divided by their sum; equal shares where all are 0. */
export function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
}

/**
 * A value near `value`, which the distribution contains: two items swapped or one moved; a part of one share given to
 * another; a seed appended, or the last one replaced where the list is full. Equal to `value` only where nothing else exists.
 */
export function neighbouringVector(distribution: VectorDistribution, value: readonly number[], rng: Rng): number[] {
  if (distribution.kind === "seeds") return otherSeeds(distribution, value, rng);
  if (distribution.n === 1) return [...value];
  return distribution.kind === "permutation"
    ? otherOrder(distribution, value, rng)
    : otherShares(distribution, value, rng);
}

/** Two different places. */
function twoPlaces(n: number, rng: Rng): readonly [number, number] {
  const first = integer(rng, 0, n - 1);
  return [first, (first + integer(rng, 1, n - 1)) % n];
}

function otherOrder({ n }: PermutationDistribution, value: readonly number[], rng: Rng): number[] {
  const [from, to] = twoPlaces(n, rng);
  const isSwap = rng.next() < 0.5;
  const order = [...value];
  const [moved = 0] = order.splice(from, 1);
  if (!isSwap) {
    order.splice(to, 0, moved);
    return order;
  }
  order.splice(from, 0, value[to] ?? 0);
  order[to] = moved;
  return order;
}

function otherShares({ n }: SimplexDistribution, value: readonly number[], rng: Rng): number[] {
  const shares = [...value];
  let [from, to] = twoPlaces(n, rng);
  if (!((shares[from] ?? 0) > 0)) [from, to] = [to, from];
  // Between two empty shares nothing can be shifted; some share has something.
  if (!((shares[from] ?? 0) > 0)) from = shares.findIndex((share) => share > 0);
  const part = (shares[from] ?? 0) * (1 - rng.next());
  shares[from] = (shares[from] ?? 0) - part;
  shares[to] = (shares[to] ?? 0) + part;
  return normalised(shares);
}

function otherSeeds({ maxLength }: SeedsDistribution, value: readonly number[], rng: Rng): number[] {
  const kept = value.length < maxLength ? value : value.slice(0, -1);
  return [...kept, rng.nextUint32()];
}
