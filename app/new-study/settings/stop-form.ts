import type { MetricRule, StopRuleChoice } from "../../../study/spec/spec.ts";
import { MAX_STOP_RULES, MAX_TOTAL_TRIALS } from "../../../study/spec/spec-limits.ts";
import { readFinite, readWhole, wholeError } from "./typed/numbers-as-typed.ts";

/** A rule on a metric, as typed. */
export interface RuleRow {
  readonly metric: string;
  readonly bound: MetricRule["bound"];
  readonly value: string;
}

/** What ends the study before its budget does; empty boxes are no rules. */
export interface StopForm {
  /** Of one objective alone. */
  readonly target: string;
  /** Trials in a row without a better value. */
  readonly noImprovement: string;
  readonly rules: readonly RuleRow[];
}

export const NO_STOP: StopForm = { target: "", noImprovement: "", rules: [] };

/** Two of the study's rules are the target and the trials without improvement. */
export const MAX_RULES = MAX_STOP_RULES - 2;

export type StopField = "target" | "noImprovement" | `rule${number}Metric` | `rule${number}Value`;
export type StopErrors = Partial<Record<StopField, string>>;

/** In the order in which they stand on the page. */
export const STOP_FIELDS: readonly StopField[] = [
  "target",
  "noImprovement",
  ...Array.from({ length: MAX_RULES }, (_, i) => [`rule${i}Metric` as const, `rule${i}Value` as const]).flat(),
];

/** The rules the form describes, on metrics of these `names`; a sentence for every field that is wrong goes to `errors`. */
export function readStopRules(
  form: StopForm,
  names: readonly string[],
  objectives: number,
  errors: StopErrors,
): readonly StopRuleChoice[] {
  const rules: StopRuleChoice[] = [];
  if (form.target.trim() !== "" && objectives === 1) {
    const value = readFinite(form.target);
    if (value === null) errors.target = "Give a number, or leave it empty.";
    else rules.push({ kind: "target", value });
  }
  if (form.noImprovement.trim() !== "") {
    const trials = readWhole(form.noImprovement, MAX_TOTAL_TRIALS);
    if (trials === null) errors.noImprovement = wholeError("trials", MAX_TOTAL_TRIALS);
    else rules.push({ kind: "no-improvement", trials });
  }
  form.rules.forEach(({ metric, bound, value: text }, i) => {
    const value = readFinite(text);
    if (!names.includes(metric)) errors[`rule${i}Metric`] = "Choose one of the objectives or metrics.";
    if (value === null) errors[`rule${i}Value`] = "Give a number.";
    else rules.push({ kind: "metric", metric, bound, value, ends: "study" });
  });
  return rules;
}
