import { parseArgs } from "node:util";

/** A bench's command line: `--name value` for each of `defaults`, and flags. Unknown options are refused with a sentence. */
export function readOptions<T extends Readonly<Record<string, string>>>(
  defaults: T,
  flags: readonly string[] = [],
): { readonly values: Record<keyof T, string>; readonly flags: ReadonlySet<string> } {
  const known = Object.fromEntries([
    ...Object.keys(defaults).map((name) => [name, { type: "string" as const }]),
    ...[...flags, "json"].map((name) => [name, { type: "boolean" as const }]),
  ]);
  const given = parseArgs({ options: known, strict: true, allowPositionals: false }).values;
  const values: Record<string, string> = { ...defaults };
  const set = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string") values[name] = value;
    else if (value === true) set.add(name);
  }
  return { values: values as Record<keyof T, string>, flags: set };
}

/** "1-3,8" as [1, 2, 3, 8]. Throws for anything else than whole numbers in `low`..`high`. */
export function wholeNumbers(text: string, low: number, high: number): number[] {
  const numbers = text.split(",").flatMap((part) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    const first = Number(match?.[1] ?? Number.NaN);
    const last = Number(match?.[2] ?? first);
    if (!(first >= low && last <= high && first <= last)) {
      throw new Error(`"${text}" must name whole numbers from ${low} to ${high}, as in ${low}-${low + 2},${low + 5}.`);
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(numbers)];
}

/** How many seeds or jobs may be asked for: a typing mistake should not fill the memory. */
const MAX_COUNT = 100_000;

/** "25" as seeds 0 to 24; "5-9" and "3,5" as those seeds. */
export const seedsOf = (text: string): number[] =>
  /^\d+$/.test(text)
    ? Array.from({ length: wholeNumbers(text, 1, MAX_COUNT)[0] ?? 0 }, (_, seed) => seed)
    : wholeNumbers(text, 0, MAX_COUNT);

/** One whole number from 1 on. */
export function count(text: string, name: string): number {
  if (!/^\d+$/.test(text) || !(Number(text) >= 1 && Number(text) <= MAX_COUNT)) {
    throw new Error(`--${name} must be a whole number from 1 to ${MAX_COUNT}, but is "${text}".`);
  }
  return Number(text);
}

export const namesOf = (text: string): string[] => [...new Set(text.split(",").map((name) => name.trim()))];
