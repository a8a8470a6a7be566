import { cross, dot, hexagonPath, line, onward, ring, stroke } from "../canvas/marks.ts";
import type { Palette } from "../canvas/palette.ts";
import { labelWidth } from "../canvas/tick-labels.ts";
import type { CurvesLayout } from "./curves-layout.ts";
import type { HeldCurve } from "./held-curves.ts";

/** What a curve is drawn as. */
export type CurveKind = "best" | "own" | "running" | "complete" | "pruned" | "failed";

/** Beside others' curves one's own are stronger; alone they are as all are. */
export function kindOf(curve: HeldCurve, best: string | null, mixed: boolean): CurveKind {
  if (curve.trial === best) return "best";
  if (curve.state !== "complete") return curve.state;
  return curve.own && mixed ? "own" : "complete";
}

export const isMixed = (curves: readonly HeldCurve[]): boolean =>
  curves.some(({ own }) => own) && curves.some(({ own }) => !own);

const ORDER: readonly CurveKind[] = ["failed", "pruned", "complete", "running", "own", "best"];
const LOOKS = {
  failed: { colour: "--data-failed", width: 1, alpha: 0.5 },
  pruned: { colour: "--data-pruned", width: 1, alpha: 0.6 },
  complete: { colour: "--data-trial", width: 1.3, alpha: 0.8 },
  running: { colour: "--ink-3", width: 1.6, alpha: 1 },
  own: { colour: "--ink", width: 1.8, alpha: 0.9 },
  best: { colour: "--data-best", width: 2.6, alpha: 1 },
} as const;
/** One's own, whatever became of it, is so much wider among others'. */
const OWN_WIDER = 0.5;
/** As many lines as can be told apart by their course: of more each is drawn the lighter, to half its strength. */
const FEW = 16;

/** Paints grid and curves, the best on top; yields after each, so that no step takes long. */
export function* paintCurves(
  context: CanvasRenderingContext2D,
  curves: readonly HeldCurve[],
  layout: CurvesLayout,
  palette: Palette,
  best: string | null,
): Generator<void> {
  paintGrid(context, layout, palette);
  const mixed = isMixed(curves);
  const strength = Math.max(0.55, Math.min(1, Math.sqrt(FEW / Math.max(1, curves.length))));
  const inOrder = curves
    .map((curve) => ({ curve, kind: kindOf(curve, best, mixed) }))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || Number(a.curve.own) - Number(b.curve.own));
  for (const { curve, kind } of inOrder) {
    yield;
    const { width, alpha } = LOOKS[kind];
    const wider = mixed && curve.own && kind !== "own" ? OWN_WIDER : 0;
    const look =
      kind === "best"
        ? { width, alpha }
        : { width: (width + wider) * Math.max(0.75, strength), alpha: alpha * strength };
    paintCurve(context, curve, kind, layout, palette, look);
  }
}

function paintCurve(
  context: CanvasRenderingContext2D,
  curve: HeldCurve,
  kind: CurveKind,
  layout: CurvesLayout,
  palette: Palette,
  { width, alpha }: { readonly width: number; readonly alpha: number },
): void {
  const path = curvePath(curve, layout);
  if (kind === "best") stroke(context, path, palette["--surface"], 5.5);
  context.globalAlpha = alpha;
  stroke(context, path, palette[LOOKS[kind].colour], width);
  context.globalAlpha = 1;
  paintEnd(context, curve, kind, layout, palette);
}

