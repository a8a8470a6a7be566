import { expect, it } from "vitest";
import { placeInRange } from "./param-place.ts";

const float = (low: number, high: number, log = false) => ({ kind: "float", low, high, log, step: null }) as const;

it("places a value in its range, in log space if the range is", () => {
  expect(placeInRange(float(-100, 100), 0)).toBe(0.5);
  expect(placeInRange(float(1e-5, 1e-1, true), 1e-3)).toBeCloseTo(0.5);
  expect(placeInRange(float(3, 3), 3)).toBe(0.5);
});

it("places nothing that is outside", () => {
  expect(placeInRange(float(0, 1), 2)).toBeNull();
  expect(placeInRange(float(0, 1), "relu")).toBeNull();
});

it("gives the place of a choice", () => {
  const choices = { kind: "categorical", choices: [-1, 0, 1, "relu", null] } as const;
  expect(placeInRange(choices, "relu")).toBe(3);
  expect(placeInRange(choices, null)).toBe(4);
  expect(placeInRange(choices, 7)).toBeNull();
});
