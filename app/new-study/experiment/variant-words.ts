import type { Variant } from "../../../formats/experiment/experiment.ts";
import type { VariedValue } from "../../../study/trainable/variants.ts";
import { formatCount, formatParam, plural } from "../../parts/numbers.ts";

export type Varied = readonly Readonly<Record<string, VariedValue>>[];

/** Values that a sentence still holds. */
const MAX_COUNTED = 6;

/** "10 trials: activation relu 4, elu 3, tanh 3"; "90 trials: 9 combinations, each 10 times"; "6 trials, no two alike". */
export function countWords(variants: readonly Variant[], varied: Varied): string {
  const trials = plural(variants.length, "trial");
  const kinds = new Map<string, { readonly label: string; count: number }>();
  for (const values of varied) {
    const key = JSON.stringify(values);
    const kind = kinds.get(key) ?? { label: Object.values(values).map(valueText).join(" "), count: 0 };
    kind.count += 1;
    kinds.set(key, kind);
  }
  const counts = [...kinds.values()];
  if (variants.length === 1) return trials;
  if (counts.length === 1) return `${trials} of the same configuration`;
  if (counts.length === variants.length) return `${trials}, no two alike`;
  const [only, ...more] = columnsOf(varied, 2);
  const isOne = more.length === 0;
  if (isOne && counts.length <= MAX_COUNTED)
    return `${trials}: ${only} ${counts.map(({ label, count }) => `${label} ${count}`).join(", ")}`;
  const times = counts[0]?.count ?? 0;
  const isEven = counts.every(({ count }) => count === times);
  const what = isOne ? `values of ${only}` : "combinations";
  return `${trials}: ${formatCount(counts.length)} ${what}${isEven ? `, each ${formatCount(times)} times` : ""}`;
}

/** What differs between the variants, a column for each; the first ones where they are many. */
export function columnsOf(varied: Varied, most: number): readonly string[] {
  const names = new Set<string>();
  for (const values of varied) for (const name of Object.keys(values)) names.add(name);
  return [...names].slice(0, most);
}

/** None is written as in the variants' names. */
export const valueText = (value: VariedValue): string => (value === null ? "None" : formatParam(value));
