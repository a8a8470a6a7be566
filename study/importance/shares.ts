/**
 * How much each parameter matters, by name, the largest first (JavaScript lists names that are whole numbers before all
 * others, whatever their share).
 */
export type Importance = Readonly<Record<string, number>>;

/** Shares sorted descending, ties by name; divided by their sum if `normalize` (all alike if the sum is 0). */
export function rankedShares(shares: ReadonlyMap<string, number>, normalize: boolean): Importance {
  let total = 0;
  for (const share of shares.values()) total += share;
  const scaled = (share: number): number => {
    if (!normalize) return share;
    return total > 0 ? share / total : 1 / shares.size;
  };
  const ranked = [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return Object.fromEntries(ranked.map(([name, share]) => [name, scaled(share)]));
}
