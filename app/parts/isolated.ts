/** The blocks of letters written from right to left, and the marks that stand for a letter of either direction. */
const DIRECTED = /[\u0590-\u08ff\u200e\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Embeddings, overrides, isolates and their ends. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * `text` for the middle of a sentence: letters from right to left are set apart by U+2068 and U+2069, so that the words
 * around them keep their order. Other text stays as it is, without anything invisible in what people copy.
 */
export function isolated(text: string): string {
  const plain = withoutTurns(text);
  return DIRECTED.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/**
 * `text` without the characters that turn the reading direction: one too many would end any isolation and reach the
 * words after it. Letters from right to left need none of them.
 */
export const withoutTurns = (text: string): string => text.replaceAll(TURNS, "");
