import { expect, test } from "vitest";
import { hiddenCharacter, isVisible } from "./visible-text.ts";

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
