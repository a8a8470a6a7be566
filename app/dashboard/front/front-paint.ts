import type { FrontPoint } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import { titleOf } from "../../parts/study/study-words.ts";
import { diamond, dot, line, ring, stroke } from "../canvas/marks.ts";
import type { Palette, Size } from "../canvas/palette.ts";
import { linearScale, type Scale } from "../canvas/scale.ts";
import { scaleFor } from "../canvas/scale-for.ts";
import { labelWidth, tickLabels } from "../canvas/tick-labels.ts";

/** Which two objectives are drawn, by their places in the study. */
export interface Axes {
  readonly x: number;
  readonly y: number;
}

type Corner = readonly [x: number, y: number];

interface Place {
  readonly point: FrontPoint;
  /** Somebody claims it, and it stands beside the front. */
  readonly isClaim: boolean;
  readonly x: number;
  readonly y: number;
}

/** Where everything stands, in CSS pixels. */
export interface FrontLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly places: readonly Place[];
  readonly ticksX: readonly (readonly [x: number, label: string])[];
  readonly ticksY: readonly (readonly [y: number, label: string])[];
  readonly titleX: string;
  readonly titleY: string;
  /** The corners of the line that bounds what the front beats; empty where it is no line, with more than two objectives. */
  readonly steps: readonly Corner[];
}

const TOP = 28;
const FOOT = 40;
const LABEL_GAP = 8;
/** Half of the widest mark, and some air. */
const INSET = 10;
/** Between two labels of the axis below. */
const APART = 14;
/** A share of the range, free beyond the outermost values. */
const MARGIN = 0.06;
/** With values this many times apart a linear scale shows the largest alone. */
const FAR_APART = 1_000;

/** `claims` beside the front have no part in its range, nor in its line: whoever claims too much moves nothing else. */
export function layoutFront(
  points: readonly FrontPoint[],
  objectives: readonly ObjectiveSpec[],
  axes: Axes,
  size: Size,
  claims: readonly FrontPoint[] = [],
): FrontLayout {
  const [across, up] = [objectives[axes.x], objectives[axes.y]];
  const isDrawn = ({ values }: FrontPoint): boolean =>
    Number.isFinite(values[axes.x]) && Number.isFinite(values[axes.y]);
  const [drawn, beside] = [points.filter(isDrawn), claims.filter(isDrawn)];
  const ranged = drawn.length > 0 ? drawn : beside;
  const [xs, ys] = [axes.x, axes.y].map((at) => ranged.map(({ values }) => values[at] ?? 0)) as [number[], number[]];
  const scaleY = scaleOf(ys, 5);
  const labelsY = tickLabels(scaleY.ticks, (value) => scaleY.at(value));
  const left = Math.min(size.width * 0.4, LABEL_GAP + Math.max(20, ...labelsY.map(labelWidth)));
  const [right, top, bottom] = [size.width - 2, TOP, size.height - FOOT];
  const scaleX = scaleOf(xs, Math.max(2, Math.floor((right - left) / 90)));
  const x = (value: number): number => left + INSET + clamp(scaleX.at(value)) * (right - left - 2 * INSET);
  const y = (value: number): number => bottom - INSET - clamp(scaleY.at(value)) * (bottom - top - 2 * INSET);
  const placed = (all: readonly FrontPoint[], isClaim: boolean): Place[] =>
    all
      .map((point) => ({ point, isClaim, x: x(point.values[axes.x] ?? 0), y: y(point.values[axes.y] ?? 0) }))
      .sort((a, b) => a.x - b.x || a.y - b.y);
  const onFront = placed(drawn, false);
  const frame = { left, right, top, bottom };
  return {
    ...frame,
    places: [...onFront, ...placed(beside, true)],
    ticksX: spaced(
      tickLabels(scaleX.ticks, (value) => scaleX.at(value)).map((label, i) => [x(scaleX.ticks[i] ?? 0), label]),
    ),
    ticksY: labelsY.map((label, i) => [y(scaleY.ticks[i] ?? 0), label]),
    titleX: axisTitle(across),
    titleY: axisTitle(up),
    steps:
      objectives.length === 2 && across !== undefined && up !== undefined
        ? stepsOf(onFront, { x: worse(across, 1), y: worse(up, -1) }, frame)
        : [],
  };
}

