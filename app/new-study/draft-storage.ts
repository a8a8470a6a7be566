import * as v from "valibot";
import { MAX_OBJECTIVES } from "../../study/spec/spec-limits.ts";
import { forget, recall, remember } from "../browser-memory.ts";
import type { DraftForm } from "./draft.ts";
import { emptyForm } from "./draft.ts";
import { type FilledSettings, MAX_SHELVED } from "./experiment/experiment-form.ts";
import { DEEPGA_FIELDS } from "./settings/deepga-form.ts";
import { PRUNER_FIELDS, PRUNER_NAMES, WRAPPED } from "./settings/pruner-form.ts";
import { FORM_SAMPLERS, SAMPLER_FIELDS, WRAPPERS } from "./settings/sampler-form.ts";
import { MAX_RULES } from "./settings/stop-form.ts";

const KEY = "waggle.draft";

const Direction = v.picklist(["minimize", "maximize"]);
const Text = v.string();
const Objectives = v.pipe(
  v.array(v.object({ name: Text, direction: Direction, unit: Text })),
  v.minLength(1),
  v.maxLength(MAX_OBJECTIVES),
);
const PrunerParts = {
  pruner: v.picklist(PRUNER_NAMES),
  prunerOptions: v.record(v.picklist(PRUNER_FIELDS), Text),
  wrapped: v.picklist(WRAPPED),
};
const Filled: v.GenericSchema<unknown, FilledSettings> = v.object({
  name: Text,
  objectives: Objectives,
  timeoutSeconds: Text,
  ...PrunerParts,
});

/** Every part of a form, each read by itself: what an earlier or a later version stored otherwise costs that part alone. */
const PARTS: { readonly [K in keyof DraftForm]: v.GenericSchema<unknown, DraftForm[K]> } = {
  name: Text,
  description: Text,
  source: Text,
  language: v.picklist(["auto", "javascript", "typescript"]),
  experiment: v.nullable(Text),
  experimentFile: Text,
  chosen: Text,
  draws: Text,
  scriptFile: v.nullable(Text),
  shelf: v.pipe(v.array(v.object({ name: Text, source: Text })), v.maxLength(MAX_SHELVED)),
  filled: v.nullable(Filled),
  objectives: Objectives,
  metrics: Text,
  constraints: Text,
  sampler: v.picklist(FORM_SAMPLERS),
  samplerOptions: v.record(v.picklist(SAMPLER_FIELDS), Text),
  deepga: v.record(v.picklist(DEEPGA_FIELDS), Text),
  experiments: Text,
  grid: Text,
  wrapper: v.picklist(WRAPPERS),
  fixed: Text,
  ...PrunerParts,
  seed: Text,
  repeats: Text,
  startPoints: Text,
  target: Text,
  noImprovement: Text,
  rules: v.pipe(
    v.array(v.object({ metric: Text, bound: v.picklist(["at-least", "at-most"]), value: Text })),
    v.maxLength(MAX_RULES),
  ),
  listed: v.boolean(),
  isPrivate: v.boolean(),
  budget: v.picklist(["rounds", "trials", "time", "generations", "open"]),
  rounds: Text,
  trialsPerRound: Text,
  total: Text,
  seconds: Text,
  generations: Text,
  timeoutSeconds: Text,
  cores: v.pipe(v.number(), v.integer(), v.minValue(0)),
};

/** A form of the time when a study had one objective, which had no name. */
const OneObjective = v.object({ direction: Direction, unit: v.optional(Text, "") });

/** The draft of an earlier visit, or an empty form; `most` cores at most. */
export function restoreForm(cores: number, most: number): DraftForm {
  const form = parseForm(recall(KEY), cores) ?? emptyForm(cores);
  return { ...form, cores: Math.min(form.cores, most) };
}

/** As much of what was stored as is a form's; the rest is as in an empty one. Null where nothing of it is. */
export function parseForm(text: string | null, cores: number): DraftForm | null {
  const stored = recordOf(text);
  if (stored === null) return null;
  const one = v.safeParse(OneObjective, stored);
  const given: Record<string, unknown> = {
    ...(one.success ? { objectives: [{ name: "value", ...one.output }] } : {}),
    ...stored,
  };
  const read = Object.entries(PARTS).flatMap(([part, schema]) => {
    const result = Object.hasOwn(given, part) ? v.safeParse(schema, given[part]) : null;
    return result?.success ? [[part, result.output] as const] : [];
  });
  // Each part has been read by its own schema.
  return read.length === 0 ? null : { ...emptyForm(cores), ...(Object.fromEntries(read) as Partial<DraftForm>) };
}

function recordOf(text: string | null): object | null {
  if (text === null) return null;
  try {
    const stored: unknown = JSON.parse(text);
    return typeof stored === "object" && stored !== null && !Array.isArray(stored) ? stored : null;
  } catch {
    return null;
  }
}

/** False if the browser keeps nothing: the text is then lost with the tab. */
export const keepForm = (form: DraftForm): boolean => remember(KEY, JSON.stringify(form));

export const dropForm = (): boolean => forget(KEY);
