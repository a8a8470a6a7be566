import type { GenerationPoint } from "../../../agent/generations/generations-page.ts";
import { formatValue } from "../../parts/numbers.ts";
import { dot, hexagonPath, line, onward, stroke } from "../canvas/marks.ts";
import type { Palette } from "../canvas/palette.ts";
import { labelWidth } from "../canvas/tick-labels.ts";
import { LABEL_GAP, type LearningLayout } from "./learning-layout.ts";

const BAND = 0.2;

export interface Marked {
  /** Under the pointer or the keys. */
  readonly picked: GenerationPoint | null;
  /** Whose champion plays. */
  readonly playing: number | null;
}

/** The survivors' band and median, and over them the champion's line. */
export function paintLearning(
  context: CanvasRenderingContext2D,
  curve: readonly GenerationPoint[],
  solved: number | null,
  layout: LearningLayout,
  palette: Palette,
  { picked, playing }: Marked,
): void {
  context.lineWidth = 1;
  const { scale, left, right, y } = layout;
  for (const tick of scale.ticks) line(context, palette["--grid"], left, y(tick), right, y(tick));
  paintBand(context, curve, layout, palette);
  stroke(context, pathOf(curve, layout, "median"), palette["--data-trial"], 1.5);
  paintSolved(context, solved, layout, palette);
  const champion = pathOf(curve, layout, "value");
  stroke(context, champion, palette["--surface"], 5.5);
  stroke(context, champion, palette["--data-best"], 2.6);
  paintPlaying(context, playing, layout, palette);
  paintNewest(context, curve, layout, palette);
  paintAxes(context, layout, palette);
  if (picked === null || !Number.isFinite(picked.value)) return;
  const [px, py] = [layout.x(picked.generation), y(picked.value)];
  line(context, palette["--axis"], px, layout.top, px, layout.bottom);
  dot(context, palette["--surface"], 1, px, py, 6);
  dot(context, palette["--data-best"], 1, px, py, 4.2);
}

/** From the survivors' worst to their best; a gap where one of them is not a number. */
function paintBand(
  context: CanvasRenderingContext2D,
  curve: readonly GenerationPoint[],
  layout: LearningLayout,
  palette: Palette,
): void {
  context.fillStyle = palette["--data-trial"];
  context.globalAlpha = BAND;
  for (const part of partsOf(curve, ({ best, worst }) => !Number.isNaN(best) && !Number.isNaN(worst)))
    context.fill(bandOf(part, layout));
  context.globalAlpha = 1;
}

/** Half of the width that a single generation has. */
const LONE = 4;

function bandOf(part: readonly GenerationPoint[], { x, y }: LearningLayout): Path2D {
  const path = new Path2D();
  const wide = part.length === 1 ? LONE : 0;
  const there = [...part, ...(wide === 0 ? [] : part)];
  const side = (i: number): number => (i < part.length ? -wide : wide);
  for (const [i, { generation, best }] of there.entries()) path.lineTo(x(generation) + side(i), y(best));
  for (const [i, { generation, worst }] of [...there.entries()].toReversed())
    path.lineTo(x(generation) + side(i), y(worst));
  path.closePath();
  return path;
}

function pathOf(
  curve: readonly GenerationPoint[],
  { x, y }: LearningLayout,
  what: "value" | "median",
  path = new Path2D(),
): Path2D {
  for (const part of partsOf(curve, (point) => !Number.isNaN(point[what])))
    for (const [i, point] of part.entries()) {
      const [px, py] = [x(point.generation), y(point[what])];
      if (i === 0) path.moveTo(px, py);
      else path.lineTo(px, py);
    }
  return path;
}

/** Runs of neighbours that hold. */
function partsOf(
  curve: readonly GenerationPoint[],
  holds: (point: GenerationPoint) => boolean,
): readonly (readonly GenerationPoint[])[] {
  const parts: GenerationPoint[][] = [];
  let isOpen = false;
  for (const point of curve) {
    if (holds(point)) {
      if (isOpen) parts.at(-1)?.push(point);
      else parts.push([point]);
    }
    isOpen = holds(point);
  }
  return parts;
}

function paintSolved(
  context: CanvasRenderingContext2D,
  solved: number | null,
  { left, right, top, y }: LearningLayout,
  palette: Palette,
): void {
  if (solved === null) return;
  const at = y(solved);
  context.setLineDash([5, 4]);
  line(context, palette["--good"], left, at, right, at);
  context.setLineDash([]);
  context.font = `12px ${palette["--font-ui"]}`;
  context.textAlign = "left";
  context.textBaseline = at - top < 18 ? "top" : "bottom";
  const [text, from, to] = [`solved at ${formatValue(solved, 5)}`, left + 6, at + (at - top < 18 ? 4 : -3)];
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = palette["--surface"];
  context.strokeText(text, from, to);
  context.lineWidth = 1;
  context.fillStyle = palette["--good"];
  context.fillText(text, from, to);
}

/** A mark on the axis, where the generation stands that is seen beside the chart. */
function paintPlaying(
  context: CanvasRenderingContext2D,
  playing: number | null,
  { x, bottom }: LearningLayout,
  palette: Palette,
): void {
  if (playing !== null) onward(context, palette["--ink"], x(playing), bottom - 7);
}

function paintNewest(
  context: CanvasRenderingContext2D,
  curve: readonly GenerationPoint[],
  { x, y }: LearningLayout,
  palette: Palette,
): void {
  const newest = curve.findLast(({ value }) => Number.isFinite(value));
  if (newest === undefined) return;
  const hexagon = hexagonPath(x(newest.generation), y(newest.value), 7.5);
  context.fillStyle = palette["--honey"];
  context.fill(hexagon);
  stroke(context, hexagon, palette["--ink"], 1.6);
}

function paintAxes(context: CanvasRenderingContext2D, layout: LearningLayout, palette: Palette): void {
  const { left, right, bottom, x, y, scale, labels, ticksX } = layout;
  context.font = `12px ${palette["--font-ui"]}`;
  context.fillStyle = palette["--ink-3"];
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
  context.fillText("Generation", (left + right) / 2, bottom + 26);
}
