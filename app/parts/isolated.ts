/** The blocks of letters written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * `text` for the middle of a sentence: letters from right to left are set apart by U+2068 and U+2069, so that the words
 * around them keep their order. Other text stays as it is, without anything invisible in what people copy.
 */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);
