import { parseArgs } from "node:util";
import { fail } from "../../scripts/prepare.mjs";

/** A bench's command line: `--name value` for each of `defaults`, and flags. Unknown options are refused with a sentence. */
export function readOptions<T extends Readonly<Record<string, string>>>(
  defaults: T,
  flags: readonly string[] = [],
): { readonly values: Record<keyof T, string>; readonly flags: ReadonlySet<string> } {
  const known = Object.fromEntries([
    ...Object.keys(defaults).map((name) => [name, { type: "string" as const }]),
    ...[...flags, "json"].map((name) => [name, { type: "boolean" as const }]),
  ]);
  const given = parsed(known);
  const values: Record<string, string> = { ...defaults };
  const set = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string") values[name] = value;
    else if (value === true) set.add(name);
  }
  return { values: values as Record<keyof T, string>, flags: set };
}

function parsed(options: Record<string, { type: "string" | "boolean" }>) {
  try {
    return parseArgs({ options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const names = Object.keys(options).map((name) => `--${name}`);
    return fail(`${error instanceof Error ? error.message : String(error)}\nThere are ${names.join(", ")}.`);
  }
}

/** "1-3,8" as [1, 2, 3, 8]. Anything else than whole numbers in `low`..`high` ends the bench with a sentence. */
export function wholeNumbers(text: string, low: number, high: number): number[] {
  const numbers = text.split(",").flatMap((part) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    const first = Number(match?.[1] ?? Number.NaN);
    const last = Number(match?.[2] ?? first);
    if (!(first >= low && last <= high && first <= last)) {
      fail(`"${text}" must name whole numbers from ${low} to ${high}, as in ${low}-${low + 2},${low + 5}.`);
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
    fail(`--${name} must be a whole number from 1 to ${MAX_COUNT}, but is "${text}".`);
  }
  return Number(text);
}

export const namesOf = (text: string): string[] => [...new Set(text.split(",").map((name) => name.trim()))];
