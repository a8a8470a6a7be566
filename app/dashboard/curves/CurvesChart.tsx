import type { KeyboardEvent, PointerEvent } from "react";
import { useEffect, useId, useRef, useState } from "react";
import { formatValue } from "../../parts/numbers.ts";
import { inSlices } from "../canvas/slices.ts";
import { fitCanvas, useInSight, usePalette, useSize } from "../canvas/use-canvas.ts";
import { curveName, curvesLabel, pickWords, placeWords, stepsWords, whoWords } from "./curve-words.ts";
import { type CurvesLayout, layoutCurves } from "./curves-layout.ts";
import { isMixed, kindOf, paintAxes, paintCurves, paintPick } from "./curves-paint.ts";
import { type Pick, pickByKey, pickNear } from "./picks.ts";
import type { FoundCurves } from "./use-curves.ts";

interface CurvesChartProps {
  readonly page: FoundCurves;
  readonly scale: "auto" | "linear";
  /** The best trial. */
  readonly best: string | null;
}

/** Half of the widest tip. */
const TIP_ROOM = 120;
const TITLES = { step: "Step", seconds: "Seconds since the trial began" } as const;

/** Curves on a canvas, painted aside in short tasks; a pointer or the arrow keys pick one. */
export function CurvesChart({ page, scale, best }: CurvesChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const [layout, setLayout] = useState<CurvesLayout | null>(null);
  const painted = useRef<{ readonly of: string; readonly layout: CurvesLayout } | null>(null);
  const [pick, setPick] = useState<Pick | null>(null);
  /** By the keys: only then is it said aloud. */
  const [isTyped, setTyped] = useState(false);
  const size = useSize(frame);
  const palette = usePalette();
  const inSight = useInSight(frame);
  const helpId = useId();

  useEffect(() => {
    if (!inSight) return;
    const visible = base.current?.getContext("2d");
    const aside = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (visible === null || visible === undefined || aside === null || size === null || palette === null) return;
    const of = [page.metric, page.across, scale].join();
    const before = painted.current?.of === of ? painted.current.layout : null;
    const next = layoutCurves(page.curves, size, { scale, titleX: TITLES[page.across], best }, before);
    fitCanvas(aside, size);
    return inSlices(flushed(paintCurves(aside, page.curves, next, palette, best), aside), () => {
      fitCanvas(visible, size);
      visible.drawImage(aside.canvas, 0, 0, size.width, size.height);
      painted.current = { of, layout: next };
      setLayout(next);
    });
  }, [page, size, palette, scale, best, inSight]);

  const picked = pick === null ? undefined : page.curves.find(({ trial }) => trial === pick.trial);
  useEffect(() => {
    const context = overlay.current?.getContext("2d");
    if (context === null || context === undefined || size === null || palette === null) return;
    fitCanvas(context, size);
    if (layout === null) return;
    paintAxes(context, layout, palette);
    if (picked === undefined || pick === null) return;
    paintPick(context, picked, pick.at, layout, palette, kindOf(picked, best, isMixed(page.curves)));
  }, [picked, pick, layout, page, size, palette, best]);

  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setTyped(false);
    setPick(layout && pickNear(page.curves, layout, event.clientX - box.left, event.clientY - box.top));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = pickByKey(page.curves, pick, event.key, event.shiftKey);
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    setTyped(true);
    setPick(next);
  };
  return (
    <>
      <div
        className={picked === undefined ? "chart curvechart" : "chart curvechart picked"}
        ref={frame}
        role="application"
        aria-roledescription="chart"
        aria-label={curvesLabel(page, best)}
        aria-describedby={helpId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys pick a curve
        tabIndex={0}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setPick(null)}
        onBlur={() => setPick(null)}
        onKeyDown={onKeyDown}
      >
        <canvas ref={base} aria-hidden="true" />
        <canvas ref={overlay} aria-hidden="true" />
        {picked === undefined || pick === null || layout === null || size === null ? null : (
          <div className="tip" aria-hidden="true" style={tipPlace(layout, size.width, picked.points, pick.at)}>
            <b>{formatValue(picked.points.y[pick.at] ?? Number.NaN)}</b>
            <span className="tipname">{curveName(picked)}</span>
            <span className="q">
              {whoWords(picked)}, {placeWords(picked, pick.at, page.across)}
              {picked.thinnedFrom === null ? "" : `, thinned: ${stepsWords(picked)}`}
            </span>
          </div>
        )}
      </div>
      <p className="sr" id={helpId}>
        Arrow up and down go from curve to curve, the best first; left and right along it, with Shift in larger steps.
      </p>
      <p className="sr" aria-live="polite">
        {isTyped && pick !== null ? pickWords(page, pick) : ""}
      </p>
    </>
  );
}

/** Below the place where the upper edge is too near. */
function tipPlace({ x, y }: CurvesLayout, width: number, points: FoundCurves["curves"][number]["points"], at: number) {
  const value = points.y[at] ?? Number.NaN;
  const top = Number.isNaN(value) ? 80 : y(value);
  const left = Math.min(Math.max(x(points.x[at] ?? 0), TIP_ROOM), Math.max(TIP_ROOM, width - TIP_ROOM));
  return { left, top, ...(top < 80 ? { transform: "translate(-50%, 14px)" } : {}) };
}

/** The same work with each step's pixels drawn at its end: a browser that puts it off would draw them all at once. */
function* flushed(work: Iterator<void>, context: CanvasRenderingContext2D): Generator<void> {
  while (work.next().done !== true) {
    context.getImageData(0, 0, 1, 1);
    yield;
  }
}
