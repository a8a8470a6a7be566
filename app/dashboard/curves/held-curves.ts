import type { Curve, CurvePoints, CurvesPage } from "../../../agent/view/curves-page.ts";

/** A curve with its points, and what a chart has to know of them again and again. */
export interface HeldCurve extends Omit<Curve, "points"> {
  readonly points: CurvePoints;
  /** Of its finite values. Infinity and -Infinity where it has none. */
  readonly lowest: number;
  readonly highest: number;
  /** Its extremes and finite values from all over it, SAMPLES at most: how its values are spread. */
  readonly sample: readonly number[];
  /** The place of its last finite value; -1 where it has none. */
  readonly last: number;
}

const SAMPLES = 26;

/** The page's curves with their points, which `before` has of those that the page brings without. */
export function heldCurves(page: CurvesPage, before: readonly HeldCurve[]): readonly HeldCurve[] {
  const known = new Map(before.map((curve) => [curve.trial, curve]));
  return page.curves.flatMap(({ points, ...curve }) => {
    if (points !== null) return [{ ...curve, points, ...measured(points) }];
    const held = known.get(curve.trial);
    // What a trial had while it ran is not what it ended with.
    if (held?.state === "running") return [];
    return held === undefined ? [] : [{ ...held, ...curve }];
  });
}

function measured({ y }: CurvePoints): Pick<HeldCurve, "lowest" | "highest" | "sample" | "last"> {
  let [lowest, highest, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1];
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    last = i;
  }
  const every = Math.max(1, Math.floor(y.length / SAMPLES));
  const sample: number[] = last < 0 ? [] : [lowest, highest];
  for (let i = 0; i < y.length && sample.length < SAMPLES; i += every) {
    const value = y[i] ?? Number.NaN;
    if (Number.isFinite(value)) sample.push(value);
  }
  return { lowest, highest, sample, last };
}
