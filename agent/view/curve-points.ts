import type { CurvePoints } from "./curves-page.ts";

/** Every `width`th number from `at`, with the step before it, in the order of the steps. */
export function pointsOf(reports: Float64Array, width: number, at: number): CurvePoints {
  const count = Math.floor(reports.length / width);
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  let rises = true;
  for (let i = 0; i < count; i++) {
    x[i] = reports[i * width] ?? 0;
    y[i] = reports[i * width + at] ?? Number.NaN;
    if (i > 0 && (x[i] ?? 0) < (x[i - 1] ?? 0)) rises = false;
  }
  return rises ? { x, y } : sorted({ x, y });
}

function sorted({ x, y }: CurvePoints): CurvePoints {
  const order = Array.from(x.keys()).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  return { x: Float64Array.from(order, (i) => x[i] ?? 0), y: Float64Array.from(order, (i) => y[i] ?? Number.NaN) };
}

/**
 * The same values by the seconds that `times` tells of each step, between two told steps as much between their seconds.
 * What lies beyond the told steps is left out.
 */
export function bySeconds({ x, y }: CurvePoints, times: CurvePoints): CurvePoints {
  const seconds: number[] = [];
  const values: number[] = [];
  let at = 0;
  for (let i = 0; i < x.length; i++) {
    const step = x[i] ?? 0;
    while (at + 1 < times.x.length && (times.x[at + 1] ?? 0) <= step) at++;
    const second = secondAt(times, at, step);
    // A clock that stood still or went back would draw a line to the left.
    if (!Number.isFinite(second) || second < (seconds.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
    seconds.push(second);
    values.push(y[i] ?? Number.NaN);
  }
  return { x: Float64Array.from(seconds), y: Float64Array.from(values) };
}

function secondAt({ x, y }: CurvePoints, at: number, step: number): number {
  const [from, to] = [x[at] ?? Number.NaN, x[at + 1] ?? Number.NaN];
  if (from === step) return y[at] ?? Number.NaN;
  if (!(from < step && step < to)) return Number.NaN;
  return (y[at] ?? Number.NaN) + ((step - from) / (to - from)) * ((y[at + 1] ?? Number.NaN) - (y[at] ?? Number.NaN));
}
