/**
 * Which trials stay when a history is full: the best tenth by (value, hash of the id), and those whose id hashes below a
 * threshold that halves as the number of known trials doubles. Both depend on the set of trials and not on the order
 * in which they came, so peers that know the same trials keep the same, up to what came since the last compaction.
 */
export interface Retention {
  /** A hash below it stays. */
  readonly threshold: number;
  /** Last of the best quantile when the rule was last applied. */
  readonly worstKept: { readonly loss: number; readonly hash: number };
}

export interface RetentionRows {
  readonly size: number;
  hash(row: number): number;
  loss(row: number): number;
  /** Whether the row competes for the best quantile: complete and feasible. */
  ranked(row: number): boolean;
}

/** Share of the history held by the best: more than any split of a sampler uses. */
const BEST_SHARE = 0.1;
/** Applying the rule costs a pass over all rows, so each pass must free a tenth. */
const FILL = 0.9;

/** The rule for a history that knows `known` trials and may keep `maxTrials`. Thresholds only fall. */
export function retentionFor(
  rows: RetentionRows,
  known: number,
  maxTrials: number,
  before: Retention | null,
): Retention {
  const bestCount = Math.floor(maxTrials * BEST_SHARE);
  const worstKept = worstOfBest(rows, bestCount);
  let threshold = before?.threshold ?? 2 ** 32;
  while (bestCount + (known * threshold) / 2 ** 32 > maxTrials * FILL) threshold /= 2;
  // Ids chosen to hash low cannot overfill the history.
  while (threshold >= 1 && count(keptRows(rows, { threshold, worstKept })) > maxTrials * FILL) threshold /= 2;
  return { threshold, worstKept };
}

/** 1 for every row that stays. */
export function keptRows(rows: RetentionRows, { threshold, worstKept }: Retention): Uint8Array {
  const kept = new Uint8Array(rows.size);
  for (let row = 0; row < rows.size; row++) {
    const hash = rows.hash(row);
    const loss = rows.loss(row);
    const isBest = loss < worstKept.loss || (loss === worstKept.loss && hash <= worstKept.hash);
    if (hash < threshold || (isBest && rows.ranked(row))) kept[row] = 1;
  }
  return kept;
}

const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);

/** Losses first and hashes only among equals: sorting rows by a comparison would hold up whoever waits for it. */
function worstOfBest(rows: RetentionRows, bestCount: number): Retention["worstKept"] {
  const ranked: number[] = [];
  for (let row = 0; row < rows.size; row++) if (rows.ranked(row)) ranked.push(row);
  if (ranked.length <= bestCount) return { loss: Number.POSITIVE_INFINITY, hash: 2 ** 32 };
  const losses = Float64Array.from(ranked, (row) => rows.loss(row)).sort();
  const loss = losses[bestCount - 1];
  if (loss === undefined) return { loss: Number.NEGATIVE_INFINITY, hash: -1 };
  const better = losses.indexOf(loss);
  const hashes = Float64Array.from(
    ranked.filter((row) => rows.loss(row) === loss),
    (row) => rows.hash(row),
  ).sort();
  return { loss, hash: hashes[bestCount - 1 - better] ?? -1 };
}