/** Paints axes, the step line and the points; `marked` is the trial that is open in the table. */
export function paintFront(
  context: CanvasRenderingContext2D,
  layout: FrontLayout,
  palette: Palette,
  marked: string | null,
): void {
  paintAxes(context, layout, palette);
  const [first, ...rest] = layout.steps;
  if (first !== undefined) {
    const path = new Path2D();
    path.moveTo(...first);
    for (const corner of rest) path.lineTo(...corner);
    stroke(context, path, palette["--data-best"], 2);
  }
  for (const { x, y } of layout.places.filter(({ isClaim }) => isClaim))
    ring(context, palette["--data-trial"], x, y, 3.4, 1.2);
  for (const { point, isClaim, x, y } of layout.places) {
    if (point.own || isClaim) continue;
    dot(context, palette["--surface"], 1, x, y, 4.6);
    dot(context, palette["--data-trial"], 1, x, y, 3.4);
  }
  for (const { point, x, y } of layout.places) {
    if (!point.own) continue;
    diamond(context, palette["--surface"], x, y, 7);
    diamond(context, palette["--ink"], x, y, 5.4);
  }
  const open = layout.places.find(({ point }) => point.trial === marked);
  if (open !== undefined) ring(context, palette["--ink"], open.x, open.y, 9, 1.6);
}

function paintAxes(context: CanvasRenderingContext2D, layout: FrontLayout, palette: Palette): void {
  const { left, right, top, bottom, ticksX, ticksY } = layout;
  context.font = `12px ${palette["--font-ui"]}`;
  context.fillStyle = palette["--ink-3"];
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const [y, label] of ticksY) {
    line(context, palette["--grid"], left, y, right, y);
    context.fillText(label, left - LABEL_GAP, y);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const [x, label] of ticksX) {
    line(context, palette["--grid"], x, top, x, bottom);
    context.fillText(label, Math.min(x, right - labelWidth(label) / 2), bottom + 8);
  }
  line(context, palette["--axis"], left, bottom, right, bottom);
  line(context, palette["--axis"], left, top, left, bottom);
  context.fillStyle = palette["--ink-2"];
  context.fillText(cut(context, layout.titleX, right - left), (left + right) / 2, bottom + 25);
  context.textAlign = "left";
  context.fillText(cut(context, layout.titleY, right - 4), 2, 6);
}

/** The point nearest to a pointer, at most 24 px away. */
export function placeNear({ places }: FrontLayout, px: number, py: number): Place | null {
  let nearest: Place | null = null;
  let least = 24;
  for (const place of places) {
    const distance = Math.hypot(place.x - px, place.y - py);
    if (distance > least) continue;
    least = distance;
    nearest = place;
  }
  return nearest;
}

function scaleOf(values: readonly number[], wanted: number): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return linearScale(0, 1, wanted);
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  if (Math.max(...sizes) > FAR_APART * Math.min(...sizes) && values.length > 3) {
    const fitted = scaleFor(values, "auto");
    if (fitted.kind !== "linear") return fitted;
  }
  const margin = (high - low) * MARGIN;
  return linearScale(low - margin, high + margin, wanted);
}

/** From the best of one objective, straight to where it is worst, along every corner, to the best of the other. */
function stepsOf(
  places: readonly Place[],
  worst: { readonly x: 1 | -1; readonly y: 1 | -1 },
  { left, right, top, bottom }: Pick<FrontLayout, "left" | "right" | "top" | "bottom">,
): readonly Corner[] {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [edgeX, edgeY] = [worst.x > 0 ? right : left, worst.y > 0 ? bottom : top];
  // Along the axis, the end at which x is best runs on to the edge where y is worst, and the other to where x is.
  const begin: Corner = worst.x > 0 ? [first.x, edgeY] : [edgeX, first.y];
  const end: Corner = worst.x > 0 ? [edgeX, last.y] : [last.x, edgeY];
  const far = (a: number, b: number, sign: number): number => (sign > 0 ? Math.max(a, b) : Math.min(a, b));
  const corners = places.flatMap(({ x, y }, i): Corner[] => {
    const next = places[i + 1];
    if (next === undefined) return [[x, y]];
    return [
      [x, y],
      [far(x, next.x, worst.x), far(y, next.y, worst.y)],
    ];
  });
  return [begin, ...corners, end];
}

/** In which way on the screen an objective gets worse: `growing` is the way in which its values grow. */
const worse = ({ direction }: ObjectiveSpec, growing: 1 | -1): 1 | -1 =>
  direction === "maximize" ? (growing === 1 ? -1 : 1) : growing;

const axisTitle = (objective: ObjectiveSpec | undefined): string =>
  objective === undefined
    ? ""
    : `${titleOf(objective)} (${objective.direction === "maximize" ? "higher" : "lower"} is better)`;

/** As many of the labels, from the left, as stand clear of each other. */
function spaced(ticks: readonly (readonly [number, string])[]): readonly (readonly [number, string])[] {
  const kept: (readonly [number, string])[] = [];
  let free = -Infinity;
  for (const [x, label] of ticks) {
    const half = labelWidth(label) / 2;
    if (x - half < free) continue;
    kept.push([x, label]);
    free = x + half + APART;
  }
  return kept;
}

function cut(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let shown = text;
  while (shown.length > 1 && context.measureText(`${shown}…`).width > width) shown = shown.slice(0, -1);
  return `${shown}…`;
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
