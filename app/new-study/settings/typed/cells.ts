import { type Parsed, parsed, refused } from "../../../../study/parsed.ts";
import type { CategoricalChoice } from "../../../../study/space/distribution.ts";
import { MAX_CHOICE_LENGTH } from "../../../../study/space/distribution.ts";
import { jsonMistakeLine } from "./json-mistake.ts";

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A value as a person types it: a number, true, false, null, else text; text in quotes is text whatever it looks like. */
export function readCell(typed: string): CategoricalChoice {
  const text = typed.trim();
  if (isQuoted(text)) return unquoted(text);
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value + 0 : text;
}

/** The cells of a line, as typed; a separator within quotes belongs to its cell, and so does a quote that stands twice. */
export function splitCells(line: string, separator: string): string[] {
  const cells: string[] = [];
  let start = 0;
  let isBlank = true;
  let quote: string | null = null;
  let isInside = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (!isInside && character === separator) {
      cells.push(line.slice(start, at));
      [start, isBlank, quote] = [at + 1, true, null];
      continue;
    }
    if (isBlank && (character === '"' || character === "'")) quote = character;
    if (character === quote) isInside = !isInside;
    isBlank &&= character.trim() === "";
  }
  cells.push(line.slice(start));
  return cells;
}

/** What a parameter can have as its value, out of JSON; null where it cannot. */
export const isCell = (value: unknown): value is CategoricalChoice =>
  value === null ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value)) ||
  (typeof value === "string" && value.length <= MAX_CHOICE_LENGTH);

/** The cell as a person would type it, so that `readCell` gives the value back. */
export function cellText(value: CategoricalChoice): string {
  if (typeof value !== "string") return String(value);
  const isPlain = value === value.trim() && !/["',;\t\n]/.test(value) && value !== "" && readCell(value) === value;
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`;
}

const isQuoted = (text: string): boolean => text.length >= 2 && /^(".*"|'.*')$/su.test(text);

export function unquoted(typed: string): string {
  const text = typed.trim();
  const quote = text[0] ?? "";
  return isQuoted(text) ? text.slice(1, -1).replaceAll(quote + quote, quote) : text;
}

/** Whether the text is meant as JSON. */
export const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** JSON, or a sentence that names the line where it is none. */
export function readJson(text: string): Parsed<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return parsed(value);
  } catch {
    return refused(`Line ${jsonMistakeLine(text)} is no valid JSON.`);
  }
}
