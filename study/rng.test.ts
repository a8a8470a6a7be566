import { describe, expect, test } from "vitest";
import { choice, integer, normal, type Rng, rngFromSeed, shuffle, weightedIndex } from "./rng.ts";

const first = (rng: Rng, count = 4): number[] => Array.from({ length: count }, () => rng.nextUint32());

describe("a seeded stream", () => {
  test("is the same for the same parts and another for any other", () => {
    expect(first(rngFromSeed(1, "a"))).toEqual(first(rngFromSeed(1, "a")));
    const seeds = [[1], ["1"], [1, 1], [11], [1, ""], ["", 1], [2], [-1], [0.5], ["a", "b"], ["ab"], ["b", "a"], []];
    const starts = seeds.map((parts) => first(rngFromSeed(...parts)).join());
    expect(new Set(starts).size).toBe(seeds.length);
  });

  test("neighbouring seeds are uncorrelated", () => {
    let sum = 0;
    const pairs = 20_000;
    for (let seed = 0; seed < pairs; seed++) {
      sum += (rngFromSeed("log", seed).next() - 0.5) * (rngFromSeed("log", seed + 1).next() - 0.5) * 12;
    }
    expect(Math.abs(sum / pairs)).toBeLessThan(4 / Math.sqrt(pairs));
  });

  test("fills [0, 1) evenly", () => {
    const rng = rngFromSeed("even");
    const bins = Array.from({ length: 16 }, () => 0);
    for (let i = 0; i < 160_000; i++) {
      const bin = Math.floor(rng.next() * 16);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(40);
  });
});

describe("draws", () => {
  test("integer reaches both ends and nothing else", () => {
    const rng = rngFromSeed(3);
    const seen = new Set(Array.from({ length: 500 }, () => integer(rng, -2, 2)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  });

  test("normal has mean 0 and variance 1", () => {
    const rng = rngFromSeed("normal");
    const draws = Array.from({ length: 50_000 }, () => normal(rng));
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });

  test("shuffle keeps every item and moves each everywhere", () => {
    const rng = rngFromSeed("shuffle");
    const firsts = new Set<number>();
    for (let i = 0; i < 100; i++) {
      const items = shuffle(rng, [1, 2, 3, 4]);
      expect([...items].sort((a, b) => a - b)).toEqual([1, 2, 3, 4]);
      firsts.add(items[0] ?? 0);
    }
    expect(firsts.size).toBe(4);
    expect(() => choice(rng, [])).toThrow(RangeError);
  });

  test("a weighted index never falls on weight 0", () => {
    const rng = rngFromSeed("weights");
    const draws = Array.from({ length: 10_000 }, () => weightedIndex(rng, [1, 0, 3], 4));
    expect(draws).not.toContain(1);
    expect(draws.filter((index) => index === 2).length / draws.length).toBeCloseTo(0.75, 1);
  });
});
