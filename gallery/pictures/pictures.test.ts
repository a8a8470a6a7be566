import { describe, expect, it, test } from "vitest";
import { gallery } from "../gallery.ts";
import { contour, placeOf, type Window } from "./contour.ts";

const WINDOW: Window = { left: -3, right: 3, bottom: -2, top: 2 };

/** Of a path that has only moves and lines, line by line. */
const linesOf = (d: string): number[][][] =>
  d
    .split("M")
    .slice(1)
    .map((line) => line.split("L").map((point) => point.split(" ").map(Number)));

describe("a contour", () => {
  it("is where the function has that value: of a cone a ring, which closes", () => {
    const lines = linesOf(contour(Math.hypot, 1.5, WINDOW));
    expect(lines).toHaveLength(1);
    const [ring = []] = lines;
    expect(ring[0]).toEqual(ring.at(-1));
    const [middle, edge] = [placeOf([0, 0], WINDOW), placeOf([1.5, 0], WINDOW)];
    for (const [x = 0, y = 0] of ring) {
      const across = (x - middle[0]) / (edge[0] - middle[0]);
      const up = (y - middle[1]) / (placeOf([0, 1.5], WINDOW)[1] - middle[1]);
      expect(Math.hypot(across, up)).toBeCloseTo(1, 1);
    }
  });

  it("ends at the window where the function goes on", () => {
    const [line = [], ...others] = linesOf(contour((x) => x, 1, WINDOW));
    expect(others).toEqual([]);
    expect(line.map(([, y]) => y).toSorted((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 59 }, (_, i) => 3 + i),
    );
    expect(new Set(line.map(([x]) => x))).toEqual(new Set([63]));
  });

  it("passes a saddle on both sides, and is nothing where the value is not taken", () => {
    expect(linesOf(contour((x, y) => x * y, 0.3, WINDOW))).toHaveLength(2);
    expect(contour(Math.hypot, 9, WINDOW)).toBe("");
  });
});

test("no two entries have the same picture", () => {
  expect(new Set(gallery.map(({ picture }) => JSON.stringify(picture))).size).toBe(gallery.length);
});

describe.each(gallery)("the picture of $title", ({ picture }) => {
  it("has something that it is about, and no path twice", () => {
    expect(picture.length).toBeGreaterThan(2);
    expect(new Set(picture.map(({ d }) => d)).size).toBe(picture.length);
    expect(picture.some(({ as }) => as !== "line")).toBe(true);
    for (const { d } of picture) expect(d).toMatch(/^M\d[\d.\sMLHVCSQahvlz-]*$/);
  });

  it("begins none of its lines nearer than 2 to an edge, and is small", () => {
    for (const { d } of picture)
      for (const [, x, y] of d.matchAll(/M([\d.]+) ([\d.]+)/g)) {
        expect(Number(x)).toBeGreaterThanOrEqual(2);
        expect(Number(x)).toBeLessThanOrEqual(94);
        expect(Number(y)).toBeGreaterThanOrEqual(2);
        expect(Number(y)).toBeLessThanOrEqual(62);
      }
    expect(JSON.stringify(picture).length).toBeLessThan(20_000);
  });
});
