import * as fc from "fast-check";
import { expect, it } from "vitest";
import { linearScale, symlogScale } from "./scale.ts";
import { countLabels, formatTick, labelWidth, saidBy, tickLabels } from "./tick-labels.ts";

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

it("puts no tick on the other side of the best, nor off its height on a bent scale", () => {
  const tick = -0.99999999999;
  const near = symlogScale({ name: "best -13", low: -1, high: 3, centre: -1, unit: 1e-13 });
  expect(tickLabels([tick, -0.99], (value) => near.at(value), -1)).toEqual(["−0.99999999999", "−0.99"]);
  expect(tickLabels([tick, 3], (value) => value, -0.999999999995)).toEqual(["−0.99999999999", "3"]);
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  const above = fc.double({ noNaN: true, min: 1e-9, max: 1e6 });
  const power = fc.integer({ min: -14, max: 5 });
  fc.assert(
    fc.property(value, above, power, (low, spread, unit) => {
      const scale = symlogScale({ name: "", low, high: low + spread, centre: low, unit: 10 ** unit });
      const said = tickLabels(scale.ticks, (v) => scale.at(v), low).map(saidBy);
      for (const [i, it] of said.entries()) {
        expect(Math.sign(it - low)).toBe(Math.sign((scale.ticks[i] ?? Number.NaN) - low));
        if (i > 0) expect(it).toBeGreaterThan(said[i - 1] ?? Number.NaN);
      }
    }),
    { numRuns: 300 },
  );
});

it("leaves a wide letter its room", () => {
  expect(labelWidth("100M")).toBeGreaterThan(labelWidth("1000"));
});

it("writes counts as they are written everywhere", () => {
  expect(countLabels([0, 500, 1_000, 1_500])).toEqual(["0", "500", "1,000", "1,500"]);
  expect(countLabels([0, 10_000, 20_000])).toEqual(["0", "10k", "20k"]);
});
