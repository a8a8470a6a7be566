import type { GenerationPoint } from "../../../agent/generations/generations-page.ts";
import type { Size } from "../canvas/palette.ts";
import { linearScale, type Scale } from "../canvas/scale.ts";
import { scaleFor } from "../canvas/scale-for.ts";
import { countLabels, labelWidth, tickLabels } from "../canvas/tick-labels.ts";

/** Where everything stands, in CSS pixels. */
export interface LearningLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (generation: number) => number;
  readonly y: (value: number) => number;
  readonly scale: Scale;
  readonly labels: readonly string[];
  readonly ticksX: readonly (readonly [generation: number, label: string])[];
}

const TOP = 12;
const FOOT = 40;
export const LABEL_GAP = 8;
/** Half of the widest mark. */
const INSET = 9;

export function layoutLearning(curve: readonly GenerationPoint[], solved: number | null, size: Size): LearningLayout {
  const values = curve.flatMap(({ value, best, median, worst }) => [value, best, median, worst]);
  const scale = scaleFor([...values, ...(solved === null ? [] : [solved])].filter(Number.isFinite), "linear");
  const labels = tickLabels(scale.ticks, (value) => scale.at(value));
  const widest = Math.max(20, ...labels.map(labelWidth));
  const [left, right] = [Math.min(size.width * 0.4, LABEL_GAP + widest), size.width - 2];
  const [top, bottom] = [TOP, size.height - FOOT];
  const across = acrossScale(curve, Math.max(2, Math.floor((right - left) / 90)));
  const [from, width] = [left + INSET, right - left - 2 * INSET];
  return {
    left,
    right,
    top,
    bottom,
    x: (generation) => from + clamp(across.at(generation)) * width,
    y: (value) => bottom - INSET - clamp(scale.at(value)) * (bottom - top - INSET),
    scale,
    labels,
    ticksX: wholeTicks(across, countLabels(across.ticks)),
  };
}

function acrossScale(curve: readonly GenerationPoint[], wanted: number): Scale {
  const [first, last] = [curve[0]?.generation ?? 0, curve.at(-1)?.generation ?? 0];
  return first === last ? linearScale(first - 1, first + 1, 2) : linearScale(first, last, wanted);
}

/** There is no generation 2.5. */
const wholeTicks = ({ ticks }: Scale, labels: readonly string[]): LearningLayout["ticksX"] =>
  ticks.flatMap((tick, i) => (Number.isInteger(tick) && tick >= 0 ? [[tick, labels[i] ?? ""] as const] : []));

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** The place of the point nearest to a place of the screen; -1 where there are none. */
export function pointNear(curve: readonly GenerationPoint[], { x }: LearningLayout, px: number): number {
  let nearest = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, { generation }] of curve.entries()) {
    const distance = Math.abs(x(generation) - px);
    if (distance > least) break;
    least = distance;
    nearest = at;
  }
  return nearest;
}
