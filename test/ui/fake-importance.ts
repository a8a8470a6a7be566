import type { ImportancePage, ImportanceQuery } from "../../agent/view/importance-page.ts";
import type { Scenario } from "./scenario.ts";

/** Which parameters matter, of as many complete trials as are shown. */
export function importancePage(
  scenario: Scenario,
  { objective, since }: ImportanceQuery,
  names: readonly string[],
  trials: number,
): ImportancePage | null {
  if (since === trials) return null;
  const base = { revision: trials, objective, trials, read: Math.min(trials, 600), leftOut: 0, importances: [] };
  if (trials < 4) return { ...base, read: 0, reason: "There are fewer than 4 complete trials." };
  if (scenario === "plateau") return { ...base, read: 0, reason: "All complete trials have the same value." };
  const importances = names.map((name, i) => ({ name, share: 0.52 * 0.4 ** i })).filter(({ share }) => share > 1e-12);
  // Another objective, another order.
  const order = objective === 0 ? names : names.toReversed();
  const named = importances.map(({ share }, i) => ({ name: order[i] ?? "", share }));
  return { ...base, importances: named, leftOut: scenario === "long" ? 3 : 0, reason: null };
}
