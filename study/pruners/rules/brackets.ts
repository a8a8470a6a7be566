/** A million steps at the smallest factor: each bracket's rungs take room in the snapshot. */
const MAX_BRACKETS = 20;

/** How many brackets there are: as many as rungs `minResource * factor^b` up to `maxResource`, counted without rounding. */
export function bracketCount(minResource: number, maxResource: number, factor: number): number {
  let count = 1;
  for (let at = minResource * factor; at <= maxResource && count < MAX_BRACKETS; at *= factor) count += 1;
  return count;
}

/** Each bracket's share of the trials (Optuna's `_calculate_trial_allocation_budget`). */
export const bracketBudgets = (count: number, factor: number): number[] =>
  Array.from({ length: count }, (_, bracket) => {
    const s = count - 1 - bracket;
    return Math.ceil((count * factor ** s) / (s + 1));
  });

/** The bracket of the trial with this number, uniform over unsigned 32 bit: each bracket gets its share. */
export function bracketOf(number: number, budgets: readonly number[]): number {
  let left = number % budgets.reduce((sum, budget) => sum + budget, 0);
  for (let bracket = 0; bracket < budgets.length - 1; bracket++) {
    left -= budgets[bracket] ?? 0;
    if (left < 0) return bracket;
  }
  return budgets.length - 1;
}
