import type { HistoryPoint } from "../../agent/snapshot.ts";

/** The improvements in order: where the best-so-far line steps. */
export function improvements(points: readonly HistoryPoint[]): readonly HistoryPoint[] {
  return points.filter((point) => point.improves && point.state === "complete");
}

/** By how much the newest improvement beat the one before it, or null. */
export function lastGain(points: readonly HistoryPoint[]): number | null {
  const steps = improvements(points);
  const newest = steps.at(-1);
  const before = steps.at(-2);
  return newest === undefined || before === undefined || !Number.isFinite(before.value)
    ? null
    : Math.abs(before.value - newest.value);
}
