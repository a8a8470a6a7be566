import { NUMBERED_SEED } from "../../formats/evolution/bred-study.ts";
import { utf8Length } from "../../study/bytes/utf8.ts";
import { parsed } from "../../study/parsed.ts";
import {
  MAX_SEED_LENGTH,
  MAX_SOURCE_BYTES,
  MAX_TRIAL_TIMEOUT_MS,
  MIN_TRIAL_TIMEOUT_MS,
} from "../../study/spec/spec-limits.ts";
import { hiddenCharacter, isVisible } from "../../study/spec/visible-text.ts";
import type { StudyDraft } from "../../worker/engine/engine-api.ts";
import { draftOf, shortened } from "./experiment/draft-of.ts";
import { type ExperimentForm, NO_EXPERIMENT } from "./experiment/experiment-form.ts";
import { type Opened, ownSourceOf, readyOf } from "./experiment/opened.ts";
import { detectLanguage } from "./language.ts";
import { type BudgetField, type BudgetForm, readBudget, TEN_ROUNDS } from "./settings/budget-form.ts";
import { readExperiments } from "./settings/deepga-form.ts";
import {
  OBJECTIVE_FIELDS,
  type ObjectiveField,
  type ObjectivesErrors,
  type ObjectivesForm,
  ONE_OBJECTIVE,
  readConstraints,
  readMetrics,
  readObjectives,
} from "./settings/objectives-form.ts";
import { NO_PRUNER, PRUNER_FIELDS, type PrunerForm, readPruner } from "./settings/pruner-form.ts";
import {
  AUTO_SAMPLER,
  readSampler,
  SAMPLER_ERROR_FIELDS,
  type SamplerErrorField,
  type SamplerForm,
} from "./settings/sampler-form.ts";
import { NO_STOP, readStopRules, STOP_FIELDS, type StopField, type StopForm } from "./settings/stop-form.ts";
import { descriptionError, descriptionOf, seedError, seedOf } from "./settings/text-fields.ts";
import { readNumber } from "./settings/typed/numbers-as-typed.ts";
import { readRepeats } from "./settings/typed/repeats.ts";
import { readStartPoints } from "./settings/typed/start-points.ts";

/** Longest name: one line on a phone, twice over. */
const MAX_NAME = 100;
const MAX_PEERS = 500;

/** What the form holds: text as typed, so that nothing a person wrote is lost before it is valid. */
export interface DraftForm extends ExperimentForm, PrunerForm, SamplerForm, ObjectivesForm, StopForm, BudgetForm {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly language: "auto" | "javascript" | "typescript";
  /** Empty: fresh chance. */
  readonly seed: string;
  /** Empty: the objective is not noisy. */
  readonly repeats: string;
  /** JSON, or rows beneath a line of names. */
  readonly startPoints: string;
  readonly listed: boolean;
  /** Then it is not listed, whatever `listed` says. */
  readonly isPrivate: boolean;
  readonly timeoutSeconds: string;
  readonly cores: number;
}

/** In the order in which they stand on the page, so that the first wrong one is the topmost. */
export const FIELDS: readonly Field[] = [
  "experiment",
  "source",
  "name",
  ...OBJECTIVE_FIELDS,
  ...SAMPLER_ERROR_FIELDS,
  ...PRUNER_FIELDS,
  "rounds",
  "total",
  "seconds",
  "generations",
  "trialsPerRound",
  "timeoutSeconds",
  "description",
  "metrics",
  "constraints",
  "fixed",
  "startPoints",
  "repeats",
  "seed",
  ...STOP_FIELDS,
  "cores",
];
export type Field =
  | "experiment"
  | "source"
  | "name"
  | "description"
  | ObjectiveField
  | "metrics"
  | "constraints"
  | SamplerErrorField
  | (typeof PRUNER_FIELDS)[number]
  | "repeats"
  | "seed"
  | "startPoints"
  | StopField
  | BudgetField
  | "timeoutSeconds"
  | "cores";
export type DraftErrors = Readonly<Partial<Record<Field, string>>>;

export type DraftResult =
  | { readonly ok: true; readonly draft: StudyDraft }
  | { readonly ok: false; readonly errors: DraftErrors };

