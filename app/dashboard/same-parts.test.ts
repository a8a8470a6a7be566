import fc from "fast-check";
import { expect, it } from "vitest";
import { sameParts } from "./same-parts.ts";

it("keeps what has not changed, however deep, and takes what has", () => {
  const before = { best: { value: 1, params: { x: 2 } }, points: [{ at: 1 }, { at: 2 }], count: 2 };
  const after = sameParts(before, { best: { value: 1, params: { x: 2 } }, points: [{ at: 1 }, { at: 3 }], count: 3 });
  expect(after.best).toBe(before.best);
  expect(after.points).not.toBe(before.points);
  expect(after.points[0]).toBe(before.points[0]);
  expect(after).toEqual({ best: { value: 1, params: { x: 2 } }, points: [{ at: 1 }, { at: 3 }], count: 3 });
});

it("gives the very same where nothing has changed, not a number included", () => {
  const before = { points: [{ value: Number.NaN }], none: null };
  expect(sameParts(before, structuredClone(before))).toBe(before);
});

it("never comes to anything else than what is new", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      const copy = structuredClone(after);
      expect(sameParts(before, copy)).toEqual(after);
      expect(sameParts(structuredClone(after), copy)).toEqual(after);
    }),
  );
});