/** As the key and the tables mark a trial of its state, where its curve ends. */
function paintEnd(
  context: CanvasRenderingContext2D,
  { points, last }: HeldCurve,
  kind: CurveKind,
  { x, y }: CurvesLayout,
  palette: Palette,
): void {
  if (last < 0) return;
  const [px, py] = [x(points.x[last] ?? 0), y(points.y[last] ?? 0)];
  if (kind === "pruned") ring(context, palette["--data-pruned"], px, py, 2.4, 1.2);
  else if (kind === "failed") cross(context, palette["--data-failed"], px, py);
  else if (kind === "complete") dot(context, palette["--data-trial"], Number(palette["--dot"]), px, py, 2.4);
  else if (kind === "running") onward(context, palette["--ink"], px, py);
  else if (kind === "own") dot(context, palette["--ink"], 1, px, py, 3.2);
  else {
    const hexagon = hexagonPath(px, py, 7.5);
    context.fillStyle = palette["--honey"];
    context.fill(hexagon);
    stroke(context, hexagon, palette["--ink"], 1.6);
  }
}

/** The curve that was picked, and the place on it, over all others. */
export function paintPick(
  context: CanvasRenderingContext2D,
  curve: HeldCurve,
  at: number,
  layout: CurvesLayout,
  palette: Palette,
  kind: CurveKind,
): void {
  const path = curvePath(curve, layout);
  const { colour } = LOOKS[kind];
  stroke(context, path, palette["--surface"], 6);
  stroke(context, path, palette[colour], 2.6);
  const [px, py] = [layout.x(curve.points.x[at] ?? 0), layout.y(curve.points.y[at] ?? Number.NaN)];
  line(context, palette["--axis"], px, layout.top, px, layout.bottom);
  if (Number.isNaN(py)) return;
  dot(context, palette["--surface"], 1, px, py, 6);
  dot(context, palette[colour], 1, px, py, 4.2);
}

/**
 * The curve on the screen, with a gap where a value is not a number and along the edge where one is infinite. Of more
 * points than the screen has room for, the first, the last, the lowest and the highest of every pixel: it looks the same.
 */
export function curvePath({ points: { x, y } }: HeldCurve, layout: CurvesLayout, path = new Path2D()): Path2D {
  const crowded = x.length > 2 * Math.max(1, layout.right - layout.left);
  let draws = false;
  let column = Number.NaN;
  let [low, high, left] = [0, 0, 0];
  const leave = (): void => {
    if (!draws || Number.isNaN(column)) return;
    path.lineTo(column, low);
    path.lineTo(column, high);
    path.lineTo(column, left);
  };
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      leave();
      draws = false;
      column = Number.NaN;
      continue;
    }
    const [px, py] = [layout.x(x[i] ?? 0), layout.y(value)];
    if (!crowded) {
      if (draws) path.lineTo(px, py);
      else path.moveTo(px, py);
    } else if (Math.round(px) === column) {
      [low, high, left] = [Math.max(low, py), Math.min(high, py), py];
      continue;
    } else {
      leave();
      column = Math.round(px);
      [low, high, left] = [py, py, py];
      if (draws) path.lineTo(column, py);
      else path.moveTo(column, py);
    }
    draws = true;
  }
  leave();
  return path;
}

function paintGrid(context: CanvasRenderingContext2D, { left, right, y, scale }: CurvesLayout, palette: Palette): void {
  context.lineWidth = 1;
  for (const tick of scale.ticks) line(context, palette["--grid"], left, y(tick), right, y(tick));
}

/** The axes and their labels, which stay as they are while a curve is picked. */
export function paintAxes(context: CanvasRenderingContext2D, layout: CurvesLayout, palette: Palette): void {
  const { left, right, bottom, x, y, scale, labels, ticksX, titleX } = layout;
  context.font = `12px ${palette["--font-ui"]}`;
  context.fillStyle = palette["--ink-3"];
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  scale.ticks.forEach((tick, i) => context.fillText(labels[i] ?? "", left - LABEL_GAP, y(tick)));
  line(context, palette["--axis"], left, bottom, right, bottom);
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const [tick, label] of ticksX) {
    line(context, palette["--axis"], x(tick), bottom, x(tick), bottom + 4);
    context.fillText(label, Math.min(x(tick), right - labelWidth(label) / 2), bottom + 8);
  }
  context.fillStyle = palette["--ink-2"];
  context.fillText(titleX, (left + right) / 2, bottom + 26);
}

const LABEL_GAP = 8;
