import type { Size } from "../canvas/palette.ts";
import { linearScale, type Scale } from "../canvas/scale.ts";
import { scaleFor } from "../canvas/scale-for.ts";
import { countLabels, labelWidth, tickLabels } from "../canvas/tick-labels.ts";
import type { HeldCurve } from "./held-curves.ts";

/** Where everything stands, in CSS pixels. */
export interface CurvesLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  /** What stands below at a place of the screen. */
  readonly atX: (px: number) => number;
  readonly scale: Scale;
  readonly labels: readonly string[];
  readonly ticksX: readonly (readonly [at: number, label: string])[];
  readonly titleX: string;
}

export interface CurvesChoice {
  readonly scale: "auto" | "linear";
  readonly titleX: string;
  /** The trial whose course counts for most. */
  readonly best: string | null;
}

/** Of a sample, which follows its curve's course after them. */
const EXTREMES = 2;
const TOP = 12;
const FOOT = 40;
const LABEL_GAP = 8;
/** Half of the widest mark at a curve's end. */
const INSET = 9;

/** `before`: what was painted last, whose scale stays while it serves. */
export function layoutCurves(
  curves: readonly HeldCurve[],
  size: Size,
  choice: CurvesChoice,
  before: CurvesLayout | null = null,
): CurvesLayout {
  const drawn = curves.filter(({ last }) => last >= 0);
  const followed = drawn.find(({ trial }) => trial === choice.best);
  const scale = scaleFor(
    drawn.flatMap(({ sample }) => sample),
    choice.scale,
    { steps: followed?.sample.slice(EXTREMES) ?? [], before: before?.scale.name ?? null },
  );
  const labels = tickLabels(scale.ticks, (value) => scale.at(value));
  const widest = Math.max(20, ...labels.map(labelWidth));
  const [left, right] = [Math.min(size.width * 0.4, LABEL_GAP + widest), size.width - 2];
  const [top, bottom] = [TOP, size.height - FOOT];
  const across = acrossScale(curves, Math.max(2, Math.floor((right - left) / 90)));
  const [from, width] = [left + INSET, right - left - 2 * INSET];
  return {
    left,
    right,
    top,
    bottom,
    x: (at) => from + clamp(across.at(at)) * width,
    y: (value) => bottom - INSET - clamp(scale.at(value)) * (bottom - top - INSET),
    atX: (px) => across.low + ((px - from) / width) * (across.high - across.low),
    scale,
    labels,
    ticksX: countLabels(across.ticks).map((label, i) => [across.ticks[i] ?? 0, label] as const),
    titleX: choice.titleX,
  };
}

/** From 0, or, of a curve that begins far from it, from where it begins. */
function acrossScale(curves: readonly HeldCurve[], wanted: number): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of curves) {
    low = Math.min(low, points.x[0] ?? low);
    high = Math.max(high, points.x.at(-1) ?? high);
  }
  if (!(low <= high)) return linearScale(0, 1, wanted);
  if (low > 0 && low < high / 4) low = 0;
  return low === high ? linearScale(low - 1, high + 1, 2) : linearScale(low, high, wanted);
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
