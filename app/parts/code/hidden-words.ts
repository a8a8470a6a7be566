import type { Disguise } from "../../../study/spec/visible-text.ts";
import { hiddenCharacters } from "../../../study/spec/visible-text.ts";
import { formatCount } from "../numbers.ts";
import { lineAt } from "./highlight.ts";

/** 4: enough to look up what they are; the marks in the code name every one. */
const MAX_NAMES = 4;

/** In the order of how badly they deceive; a word for one and for several. */
const KINDS: readonly (readonly [Disguise, one: string, many: string])[] = [
  ["direction", "character that turns the reading direction", "characters that turn the reading direction"],
  ["line end", "line end that no editor shows", "line ends that no editor shows"],
  ["invisible", "invisible character", "invisible characters"],
];

/** "a, b and c" */
const IN_A_ROW = new Intl.ListFormat("en-GB");

export interface HiddenWords {
  /** "2 invisible characters (U+200B, U+00AD) and 1 character that ..." */
  readonly what: string;
  /** The line of the first, from 1. */
  readonly firstLine: number;
}

/** What `source` holds that its reader does not see; null where it shows as it is. */
export function hiddenWords(source: string): HiddenWords | null {
  const hidden = hiddenCharacters(source);
  const [first] = hidden;
  if (first === undefined) return null;
  const parts = KINDS.flatMap(([disguise, one, many]) => {
    const those = hidden.filter((character) => character.disguise === disguise);
    if (those.length === 0) return [];
    const names = [...new Set(those.map(({ name }) => name))];
    const rest = names.length > MAX_NAMES ? ` and ${formatCount(names.length - MAX_NAMES)} more kinds` : "";
    return `${formatCount(those.length)} ${those.length === 1 ? one : many} (${names.slice(0, MAX_NAMES).join(", ")}${rest})`;
  });
  return { what: IN_A_ROW.format(parts), firstLine: lineAt(source, first.at) };
}

/** "⟨U+202E⟩", and "⟨U+200B × 3⟩" for three in a row: what stands in the place of what does not show. */
export function marksOf(hidden: string): string {
  const runs: { readonly name: string; count: number }[] = [];
  for (const { name } of hiddenCharacters(hidden)) {
    const last = runs.at(-1);
    if (last?.name === name) last.count++;
    else runs.push({ name, count: 1 });
  }
  return runs.map(({ name, count }) => (count === 1 ? `⟨${name}⟩` : `⟨${name} × ${formatCount(count)}⟩`)).join("");
}
