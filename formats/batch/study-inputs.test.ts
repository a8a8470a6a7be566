import { describe, expect, it } from "vitest";
import {
  categoricalDistribution,
  contains,
  floatDistribution,
  intDistribution,
} from "../../study/space/distribution.ts";
import { createStudyInputs } from "./study-inputs.ts";
import { configLine } from "./trial-lines.ts";

const SPACE = {
  x: floatDistribution(0, 1),
  y: floatDistribution(-5, 5),
  lr: floatDistribution(1e-5, 0.1, { log: true }),
  n: intDistribution(1, 4),
  act: categoricalDistribution(["relu", "tanh", null]),
  fixed: categoricalDistribution(["only"]),
};
const file = (seed?: number | string): string =>
  createStudyInputs(SPACE, { trials: 64, ...(seed === undefined ? {} : { seed }) })
    .map(configLine)
    .join("");

describe("the inputs of a batch", () => {
  it("are the same file for the same seed, 42 unless another is given, and another for another", () => {
    expect(file()).toBe(file(42));
    expect(file(43)).not.toBe(file(42));
    expect(file("42")).toBe(file("42"));
  });

  it("stay what they were: whoever has a seed has its batch", () => {
    expect(
      createStudyInputs({ x: SPACE.x, n: SPACE.n }, { trials: 3 }).map(({ params }) => params),
    ).toMatchInlineSnapshot(`
      [
        {
          "n": 4,
          "x": 0.28282411011703645,
        },
        {
          "n": 1,
          "x": 0.9607655426157201,
        },
        {
          "n": 2,
          "x": 0.572655406369258,
        },
      ]
    `);
  });

  it("are numbered from 0, with the direction and a value of every parameter from its range", () => {
    const inputs = createStudyInputs(SPACE, { trials: 50, direction: "maximize" });
    expect(inputs.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    for (const { params, direction } of inputs) {
      expect([Object.keys(params), direction]).toEqual([Object.keys(SPACE), "maximize"]);
      for (const [name, distribution] of Object.entries(SPACE)) expect(contains(distribution, params[name])).toBe(true);
    }
  });

  it.each([1, 42, "another"])("fill every range evenly from the very first point on, with seed %s", (seed) => {
    const inputs = createStudyInputs(SPACE, { trials: 64, seed });
    const cells = (of: (params: (typeof inputs)[0]["params"]) => number): number =>
      new Set(inputs.map(({ params }) => Math.floor(of(params)))).size;
    expect(cells(({ x }) => Number(x) * 64)).toBe(64);
    expect(cells(({ y }) => ((Number(y) + 5) / 10) * 64)).toBe(64);
    expect(cells(({ lr }) => ((Math.log(Number(lr)) - Math.log(1e-5)) / Math.log(1e4)) * 64)).toBe(64);
    for (const n of [1, 2, 3, 4]) expect(inputs.filter(({ params }) => params["n"] === n)).toHaveLength(16);
  });

  it.each([0, -1, 1.5, Number.NaN, 100_001])("are no %s trials", (trials) => {
    expect(() => createStudyInputs(SPACE, { trials })).toThrow("trials is a whole number from 1 to 100000");
  });
});
