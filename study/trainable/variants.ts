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

/** The variant of trial `index`: all of them once, then all of them again. */
export const variantAt = (
  { variants }: Pick<Trainable, "variants">,
  index: number,
): Trainable["variants"][number] | null => variants[index % variants.length] ?? null;

/** One value of a configuration by its path, as "layers.0.units". */
export type VariedValue = null | boolean | number | string;

/** More differences than anybody reads are not looked for: what one variant has, and all together. */
const MAX_PATHS = 1_000;
/** Deeper or longer keys are not shown. */
const MAX_PATH_LENGTH = 200;
/** A longer text is shown by its beginning. */
const MAX_SHOWN_TEXT = 200;

/**
 * What differs between the variants, to be shown: for each of them by path; of a value that is a list or an object its
 * parts. A path that some variant has not is left out of that one. Bounded whatever the configurations are.
 */
export function variedOf(variants: Trainable["variants"]): readonly Readonly<Record<string, VariedValue>>[] {
  const known = new Map<string, { readonly first: VariedValue; count: number; differs: boolean }>();
  const flat = variants.map(({ config }) => flattened(config));
  for (const values of flat) {
    for (const [path, value] of values) {
      const before = known.get(path);
      if (before === undefined) {
        if (known.size < MAX_PATHS) known.set(path, { first: value, count: 1, differs: false });
      } else {
        before.count += 1;
        before.differs ||= !Object.is(before.first, value);
      }
    }
  }
  const isVaried = (path: string): boolean => {
    const { count, differs } = known.get(path) ?? { count: variants.length, differs: false };
    return differs || count < variants.length;
  };
  return flat.map((values) =>
    Object.fromEntries(
      Array.from(values)
        .filter(([path]) => isVaried(path))
        .map(([path, value]) => [path, shownValue(value)]),
    ),
  );
}

const shownValue = (value: VariedValue): VariedValue =>
  typeof value === "string" && value.length > MAX_SHOWN_TEXT
    ? `${value.slice(0, MAX_SHOWN_TEXT).replace(/[\uD800-\uDBFF]$/, "")}\u2026`
    : value;

function flattened(config: Json): Map<string, VariedValue> {
  const values = new Map<string, VariedValue>();
  const walk = (value: Json, path: string): void => {
    if (values.size >= MAX_PATHS || path.length > MAX_PATH_LENGTH) return;
    if (value === null || typeof value !== "object") values.set(path, value);
    else for (const [key, part] of Object.entries(value)) walk(part, path === "" ? key : `${path}.${key}`);
  };
  walk(config, "");
  return values;
}
