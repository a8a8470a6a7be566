import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CurvesQuery } from "../../../agent/view/curves-page.ts";
import { curvesPage } from "../../../test/ui/fake-curves.ts";
import { PALETTE, type Palette } from "../canvas/palette.ts";
import { CurvesKey } from "./CurvesKey.tsx";
import { CurvesTable } from "./CurvesTable.tsx";
import { curvesLabel, pickWords, stepsWords, thinnedWords, whichWords, whoWords } from "./curve-words.ts";
import { layoutCurves } from "./curves-layout.ts";
import { curvePath, kindOf, paintCurves } from "./curves-paint.ts";
import { type HeldCurve, heldCurves } from "./held-curves.ts";
import { type Pick, pickByKey, pickNear, placeNear } from "./picks.ts";
import { askDelay, type FoundCurves } from "./use-curves.ts";

const size = { width: 600, height: 320 };
const BEST = "log:0";

function found(
  scenario: "curves" | "few-curves" | "one-curve" | "live-curves",
  change: Partial<CurvesQuery> = {},
): FoundCurves {
  const query = { metric: null, across: "step", limit: 100, since: null, known: [], ...change } as const;
  const page = curvesPage(scenario, query, BEST);
  if (page === null) throw new Error("There is a page where none is known.");
  return { ...page, across: query.across, curves: heldCurves(page, []) };
}
const layoutOf = (curves: readonly HeldCurve[], best: string | null = null) =>
  layoutCurves(curves, size, { scale: "auto", titleX: "Step", best });
const curveOf = (x: readonly number[], y: readonly number[], more: Partial<HeldCurve> = {}): HeldCurve => {
  const points = { x: Float64Array.from(x), y: Float64Array.from(y) };
  const curve = { trial: "log:7", name: null, by: "amber", own: false, state: "complete", thinnedFrom: null } as const;
  const page = { revision: 1, metrics: ["loss"], metric: "loss", hasSeconds: false, total: 1 };
  const [held] = heldCurves({ ...page, curves: [{ ...curve, points }] }, []);
  if (held === undefined) throw new Error("A curve that came with its points is held.");
  return { ...held, ...more };
};

describe("held curves", () => {
  it("keep the points that an answer leaves out, and take everything else from it", () => {
    const before = found("few-curves").curves;
    const known = before.map(({ trial }) => trial);
    const page = curvesPage("few-curves", { metric: null, across: "step", limit: 100, since: null, known }, BEST);
    if (page === null) throw new Error("There is a page where none is known.");
    expect(page.curves.every(({ points }) => points === null)).toBe(true);
    const renamed = { ...page, curves: page.curves.map((curve) => ({ ...curve, by: "another name" })) };
    const after = heldCurves(renamed, before);
    expect(after.map(({ points }) => points)).toEqual(before.map(({ points }) => points));
    expect(new Set(after.map(({ by }) => by))).toEqual(new Set(["another name"]));
    // Nothing is drawn of what nobody has, nor what a trial had while it ran once it has ended.
    expect(heldCurves(page, [])).toEqual([]);
    expect(
      heldCurves(
        page,
        before.map((curve) => Object.assign({}, curve, { state: "running" as const })),
      ),
    ).toEqual([]);
  });

  it("know their extremes and their last value, whatever is not finite", () => {
    const held = curveOf([1, 2, 3, 4, 5], [Number.NaN, 7, Number.POSITIVE_INFINITY, 3, Number.NaN]);
    expect([held.lowest, held.highest, held.last, held.sample]).toEqual([3, 7, 3, [3, 7, 7, 3]]);
    expect(curveOf([1], [Number.NaN]).last).toBe(-1);
  });
});

describe("the layout", () => {
  it("keeps every value inside the frame, infinite ones at its edge", () => {
    for (const curves of [
      found("curves").curves,
      [curveOf([0, 1e9, 2e9], [1e300, -1e300, Number.NEGATIVE_INFINITY])],
      [curveOf([5], [3])],
      [curveOf([1, 2], [Number.NaN, Number.NaN])],
      [],
    ]) {
      const layout = layoutOf(curves);
      for (const { points } of curves) {
        for (const [i, x] of points.x.entries()) {
          expect(layout.x(x)).toBeGreaterThanOrEqual(layout.left);
          expect(layout.x(x)).toBeLessThanOrEqual(layout.right);
          const value = points.y[i] ?? 0;
          if (Number.isNaN(value)) continue;
          expect(layout.y(value)).toBeGreaterThanOrEqual(layout.top);
          expect(layout.y(value)).toBeLessThanOrEqual(layout.bottom);
        }
      }
    }
  });

  it("finds the step of a place on the screen", () => {
    const layout = layoutOf(found("curves").curves);
    for (const step of [1, 400, 1_000]) expect(layout.atX(layout.x(step))).toBeCloseTo(step, 6);
  });
});

