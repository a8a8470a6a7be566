import * as v from "valibot";
import { forget, recall, remember } from "../browser-memory.ts";
import type { DraftForm } from "./draft.ts";
import { emptyForm, FORM_SAMPLERS } from "./draft.ts";
import { PRUNER_FIELDS, PRUNER_NAMES, WRAPPED } from "./pruner-form.ts";

const KEY = "waggle.draft";

const FormSchema = v.object({
  name: v.string(),
  source: v.string(),
  language: v.picklist(["auto", "javascript", "typescript"]),
  direction: v.picklist(["minimize", "maximize"]),
  unit: v.string(),
  sampler: v.picklist(FORM_SAMPLERS),
  pruner: v.picklist(PRUNER_NAMES),
  prunerOptions: v.optional(v.record(v.picklist(PRUNER_FIELDS), v.string()), {}),
  wrapped: v.optional(v.picklist(WRAPPED), "none"),
  listed: v.boolean(),
  budget: v.picklist(["rounds", "trials", "time", "open"]),
  rounds: v.string(),
  trialsPerRound: v.string(),
  total: v.string(),
  seconds: v.string(),
  timeoutSeconds: v.string(),
  cores: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/** The draft of an earlier visit, or an empty form; `most` cores at most. */
export function restoreForm(cores: number, most: number): DraftForm {
  const form = parseForm(recall(KEY)) ?? emptyForm(cores);
  return { ...form, cores: Math.min(form.cores, most) };
}

/** What was stored, if it still is a form of this version. */
export function parseForm(text: string | null): DraftForm | null {
  if (text === null) return null;
  try {
    const read = v.safeParse(FormSchema, JSON.parse(text));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

/** False if the browser keeps nothing: the text is then lost with the tab. */
export const keepForm = (form: DraftForm): boolean => remember(KEY, JSON.stringify(form));

export const dropForm = (): boolean => forget(KEY);
