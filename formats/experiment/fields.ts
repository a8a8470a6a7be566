import { hiddenCharacter, isVisible } from "../../study/spec/visible-text.ts";
import type { Findings } from "./findings.ts";
import { unknownKeyWords } from "./known-keys.ts";
import { quoted } from "./shown-text.ts";
import type { Tree, TreeEntry, TreeMap } from "./yaml/tree.ts";

/** The fields of a map of the file, each read with its own words for what is wrong. */
export class Fields {
  readonly #entries: ReadonlyMap<string, TreeEntry>;
  readonly findings: Findings;

  constructor(tree: TreeMap, findings: Findings) {
    this.#entries = new Map(tree.entries.map((entry) => [entry.key, entry]));
    this.findings = findings;
  }

  entry(key: string): TreeEntry | null {
    return this.#entries.get(key) ?? null;
  }

  /** Tells of keys that are not known, and of those that mean nothing here. */
  checkKeys(where: string, known: readonly string[], unused: ReadonlyMap<string, string>): void {
    for (const { key, keyAt } of this.#entries.values()) {
      const why = unused.get(key);
      if (why !== undefined) this.findings.note(keyAt, `${key} has no effect: ${why}.`);
      else if (!known.includes(key))
        this.findings.mistake(keyAt, `${unknownKeyWords(key, where, known)}.`.replace("?.", "?"));
    }
  }

  whole(key: string, min: number, max: number, missing: number): number {
    const value = this.entry(key)?.value ?? null;
    if (value === null) return missing;
    const number = value.kind === "scalar" && typeof value.value === "bigint" ? Number(value.value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.findings.mistake(value, `${key} is a whole number from ${min} to ${max}, and this is ${foundWords(value)}.`);
    return missing;
  }

  /** A text that is shown in one line; null if it is not there, or is `null`. */
  label(key: string, max: number): string | null {
    const value = this.entry(key)?.value ?? null;
    if (value === null || (value.kind === "scalar" && value.value === null)) return null;
    if (value.kind !== "scalar")
      return this.findings.mistake(value, `${key} is a text, and this is ${foundWords(value)}.`);
    const fault = labelFault(value.text, max);
    return fault === null ? value.text : this.findings.mistake(value, `${key} ${fault}.`);
  }
}

/** What keeps a text from being shown in one line, as "is ..." or "has ..."; null if nothing does. */
export function labelFault(text: string, max: number): string | null {
  if (text.length > max) return `is longer than ${max} characters: shorten it`;
  const hidden = hiddenCharacter(text);
  if (hidden !== null) return `has the invisible character ${hidden}: type it again without`;
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text)) return "has a line break or a control character: write it in one line";
  return isVisible(text) ? null : "is blank: give it a text";
}

export function foundWords(tree: Tree): string {
  if (tree.kind !== "scalar") return `a ${tree.kind}`;
  return tree.value === null ? "nothing" : quoted(tree.text);
}
