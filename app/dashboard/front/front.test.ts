import { describe, expect, it } from "vitest";
import type { FrontPoint } from "../../../agent/view/snapshot.ts";
import type { Direction, ObjectiveSpec } from "../../../study/spec/spec.ts";
import { BEST_FIRST, inOrder, isRising, turned } from "./front-order.ts";
import { layoutFront, placeNear } from "./front-paint.ts";
import { claimsWords, extremeOf, frontLabel, hypervolumeLabel, sureWords, valuesWords } from "./front-words.ts";
import { stepPath } from "./HypervolumePanel.tsx";

const SIZE = { width: 400, height: 300 };
const AXES = { x: 0, y: 1 };
const named = (...directions: readonly Direction[]): readonly ObjectiveSpec[] =>
  directions.map((direction, i) => ({
    name: ["loss", "size", "speed"][i] ?? "",
    direction,
    unit: i === 1 ? "kB" : "",
  }));
const point = (trial: string, ...values: readonly number[]): FrontPoint => ({
  trial,
  values,
  by: "otter",
  own: trial === "a:1",
  state: trial === "a:1" ? "own" : "verified",
});

/** No point of which is better than another in both. */
const FRONTS = [
  [
    ["minimize", "minimize"],
    [point("a:1", 1, 9), point("a:2", 2, 5), point("a:3", 7, 1)],
  ],
  [
    ["maximize", "maximize"],
    [point("a:1", 1, 9), point("a:2", 2, 5), point("a:3", 7, 1)],
  ],
  [
    ["minimize", "maximize"],
    [point("a:1", 1, 1), point("a:2", 2, 5), point("a:3", 7, 9)],
  ],
  [
    ["maximize", "minimize"],
    [point("a:1", 1, 1), point("a:2", 2, 5), point("a:3", 7, 9)],
  ],
] as const;

describe("the chart of a front", () => {
  it.each(FRONTS)("for %j keeps everything inside the frame, and steps through every point", (directions, points) => {
    const layout = layoutFront(points, named(...directions), AXES, SIZE);
    for (const [x, y] of [...layout.places.map((place) => [place.x, place.y] as const), ...layout.steps]) {
      expect(x).toBeGreaterThanOrEqual(layout.left);
      expect(x).toBeLessThanOrEqual(layout.right);
      expect(y).toBeGreaterThanOrEqual(layout.top);
      expect(y).toBeLessThanOrEqual(layout.bottom);
    }
    for (const place of layout.places) expect(layout.steps).toContainEqual([place.x, place.y]);
    // Only along the axes.
    layout.steps.slice(1).forEach(([x, y], i) => {
      const [fromX, fromY] = layout.steps[i] ?? [];
      expect(x === fromX || y === fromY).toBe(true);
    });
  });

  it.each(FRONTS)("for %j has its corners on the worse side of both neighbours", (directions, points) => {
    const { places, steps } = layoutFront(points, named(...directions), AXES, SIZE);
    const [a, b] = places;
    const corner = steps[2];
    if (a === undefined || b === undefined || corner === undefined) throw new Error("There are three points.");
    const x = directions[0] === "minimize" ? Math.max(a.x, b.x) : Math.min(a.x, b.x);
    // Downwards on the screen values fall.
    const y = directions[1] === "minimize" ? Math.min(a.y, b.y) : Math.max(a.y, b.y);
    expect(corner).toEqual([x, y]);
  });

  it("draws no line through three objectives, of which it shows two, and stands an infinite value aside", () => {
    const points = [point("a:1", 1, 9, 3), point("a:2", 2, Infinity, 5), point("a:3", 3, 1, 1)];
    const layout = layoutFront(points, named("minimize", "minimize", "maximize"), AXES, SIZE);
    expect(layout.steps).toEqual([]);
    expect(layout.places.map((place) => place.point.trial)).toEqual(["a:1", "a:3"]);
    expect(layout.titleX).toBe("loss (lower is better)");
    expect(layout.titleY).toBe("size, kB (lower is better)");
  });

  it("has labels that stand clear of each other on a phone, and something to draw for one point or none", () => {
    const far = Array.from({ length: 12 }, (_, i) => point(`a:${i}`, 10 ** (i - 3) * 1.234, 12 - i));
    const layout = layoutFront(far, named("minimize", "minimize"), AXES, { width: 300, height: 200 });
    layout.ticksX.slice(1).forEach(([x], i) => expect(x - (layout.ticksX[i]?.[0] ?? 0)).toBeGreaterThan(20));
    expect(layoutFront([point("a:1", 3, 3)], named("minimize", "minimize"), AXES, SIZE).places).toHaveLength(1);
    expect(layoutFront([], named("minimize", "minimize"), AXES, SIZE).places).toEqual([]);
  });

  it("finds the point under the pointer, and none far away", () => {
    const layout = layoutFront(FRONTS[0][1], named("minimize", "minimize"), AXES, SIZE);
    const [first] = layout.places;
    expect(placeNear(layout, (first?.x ?? 0) + 5, (first?.y ?? 0) - 5)?.point.trial).toBe("a:1");
    expect(placeNear(layout, layout.right, layout.top)).toBeNull();
  });
});

