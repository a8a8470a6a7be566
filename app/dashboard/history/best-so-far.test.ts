import { expect, it } from "vitest";
import { gainOf } from "./best-so-far.ts";

it("says by how much the best beat the one before it", () => {
  expect(gainOf({ value: 5, beat: 9 })).toBe(4);
  expect(gainOf({ value: 1.002171, beat: 1.002172 })).toBeCloseTo(1e-6, 10);
  expect(gainOf({ value: 9, beat: 5 })).toBe(4);
});

it("names no gain that is not there to be seen, or that is no number", () => {
  expect(gainOf({ value: 5, beat: null })).toBeNull();
  expect(gainOf({ value: -1, beat: -1 + 9.73e-13 })).toBeNull();
  expect(gainOf({ value: Number.NEGATIVE_INFINITY, beat: 123_456 })).toBeNull();
  expect(gainOf({ value: 3, beat: Number.POSITIVE_INFINITY })).toBeNull();
});
