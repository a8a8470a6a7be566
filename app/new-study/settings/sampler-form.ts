import type { SamplerChoice, SimpleSampler } from "../../../study/samplers/choice.ts";
import { SAMPLER_OPTIONS } from "../../../study/spec/parse-sampler.ts";
import { Refusal } from "../../../study/spec/spec-fields.ts";
import {
  DEEPGA_ERROR_FIELDS,
  type DeepGaErrorField,
  type DeepGaForm,
  deepGaFormOf,
  NO_DEEPGA,
  readDeepGa,
} from "./deepga-form.ts";
import { linesOf, readValueLists, readValues } from "./typed/values-by-name.ts";

type SimpleName = SimpleSampler["name"];
type SamplerName = SimpleName | "deepga";

export const SIMPLE_SAMPLERS = Object.keys(SAMPLER_OPTIONS) as SimpleName[];

/** What the form offers. */
export const FORM_SAMPLERS: readonly SamplerName[] = [...SIMPLE_SAMPLERS, "deepga"];

/** What goes around the sampler: nothing, "no point twice", or "some parameters stay as they are". */
export const WRAPPERS = ["none", "distinct", "partial-fixed"] as const;
type Wrapper = (typeof WRAPPERS)[number];

/** The options that the form offers, in the order in which they stand on the page. */
export const SAMPLER_FIELDS = [
  "startupTrials",
  "candidates",
  "multivariate",
  "sigma0",
  "population",
  "restart",
  "populationSize",
  "divisions",
  "crossover",
  "mutation",
  "sequence",
  "scramble",
] as const;
export type SamplerField = (typeof SAMPLER_FIELDS)[number];

/** The values of those options that are one of a few; the others are numbers. */
export const SAMPLER_CHOICES = {
  multivariate: ["true", "false"],
  restart: ["none", "ipop", "bipop"],
  crossover: ["uniform", "blx-alpha", "sbx", "vsbx", "spx", "undx"],
  mutation: ["redraw", "polynomial"],
  sequence: ["sobol", "halton"],
  scramble: ["true", "false"],
} as const satisfies Partial<Record<SamplerField, readonly string[]>>;

export const isChoiceField = (field: SamplerField): field is keyof typeof SAMPLER_CHOICES =>
  Object.hasOwn(SAMPLER_CHOICES, field);

/** The part of the form that is about the sampler; options are text as typed, and nothing typed is the default. */
export interface SamplerForm extends DeepGaForm {
  readonly sampler: SamplerName;
  readonly samplerOptions: Readonly<Partial<Record<SamplerField, string>>>;
  /** The values of a grid: a line for each parameter, or JSON. */
  readonly grid: string;
  readonly wrapper: Wrapper;
  /** The parameters that stay as they are: a line for each, or JSON. */
  readonly fixed: string;
}

export const AUTO_SAMPLER: SamplerForm = {
  sampler: "auto",
  samplerOptions: {},
  grid: "",
  wrapper: "none",
  fixed: "",
  ...NO_DEEPGA,
};

/** The fields that the form has for a sampler; those of generations are others. */
export const samplerFieldsOf = (name: SamplerName): SamplerField[] =>
  name === "deepga" ? [] : SAMPLER_FIELDS.filter((field) => Object.hasOwn(SAMPLER_OPTIONS[name], field));

export type SamplerErrorField = "sampler" | `sampler-${SamplerField}` | DeepGaErrorField | "grid" | "fixed";
export const SAMPLER_ERROR_FIELDS: readonly SamplerErrorField[] = [
  "sampler",
  ...SAMPLER_FIELDS.map((field) => `sampler-${field}` as const),
  ...DEEPGA_ERROR_FIELDS,
  "grid",
];

/** The form that shows a choice made elsewhere. */
export function samplerFormOf(choice: SamplerChoice): SamplerForm {
  if (choice.name === "deepga") return { ...AUTO_SAMPLER, sampler: "deepga", ...deepGaFormOf(choice) };
  const inner = choice.name === "distinct" || choice.name === "partial-fixed" ? choice.sampler : choice;
  const options: Readonly<Partial<Record<string, unknown>>> = { ...inner };
  const samplerOptions: Partial<Record<SamplerField, string>> = {};
  for (const field of samplerFieldsOf(inner.name)) {
    const option = options[field];
    if (isOption(option)) samplerOptions[field] = String(option);
  }
  return {
    ...AUTO_SAMPLER,
    sampler: inner.name,
    samplerOptions,
    grid: inner.name === "grid" ? linesOf(inner.values) : "",
    wrapper: choice === inner ? "none" : choice.name === "distinct" ? "distinct" : "partial-fixed",
    fixed:
      choice.name === "partial-fixed"
        ? linesOf(Object.fromEntries(Object.entries(choice.fixed).map(([name, value]) => [name, [value]])))
        : "",
  };
}

const isOption = (value: unknown): value is string | number | boolean =>
  value !== undefined && typeof value !== "object";

/** The sampler the form describes; a sentence for every field that is wrong goes to `errors`, and null comes back. */
export function readSampler(
  form: SamplerForm,
  errors: Partial<Record<SamplerErrorField, string>>,
): SamplerChoice | null {
  if (form.sampler === "deepga") return readDeepGa(form, errors);
  const sampler = readSimple(form.sampler, form, errors);
  switch (form.wrapper) {
    case "none":
      return sampler;
    case "distinct":
      return sampler === null ? null : { name: "distinct", sampler };
    case "partial-fixed": {
      const fixed = readValues(form.fixed);
      if (!fixed.ok) errors.fixed = fixed.reason;
      return sampler === null || !fixed.ok ? null : { name: "partial-fixed", fixed: fixed.value, sampler };
    }
  }
}

function readSimple(
  name: SimpleName,
  form: SamplerForm,
  errors: Partial<Record<SamplerErrorField, string>>,
): SimpleSampler | null {
  const options: Record<string, unknown> = {};
  let fits = true;
  for (const field of samplerFieldsOf(name)) {
    const text = (form.samplerOptions[field] ?? "").replaceAll(/[\s_]/g, "");
    const read = SAMPLER_OPTIONS[name][field];
    if (text === "" || read === undefined) continue;
    try {
      options[field] = read(optionOf(field, text), "it");
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      errors[`sampler-${field}`] = `${thrown.message[0]?.toUpperCase()}${thrown.message.slice(1)}.`;
      fits = false;
    }
  }
  if (name === "grid") {
    const values = readValueLists(form.grid);
    if (!values.ok) errors.grid = values.reason;
    return values.ok ? { name, values: values.value } : null;
  }
  // Its keys and values are those the table has for this name.
  return fits ? { name, ...options } : null;
}

function optionOf(field: SamplerField, text: string): unknown {
  if (!isChoiceField(field)) return Number(text.replaceAll(",", ""));
  return text === "true" || text === "false" ? text === "true" : text;
}
