import type { HistoryPoint } from "../../../agent/best/history-points.ts";
import { cross, dot, hexagonPath, line, ring, stroke, triangle } from "../canvas/marks.ts";
import type { Palette, Size } from "../canvas/palette.ts";
import type { Scale } from "../canvas/scale.ts";
import { linearScale } from "../canvas/scale.ts";
import { scaleFor } from "../canvas/scale-for.ts";
import { countLabels, labelWidth, tickLabels } from "../canvas/tick-labels.ts";
import { improvements } from "./best-so-far.ts";

/** Where everything stands, in CSS pixels; computed once per paint and used again to find what is under the pointer. */
export interface HistoryLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly scale: Scale;
  /** One for each tick of the scale. */
  readonly labels: readonly string[];
  readonly ticksX: readonly number[];
  readonly steps: readonly HistoryPoint[];
}

const TOP = 12;
/** Between a label and the axis. */
const LABEL_GAP = 8;
/** Half of the widest mark, the newest best's: the first trial and the last stand whole inside the frame. */
const INSET = 9;
const FOOT = 40;
/** Failed trials have no value: they stand in a row of their own above the axis. */
const FAILED_ROW = 16;

/** `before`: what was painted last, whose scale stays while it serves. */
export function layoutHistory(
  points: readonly HistoryPoint[],
  size: Size,
  choice: "auto" | "linear",
  before: HistoryLayout | null = null,
): HistoryLayout {
  const steps = improvements(points);
  const finite = points.filter((point) => point.state !== "failed" && Number.isFinite(point.value));
  const scale = scaleFor(
    finite.map((point) => point.value),
    choice,
    { steps: steps.map((step) => step.value).filter(Number.isFinite), before: before?.scale.name ?? null },
  );
  const labels = tickLabels(scale.ticks, (value) => scale.at(value), steps.at(-1)?.value);
  const widest = Math.max(20, ...labels.map(labelWidth));
  const [left, right] = [Math.min(size.width * 0.4, LABEL_GAP + widest), size.width - 2];
  const [top, bottom] = [TOP, size.height - FOOT];
  const last = Math.max(10, points.at(-1)?.at ?? 0);
  const across = linearScale(0, last, Math.max(2, Math.floor((right - left) / 90)));
  return {
    left,
    right,
    top,
    bottom,
    x: (at) => left + INSET + across.at(at) * (right - left - 2 * INSET),
    y: (value) => bottom - FAILED_ROW - clamp(scale.at(value)) * (bottom - FAILED_ROW - top),
    scale,
    labels,
    ticksX: across.ticks,
    steps,
  };
}

/** Paints trials, best-so-far line and axes; at most 1,000 points, a few milliseconds. */
export function paintHistory(
  context: CanvasRenderingContext2D,
  points: readonly HistoryPoint[],
  layout: HistoryLayout,
  palette: Palette,
): void {
  paintAxes(context, layout, palette);
  const best = bestLine(points, layout);
  // Clear of the grid, but beneath the trials: those level with the best stay visible on both sides of its line.
  if (best !== null) stroke(context, best, palette["--surface"], 5.5);
  paintTrials(context, points, layout, palette);
  if (best !== null) stroke(context, best, palette["--data-best"], 2.6);
  paintNewest(context, layout, palette);
}

function paintAxes(context: CanvasRenderingContext2D, layout: HistoryLayout, palette: Palette): void {
  const { left, right, bottom, x, y, scale, labels, ticksX } = layout;
  context.font = `12px ${palette["--font-ui"]}`;
  context.fillStyle = palette["--ink-3"];
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  scale.ticks.forEach((tick, i) => {
    line(context, palette["--grid"], left, y(tick), right, y(tick));
    context.fillText(labels[i] ?? "", left - LABEL_GAP, y(tick));
  });
  line(context, palette["--axis"], left, bottom, right, bottom);
  context.textBaseline = "top";
  const counts = countLabels(ticksX);
  ticksX.forEach((tick, i) => {
    const label = counts[i] ?? "";
    const furthest = right - labelWidth(label) / 2;
    line(context, palette["--axis"], x(tick), bottom, x(tick), bottom + 4);
    context.textAlign = "center";
    context.fillText(label, Math.min(x(tick), furthest), bottom + 8);
  });
  context.fillStyle = palette["--ink-2"];
  context.textAlign = "center";
  context.fillText("Trials, in the order on which all tabs agree", (left + right) / 2, bottom + 26);
}

function paintTrials(
  context: CanvasRenderingContext2D,
  points: readonly HistoryPoint[],
  { x, y, bottom }: HistoryLayout,
  palette: Palette,
): void {
  for (const point of points) {
    const [px, py] = [x(point.at), y(point.value)];
    if (point.state === "failed") cross(context, palette["--data-failed"], px, bottom - 8);
    else if (point.state === "pruned") ring(context, palette["--data-pruned"], px, py, 2.2, 1.1);
    else if (point.infeasible) triangle(context, palette["--data-infeasible"], px, py, point.own);
    else if (!point.own) dot(context, palette["--data-trial"], Number(palette["--dot"]), px, py, 2.4);
  }
  for (const point of points) {
    if (!point.own || point.state !== "complete" || point.infeasible) continue;
    dot(context, palette["--surface"], 1, x(point.at), y(point.value), 4.4);
    dot(context, palette["--ink"], 1, x(point.at), y(point.value), 3.2);
  }
}

function bestLine(points: readonly HistoryPoint[], { x, y, steps }: HistoryLayout): Path2D | null {
  const [first] = steps;
  const newest = steps.at(-1);
  if (first === undefined || newest === undefined) return null;
  const path = new Path2D();
  path.moveTo(x(first.at), y(first.value));
  steps.forEach((step, i) => {
    path.lineTo(x(step.at), y((steps[i - 1] ?? first).value));
    path.lineTo(x(step.at), y(step.value));
  });
  path.lineTo(x(points.at(-1)?.at ?? newest.at), y(newest.value));
  return path;
}

function paintNewest(context: CanvasRenderingContext2D, { x, y, steps }: HistoryLayout, palette: Palette): void {
  const newest = steps.at(-1);
  if (newest === undefined) return;
  const hexagon = hexagonPath(x(newest.at), y(newest.value), 7.5);
  context.fillStyle = palette["--honey"];
  context.fill(hexagon);
  stroke(context, hexagon, palette["--ink"], 1.6);
}

/** The improvement nearest to a pointer at `px`, at most 24 px away. */
export function stepNear(
  layout: HistoryLayout,
  px: number,
): { readonly step: HistoryPoint; readonly before: HistoryPoint | null } | null {
  let best: { step: HistoryPoint; before: HistoryPoint | null } | null = null;
  let nearest = 24;
  layout.steps.forEach((step, i) => {
    const distance = Math.abs(layout.x(step.at) - px);
    if (distance > nearest) return;
    nearest = distance;
    best = { step, before: layout.steps[i - 1] ?? null };
  });
  return best;
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
