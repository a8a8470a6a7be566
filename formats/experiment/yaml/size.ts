import { Lexer } from "yaml";

/**
 * Words, marks and line ends: some seven thousand lines, many times what a study can hold. A file of a megabyte made of
 * nothing but marks would keep its reader busy for minutes.
 */
export const MAX_PARTS = 50_000;

/** Marks of the lexer that stand for no text. */
const UNWRITTEN: ReadonlySet<string> = new Set(["\u0002", "\u0018", "\u001f"]);

/** Where the text has more than MAX_PARTS; null if it has not. */
export function endOfParts(text: string): number | null {
  let [parts, offset] = [0, 0];
  for (const part of new Lexer().lex(text)) {
    offset += UNWRITTEN.has(part) ? 0 : part.length;
    parts += 1 + (part.length > 1 ? (part.match(/\n/g)?.length ?? 0) : 0);
    if (parts > MAX_PARTS) return Math.min(offset, text.length);
  }
  return null;
}
