import { describe, expect, test } from "vitest";
import { rngFromSeed } from "../rng.ts";
import { type Distribution, floatDistribution, intDistribution, type ParamValue } from "../space/distribution.ts";
import { uniformValue } from "../space/transform.ts";
import { randomSampler } from "./random.ts";
import { samplerContract } from "./sampler.contract.ts";

samplerContract("random", randomSampler);

const draw = (distribution: Distribution, count: number): ParamValue[] => {
  const rng = rngFromSeed("uniform");
  return Array.from({ length: count }, () => uniformValue(distribution, rng));
};

describe("a uniform draw", () => {
  test("gives every grid value the same share, ends included", () => {
    const draws = draw(floatDistribution(0, 0.9, { step: 0.3 }), 8_000);
    for (const value of [0, 0.3, 0.6, 0.9]) {
      expect(draws.filter((drawn) => drawn === value).length / 8_000).toBeCloseTo(0.25, 1);
    }
    expect(new Set(draws).size).toBe(4);
  });

  test("with log gives every decade the same share", () => {
    const draws = draw(floatDistribution(1e-4, 1, { log: true }), 8_000) as number[];
    expect(draws.filter((value) => value < 1e-3).length / 8_000).toBeCloseTo(0.25, 1);
  });

  test("of a log int is Optuna's: as wide in ln as each number's cell", () => {
    const draws = draw(intDistribution(1, 4, { log: true }), 20_000);
    const share = (value: number) => draws.filter((drawn) => drawn === value).length / 20_000;
    for (const value of [1, 2, 3, 4]) {
      expect(share(value)).toBeCloseTo(Math.log((value + 0.5) / (value - 0.5)) / Math.log(9), 1);
    }
  });

  test("covers the widest range there is without overflow", () => {
    const draws = draw(floatDistribution(-Number.MAX_VALUE, Number.MAX_VALUE), 100) as number[];
    expect(draws.every(Number.isFinite)).toBe(true);
    expect(draws.some((value) => value < 0) && draws.some((value) => value > 0)).toBe(true);
  });
});
