import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearScale, logScale, niceTicks } from "./scale.ts";
import { scaleFor } from "./scale-for.ts";

describe("scaleFor", () => {
  it("stays linear for evenly spread values", () => {
    expect(scaleFor([1, 2, 3, 4, 5, 6, 7], "auto").kind).toBe("linear");
  });
  it("turns logarithmic over a wide ratio of positive values", () => {
    expect(scaleFor([5, 5.1, 5.2, 6, 7, 8, 400], "auto").kind).toBe("log");
  });
  it("turns symlog when they also cross zero, as the quadratic does", () => {
    const scale = scaleFor([-1, -0.9, -0.5, 3, 40, 800, 10001], "auto");
    expect(scale.kind).toBe("symlog");
    expect(scale.at(-0.9) - scale.at(-1)).toBeGreaterThan(0.003);
    expect(scale.ticks).toContain(0);
  });
  it("stays linear when told to", () => {
    expect(scaleFor([5, 5.1, 5.2, 6, 7, 8, 400], "linear").kind).toBe("linear");
  });
  it("shows one lonely value in the middle", () => {
    expect(scaleFor([7], "auto").at(7)).toBeCloseTo(0.5);
    expect(scaleFor([0], "auto").at(0)).toBeCloseTo(0.5);
  });

  it("survives the largest and the smallest values there are", () => {
    const values = [-1.7e308, -5e-324, 0, 5e-324, 1.7e308];
    for (const scale of [scaleFor(values, "auto"), scaleFor(values, "linear"), scaleFor([5e-324], "auto")]) {
      expect(values.map((v) => scale.at(v)).some(Number.isNaN)).toBe(false);
    }
  });

  it("keeps order and keeps every value and tick on the chart, whatever the values", () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
        const scale = scaleFor(values, "auto");
        const sorted = values.toSorted((a, b) => a - b).map((v) => scale.at(v));
        sorted.forEach((at, i) => {
          expect(at).toBeGreaterThanOrEqual(-1e-6);
          expect(at).toBeLessThanOrEqual(1 + 1e-6);
          if (i > 0) expect(at).toBeGreaterThanOrEqual((sorted[i - 1] ?? 0) - 1e-9);
        });
        expect(scale.ticks.length).toBeLessThan(40);
        for (const tick of scale.ticks) expect(scale.at(tick)).toSatisfy((at: number) => at >= -1e-6 && at <= 1 + 1e-6);
      }),
      { numRuns: 300 },
    );
  });
});

it("puts ticks on round numbers", () => {
  expect(niceTicks(0, 50, 5)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(niceTicks(-0.3, 0.72, 4)).toEqual([0, 0.5]);
  expect(linearScale(0, 1).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(logScale(4.6, 32).ticks).toEqual([5, 6, 8, 10, 15, 20, 30]);
});