describe("the painting", () => {
  afterEach(() => vi.unstubAllGlobals());

  class Path {
    readonly points: string[] = [];
    moveTo(x: number, y: number): void {
      this.points.push(`M${x.toFixed(1)} ${y.toFixed(1)}`);
    }
    lineTo(x: number, y: number): void {
      this.points.push(`L${x.toFixed(1)} ${y.toFixed(1)}`);
    }
    closePath(): void {}
  }
  const pathOf = (curve: HeldCurve): readonly string[] => {
    const path = new Path();
    curvePath(curve, layoutOf([curve]), path as unknown as Path2D);
    return path.points;
  };

  it("leaves a gap where a value is not a number", () => {
    const drawn = pathOf(curveOf([1, 2, 3, 4, 5], [1, 2, Number.NaN, 4, 5]));
    expect(drawn.map((piece) => piece[0])).toEqual(["M", "L", "M", "L"]);
  });

  it("draws of ten thousand steps no more than the screen shows, and each extreme", () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => i);
    const spiked = curveOf(
      steps,
      steps.map((i) => (i === 5_003 ? 50 : Math.sin(i / 900))),
    );
    const drawn = pathOf(spiked);
    expect(drawn.length).toBeLessThan(4 * size.width);
    const top = Math.min(...drawn.map((piece) => Number(piece.split(" ")[1])));
    expect(top).toBeCloseTo(layoutOf([spiked]).y(50), 0);
  });

  it("takes a step for each curve, the best last, others' before one's own", () => {
    vi.stubGlobal("Path2D", Path);
    const drawn: string[] = [];
    const context = new Proxy<Record<string, unknown>>(
      {},
      {
        get: (it, key: string) =>
          key === "stroke"
            ? (path?: unknown) => path && drawn.push(String(it["strokeStyle"]))
            : (it[key] ?? (() => {})),
      },
    );
    const palette = Object.fromEntries(PALETTE.map((token) => [token, token])) as Palette;
    const { curves } = found("curves");
    const work = paintCurves(context as unknown as CanvasRenderingContext2D, curves, layoutOf(curves), palette, BEST);
    let steps = 0;
    while (work.next().done !== true) steps += 1;
    expect(steps).toBe(100);
    // The best: clear of the others, its line, and the edge of its hexagon.
    expect(drawn.slice(-3)).toEqual(["--surface", "--data-best", "--ink"]);
    expect(drawn.lastIndexOf("--data-trial")).toBeLessThan(drawn.indexOf("--ink"));
    expect(drawn.lastIndexOf("--data-pruned")).toBeLessThan(drawn.indexOf("--data-trial"));
  });

  it("marks one's own only beside others'", () => {
    const own = curveOf([1, 2], [2, 1], { own: true });
    expect([kindOf(own, null, true), kindOf(own, null, false), kindOf(own, "log:7", true)]).toEqual([
      "own",
      "complete",
      "best",
    ]);
  });
});

describe("picking", () => {
  const { curves } = found("few-curves");
  const layout = layoutOf(curves);

  it("finds the nearest step of rising ones", () => {
    const steps = Float64Array.of(1, 2, 4, 8);
    expect([0, 1.4, 1.6, 3.5, 7, 99].map((wanted) => placeNear(steps, wanted))).toEqual([0, 0, 1, 2, 3, 3]);
    expect(placeNear(new Float64Array(0), 1)).toBe(-1);
  });

  it("by a pointer takes the curve that passes nearest, between its steps too, and none far away", () => {
    const [one, two] = [curveOf([0, 100], [0, 100]), curveOf([0, 100], [20, 20], { trial: "log:8" })];
    const apart = layoutCurves([one, two], size, { scale: "linear", titleX: "Step", best: null });
    const at = (x: number, y: number) => pickNear([one, two], apart, apart.x(x), apart.y(y));
    expect(at(2, 3)).toEqual({ trial: "log:7", at: 0 });
    expect(at(99, 20)).toEqual({ trial: "log:8", at: 1 });
    expect(at(50, 90)).toBeNull();
    // Between two steps far apart, where the line of one passes nearer than that of the other.
    expect([at(18, 17), at(18, 21)].map((pick) => pick?.trial)).toEqual(["log:7", "log:8"]);
    expect(
      pickNear([curveOf([40, 60], [1, 1])], layoutOf([one]), layoutOf([one]).x(90), layoutOf([one]).y(1)),
    ).toBeNull();
    expect(pickNear([], apart, 10, 10)).toBeNull();
    const [first] = curves;
    expect(first && pickNear(curves, layout, layout.x(30), layout.y(first.points.y[29] ?? 0))?.at).toBe(29);
  });

  it("by keys goes from the best on, along a curve and back to none", () => {
    const typed = (...keys: readonly string[]): Pick | null | undefined =>
      keys.reduce<Pick | null | undefined>(
        (pick, key) => pickByKey(curves, pick ?? null, key, key === "ArrowLeft"),
        null,
      );
    const last = (curves[0]?.points.x.length ?? 0) - 1;
    expect(typed("ArrowDown")).toEqual({ trial: curves[0]?.trial, at: last });
    expect(typed("ArrowDown", "ArrowLeft")).toEqual({ trial: curves[0]?.trial, at: last - 10 });
    expect(typed("ArrowDown", "Home", "ArrowRight")).toEqual({ trial: curves[0]?.trial, at: 1 });
    expect(typed("ArrowDown", "End", "ArrowRight")).toEqual({ trial: curves[0]?.trial, at: last });
    expect(typed("ArrowDown", "ArrowDown")?.trial).toBe(curves[1]?.trial);
    expect(typed("ArrowDown", "ArrowUp")?.trial).toBe(curves[0]?.trial);
    expect(typed("ArrowDown", "Escape")).toBeNull();
    expect(typed("Tab")).toBeUndefined();
    expect(pickByKey([], null, "ArrowDown", false)).toBeUndefined();
  });
});

