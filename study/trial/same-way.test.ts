import { expect, it } from "vitest";
import { intDistribution } from "../space/distribution.ts";
import { goesSameWay } from "./same-way.ts";
import type { TrialPoint } from "./trial.ts";

const point = (params: Readonly<Record<string, number>>): TrialPoint => {
  const names = Object.keys(params);
  return { space: { names, distributions: names.map(() => intDistribution(0, 9)) }, params: Object.values(params) };
};

it("goes the same way where it has all that the other asked for, in any order, and more that it did not", () => {
  expect(goesSameWay(point({ x: 1, y: 2 }), point({ y: 2, x: 1 }))).toBe(true);
  expect(goesSameWay(point({ x: 1 }), point({ x: 1, y: 2 }))).toBe(true);
  expect(goesSameWay(point({ x: 1, y: 2 }), point({ x: 1 }))).toBe(false);
  expect(goesSameWay(point({ x: 1, y: 2 }), point({ x: 1, y: 3 }))).toBe(false);
});

it("says nothing of a trial that asked for nothing, or was told without its parameters", () => {
  expect(goesSameWay(point({}), point({ x: 1 }))).toBe(false);
});
