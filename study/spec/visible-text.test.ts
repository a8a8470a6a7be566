import { expect, test } from "vitest";
import { hiddenCharacter, hiddenCharacters, isVisible } from "./visible-text.ts";

test("finds what no reader sees, and takes everything with ink for visible", () => {
  for (const text of ["", " \n", "\u200b\u200b\u200b", "\u200d\ufe0f", "\u3164", "\u2800", "\u0000"])
    expect(isVisible(text)).toBe(false);
  for (const text of ["a", "µ", "蜂", "שלום", "🐝", "-", " . ", "\u200bx"]) expect(isVisible(text)).toBe(true);
});

test("names invisible characters that mislead, and keeps those that emoji and scripts need", () => {
  expect(hiddenCharacter("א\u202e%")).toBe("U+202E");
  for (const character of ["\u061c", "\u200b", "\u200e", "\u2066", "\u2069", "\u2060", "\ufeff", "\u00ad", "\u{e0001}"])
    expect(hiddenCharacter(`a${character}b`)).toMatch(/^U\+[0-9A-F]{4,5}$/);
  for (const text of ["km/s", "👩‍🔬", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "שקל", "e\u0301"]) expect(hiddenCharacter(text)).toBeNull();
});

test("finds everything in code that its reader does not see, and says how it deceives", () => {
  const disguises = (code: string) => hiddenCharacters(code).map(({ name, disguise }) => `${name} ${disguise}`);
  expect(disguises("/* \u202e } \u2066if (admin)\u2069 \u061c*/")).toEqual(
    ["U+202E", "U+2066", "U+2069", "U+061C"].map((name) => `${name} direction`),
  );
  expect(disguises("// a\rb\u2028c\u2029d")).toEqual(["U+000D", "U+2028", "U+2029"].map((name) => `${name} line end`));
  const invisible = [
    "\u0000\u0008\u000b\u000c\u001b\u007f\u0085\u009f", // controls
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e", // zero width, soft hyphen
    "\ufe0f\u{e0100}\u{e0041}\u{e007f}", // selectors, tags
    "\u3164\u115f\uffa0\u2800\u034f", // fillers and blanks that pass for letters
    "\ufff9\u{1d173}\ud800\ue000\ufdd0", // formats, half a pair, private use, no character
  ].flatMap((characters) => Array.from(characters));
  for (const character of invisible) {
    const [found, ...others] = hiddenCharacters(`ab${character}cd`);
    expect(found).toMatchObject({ at: 2, length: character.length, disguise: "invisible" });
    expect(others).toEqual([]);
  }
});

test("marks nothing in code that shows as it is: indents, Windows line ends, emoji, every script", () => {
  const code = 'const a = "µ ¹ e\u0301 蜂 שלום"\r\n\t// ❤️ ⚠️ 👩‍🔬 👩🏽‍🚀 🐝 a\u00a0b\u3000c\r\n';
  expect(hiddenCharacters(code)).toEqual([]);
});

test("an emoji hides nothing behind it: only the one selector that draws it counts as seen", () => {
  expect(hiddenCharacters("❤\ufe0f\ufe0f\u{e0100}").map(({ at }) => at)).toEqual([2, 3]);
  expect(hiddenCharacters("a\u200db 🐝\u200d").map(({ name }) => name)).toEqual(["U+200D", "U+200D"]);
});