it("orders trade-offs by any objective, its best first, and turns round when asked again", () => {
  const points = FRONTS[2][1];
  const objectives = named("minimize", "maximize");
  const names = (order: typeof BEST_FIRST) => inOrder(points, objectives, order).map(({ trial }) => trial);
  expect(names(BEST_FIRST)).toEqual(["a:1", "a:2", "a:3"]);
  const bySize = turned(BEST_FIRST, 1);
  expect(names(bySize)).toEqual(["a:3", "a:2", "a:1"]);
  expect(isRising(objectives, bySize)).toBe(false);
  expect(names(turned(bySize, 1))).toEqual(["a:1", "a:2", "a:3"]);
});

it("draws what is claimed beside the front, and lets it move neither range nor line", () => {
  const objectives = named("minimize", "minimize");
  const claims = [{ ...point("b:1", -1_000, -1_000), state: "claimed" as const }];
  const [clean, beside] = [[], claims].map((all) => layoutFront(FRONTS[0][1], objectives, AXES, SIZE, all));
  expect(beside?.steps).toEqual(clean?.steps);
  expect(beside?.places.slice(0, 3)).toEqual(clean?.places);
  expect(beside?.places.map(({ isClaim }) => isClaim)).toEqual([false, false, false, true]);
  expect(layoutFront([], objectives, AXES, SIZE, claims).places).toHaveLength(1);
});

it("says in words how sure the front is, and what is claimed beside it", () => {
  const front = { points: FRONTS[0][1], size: 3, claims: [], reference: [9, 9], hypervolume: [] };
  const points = front.points.map((each) => ({ ...each, state: "claimed" as const }));
  expect(sureWords(front, false)).toBe("Each is yours, or was run again and found the same.");
  expect(sureWords({ ...front, points }, false)).toMatch(/^Claimed where they are not yours: /);
  expect(sureWords(front, true)).toMatch(/they cannot be verified\.$/);
  expect(sureWords({ ...front, points: [] }, false)).toBeNull();
  expect(claimsWords({ ...front, claims: points.slice(1) }, true)).toBe("2 more are claimed; they are being checked.");
  expect(claimsWords({ ...front, claims: points.slice(2) }, false)).toBe(
    "One more is claimed; it is not verified yet.",
  );
});

it("says in words what the charts show", () => {
  const objectives = named("minimize", "minimize");
  const front = { points: FRONTS[0][1], size: 3, claims: [], reference: [9, 9], hypervolume: [] };
  expect(frontLabel(front, objectives)).toBe(
    "3 best trade-offs, 1 of them yours: loss from 1 to 7, size from 1 to 9 kB. The table below lists them.",
  );
  expect(extremeOf(front.points, objectives[1] ?? never(), 1)?.trial).toBe("a:3");
  expect(valuesWords([0.5, 2], objectives)).toBe("loss 0.5, size 2 kB");
  expect(
    hypervolumeLabel([
      { trials: 1, value: 0.1 },
      { trials: 40, value: 0.5 },
    ]),
  ).toBe("Rose from 0.1 to 0.5 over 40 trials.");
});

it("draws hypervolume as steps from nothing, never outside its frame", () => {
  const path = stepPath([
    { trials: 2, value: 1 },
    { trials: 10, value: 4 },
  ]);
  expect(path).toBe("M0 109.0H60.0V83.0H300.0V5.0H300");
  expect(stepPath([{ trials: 0, value: 0 }])).not.toContain("NaN");
});

const never = (): never => {
  throw new Error("There are two objectives.");
};
