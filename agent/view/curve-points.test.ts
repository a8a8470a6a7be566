import { expect, it } from "vitest";
import { bySeconds, pointsOf } from "./curve-points.ts";

const asArrays = ({ x, y }: ReturnType<typeof pointsOf>) => [[...x], [...y]];
const points = (x: readonly number[], y: readonly number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) });

it("takes one of several values at each step, in the order of the steps", () => {
  expect(asArrays(pointsOf(Float64Array.of(1, 10, 100, 2, 20, 200), 3, 2))).toEqual([
    [1, 2],
    [100, 200],
  ]);
  expect(asArrays(pointsOf(Float64Array.of(5, 50, 2, Number.NaN, 3, 30), 2, 1))).toEqual([
    [2, 3, 5],
    [Number.NaN, 30, 50],
  ]);
  expect(asArrays(pointsOf(new Float64Array(0), 2, 1))).toEqual([[], []]);
});

it("puts values at the seconds of their steps, between two told ones in proportion, and nothing beyond them", () => {
  const values = points([0, 1, 2, 3, 4, 5], [9, 8, 7, 6, 5, 4]);
  const times = points([1, 3, 4], [10, 20, 60]);
  expect(asArrays(bySeconds(values, times))).toEqual([
    [10, 15, 20, 60],
    [8, 7, 6, 5],
  ]);
  expect(asArrays(bySeconds(values, points([], [])))).toEqual([[], []]);
});

it("draws no line to the left where a clock went back", () => {
  const values = points([1, 2, 3, 4], [4, 3, 2, 1]);
  expect(asArrays(bySeconds(values, points([1, 2, 3, 4], [5, 2, Number.NaN, 6])))).toEqual([
    [5, 6],
    [4, 1],
  ]);
});
