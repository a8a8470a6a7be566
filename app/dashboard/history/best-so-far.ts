import type { HistoryPoint } from "../../../agent/best/history-points.ts";
import type { BestSummary } from "../../../agent/view/snapshot.ts";
import { formatApart } from "../../parts/numbers.ts";

/** The improvements in order: where the best-so-far line steps. */
export function improvements(points: readonly HistoryPoint[]): readonly HistoryPoint[] {
  return points.filter((point) => point.improves && point.state === "complete" && !point.infeasible);
}

/** By how much the best beat the one before it. Null: it is the first, or the two cannot be told apart as they are shown. */
export function gainOf({ value, beat }: Pick<BestSummary, "value" | "beat">): number | null {
  if (beat === null || !Number.isFinite(value - beat)) return null;
  const [before, text] = formatApart(beat, value);
  return before === text ? null : Math.abs(value - beat);
}