describe("the words", () => {
  it("say which of many curves are shown, and nothing where all are", () => {
    expect(whichWords(found("curves"))).toBe(
      "100 of 1,234 curves: of the 50 best trials, then of your newest, then of other tabs' newest.",
    );
    expect(whichWords(found("few-curves"))).toBe("");
  });

  it("say what is thinned, and of what", () => {
    const { curves } = found("curves");
    expect(thinnedWords(curves)).toMatch(/^\d+ are thinned: of up to 1,000 steps this tab holds 200, evenly spaced/);
    const thinned = curves.find(({ thinnedFrom }) => thinnedFrom === 1_000);
    expect(thinned && stepsWords(thinned)).toBe("200 of 1,000");
    expect(thinnedWords(found("few-curves").curves)).toBe("");
  });

  it("tell a picked curve by name, whose it is, value and step", () => {
    const page = found("one-curve");
    const [curve] = page.curves;
    if (curve === undefined) throw new Error("There is one curve.");
    expect(pickWords(page, { trial: curve.trial, at: 4 })).toBe(
      `script_mnist_0_activation=relu,lr=0.001, yours: value ${curve.points.y[4]} at step 5. Curve 1 of 1.`,
    );
    expect(whoWords(curveOf([1], [2], { state: "pruned" }))).toBe("by amber, pruned");
    expect(curvesLabel(page, BEST)).toMatch(
      /^Curves of value over the steps of 1 trial\. The best trial, script_mnist_0/,
    );
  });
});

describe("beside the chart", () => {
  it("a table says the same: a row for each curve, with its last value and what is thinned", () => {
    const page = found("curves");
    const html = renderToStaticMarkup(createElement(CurvesTable, { page, best: BEST }));
    expect([...html.matchAll(/<th scope="row"/g)]).toHaveLength(100);
    expect(html).toContain("200 of 1,000");
    expect(html).toContain(`title="${page.curves[0]?.points.y.at(-1)}"`);
    expect([...html.matchAll(/Best/g)]).toHaveLength(1);
  });

  it("the key names the lines that there are", () => {
    const words = (scenario: "few-curves" | "one-curve" | "live-curves") =>
      renderToStaticMarkup(createElement(CurvesKey, { curves: found(scenario).curves, best: BEST }))
        .replaceAll(/<[^>]*>/g, " ")
        .split(/\s+/)
        .filter((word) => word !== "");
    expect(words("few-curves")).toEqual(["Best", "Yours", "Others&#x27;", "Pruned"]);
    expect(words("one-curve")).toEqual(["Best"]);
    expect(words("live-curves")).toEqual(["Best", "Running"]);
  });
});

it("is asked for at once, then once a second while trials come in, and no more once they do not", () => {
  const now = { heldCount: 5, trialCount: 5, state: "running", beat: 3 } as const;
  expect(askDelay(null, "loss", now, 0)).toBe(0);
  const before = { ...now, key: "loss", ms: 1_000 };
  expect(askDelay(before, "loss", now, 1_300)).toBeNull();
  expect(askDelay(before, "loss", { ...now, heldCount: 6 }, 1_300)).toBe(700);
  expect(askDelay(before, "loss", { ...now, beat: 4 }, 1_300)).toBe(700);
  expect(askDelay(before, "accuracy", now, 1_300)).toBe(0);
  expect(askDelay(before, "accuracy", { ...now, state: "left" }, 1_300)).toBeNull();
});
