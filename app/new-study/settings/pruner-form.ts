import type { PrunerChoice } from "../../../study/pruners/choice.ts";
import { mayJudgeInHindsight, PRUNER_OPTIONS, parsePruner } from "../../../study/spec/parse-pruner.ts";

export const PRUNER_NAMES = Object.keys(PRUNER_OPTIONS) as PrunerChoice["name"][];

/** Every option a pruner may have, in the order in which they stand on the page. */
export const PRUNER_FIELDS = [
  "percentile",
  "lower",
  "upper",
  "patience",
  "minDelta",
  "pThreshold",
  "minResource",
  "maxResource",
  "reductionFactor",
  "minEarlyStoppingRate",
  "bootstrapCount",
  "startupTrials",
  "startupSteps",
  "minTrials",
  "warmupSteps",
  "intervalSteps",
  "hindsight",
] as const;
export type PrunerField = (typeof PRUNER_FIELDS)[number];

/** The part of the form that is about the pruner; options are text as typed, and nothing typed is the default. */
export interface PrunerForm {
  readonly pruner: PrunerChoice["name"];
  readonly prunerOptions: Readonly<Partial<Record<PrunerField, string>>>;
  /** What decides once a patient pruner's patience is over; "none": then the trial stops. */
  readonly wrapped: Wrapped;
}

/** Those that need no options. */
export const WRAPPED = ["none", "median", "halving", "hyperband", "wilcoxon"] as const;
type Wrapped = (typeof WRAPPED)[number];

export const NO_PRUNER: PrunerForm = { pruner: "none", prunerOptions: {}, wrapped: "none" };

/** The options of the chosen pruner. */
export const fieldsOf = (name: PrunerChoice["name"]): PrunerField[] =>
  PRUNER_FIELDS.filter((field) =>
    field === "hindsight" ? mayJudgeInHindsight(name) : Object.hasOwn(PRUNER_OPTIONS[name], field),
  );

/** The text that stands for hindsight; every other means none. */
export const IN_HINDSIGHT = "yes";

/** Without these two a pruner is none, so they are filled in rather than left to a default. */
const FIRST_VALUES: Partial<Record<PrunerField, string>> = { percentile: "25", patience: "5" };

/** What choosing a pruner changes in the form: what was typed for another one stays where both have it. */
export function choosePruner(form: PrunerForm, pruner: PrunerChoice["name"]): Partial<PrunerForm> {
  const prunerOptions: Partial<Record<PrunerField, string>> = { ...form.prunerOptions };
  for (const field of fieldsOf(pruner)) prunerOptions[field] ??= FIRST_VALUES[field] ?? "";
  return { pruner, prunerOptions };
}

/** The form that shows a choice made elsewhere. */
export function prunerFormOf(choice: PrunerChoice): PrunerForm {
  const options: Readonly<Record<string, unknown>> = { ...choice };
  const prunerOptions: Partial<Record<PrunerField, string>> = {};
  for (const field of fieldsOf(choice.name))
    if (typeof options[field] === "number") prunerOptions[field] = String(options[field]);
  if (options["hindsight"] === true) prunerOptions.hindsight = IN_HINDSIGHT;
  const inner = choice.name === "patient" ? choice.wrapped?.name : undefined;
  return { pruner: choice.name, prunerOptions, wrapped: WRAPPED.find((it) => it === inner) ?? "none" };
}

/** The pruner the form describes; a sentence for every option that is wrong goes to `errors`, and null comes back. */
export function readPruner(form: PrunerForm, errors: Partial<Record<PrunerField, string>>): PrunerChoice | null {
  const fields = fieldsOf(form.pruner);
  const choice: Record<string, unknown> = { name: form.pruner };
  for (const field of fields) {
    const text = (form.prunerOptions[field] ?? "").replaceAll(/[\s_]/g, "");
    if (text === "" && FIRST_VALUES[field] === undefined) continue;
    const value = text === "" ? Number.NaN : Number(text.replaceAll(",", ""));
    const limits = PRUNER_OPTIONS[form.pruner][field];
    if (limits === undefined) continue;
    const { least, most, isWhole } = limits;
    const fits = value >= least && value <= most && (!isWhole || Number.isInteger(value));
    if (fits) choice[field] = value;
    else errors[field] = rangeError(least, most, isWhole);
  }
  if (fields.some((field) => errors[field] !== undefined)) return null;
  if (mayJudgeInHindsight(form.pruner) && form.prunerOptions.hindsight === IN_HINDSIGHT) choice["hindsight"] = true;
  if (form.pruner === "patient" && form.wrapped !== "none") choice["wrapped"] = { name: form.wrapped };
  const read = parsePruner(choice);
  if (read.ok) return read.value;
  const [blamed = "percentile"] = fields;
  errors[blamed] = CONTRADICTIONS[form.pruner] ?? "Change one of the pruner's options: they contradict each other.";
  return null;
}

const CONTRADICTIONS: Partial<Record<PrunerChoice["name"], string>> = {
  threshold: "Give at least one bound, the lower one not above the upper one.",
  halving: "Give the first step if trials have to wait for others, and no fewer steps for a whole trial.",
  hyperband: "Give more steps for a whole trial than for the first check.",
};

function rangeError(least: number, most: number, isWhole: boolean): string {
  const kind = isWhole ? "whole number" : "number";
  if (most > 1e6) return least < 0 ? `Give a ${kind}.` : `Give a ${kind} of at least ${least}.`;
  return `Give a ${kind} from ${least} to ${most}.`;
}
