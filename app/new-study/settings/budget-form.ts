import { MAX_OPEN_GENERATIONS } from "../../../study/evolution/settings.ts";
import type { Budget } from "../../../study/spec/spec.ts";
import {
  MAX_BUDGET_SECONDS,
  MAX_ROUNDS,
  MAX_TOTAL_TRIALS,
  MAX_TRIALS_PER_ROUND,
} from "../../../study/spec/spec-limits.ts";
import { readWhole, wholeError } from "./typed/numbers-as-typed.ts";

export type BudgetKind = Budget["kind"];

export interface BudgetForm {
  readonly budget: BudgetKind;
  readonly rounds: string;
  readonly trialsPerRound: string;
  readonly total: string;
  readonly seconds: string;
  readonly generations: string;
}

export const TEN_ROUNDS: BudgetForm = {
  budget: "rounds",
  rounds: "10",
  trialsPerRound: "10",
  total: "1000",
  seconds: "600",
  generations: "350",
};

export type BudgetField = "rounds" | "total" | "seconds" | "generations" | "trialsPerRound";

const BRED: readonly BudgetKind[] = ["generations", "time", "open"];
const SEARCHED: readonly BudgetKind[] = ["rounds", "trials", "time", "open"];

/** What may limit a study with this sampler. */
export const budgetKindsFor = (sampler: string): readonly BudgetKind[] => (sampler === "deepga" ? BRED : SEARCHED);

/** What limits the study: as chosen, if its sampler has that; else what is usual for it. */
export function budgetKindOf({
  budget,
  sampler,
}: Pick<BudgetForm, "budget"> & { readonly sampler: string }): BudgetKind {
  const kinds = budgetKindsFor(sampler);
  return kinds.includes(budget) ? budget : (kinds[0] ?? budget);
}

/** The form that shows a budget made elsewhere. */
export function budgetFormOf(budget: Budget): Partial<BudgetForm> {
  const rhythm = { budget: budget.kind, trialsPerRound: String(budget.trialsPerRound) };
  switch (budget.kind) {
    case "rounds":
      return { ...rhythm, rounds: String(budget.rounds) };
    case "trials":
      return { ...rhythm, total: String(budget.total) };
    case "time":
      return { ...rhythm, seconds: String(budget.seconds) };
    case "generations":
      return { ...rhythm, generations: String(budget.generations) };
    case "open":
      return rhythm;
  }
}

/** The budget the form describes; a sentence for every field that is wrong goes to `errors`, and null comes back. */
export function readBudget(
  form: BudgetForm & { readonly sampler: string },
  errors: Partial<Record<BudgetField, string>>,
): Budget | null {
  const kind = budgetKindOf(form);
  // Generations have no rounds: what was typed for another sampler is not shown, and must not be in the way.
  const trialsPerRound = form.sampler === "deepga" ? 1 : readWhole(form.trialsPerRound, MAX_TRIALS_PER_ROUND);
  if (trialsPerRound === null) errors.trialsPerRound = wholeError("trials", MAX_TRIALS_PER_ROUND);
  const limited = kind === "open" ? null : LIMITS[kind];
  const limit = limited === null ? 1 : readWhole(form[limited.field], limited.most);
  if (limit === null && limited !== null) errors[limited.field] = wholeError(limited.what, limited.most);
  if (trialsPerRound === null || limit === null) return null;
  switch (kind) {
    case "rounds":
      return { kind, rounds: limit, trialsPerRound };
    case "trials":
      return { kind, total: limit, trialsPerRound };
    case "time":
      return { kind, seconds: limit, trialsPerRound };
    case "generations":
      return { kind, generations: limit, trialsPerRound };
    case "open":
      return { kind, trialsPerRound };
  }
}

const LIMITS = {
  rounds: { field: "rounds", what: "rounds", most: MAX_ROUNDS },
  trials: { field: "total", what: "trials", most: MAX_TOTAL_TRIALS },
  time: { field: "seconds", what: "seconds", most: MAX_BUDGET_SECONDS },
  generations: { field: "generations", what: "generations", most: MAX_OPEN_GENERATIONS },
} as const;
