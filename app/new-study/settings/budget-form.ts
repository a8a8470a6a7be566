import type { Budget } from "../../../study/spec/spec.ts";
import {
  MAX_BUDGET_SECONDS,
  MAX_ROUNDS,
  MAX_TOTAL_TRIALS,
  MAX_TRIALS_PER_ROUND,
} from "../../../study/spec/spec-limits.ts";
import { readWhole, wholeError } from "./typed/numbers-as-typed.ts";

export type BudgetKind = Exclude<Budget["kind"], "generations">;

export interface BudgetForm {
  readonly budget: BudgetKind;
  readonly rounds: string;
  readonly trialsPerRound: string;
  readonly total: string;
  readonly seconds: string;
}

export const TEN_ROUNDS: BudgetForm = {
  budget: "rounds",
  rounds: "10",
  trialsPerRound: "10",
  total: "1000",
  seconds: "600",
};

export type BudgetField = "rounds" | "total" | "seconds" | "trialsPerRound";

/** The budget the form describes; a sentence for every field that is wrong goes to `errors`, and null comes back. */
export function readBudget(form: BudgetForm, errors: Partial<Record<BudgetField, string>>): Budget | null {
  const trialsPerRound = readWhole(form.trialsPerRound, MAX_TRIALS_PER_ROUND);
  if (trialsPerRound === null) errors.trialsPerRound = wholeError("trials", MAX_TRIALS_PER_ROUND);
  const limited = form.budget === "open" ? null : LIMITS[form.budget];
  const limit = limited === null ? 1 : readWhole(form[limited.field], limited.most);
  if (limit === null && limited !== null) errors[limited.field] = wholeError(limited.what, limited.most);
  if (trialsPerRound === null || limit === null) return null;
  switch (form.budget) {
    case "rounds":
      return { kind: "rounds", rounds: limit, trialsPerRound };
    case "trials":
      return { kind: "trials", total: limit, trialsPerRound };
    case "time":
      return { kind: "time", seconds: limit, trialsPerRound };
    case "open":
      return { kind: "open", trialsPerRound };
  }
}

const LIMITS = {
  rounds: { field: "rounds", what: "rounds", most: MAX_ROUNDS },
  trials: { field: "total", what: "trials", most: MAX_TOTAL_TRIALS },
  time: { field: "seconds", what: "seconds", most: MAX_BUDGET_SECONDS },
} as const;
