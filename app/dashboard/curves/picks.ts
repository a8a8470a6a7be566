import type { CurvesLayout } from "./curves-layout.ts";
import type { HeldCurve } from "./held-curves.ts";

/** A place on a curve. */
export interface Pick {
  readonly trial: string;
  /** The place among its points. */
  readonly at: number;
}

/** So near must a curve pass to be meant. */
const NEAR_PX = 24;
/** With Shift. */
const LARGE_STEP = 10;

/** The curve that passes nearest above or below a pointer, at the step nearest to it; null where none is near. */
export function pickNear(curves: readonly HeldCurve[], layout: CurvesLayout, px: number, py: number): Pick | null {
  let nearest: Pick | null = null;
  let least = NEAR_PX;
  const wanted = layout.atX(px);
  for (const { trial, points } of curves) {
    const at = placeNear(points.x, wanted);
    const value = points.y[at] ?? Number.NaN;
    if (at < 0 || Number.isNaN(value)) continue;
    const [from, to] = [layout.x(points.x[0] ?? 0), layout.x(points.x.at(-1) ?? 0)];
    if (px < from - NEAR_PX || px > to + NEAR_PX) continue;
    const distance = Math.abs(heightAt(points, at, wanted, layout) - py);
    if (distance >= least) continue;
    least = distance;
    nearest = { trial, at };
  }
  return nearest;
}

/** Where the line between two steps passes. */
function heightAt({ x, y }: HeldCurve["points"], at: number, wanted: number, layout: CurvesLayout): number {
  const here = layout.y(y[at] ?? 0);
  const other = (x[at] ?? 0) < wanted ? at + 1 : at - 1;
  const [from, to, beyond] = [x[at] ?? 0, x[other] ?? Number.NaN, y[other] ?? Number.NaN];
  if (Number.isNaN(to) || Number.isNaN(beyond) || from === to) return here;
  return here + ((wanted - from) / (to - from)) * (layout.y(beyond) - here);
}

/** The place of the number nearest to `wanted`, of rising ones; -1 where there are none. */
export function placeNear(rising: Float64Array, wanted: number): number {
  let [low, high] = [0, rising.length - 1];
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) <= wanted) low = middle;
    else high = middle;
  }
  return wanted - (rising[low] ?? 0) <= (rising[high] ?? 0) - wanted ? low : high;
}

/**
 * Where a key leads: up and down to the curve before or after, at the nearest step; left and right along it. Undefined for
 * keys that lead nowhere, null where nothing is picked any more.
 */
export function pickByKey(
  curves: readonly HeldCurve[],
  pick: Pick | null,
  key: string,
  isLarge: boolean,
): Pick | null | undefined {
  if (key === "Escape") return null;
  const rank = curves.findIndex(({ trial }) => trial === pick?.trial);
  const move = MOVES[key];
  if (move === undefined || curves.length === 0) return undefined;
  const here = curves[rank];
  if (here === undefined || pick === null) return endOf(curves[0]);
  const next = curves[clamp(rank + (move.curves ?? 0), curves.length)] ?? here;
  const { x } = next.points;
  if (move.curves !== undefined) return { trial: next.trial, at: placeNear(x, here.points.x[pick.at] ?? 0) };
  const steps = isLarge ? LARGE_STEP : 1;
  return { trial: next.trial, at: clamp(pick.at + (move.steps ?? 0) * steps, x.length) };
}

const endOf = (curve: HeldCurve | undefined): Pick | null =>
  curve === undefined ? null : { trial: curve.trial, at: Math.max(0, curve.last) };

const MOVES: Readonly<Record<string, { readonly curves?: number; readonly steps?: number }>> = {
  ArrowDown: { curves: 1 },
  ArrowUp: { curves: -1 },
  ArrowRight: { steps: 1 },
  ArrowLeft: { steps: -1 },
  Home: { steps: Number.NEGATIVE_INFINITY },
  End: { steps: Number.POSITIVE_INFINITY },
};

const clamp = (place: number, count: number): number => Math.min(Math.max(0, count - 1), Math.max(0, place));
