import { isWellFormedText } from "../../../../study/parsed.ts";
import { ExpressionFault } from "../fault.ts";

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** The Python string that begins at `at`, with its text there; null if none does. */
export function stringLiteral(text: string, at: number): { readonly text: string; readonly value: string } | null {
  const [opening] = /^[A-Za-z]{0,2}["']/.exec(text.slice(at, at + 3)) ?? [];
  if (opening === undefined) return null;
  const prefix = opening.slice(0, -1).toLowerCase();
  const quote = opening.slice(-1);
  if (prefix !== "" && prefix !== "r" && prefix !== "u")
    throw new ExpressionFault(at, `strings that begin with ${prefix} are not known here: leave it out`);
  if (text.startsWith(quote.repeat(3), at + prefix.length))
    throw new ExpressionFault(at, "three quotes are not known here: use one");
  let value = "";
  for (let i = at + opening.length; i < text.length; ) {
    const character = text[i] ?? "";
    if (character === quote) return { text: text.slice(at, i + 1), value: wellFormed(value, at) };
    if (character === "\n") break;
    const [piece, length] = character === "\\" ? escape(text, i, prefix === "r") : [character, 1];
    value += piece;
    i += length;
  }
  throw new ExpressionFault(at, `this text has no ${quote} at its end`);
}

function escape(text: string, at: number, isRaw: boolean): readonly [string, number] {
  const next = text[at + 1];
  if (next === undefined) return ["\\", 1];
  if (isRaw) return [`\\${next}`, 2];
  const simple = SIMPLE.get(next);
  if (simple !== undefined) return [simple, 2];
  if (next === "\n") return ["", 2];
  const rest = text.slice(at + 1, at + 10);
  const [octal] = /^[0-7]{1,3}/.exec(rest) ?? [];
  if (octal !== undefined) return [String.fromCodePoint(Number.parseInt(octal, 8)), 1 + octal.length];
  const [hex] = /^(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/.exec(rest) ?? [];
  if (hex !== undefined) {
    const point = Number.parseInt(hex.slice(1), 16);
    if (point > 0x10ffff) throw new ExpressionFault(at, "there is no such character");
    return [String.fromCodePoint(point), 1 + hex.length];
  }
  if (/^[xuUN]/.test(next)) throw new ExpressionFault(at, "this escape is not whole, or not known here");
  // As Python does: a backslash that escapes nothing stays.
  return [`\\${next}`, 2];
}

function wellFormed(value: string, at: number): string {
  if (!isWellFormedText(value)) throw new ExpressionFault(at, "this text has half a character in it");
  return value;
}
