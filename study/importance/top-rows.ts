import type { History } from "../history/history.ts";
import { lossesOf } from "../history/history-losses.ts";
import { referencePoint } from "../pareto/hypervolume.ts";
import { hypervolumeSubset } from "../pareto/hypervolume-subset.ts";
import type { Losses } from "../pareto/losses.ts";
import { nondominatedRanks } from "../pareto/ranks.ts";

/**
 * Of `rows`, the best share `quantile` (0..1]. By one objective ties with the last one are in; by all (null) it is by
 * non-dominated rank, and of the last rank those that cover the largest hypervolume, as in multi-objective TPE.
 */
export function topRows(history: History, rows: Uint32Array, objective: number | null, quantile: number): Uint32Array {
  if (quantile === 1 || rows.length === 0) return rows;
  const count = Math.ceil(quantile * rows.length);
  if (objective === null) return topRowsOfAll(history, rows, count);
  const losses = Float64Array.from(rows, (row) => history.loss(row, objective));
  const cutoff = losses.toSorted()[count - 1] ?? Number.POSITIVE_INFINITY;
  return rows.filter((_, i) => (losses[i] as number) <= cutoff);
}

function topRowsOfAll(history: History, rows: Uint32Array, count: number): Uint32Array {
  const losses = lossesOf(history, rows);
  const ranks = nondominatedRanks(losses);
  const last = ranks.toSorted()[count - 1] ?? 0;
  const isIn = Uint8Array.from(ranks, (rank) => Number(rank < last));
  const tied = [...ranks.keys()].filter((i) => ranks[i] === last);
  const missing = count - isIn.reduce((sum, flag) => sum + flag, 0);
  const some = pick(losses, tied);
  const chosen = tied.length === missing ? tied.keys() : hypervolumeSubset(some, referencePoint(some), missing);
  for (const k of chosen) isIn[tied[k] as number] = 1;
  return rows.filter((_, i) => isIn[i] === 1);
}

function pick({ at, objectives }: Losses, points: readonly number[]): Losses {
  const picked = new Float64Array(points.length * objectives);
  points.forEach((point, k) => picked.set(at.subarray(point * objectives, (point + 1) * objectives), k * objectives));
  return { at: picked, count: points.length, objectives };
}
