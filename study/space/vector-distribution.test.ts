import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import { rngFromSeed } from "../rng.ts";
import { arbitraryList, arbitraryVector } from "../testing/arbitrary-vector.ts";
import { compatible, contains, firstValue, isSingle, sameDistribution, sameValue } from "./distribution.ts";
import { parseDistribution } from "./parse-distribution.ts";
import { rangeText } from "./range-text.ts";
import { uniformValue } from "./transform.ts";
import {
  MAX_VECTOR_LENGTH,
  permutationDistribution,
  seedsDistribution,
  simplexDistribution,
  type VectorDistribution,
} from "./vector-distribution.ts";
import { neighbouringVector } from "./vector-draw.ts";

describe("a distribution of lists", () => {
  test.each([0, -1, 1.5, Number.NaN, MAX_VECTOR_LENGTH + 1, "3", undefined])("has no length of %s", (length) => {
    for (const make of [permutationDistribution, simplexDistribution, seedsDistribution]) {
      expect(() => make(length as number)).toThrow(MisuseError);
      expect(() => make(length as number)).toThrow(/must be a whole number of 1\.\.1000, but is .*; give how many/);
    }
  });

  test("is read as it was made, and with nothing else beside it", () => {
    fc.assert(
      fc.property(arbitraryVector, (distribution) => {
        expect(parseDistribution(JSON.parse(JSON.stringify(distribution)))).toEqual({ ok: true, value: distribution });
        expect(parseDistribution({ ...distribution, step: 1 }).ok).toBe(false);
      }),
    );
    for (const input of [
      { kind: "permutation" },
      { kind: "simplex", n: "2" },
      { kind: "seeds", n: 2 },
      { kind: "toString" },
    ]) {
      expect(parseDistribution(input).ok).toBe(false);
    }
  });

  test("contains what is drawn from it and what is near that, and its first value", () => {
    fc.assert(
      fc.property(arbitraryVector, fc.integer(), (distribution, seed) => {
        const rng = rngFromSeed(seed);
        let value = uniformValue(distribution, rng) as number[];
        expect(contains(distribution, value)).toBe(true);
        for (let step = 0; step < 20; step++) {
          const before = value;
          value = neighbouringVector(distribution, value, rng);
          expect(contains(distribution, value)).toBe(true);
          expect(sameValue(before, value)).toBe(isSingle(distribution));
        }
        expect(contains(distribution, firstValue(distribution))).toBe(true);
      }),
    );
  });

  test.each<[VectorDistribution, readonly unknown[]]>([
    [
      permutationDistribution(3),
      [
        [0, 1],
        [0, 1, 1],
        [0, 1, 3],
        [0, 1, 1.5],
        [0, 1, 2, 3],
        [0, 1, "2"],
        [-1, 0, 1],
      ],
    ],
    [simplexDistribution(2), [[1], [0.5, 0.6], [-0.5, 1.5], [0.5, Number.NaN], [Infinity, 0], [0.5, 0.5, 0], ["1", 0]]],
    [seedsDistribution(2), [[], [1, 2, 3], [-1], [0.5], [2 ** 32], ["1"], Object.assign([], { length: 1 })]],
  ])("$kind contains no other list", (distribution, others) => {
    for (const other of [...others, null, 1, "012", { length: 3 }]) expect(contains(distribution, other)).toBe(false);
  });

  test("takes shares that sum to 1 up to rounding", () => {
    const tenths = Array.from({ length: 10 }, () => 0.1);
    expect(contains(simplexDistribution(10), tenths)).toBe(true);
    expect(contains(simplexDistribution(10), [...tenths.slice(1), 0.1 + 1e-8])).toBe(false);
  });

  test("is the same, compatible and single as its kind and length are", () => {
    fc.assert(
      fc.property(arbitraryVector, arbitraryVector, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(sameDistribution(a, b)).toBe(isSame);
        expect(compatible(a, b)).toBe(isSame || (a.kind === "seeds" && b.kind === "seeds"));
        expect(isSingle(a)).toBe(a.kind !== "seeds" && a.n === 1);
      }),
    );
  });

  test("is named in words", () => {
    const all = [permutationDistribution(7), simplexDistribution(3), seedsDistribution(9)];
    expect(all.map(rangeText)).toEqual([
      "the orders of the numbers 0..6",
      "lists of 3 shares that sum to 1",
      "lists of 1..9 whole numbers of 0..4294967295",
    ]);
  });
});

test("lists are the same value number by number", () => {
  fc.assert(
    fc.property(arbitraryList, arbitraryList, (a, b) => {
      expect(sameValue(a.value, [...a.value])).toBe(true);
      expect(sameValue(a.value, b.value)).toBe(JSON.stringify(a.value) === JSON.stringify(b.value));
      expect(sameValue(a.value, a.value[0])).toBe(false);
      expect(sameValue(null, a.value)).toBe(false);
    }),
  );
});
