import { expect, it } from "vitest";
import { pointsOf } from "../../test/ui/fake-study.ts";
import type { HistoryPoint } from "../../agent/snapshot.ts";
import { formatTick, layoutHistory, stepNear } from "./history-paint.ts";

const size = { width: 500, height: 300 };
const point = (at: number, value: number, improves: boolean): HistoryPoint => ({
  at,
  value,
  state: "complete",
  own: false,
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
  const failed: HistoryPoint = { at: 1, value: Number.NaN, state: "failed", own: true, improves: false };
  expect(layoutHistory([failed], size, "auto").scale.ticks).toEqual([]);
});

it("finds the improvement under the pointer and the one before it", () => {
  const layout = layoutHistory([point(1, 9, true), point(50, 5, true), point(100, 6, false)], size, "auto");
  expect(stepNear(layout, layout.x(50) + 5)).toMatchObject({ step: { at: 50 }, before: { at: 1 } });
  expect(stepNear(layout, layout.x(90))).toBeNull();
});

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
