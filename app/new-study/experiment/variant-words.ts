import type { Variant } from "../../../formats/experiment/experiment.ts";
import type { VariedValue } from "../../../study/trainable/variants.ts";
import { formatCount, formatParam, plural } from "../../parts/numbers.ts";

export type Varied = readonly Readonly<Record<string, VariedValue>>[];

/** Values that a sentence still holds. */
const MAX_COUNTED = 6;

/** "10 trials of 3 variants: relu 4, elu 3, tanh 3"; "6 trials, no two alike". */
export function countWords(variants: readonly Variant[], varied: Varied): string {
  const trials = plural(variants.length, "trial");
  const kinds = new Map<string, { readonly label: string; count: number }>();
  for (const values of varied) {
    const key = JSON.stringify(values);
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { label: Object.values(values).map(valueText).join(" "), count: 1 });
    else kind.count += 1;
  }
  if (variants.length === 1) return trials;
  if (kinds.size === variants.length) return `${trials}, no two alike`;
  if (kinds.size === 1) return `${trials} of the same configuration`;
  const counts = [...kinds.values()];
  const each = counts[0]?.count ?? 0;
  const isEven = counts.every(({ count }) => count === each);
  const head = `${trials} of ${formatCount(kinds.size)} variants`;
  if (counts.length <= MAX_COUNTED) return `${head}: ${counts.map(({ label, count }) => `${label} ${count}`).join(", ")}`;
  return isEven ? `${head}, each ${formatCount(each)} times` : head;
}

/** What differs between the variants, a column for each; the first ones where they are many. */
export function columnsOf(varied: Varied, most: number): readonly string[] {
  const names = new Set<string>();
  for (const values of varied) for (const name of Object.keys(values)) names.add(name);
  return [...names].slice(0, most);
}

export const valueText = (value: VariedValue): string => formatParam(value);

