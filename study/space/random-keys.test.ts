import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rngFromSeed } from "../rng.ts";
import { arbitraryDistribution } from "../testing/arbitrary-distribution.ts";
import { arbitraryVector, vectorFrom } from "../testing/arbitrary-vector.ts";
import { contains, floatDistribution, type ParamDistribution, type ParamValue } from "./distribution.ts";
import { fromKeys, searchSpaceOf, toKeys, toSearchPoint } from "./random-keys.ts";
import type { TrialSpace } from "./search-space.ts";
import { uniformValue } from "./transform.ts";
import { isVector, permutationDistribution, seedsDistribution, simplexDistribution } from "./vector-distribution.ts";

const spaceOf = (distributions: readonly ParamDistribution[]): TrialSpace => ({
  names: distributions.map((_, i) => `p${i}`),
  distributions,
});

const anySpace = fc.array(fc.oneof(arbitraryDistribution, arbitraryVector), { maxLength: 5 }).map(spaceOf);

const pointIn = (space: TrialSpace, seed: number): ParamValue[] => {
  const rng = rngFromSeed(seed);
  return space.distributions.map((it) => (isVector(it) ? vectorFrom(it, rng) : uniformValue(it, rng)));
};

describe("a space as samplers search it", () => {
  test("is the space itself where it has no list, and its values are themselves", () => {
    fc.assert(
      fc.property(fc.array(arbitraryDistribution), (distributions) => {
        const space = spaceOf(distributions);
        const point = { space, params: pointIn(space, 1) };
        expect(searchSpaceOf(space)).toBe(space);
        expect(toSearchPoint(point)).toBe(point);
        expect(fromKeys(space, point.params, 1)).toBe(point.params);
      }),
    );
  });

  test("has a float for every item of an order and every share, and nothing for seeds", () => {
    const x = floatDistribution(3, 4);
    const space: TrialSpace = {
      names: ["order", "order[1]", "mix", "seeds", "one"],
      distributions: [
        permutationDistribution(2),
        x,
        simplexDistribution(3),
        seedsDistribution(5),
        permutationDistribution(1),
      ],
    };
    const searched = searchSpaceOf(space);
    expect(searched.names).toEqual(["order[0]", "order[1]'", "order[1]", "mix[0]", "mix[1]", "mix[2]"]);
    expect(searched.distributions.map((it) => it === x)).toEqual([false, false, true, false, false, false]);
    expect(searchSpaceOf(space)).toBe(searched);
    expect(toKeys(space, [[1, 0], 3.5, [1, 0, 0], [7], [0]])).toEqual([0.75, 0.25, 3.5, Math.exp(-3), 1, 1]);
  });

  test("has keys for every value, from which the value comes back", () => {
    fc.assert(
      fc.property(anySpace, fc.integer(), (space, seed) => {
        const params = pointIn(space, seed);
        const keys = toKeys(space, params);
        const searched = searchSpaceOf(space);
        expect(keys).toHaveLength(searched.names.length);
        expect(new Set(searched.names).size).toBe(searched.names.length);
        searched.distributions.forEach((it, i) => expect(contains(it, keys[i])).toBe(true));
        fromKeys(space, keys, seed).forEach((value, i) => {
          const distribution = space.distributions[i];
          if (distribution?.kind === "seeds") return;
          if (distribution?.kind !== "simplex") expect(value).toEqual(params[i]);
          else expect(distance(value, params[i])).toBeLessThan(1e-12);
        });
      }),
    );
  });

  test("stands for a value at every point, whose keys stand for it again", () => {
    const edge = fc.constantFrom(0, 1, 5e-324, 0.5);
    const unit = fc.oneof(edge, fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(arbitraryVector, fc.array(unit, { minLength: 1, maxLength: 12 }), fc.integer(), (it, some, seed) => {
        const space = spaceOf([it]);
        const keys = searchSpaceOf(space).names.map((_, i) => some[i % some.length] ?? 0);
        const [value = null] = fromKeys(space, keys, seed);
        expect(contains(it, value)).toBe(true);
        const [again = null] = fromKeys(space, toKeys(space, [value]), seed);
        expect(distance(again, value)).toBeLessThan(1e-12);
        expect(fromKeys(space, keys, seed)).toEqual([value]);
      }),
    );
  });

  test("has uniform orders and uniform shares for uniform keys", () => {
    const rng = rngFromSeed("uniform");
    const space = spaceOf([permutationDistribution(3), simplexDistribution(3)]);
    const orders = new Map<string, number>();
    let halves = 0;
    const draws = 12_000;
    for (let k = 0; k < draws; k++) {
      const [order, shares] = fromKeys(
        space,
        Array.from({ length: 6 }, () => rng.next()),
        1,
      ) as [number[], number[]];
      orders.set(order.join(""), (orders.get(order.join("")) ?? 0) + 1);
      if ((shares[0] ?? 0) > 0.5) halves += 1;
    }
    // Six orders of equal chance; a share is above a half in a quarter of the simplex. Four standard deviations.
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count / draws - 1 / 6)).toBeLessThan(0.0137);
    expect(Math.abs(halves / draws - 1 / 4)).toBeLessThan(0.0159);
  });
});

const distance = (a: ParamValue | undefined, b: ParamValue | undefined): number =>
  Array.isArray(a) && Array.isArray(b) && a.length === b.length
    ? a.reduce((most: number, item: number, i) => Math.max(most, Math.abs(item - (b[i] ?? Number.NaN))), 0)
    : Number.NaN;
