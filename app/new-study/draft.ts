import { utf8Length } from "../../study/bytes/utf8.ts";
import type { Budget, Direction } from "../../study/spec/spec.ts";
import {
  MAX_BUDGET_SECONDS,
  MAX_ROUNDS,
  MAX_SOURCE_BYTES,
  MAX_TOTAL_TRIALS,
  MAX_TRIAL_TIMEOUT_MS,
  MAX_TRIALS_PER_ROUND,
  MAX_UNIT_LENGTH,
  MIN_TRIAL_TIMEOUT_MS,
} from "../../study/spec/spec-limits.ts";
import { hiddenCharacter, isVisible } from "../../study/spec/visible-text.ts";
import type { StudyDraft } from "../../worker/engine/engine-api.ts";
import { detectLanguage } from "./language.ts";
import { NO_PRUNER, PRUNER_FIELDS, type PrunerForm, readPruner } from "./pruner-form.ts";

/** Longest name: one line on a phone, twice over. */
const MAX_NAME = 100;
const MAX_PEERS = 500;

export type BudgetKind = Exclude<Budget["kind"], "generations">;

/** The samplers that the form offers, best first. */
export const FORM_SAMPLERS = ["auto", "tpe", "cmaes", "gp", "qmc", "random"] as const;

/** What the form holds: text as typed, so that nothing a person wrote is lost before it is valid. */
export interface DraftForm extends PrunerForm {
  readonly name: string;
  readonly source: string;
  readonly language: "auto" | "javascript" | "typescript";
  readonly direction: Direction;
  readonly unit: string;
  readonly sampler: (typeof FORM_SAMPLERS)[number];
  readonly listed: boolean;
  readonly budget: BudgetKind;
  readonly rounds: string;
  readonly trialsPerRound: string;
  readonly total: string;
  readonly seconds: string;
  readonly timeoutSeconds: string;
  readonly cores: number;
}

/** In the order in which they stand on the page, so that the first wrong one is the topmost. */
export const FIELDS = [
  "source",
  "name",
  "unit",
  ...PRUNER_FIELDS,
  "rounds",
  "total",
  "seconds",
  "trialsPerRound",
  "timeoutSeconds",
] as const;
export type Field = (typeof FIELDS)[number];
export type DraftErrors = Readonly<Partial<Record<Field, string>>>;

export type DraftResult =
  | { readonly ok: true; readonly draft: StudyDraft }
  | { readonly ok: false; readonly errors: DraftErrors };

export const emptyForm = (cores: number): DraftForm => ({
  name: "",
  source: "",
  language: "auto",
  direction: "minimize",
  unit: "",
  sampler: "auto",
  ...NO_PRUNER,
  listed: true,
  budget: "rounds",
  rounds: "10",
  trialsPerRound: "10",
  total: "1000",
  seconds: "600",
  timeoutSeconds: "60",
  cores,
});

/** Whether anything in the form is not as it was to begin with; cores aside, which every machine sets for itself. */
export function isTouched(form: DraftForm): boolean {
  const { cores: _, ...untouched } = emptyForm(form.cores);
  return Object.entries(untouched).some(
    ([field, value]) => JSON.stringify(form[field as keyof typeof untouched]) !== JSON.stringify(value),
  );
}

/** The language as chosen, or as the source looks. */
export const languageOf = (form: Pick<DraftForm, "language" | "source">): "javascript" | "typescript" =>
  form.language === "auto" ? detectLanguage(form.source) : form.language;

/** The draft the form describes, or a sentence for every field that is wrong. */
export function readDraft(form: DraftForm): DraftResult {
  const errors: Partial<Record<Field, string>> = {};
  const budget = readBudget(form, errors);
  const pruner = readPruner(form, errors);
  const timeout = readSeconds(form.timeoutSeconds);
  if (timeout === null)
    errors.timeoutSeconds = `Give a number of seconds from ${LEAST_SECONDS} to ${grouped(MOST_SECONDS)}.`;
  Object.assign(errors, textErrors(form));
  if (Object.keys(errors).length > 0 || budget === null || timeout === null || pruner === null)
    return { ok: false, errors };
  return {
    ok: true,
    draft: {
      name: form.name.trim(),
      objective: { language: languageOf(form), source: form.source },
      objectives: [{ name: "value", direction: form.direction, unit: form.unit.trim() }],
      sampler: { name: form.sampler },
      pruner,
      budget,
      trialTimeoutMs: Math.round(timeout * 1000),
      maxPeers: MAX_PEERS,
      listed: form.listed,
    },
  };
}

/** For a test run only the objective must be there; the rest falls back to what any study has. */
export function readTestDraft(form: DraftForm): DraftResult {
  const { source } = textErrors(form);
  if (source !== undefined) return { ok: false, errors: { source } };
  const fallback = emptyForm(form.cores);
  const timeoutFits = readSeconds(form.timeoutSeconds) !== null;
  return readDraft({
    ...fallback,
    source: form.source,
    language: form.language,
    direction: form.direction,
    sampler: form.sampler,
    name: "Test run",
    timeoutSeconds: timeoutFits ? form.timeoutSeconds : fallback.timeoutSeconds,
  });
}

function textErrors(form: DraftForm): DraftErrors {
  const errors: Partial<Record<Field, string>> = {};
  const name = nameError(form.name.trim());
  if (name !== null) errors.name = name;
  if (form.source.trim() === "")
    errors.source = "Write or paste an objective here, or start from the example or the gallery.";
  else if (form.source.length > MAX_SOURCE_BYTES || utf8Length(form.source) > MAX_SOURCE_BYTES)
    errors.source = `Shorten the objective to ${MAX_SOURCE_BYTES / 1000} KB: every volunteer fetches it.`;
  const unit = unitError(form.unit.trim());
  if (unit !== null) errors.unit = unit;
  return errors;
}

function nameError(name: string): string | null {
  if (!isVisible(name)) return "Give the study a name, so that volunteers know what they help with.";
  if (name.length > MAX_NAME) return `Shorten the name to ${MAX_NAME} characters.`;
  const hidden = hiddenCharacter(name);
  return hidden === null ? null : `Type the name again: it has an invisible character in it (${hidden}).`;
}

function unitError(unit: string): string | null {
  if (unit === "") return null;
  if (unit.length > MAX_UNIT_LENGTH) return `Shorten the unit to ${MAX_UNIT_LENGTH} characters.`;
  const hidden = hiddenCharacter(unit);
  if (hidden !== null) return `Type the unit again: it has an invisible character in it (${hidden}).`;
  return isVisible(unit) ? null : "Type the unit again or leave it empty: nothing of it can be seen.";
}

function readBudget(form: DraftForm, errors: Partial<Record<Field, string>>): Budget | null {
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

const grouped = (value: number): string => value.toLocaleString("en");
const wholeError = (what: string, most: number): string => `Give a whole number of ${what} from 1 to ${grouped(most)}.`;

const LEAST_SECONDS = MIN_TRIAL_TIMEOUT_MS / 1000;
const MOST_SECONDS = MAX_TRIAL_TIMEOUT_MS / 1000;
const readSeconds = (text: string): number | null => readNumber(text, LEAST_SECONDS, MOST_SECONDS);

/** A whole number from 1 to `most`; thousands separators are fine. */
function readWhole(text: string, most: number): number | null {
  const value = readNumber(text, 1, most);
  return value !== null && Number.isInteger(value) ? value : null;
}

function readNumber(text: string, least: number, most: number): number | null {
  const plain = text.replaceAll(/[\s,_]/g, "");
  if (!/^\d+(\.\d+)?(e\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return value >= least && value <= most ? value : null;
}
