/**
 * Draws nothing, yet turns round the text beside it or makes two names look alike: bidi controls, zero-width spaces,
 * soft hyphens. Not among them are joiners and the tags of flags, without which emoji and some scripts fall apart.
 */
const HARMFUL = /(?![\u200c-\u200d\u{e0020}-\u{e007f}])(?=\p{Default_Ignorable_Code_Point})\p{Cf}/u;

/** Anything that leaves ink; the braille blank is a symbol to Unicode and an empty place to the eye. */
const VISIBLE = /[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a reader sees anything of `text`. */
export const isVisible = (text: string): boolean => VISIBLE.test(text);

/** The first invisible character of `text` that can mislead a reader, as "U+202E"; null without one. */
export function hiddenCharacter(text: string): string | null {
  const found = HARMFUL.exec(text)?.[0];
  return found === undefined ? null : codePointName(found);
}

/** How a character of code deceives its reader: it turns text round, ends a line unseen, or does not show at all. */
export type Disguise = "direction" | "line end" | "invisible";

/** A character of code that its reader does not see. */
export interface HiddenCharacter {
  /** Where it stands, in UTF-16 units, and how many it takes. */
  readonly at: number;
  readonly length: number;
  /** "U+202E" */
  readonly name: string;
  readonly disguise: Disguise;
}

/**
 * Tabs, line feeds and the spaces of typesetters are read as the space that they are to a program as well; a carriage
 * return before a line feed is how Windows ends a line; an emoji keeps the one selector or joiner that draws it.
 */
const SEEN = String.raw`[\t\n]|\r(?=\n)|(?<=\p{Extended_Pictographic})\ufe0f|(?<=\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d(?=\p{Extended_Pictographic})`;

/** Controls, formats, what is no character at all, unusual line ends, and whatever Unicode calls ignorable. */
const HIDDEN = new RegExp(String.raw`(?!${SEEN})[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`, "gu");

/**
 * Every character of `code` that a reader does not see or that makes them read something else than what runs, in order:
 * stricter than for names, because a comment may say one thing and the program do another.
 */
export function hiddenCharacters(code: string): readonly HiddenCharacter[] {
  return [...code.matchAll(HIDDEN)].map(({ index, 0: text }) => ({
    at: index,
    length: text.length,
    name: codePointName(text),
    disguise: disguiseOf(text),
  }));
}

function disguiseOf(character: string): Disguise {
  if (/\p{Bidi_Control}/u.test(character)) return "direction";
  return /[\r\p{Zl}\p{Zp}]/u.test(character) ? "line end" : "invisible";
}

const codePointName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
