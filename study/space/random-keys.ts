/**
 * Bean, "Genetic Algorithms and Random Keys for Sequencing and Optimization" (1994): a vector is searched as floats in
 * [0, 1], one for each item or share, and every point of that cube stands for a value. Orders are the keys' order; shares
 * are the keys' -ln, divided by their sum. So uniform keys are uniform orders and uniform points of the simplex, and every
 * sampler works for both as it is. Seeds have no keys: nothing about one says anything of another.
 * Invariant: `fromKeys(toKeys(value))` is the value, shares up to rounding.
 */
import { type Rng, rngFromSeed } from "../rng.ts";
import {
  contains,
  type Distribution,
  floatDistribution,
  type ParamDistribution,
  type ParamValue,
} from "./distribution.ts";
import { EMPTY_SPACE, type SearchSpace, type TrialSpace } from "./search-space.ts";
import { isNumberList, isVector, type VectorDistribution } from "./vector-distribution.ts";
import { normalised, uniformVector } from "./vector-draw.ts";

interface Point<S extends TrialSpace> {
  readonly space: S;
  readonly params: readonly ParamValue[];
}

const KEY = floatDistribution(0, 1);
/** -ln of the least key: below it doubles have fewer digits. */
const MAX_WEIGHT = 690;
const LEAST_KEY = Math.exp(-MAX_WEIGHT);

const searchSpaces = new WeakMap<TrialSpace, SearchSpace>();
let lastSpace: TrialSpace = EMPTY_SPACE;
let lastSearchSpace: SearchSpace = EMPTY_SPACE;

/**
 * The space as samplers search it: `order` of n items as `order[0]`..`order[n-1]`. The space itself where it has no vector;
 * always the same object for the same space.
 */
export function searchSpaceOf(space: TrialSpace): SearchSpace {
  if (space === lastSpace) return lastSearchSpace;
  let known = searchSpaces.get(space);
  if (known === undefined) {
    known = hasOnlyScalars(space) ? space : keySpace(space);
    searchSpaces.set(space, known);
  }
  lastSpace = space;
  lastSearchSpace = known;
  return known;
}

const hasOnlyScalars = (space: TrialSpace): space is SearchSpace => !space.distributions.some(isVector);

/** A vector of one item or share has one value: nothing to search. */
function keyCount(distribution: ParamDistribution): number {
  if (!isVector(distribution)) return 1;
  return distribution.kind === "seeds" || distribution.n === 1 ? 0 : distribution.n;
}

function keySpace({ names, distributions }: TrialSpace): SearchSpace {
  const taken = new Set(names);
  const searched: { name: string; distribution: Distribution }[] = [];
  distributions.forEach((distribution, i) => {
    const name = names[i] ?? "";
    if (!isVector(distribution)) {
      searched.push({ name, distribution });
      return;
    }
    for (let k = 0; k < keyCount(distribution); k++) {
      let key = `${name}[${k}]`;
      while (taken.has(key)) key += "'";
      taken.add(key);
      searched.push({ name: key, distribution: KEY });
    }
  });
  return { names: searched.map((it) => it.name), distributions: searched.map((it) => it.distribution) };
}

/** The values as samplers see them, in the order of `searchSpaceOf(space).names`. */
export function toKeys(space: TrialSpace, params: readonly ParamValue[]): readonly ParamValue[] {
  if (searchSpaceOf(space) === space) return params;
  return space.distributions.flatMap((distribution, i): readonly ParamValue[] => {
    const value = params[i] ?? null;
    if (!isVector(distribution)) return [value];
    const count = keyCount(distribution);
    if (count === 0) return [];
    // What is no value of its distribution is nowhere.
    return isNumberList(value) && contains(distribution, value)
      ? keysOf(distribution, value)
      : Array.from({ length: count }, () => Number.NaN);
  });
}

function keysOf(distribution: VectorDistribution, value: readonly number[]): number[] {
  const count = value.length;
  if (distribution.kind === "simplex") {
    const weight = Math.min(count, MAX_WEIGHT);
    return value.map((share) => Math.exp(-weight * Math.min(share, 1)));
  }
  const keys = Array.from({ length: count }, () => 0);
  value.forEach((item, place) => {
    keys[item] = (place + 0.5) / count;
  });
  return keys;
}

/** The inverse: values of `space` out of what a sampler chose for `searchSpaceOf(space)`. Seeds are drawn from `seed`. */
export function fromKeys(space: TrialSpace, keys: readonly ParamValue[], seed: number): readonly ParamValue[] {
  if (searchSpaceOf(space) === space) return keys;
  let chance: Rng | null = null;
  let at = 0;
  return space.distributions.map((distribution) => {
    const count = keyCount(distribution);
    at += count;
    if (!isVector(distribution)) return keys[at - 1] ?? null;
    if (distribution.kind === "seeds") {
      chance ??= rngFromSeed(seed, "seeds");
      return uniformVector(distribution, chance);
    }
    return valueOf(distribution.kind, distribution.n === 1 ? [KEY.low] : keys.slice(at - count, at).map(Number));
  });
}

function valueOf(kind: "permutation" | "simplex", keys: readonly number[]): number[] {
  if (kind === "simplex") return normalised(keys.map((key) => -Math.log(Math.max(key, LEAST_KEY))));
  const order = keys.map((_, item) => item);
  return order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
}

/** A point as samplers see it; itself where it has no vector. */
export function toSearchPoint(point: Point<TrialSpace>): Point<SearchSpace> {
  const space = searchSpaceOf(point.space);
  if (space === point.space) return point as Point<SearchSpace>;
  return { space, params: toKeys(point.space, point.params) };
}

/** What a sampler says of parameters by name, without the keys, which no objective asks for. */
export function withoutKeys<T>(space: TrialSpace, byName: Readonly<Record<string, T>> | null) {
  if (byName === null || searchSpaceOf(space) === space) return byName;
  return Object.fromEntries(Object.entries(byName).filter(([name]) => space.names.includes(name)));
}
