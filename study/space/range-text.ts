import { shown } from "../option-checks.ts";
import type { Distribution } from "./distribution.ts";

/** A sentence names so many choices, and says how many more there are. */
const MAX_NAMED = 5;

/** What a parameter may be, as a sentence names it. */
export function rangeText(distribution: Distribution): string {
  if (distribution.kind === "categorical") {
    const { choices } = distribution;
    const more = choices.length > MAX_NAMED ? ` and ${choices.length - MAX_NAMED} more` : "";
    return `the choices ${choices.slice(0, MAX_NAMED).map(shown).join(", ")}${more}`;
  }
  const { kind, low, high, step } = distribution;
  const inSteps = step === null || (kind === "int" && step === 1) ? "" : ` in steps of ${step}`;
  return `${kind === "int" ? "the whole numbers " : ""}${low}..${high}${inSteps}`;
}
