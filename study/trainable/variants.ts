import type { Json, Trainable } from "../spec/spec.ts";
import type { TrialPoint } from "../trial/trial.ts";

/** The parameter of a trainable's trials: which of its trials this is, from 0. */
export const VARIANT_PARAM = "variant";

/** Trials of a trainable in all: each variant as often as it is repeated. */
export const variantTrials = ({ variants, repeat }: Pick<Trainable, "variants" | "repeat">): number =>
  variants.length * repeat;

/** Which of a trainable's trials a point is; null if it is none. */
export function variantOf({ space, params }: TrialPoint): number | null {
  const index = params[space.names.indexOf(VARIANT_PARAM)];
  return typeof index === "number" && Number.isSafeInteger(index) && index >= 0 ? index : null;
}

/** The variant of trial `index`: all of them once, then all of them again. Null beyond the last trial. */
export const variantAt = (
  { variants, repeat }: Pick<Trainable, "variants" | "repeat">,
  index: number,
): Trainable["variants"][number] | null =>
  index < variantTrials({ variants, repeat }) ? (variants[index % variants.length] ?? null) : null;

/** One value of a configuration by its path, as "layers.0.units". */
export type VariedValue = null | boolean | number | string;

/** Further keys of a configuration are not looked at: nobody reads them. */
const MAX_PATHS = 10_000;

/**
 * What differs between the variants, for each of them by path; of a value that is a list or an object its parts. A path
 * that some variant has not is left out of that one.
 */
export function variedOf(variants: Trainable["variants"]): readonly Readonly<Record<string, VariedValue>>[] {
  const flat = variants.map(({ config }) => flattened(config));
  const varied = new Set<string>();
  const first = new Map<string, VariedValue>();
  for (const values of flat) for (const [path, value] of values) if (!first.has(path)) first.set(path, value);
  for (const values of flat) {
    for (const [path, value] of first) if (!values.has(path) || !Object.is(values.get(path), value)) varied.add(path);
  }
  return flat.map((values) => Object.fromEntries(Array.from(values).filter(([path]) => varied.has(path))));
}

function flattened(config: Json): Map<string, VariedValue> {
  const values = new Map<string, VariedValue>();
  const walk = (value: Json, path: string): void => {
    if (values.size >= MAX_PATHS) return;
    if (value === null || typeof value !== "object") values.set(path, value);
    else for (const [key, part] of Object.entries(value)) walk(part, path === "" ? key : `${path}.${key}`);
  };
  walk(config, "");
  return values;
}
