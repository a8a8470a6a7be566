import type { ImportancePage } from "../../../agent/view/importance-page.ts";
import { formatCount, formatPercent, plural } from "../../parts/numbers.ts";

/** With fewer trials than this the shares are a guess. */
const FEW_TRIALS = 30;

/** What the bars mean and what they were read from, in sentences. */
export function importanceWords({ importances, trials, read, leftOut }: ImportancePage): readonly string[] {
  const from =
    read < trials ? `${formatCount(read)} of ${formatCount(trials)} complete trials` : plural(trials, "complete trial");
  const together = importances.reduce((sum, { share }) => sum + share, 0);
  return [
    `How much of the difference between trials each parameter explains by itself, by fANOVA, from ${from}.`,
    together > 0.995 ? "" : `Together ${formatPercent(together)}; the rest is parameters acting together, or chance.`,
    read < FEW_TRIALS ? "From so few trials it is a rough guess." : "",
    leftOut === 0 ? "" : `Left out: ${plural(leftOut, "parameter")} that some trials lack, or have in another range.`,
  ].filter((sentence) => sentence !== "");
}
