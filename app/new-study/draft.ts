import type { Budget, Direction, SamplerChoice } from "../../study/spec/spec.ts";
import { hiddenCharacter, isVisible } from "../../study/spec/visible-text.ts";
import type { StudyDraft } from "../../worker/engine/engine-api.ts";
import { detectLanguage } from "./language.ts";
import { NO_PRUNER, PRUNER_FIELDS, type PrunerForm, readPruner } from "./pruner-form.ts";

/** Longest name: one line on a phone, twice over. */
const MAX_NAME = 100;
/** A unit stands behind a number. */
const MAX_UNIT = 24;
/** 256 kB: a small data set fits into the objective; every volunteer fetches it. */
const MAX_SOURCE = 256_000;
const MAX_COUNT = 100_000_000;
/** Three other tabs run a new best again: enough to catch a liar, cheap enough to keep. */
const VERIFICATIONS = 3;
const MAX_PEERS = 500;

export type BudgetKind = Budget["kind"];

/** What the form holds: text as typed, so that nothing a person wrote is lost before it is valid. */
export interface DraftForm extends PrunerForm {
  readonly name: string;
  readonly source: string;
  readonly language: "auto" | "javascript" | "typescript";
  readonly direction: Direction;
  readonly unit: string;
  readonly sampler: SamplerChoice["name"];
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
  const timeout = readNumber(form.timeoutSeconds, 0.1, 3600);
  if (timeout === null) errors.timeoutSeconds = "Give a number of seconds from 0.1 to 3,600.";
  Object.assign(errors, textErrors(form));
  if (Object.keys(errors).length > 0 || budget === null || timeout === null || pruner === null)
    return { ok: false, errors };
  return {
    ok: true,
    draft: {
      name: form.name.trim(),
      objective: { language: languageOf(form), source: form.source },
      directions: [form.direction],
      unit: form.unit.trim(),
      sampler: { name: form.sampler },
      pruner,
      budget,
      trialTimeoutMs: Math.round(timeout * 1000),
      verifications: VERIFICATIONS,
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
  const timeoutFits = readNumber(form.timeoutSeconds, 0.1, 3600) !== null;
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
  else if (form.source.length > MAX_SOURCE)
    errors.source = "Shorten the objective to 256 kB: every volunteer fetches it.";
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
  if (unit.length > MAX_UNIT) return `Shorten the unit to ${MAX_UNIT} characters.`;
  const hidden = hiddenCharacter(unit);
  if (hidden !== null) return `Type the unit again: it has an invisible character in it (${hidden}).`;
  return isVisible(unit) ? null : "Type the unit again or leave it empty: nothing of it can be seen.";
}

function readBudget(form: DraftForm, errors: Partial<Record<Field, string>>): Budget | null {
  const trialsPerRound = readWhole(form.trialsPerRound, 10_000);
  if (trialsPerRound === null) errors.trialsPerRound = "Give a whole number of trials from 1 to 10,000.";
  const limit = form.budget === "open" ? 1 : readWhole(form[LIMIT_FIELD[form.budget]], MAX_COUNT);
  if (limit === null && form.budget !== "open") errors[LIMIT_FIELD[form.budget]] = LIMIT_ERROR[form.budget];
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

const LIMIT_FIELD = { rounds: "rounds", trials: "total", time: "seconds" } as const;
const LIMIT_ERROR = {
  rounds: "Give a whole number of rounds, at least 1.",
  trials: "Give a whole number of trials, at least 1.",
  time: "Give a whole number of seconds, at least 1.",
} as const;

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
