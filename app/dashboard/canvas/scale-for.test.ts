import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../../../study/rng.ts";
import { scaleFor } from "./scale-for.ts";

interface Search {
  readonly values: readonly number[];
  readonly steps: readonly number[];
}

/** 300 trials of a search whose values come closer to the good end as it goes on. */
function search(direction: "minimize" | "maximize", valueAt: (i: number, chance: () => number) => number): Search {
  const rng = rngFromSeed(5, "scale");
  const values = Array.from({ length: 300 }, (_, i) => valueAt(i, () => rng.next()));
  const steps: number[] = [];
  for (const value of values) {
    const best = steps.at(-1);
    if (best === undefined || (direction === "maximize" ? value > best : value < best)) steps.push(value);
  }
  return { values, steps };
}

/** How much of the height the best line crosses after its first half of steps, and in how many places it is seen to step. */
function progressShown({ values, steps }: Search) {
  const scale = scaleFor(values, "auto", { steps, before: null });
  const heights = steps.map((step) => scale.at(step));
  const half = heights[heights.length >> 1] ?? 0;
  const seen = new Set(heights.map((height) => Math.round(height * 60)));
  return { later: Math.abs((heights.at(-1) ?? 0) - half), seen: seen.size, steps: steps.length, scale };
}

describe("progress", () => {
  it("shows when maximizing a share that closes in on 1", () => {
    const accuracy = search("maximize", (i, chance) => 1 - 0.9 * Math.exp(-i / 40) * (0.2 + 0.8 * chance()));
    const { later, seen } = progressShown(accuracy);
    expect(later).toBeGreaterThan(0.25);
    expect(seen).toBeGreaterThanOrEqual(8);
    expect(scaleFor(accuracy.values, "linear", { steps: accuracy.steps, before: null }).kind).toBe("linear");
  });

  it("shows in values of both signs over many decades, whichever end is good", () => {
    const wide = (i: number, chance: () => number) => Math.sinh((chance() - i / 300) * 25);
    for (const [direction, sign] of [
      ["minimize", 1],
      ["maximize", -1],
    ] as const) {
      const { later, seen, scale } = progressShown(search(direction, (i, chance) => sign * wide(i, chance)));
      expect(later).toBeGreaterThan(0.25);
      expect(seen).toBeGreaterThanOrEqual(6);
      expect(scale.ticks).toContain(0);
    }
  });

  it("shows where the best lies far from zero and the rest far from the best", () => {
    const offset = search("minimize", (i, chance) => 1000 + (100 * Math.exp(-i / 30) * chance()) ** 2);
    expect(progressShown(offset).later).toBeGreaterThan(0.25);
    // Six empty decades lie between the rest and the penalty: on a linear axis the progress were a millionth.
    const penalized = search("maximize", (i, chance) => (chance() < 0.3 ? -1e6 : (chance() * (i + 1)) / 300));
    expect(progressShown(penalized).later).toBeGreaterThan(0.03);
  });

  it("shows beside outliers of any size", () => {
    const wild = search("maximize", (i, chance) => (i === 3 ? -1e44 : chance() * (i + 1) - 10));
    const { seen, steps } = progressShown(wild);
    expect(seen).toBeGreaterThanOrEqual(Math.min(steps, 4));
  });

  it("shows on a linear axis where that is enough", () => {
    expect(progressShown(search("minimize", (_, chance) => chance() + chance() + chance())).scale.kind).toBe("linear");
    expect(progressShown(search("maximize", (_, chance) => Math.floor(6 * chance()))).scale.kind).toBe("linear");
  });
});

it("keeps its shape while a study runs, but for a few changes", () => {
  const { values } = search("maximize", (i, chance) => 1 - 0.9 * Math.exp(-i / 40) * (0.2 + 0.8 * chance()));
  const shapes: string[] = [];
  const steps: number[] = [];
  for (let count = 1; count <= values.length; count++) {
    const value = values[count - 1] ?? 0;
    if (value > (steps.at(-1) ?? Number.NEGATIVE_INFINITY)) steps.push(value);
    const { name } = scaleFor(values.slice(0, count), "auto", { steps, before: shapes.at(-1) ?? null });
    if (name !== shapes.at(-1)) shapes.push(name);
  }
  expect(shapes.length).toBeLessThanOrEqual(5);
});

it("keeps order, and every value and tick on the chart, about any best", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.boolean(), (values, maximizes) => {
      const steps = values.filter((v, i) =>
        values.slice(0, i).every((before) => (maximizes ? v > before : v < before)),
      );
      const scale = scaleFor(values, "auto", { steps, before: null });
      const heights = values.toSorted((a, b) => a - b).map((v) => scale.at(v));
      heights.forEach((at, i) => {
        expect(at).not.toBeNaN();
        if (i > 0) expect(at).toBeGreaterThanOrEqual((heights[i - 1] ?? 0) - 1e-9);
      });
      expect(scale.ticks.length).toBeLessThan(40);
      expect(scale.ticks).toEqual(scale.ticks.toSorted((a, b) => a - b));
      for (const tick of scale.ticks) expect(scale.at(tick)).toSatisfy((at: number) => at >= -1e-6 && at <= 1 + 1e-6);
    }),
    { numRuns: 500 },
  );
});
