import * as fc from "fast-check";
import { expect, it } from "vitest";
import { linearScale } from "./scale.ts";
import { formatTick, labelWidth, tickLabels } from "./tick-labels.ts";

it("keeps axis labels short", () => {
  expect([0, 500, 20_000, 1_500_000, -0.001, 1e12].map(formatTick)).toEqual([
    "0",
    "500",
    "20k",
    "1.5M",
    "−0.001",
    "1e12",
  ]);
});

it("tells the ticks of a narrow range far from zero apart", () => {
  expect(tickLabels([123_450, 123_460, 123_470])).toEqual(["123,450", "123,460", "123,470"]);
  expect(tickLabels([123_456.1, 123_456.2])).toEqual(["123,456.1", "123,456.2"]);
  expect(tickLabels([-5_000_000.5, -5_000_000])).toEqual(["−5,000,000.5", "−5,000,000"]);
  expect(tickLabels([1e12, 1e12 + 1])).toEqual(["1000000000000", "1000000000001"]);
});

it("gives every tick a label of its own, whatever the range", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
  fc.assert(
    fc.property(value, fc.double({ noNaN: true, min: 1e-12, max: 1e6 }), (low, spread) => {
      const { ticks } = linearScale(low, low + spread);
      const different = new Set(ticks).size;
      expect(new Set(tickLabels(ticks)).size).toBe(different);
    }),
    { numRuns: 500 },
  );
});

it("leaves a wide letter its room", () => {
  expect(labelWidth("100M")).toBeGreaterThan(labelWidth("1000"));
});
