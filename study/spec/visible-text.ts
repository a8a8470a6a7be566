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
  const code = HARMFUL.exec(text)?.[0].codePointAt(0);
  return code === undefined ? null : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
