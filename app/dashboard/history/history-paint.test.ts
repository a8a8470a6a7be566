import { afterEach, describe, expect, it, vi } from "vitest";
import type { HistoryPoint } from "../../../agent/best/history-points.ts";
import { pointsOf } from "../../../test/ui/fake-study.ts";
import { PALETTE, type Palette } from "../canvas/palette.ts";
import { layoutHistory, paintHistory, stepNear } from "./history-paint.ts";

const size = { width: 500, height: 300 };
const point = (at: number, value: number, improves: boolean): HistoryPoint => ({
  at,
  value,
  state: "complete",
  own: false,
  infeasible: false,
  improves,
});

it("keeps every finite value inside the frame, and infinite ones at its edge", () => {
  const points = [...pointsOf(300), point(301, Infinity, false), point(302, -Infinity, true)];
  const layout = layoutHistory(points, size, "auto");
  for (const { at, value, state } of points) {
    if (state === "failed") continue;
    expect(layout.x(at)).toBeGreaterThanOrEqual(layout.left);
    expect(layout.x(at)).toBeLessThanOrEqual(layout.right);
    expect(layout.y(value)).toBeGreaterThanOrEqual(layout.top);
    expect(layout.y(value)).toBeLessThanOrEqual(layout.bottom);
  }
});

it("draws no values on the axis while every trial failed", () => {
  const failed: HistoryPoint = {
    at: 1,
    value: Number.NaN,
    state: "failed",
    own: true,
    infeasible: false,
    improves: false,
  };
  expect(layoutHistory([failed], size, "auto").scale.ticks).toEqual([]);
});

it("finds the improvement under the pointer and the one before it", () => {
  const layout = layoutHistory([point(1, 9, true), point(50, 5, true), point(100, 6, false)], size, "auto");
  expect(stepNear(layout, layout.x(50) + 5)).toMatchObject({ step: { at: 50 }, before: { at: 1 } });
  expect(stepNear(layout, layout.x(90))).toBeNull();
});

it("keeps the widest mark inside the frame at the first trial and at the last", () => {
  for (const points of [pointsOf(67), pointsOf(200), pointsOf(1000)]) {
    const layout = layoutHistory(points, size, "auto");
    expect(layout.x(points.at(-1)?.at ?? 0)).toBeLessThanOrEqual(layout.right - 8);
    expect(layout.x(1)).toBeGreaterThanOrEqual(layout.left + 8);
    expect(layout.right).toBeLessThanOrEqual(size.width);
  }
});

it("leaves the labels of the vertical axis the room they need", () => {
  for (const values of [
    [1, 1e8, 9e9],
    [123_456.1, 123_456.2, 123_456.3],
    [-1e-9, 1e-9],
  ]) {
    const layout = layoutHistory(
      values.map((value, i) => point(i + 1, value, true)),
      size,
      "auto",
    );
    expect(new Set(layout.labels).size).toBe(layout.scale.ticks.length);
    for (const label of layout.labels) expect(layout.left).toBeGreaterThanOrEqual(8 + label.length * 6);
  }
});

describe("the painting", () => {
  afterEach(() => vi.unstubAllGlobals());

  /** What is drawn, in order: each stroke and fill with its colour, width and the shape it follows. */
  function painted(points: readonly HistoryPoint[]): readonly string[] {
    const drawn: string[] = [];
    let path = "";
    const context = {
      fillStyle: "",
      strokeStyle: "",
      lineWidth: 1,
      beginPath: () => (path = ""),
      moveTo: () => (path += "m"),
      lineTo: () => (path += "l"),
      arc: () => (path += "o"),
      closePath: () => (path += "z"),
      fillText: () => undefined,
      fill: (whole?: unknown) => drawn.push(`fill ${context.fillStyle} ${whole === undefined ? path : "whole"}`),
      stroke: (whole?: unknown) =>
        drawn.push(`stroke ${context.strokeStyle} ${context.lineWidth} ${whole === undefined ? path : "whole"}`),
    };
    vi.stubGlobal(
      "Path2D",
      class {
        moveTo(): void {}
        lineTo(): void {}
        closePath(): void {}
      },
    );
    const palette = Object.fromEntries(PALETTE.map((token) => [token, token])) as Palette;
    paintHistory(context as unknown as CanvasRenderingContext2D, points, layoutHistory(points, size, "auto"), palette);
    return drawn;
  }

  it("erases no trial that is level with the best, nor hides the line behind them", () => {
    const level = Array.from({ length: 30 }, (_, i) => ({ ...point(i + 1, 6, i === 0), own: i % 5 === 0 }));
    const drawn = painted(level);
    const lastTrial = drawn.findLastIndex((shape) => shape.startsWith("fill") && shape.endsWith("o"));
    const line = drawn.findIndex((shape) => shape.startsWith("stroke --data-best"));
    expect(line).toBeGreaterThan(lastTrial);
    expect(drawn.slice(lastTrial + 1).filter((shape) => shape.includes("--surface"))).toEqual([]);
    // A trial's mark is wider than the line over it.
    expect(drawn[line]).toMatch(/^stroke --data-best 2\.6/);
  });

  it("draws an infeasible trial as a shape of its own, filled if it is yours, and no best line where no trial is feasible", () => {
    const drawn = painted([
      { ...point(1, 3, false), infeasible: true },
      { ...point(2, 4, false), infeasible: true, own: true },
    ]);
    expect(drawn.filter((shape) => shape.endsWith("mllz"))).toEqual([
      "stroke --data-infeasible 1.3 mllz",
      "fill --data-infeasible mllz",
      "stroke --data-infeasible 1.3 mllz",
    ]);
    expect(drawn.some((shape) => shape.includes("--data-best") || shape.endsWith("o"))).toBe(false);
  });
});
