/**
 * Which trials stay when a history is full: the best tenth, and those whose id hashes below a threshold that halves as the
 * number of known trials doubles. Of one objective the best are those by (value, hash of the id), of several those by
 * rank (`pareto/best-tradeoffs.ts`). All depends on the set of trials and not on the order in which they came, so peers
 * that know the same trials keep the same, up to what came since the last compaction; of several objectives for sure the
 * front while it fits, as what follows it depends on trials that may have been dropped.
 */
import { bestTradeoffs } from "../pareto/best-tradeoffs.ts";
import type { Losses } from "../pareto/losses.ts";

export interface Retention {
  /** A hash below it stays. */
  readonly threshold: number;
  /** Whether a new trial, complete and feasible, may be among the best. */
  mayBeBest(losses: readonly number[], hash: number): boolean;
}

export interface RetentionRows {
  readonly size: number;
  readonly objectives: number;
  hash(row: number): number;
  loss(row: number, objective: number): number;
  /** Whether the row competes for the best quantile: complete and feasible. */
  ranked(row: number): boolean;
}

/** The best rows, and the test for those that come later. */
interface Best {
  readonly rows: ArrayLike<number>;
  mayBeBest: Retention["mayBeBest"];
}

/** Share of the history held by the best: more than any split of a sampler uses. */
const BEST_SHARE = 0.1;
/** Applying the rule costs a pass over all rows, so each pass must free a tenth. */
const FILL = 0.9;
/** Most of what would not be among the best is dominated by one of so many that hardly are. */
const MAX_GUARDS = 64;

/**
 * The rule for a history that knows `known` trials and may keep `maxTrials`, and 1 for every row that stays. Thresholds
 * only fall.
 */
export function retain(
  rows: RetentionRows,
  known: number,
  maxTrials: number,
  before: Retention | null,
): { readonly retention: Retention; readonly kept: Uint8Array } {
  const bestCount = Math.floor(maxTrials * BEST_SHARE);
  const best = rows.objectives > 1 ? bestOfSeveral(rows, bestCount) : bestOfOne(rows, bestCount);
  let threshold = before?.threshold ?? 2 ** 32;
  while (bestCount + (known * threshold) / 2 ** 32 > maxTrials * FILL) threshold /= 2;
  let kept = keptRows(rows, best, threshold);
  // Ids chosen to hash low cannot overfill the history.
  while (threshold >= 1 && count(kept) > maxTrials * FILL) {
    threshold /= 2;
    kept = keptRows(rows, best, threshold);
  }
  return { retention: { threshold, mayBeBest: best.mayBeBest }, kept };
}

function keptRows(rows: RetentionRows, best: Best, threshold: number): Uint8Array {
  const kept = new Uint8Array(rows.size);
  for (let row = 0; row < rows.size; row++) if (rows.hash(row) < threshold) kept[row] = 1;
  for (let k = 0; k < best.rows.length; k++) kept[best.rows[k] as number] = 1;
  return kept;
}

const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);

function rankedRows(rows: RetentionRows): number[] {
  const ranked: number[] = [];
  for (let row = 0; row < rows.size; row++) if (rows.ranked(row)) ranked.push(row);
  return ranked;
}

function bestOfOne(rows: RetentionRows, bestCount: number): Best {
  const ranked = rankedRows(rows);
  const worst = worstOfBest(rows, ranked, bestCount);
  const isBest = (loss: number, hash: number): boolean =>
    loss < worst.loss || (loss === worst.loss && hash <= worst.hash);
  return {
    rows: ranked.filter((row) => isBest(rows.loss(row, 0), rows.hash(row))),
    mayBeBest: ([loss = Number.NaN], hash) => isBest(loss, hash),
  };
}

/** Losses first and hashes only among equals: sorting rows by a comparison would hold up whoever waits for it. */
function worstOfBest(
  rows: RetentionRows,
  ranked: readonly number[],
  bestCount: number,
): { readonly loss: number; readonly hash: number } {
  if (ranked.length <= bestCount) return { loss: Number.POSITIVE_INFINITY, hash: 2 ** 32 };
  const losses = Float64Array.from(ranked, (row) => rows.loss(row, 0)).sort();
  const loss = losses[bestCount - 1];
  if (loss === undefined) return { loss: Number.NEGATIVE_INFINITY, hash: -1 };
  const better = losses.indexOf(loss);
  const hashes = Float64Array.from(
    ranked.filter((row) => rows.loss(row, 0) === loss),
    (row) => rows.hash(row),
  ).sort();
  return { loss, hash: hashes[bestCount - 1 - better] ?? -1 };
}

function bestOfSeveral(rows: RetentionRows, bestCount: number): Best {
  const ranked = rankedRows(rows);
  if (ranked.length <= bestCount) return { rows: ranked, mayBeBest: () => true };
  const losses = lossesOfRows(rows, ranked);
  const hashes = Float64Array.from(ranked, (row) => rows.hash(row));
  const best = bestTradeoffs(losses, hashes, bestCount);
  const { at, objectives } = losses;
  const guards = Array.from(best.slice(-MAX_GUARDS), (i) => at.slice(i * objectives, (i + 1) * objectives));
  return {
    rows: best.map((i) => ranked[i] as number),
    mayBeBest: (point) => !guards.some((guard) => isDominated(point, guard)),
  };
}

function lossesOfRows(rows: RetentionRows, ranked: readonly number[]): Losses {
  const { objectives } = rows;
  const at = new Float64Array(ranked.length * objectives);
  ranked.forEach((row, i) => {
    for (let j = 0; j < objectives; j++) at[i * objectives + j] = rows.loss(row, j);
  });
  return { at, count: ranked.length, objectives };
}

/** A value that is missing dominates nothing and is dominated by nothing. */
const isDominated = (point: readonly number[], by: ArrayLike<number>): boolean =>
  point.every((loss, j) => loss >= (by[j] as number)) && point.some((loss, j) => loss > (by[j] as number));