export const emptyForm = (cores: number): DraftForm => ({
  name: "",
  description: "",
  source: "",
  language: "auto",
  ...NO_EXPERIMENT,
  ...ONE_OBJECTIVE,
  ...AUTO_SAMPLER,
  ...NO_PRUNER,
  seed: "",
  repeats: "",
  startPoints: "",
  ...NO_STOP,
  listed: true,
  isPrivate: false,
  ...TEN_ROUNDS,
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

/** The draft the form describes, or a sentence for every field that is wrong. `opened`: what its experiment file says. */
export function readDraft(form: DraftForm, opened: Opened = NOT_OPENED): DraftResult {
  if (form.experiment === null) return readPlain(form);
  const own = ownSourceOf(opened, form.experiment);
  const script = own === null ? {} : ({ source: own, language: "javascript" } as const);
  const plain = readPlain({ ...form, ...WITHOUT_SEARCH, ...script });
  const ready = readyOf(opened, form.experiment);
  if ("fault" in ready) {
    const { source: _, ...errors } = plain.ok ? {} : plain.errors;
    return { ok: false, errors: { ...errors, experiment: ready.fault } };
  }
  return plain.ok ? { ok: true, draft: draftOf(ready.experiment, ready.variants, plain.draft) } : plain;
}

const NOT_OPENED: Opened = { kind: "none" };

/** Variants are tried each once, in their order: what is set of a search, and not shown then, must not be in the way. */
const WITHOUT_SEARCH = { ...AUTO_SAMPLER, ...TEN_ROUNDS, startPoints: "", seed: "", repeats: "" };

function readPlain(form: DraftForm): DraftResult {
  const errors: Partial<Record<Field, string>> = {};
  const objectives = readObjectives(form, errors);
  const metrics = readMetrics(form, errors);
  const constraints = readConstraints(form, errors);
  const sampler = readSampler(form, errors);
  if (form.sampler === "deepga") checkBreeding(form, errors);
  const names = [...objectives.map(({ name }) => name), ...metrics];
  const stopRules = readStopRules(form, names, objectives.length, errors);
  const points = form.sampler === "deepga" ? parsed([]) : readStartPoints(form.startPoints);
  if (!points.ok) errors.startPoints = points.reason;
  const budget = readBudget(form, errors);
  const pruner = form.sampler === "deepga" ? ({ name: "none" } as const) : readPruner(form, errors);
  const repeatability = readRepeats(form, errors);
  const timeout = readSeconds(form.timeoutSeconds);
  if (timeout === null)
    errors.timeoutSeconds = `Give a number of seconds from ${LEAST_SECONDS} to ${grouped(MOST_SECONDS)}.`;
  Object.assign(errors, textErrors(form));
  const isWrong = Object.keys(errors).length > 0;
  if (isWrong || budget === null || timeout === null || pruner === null || sampler === null || !points.ok)
    return { ok: false, errors };
  return {
    ok: true,
    draft: {
      name: form.name.trim(),
      description: descriptionOf(form.description),
      objective: { language: languageOf(form), source: form.source },
      objectives,
      metrics,
      constraints,
      sampler,
      pruner,
      seed: seedOf(form.seed),
      repeatability,
      startPoints: points.value,
      budget,
      stopRules,
      trialTimeoutMs: Math.round(timeout * 1000),
      maxPeers: MAX_PEERS,
      listed: form.listed && !form.isPrivate,
      ...(form.isPrivate ? { isPrivate: true } : {}),
    },
  };
}

/** What generations ask of the rest of the form. What is set of a pruner or of start points is not shown then, and is none. */
function checkBreeding(form: DraftForm, errors: Partial<Record<Field, string>>): void {
  if (form.objectives.length > 1)
    errors.sampler = "Generations are bred by one value: remove the other objectives, or choose another sampler.";
  const studies = readExperiments(form, errors);
  const room = MAX_SEED_LENGTH - NUMBERED_SEED;
  if ((studies ?? 1) > 1 && (seedOf(form.seed) ?? "").length > room)
    errors.seed = `Shorten the seed to ${room} characters: each of the studies adds its number to it.`;
}

/** For a test run only the objective must be there, with as many values as it returns; the rest falls back to what any study has. */
export function readTestDraft(form: DraftForm, opened: Opened = NOT_OPENED): DraftResult {
  const { source } = textErrors(form);
  if (source !== undefined && form.experiment === null) return { ok: false, errors: { source } };
  const fallback = emptyForm(form.cores);
  const timeoutFits = readSeconds(form.timeoutSeconds) !== null;
  const read = readDraft(
    {
      ...fallback,
      source: form.source,
      language: form.language,
      experiment: form.experiment,
      ...testObjectives(form),
      name: "Test run",
      timeoutSeconds: timeoutFits ? form.timeoutSeconds : fallback.timeoutSeconds,
    },
    opened,
  );
  return read.ok && form.experiment !== null ? { ok: true, draft: shortened(read.draft) } : read;
}

/** As they are; where a name is wrong still as many, under names of their own. Units change nothing that runs. */
function testObjectives(form: DraftForm): Pick<DraftForm, "objectives"> {
  const objectives = form.objectives.map((row) => ({ ...row, unit: "" }));
  const errors: ObjectivesErrors = {};
  readObjectives({ ...form, objectives }, errors);
  if (Object.keys(errors).length === 0) return { objectives };
  return { objectives: objectives.map(({ direction, unit }, i) => ({ name: `value ${i + 1}`, direction, unit })) };
}

function textErrors(form: DraftForm): DraftErrors {
  const errors: Partial<Record<Field, string>> = {};
  const name = nameError(form.name.trim());
  if (name !== null) errors.name = name;
  if (form.source.trim() === "")
    errors.source =
      form.experiment === null
        ? "Write or paste an objective here, or start from the example or the gallery."
        : "Write, paste or drop the script here that the variants are tried with: train(config, reporter).";
  else if (form.source.length > MAX_SOURCE_BYTES || utf8Length(form.source) > MAX_SOURCE_BYTES)
    errors.source = `Shorten the objective to ${MAX_SOURCE_BYTES / 1000} KB: every volunteer fetches it.`;
  const description = descriptionError(form.description);
  if (description !== null) errors.description = description;
  const seed = seedError(form.seed);
  if (seed !== null) errors.seed = seed;
  return errors;
}

function nameError(name: string): string | null {
  if (!isVisible(name)) return "Give the study a name, so that volunteers know what they help with.";
  if (name.length > MAX_NAME) return `Shorten the name to ${MAX_NAME} characters.`;
  const hidden = hiddenCharacter(name);
  return hidden === null ? null : `Type the name again: it has an invisible character in it (${hidden}).`;
}

const grouped = (value: number): string => value.toLocaleString("en");

const LEAST_SECONDS = MIN_TRIAL_TIMEOUT_MS / 1000;
const MOST_SECONDS = MAX_TRIAL_TIMEOUT_MS / 1000;
const readSeconds = (text: string): number | null => readNumber(text, LEAST_SECONDS, MOST_SECONDS);
