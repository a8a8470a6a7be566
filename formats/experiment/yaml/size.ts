import { Lexer } from "yaml";

/**
 * Words, marks and line ends: some seven thousand lines, many times what a study can hold. A file of a megabyte made of
 * nothing but marks would keep its reader busy for minutes.
 */
const MAX_PARTS = 50_000;
export const MAX_DEPTH = 64;

/** Marks of the lexer that stand for no text; after the last, a text follows, whatever it looks like. */
const SCALAR = "\u001f";
const UNWRITTEN: ReadonlySet<string> = new Set(["\u0002", "\u0018", SCALAR]);

/** Where a text is too large, or its brackets too deep, to be read at all; null if it is not. */
export function excessIn(text: string): { readonly offset: number; readonly message: string } | null {
  let [parts, offset, depth, before] = [0, 0, 0, ""];
  for (const part of new Lexer().lex(text)) {
    if (before !== SCALAR && (part === "[" || part === "{")) depth++;
    if (before !== SCALAR && (part === "]" || part === "}")) depth--;
    if (depth > MAX_DEPTH) return { offset, message: `This is nested more than ${MAX_DEPTH} deep: write it flatter.` };
    offset += UNWRITTEN.has(part) ? 0 : part.length;
    parts += 1 + (part.length > 1 ? (part.match(/\n/g)?.length ?? 0) : 0);
    before = part;
    if (parts <= MAX_PARTS) continue;
    const message = `The file has more than ${MAX_PARTS} words and marks, up to here: leave data to the script.`;
    return { offset: Math.min(offset, text.length), message };
  }
  return null;
}
