// Wilcoxon, Individual Comparisons by Ranking Methods (Biometrics Bulletin 1, 1945). Differences of zero keep their rank
// and give half of it to either side ("zsplit"); the method is chosen as scipy's `wilcoxon` does.
import { normalCdf } from "../../normal-distribution.ts";

/** Up to here the distribution is counted out, unless equal differences make scipy approximate it. */
const MAX_EXACT = 50;
/** Up to here even with equal ones: 2^13 signs are few. */
const MAX_EXACT_WITH_TIES = 13;

/** How likely differences around zero would lie as far on the positive side as these; they must be finite. */
export function signedRankPValue(differences: readonly number[]): number {
  const count = differences.length;
  const { ranks, tieSum } = averageRanks(differences);
  const isTied = tieSum > 0 || differences.includes(0);
  if (count <= (isTied ? MAX_EXACT_WITH_TIES : MAX_EXACT)) return exactPValue(differences, ranks);
  let positive = 0;
  differences.forEach((difference, i) => {
    positive += (ranks[i] ?? 0) * (difference > 0 ? 1 : difference === 0 ? 0.5 : 0);
  });
  const mean = (count * (count + 1)) / 4;
  const variance = (count * (count + 1) * (2 * count + 1) - tieSum / 2) / 24;
  return normalCdf((mean - positive) / Math.sqrt(variance));
}

/** Ranks of the sizes from 1, equal ones sharing their mean, and the sum of t^3 - t over groups of t equal ones. */
function averageRanks(differences: readonly number[]): { ranks: Float64Array; tieSum: number } {
  const sizes = differences.map(Math.abs);
  const order = sizes.map((_, i) => i).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  const ranks = new Float64Array(order.length);
  let tieSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && sizes[order[to] ?? 0] === sizes[order[from] ?? 0]) to += 1;
    for (const i of order.slice(from, to)) ranks[i] = (from + 1 + to) / 2;
    tieSum += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, tieSum };
}

/** The share of all signs that the differences could have whose positive ranks sum up to at least the observed sum. */
function exactPValue(differences: readonly number[], ranks: Float64Array): number {
  // Equal ones may have half ranks; twice the ranks are whole numbers, so sums can be counted.
  const scale = ranks.every(Number.isInteger) ? 1 : 2;
  const chance = new Float64Array((scale * differences.length * (differences.length + 1)) / 2 + 1);
  chance[0] = 1;
  let [observed, most] = [0, 0];
  differences.forEach((difference, i) => {
    if (difference === 0) return;
    const rank = scale * (ranks[i] ?? 0);
    if (difference > 0) observed += rank;
    most += rank;
    for (let sum = most; sum >= rank; sum--) {
      chance[sum] = ((chance[sum] as number) + (chance[sum - rank] as number)) / 2;
    }
    for (let sum = rank - 1; sum >= 0; sum--) chance[sum] = (chance[sum] as number) / 2;
  });
  return Math.min(
    1,
    chance.subarray(observed).reduce((sum, part) => sum + part, 0),
  );
}
