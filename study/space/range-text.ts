import { shown } from "../option-checks.ts";
import type { ParamDistribution } from "./distribution.ts";
import { MAX_SEED } from "./vector-distribution.ts";

/** A sentence names so many choices, and says how many more there are. */
const MAX_NAMED = 5;

/** What a parameter may be, as a sentence names it. */
export function rangeText(distribution: ParamDistribution): string {
  if (distribution.kind === "categorical") {
    const { choices } = distribution;
    const more = choices.length > MAX_NAMED ? ` and ${choices.length - MAX_NAMED} more` : "";
    return `the choices ${choices.slice(0, MAX_NAMED).map(shown).join(", ")}${more}`;
  }
  if (distribution.kind === "permutation") return `the orders of the numbers 0..${distribution.n - 1}`;
  if (distribution.kind === "simplex") return `lists of ${distribution.n} shares that sum to 1`;
  if (distribution.kind === "seeds") return `lists of 1..${distribution.maxLength} whole numbers of 0..${MAX_SEED}`;
  const { kind, low, high, step } = distribution;
  const inSteps = step === null || (kind === "int" && step === 1) ? "" : ` in steps of ${step}`;
  return `${kind === "int" ? "the whole numbers " : ""}${low}..${high}${inSteps}`;
}
