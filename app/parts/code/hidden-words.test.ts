import { expect, it } from "vitest";
import { hiddenWords, marksOf } from "./hidden-words.ts";

it("says what a source hides, the worst first, and where it begins", () => {
  const source = "a\r\nb\n/* \u200b\u00ad\u200b \u202e */ c\u2028";
  expect(hiddenWords(source)).toEqual({
    what: "1 character that turns the reading direction (U+202E), 1 line end that no editor shows (U+2028) and 3 invisible characters (U+200B, U+00AD)",
    firstLine: 3,
  });
  expect(hiddenWords("const π = 3 // ❤️\r\n\tא")).toBeNull();
});

it("names a few kinds and counts the rest", () => {
  expect(hiddenWords("\u0000\u0001\u0002\u0003\u0004\u0005")?.what).toBe(
    "6 invisible characters (U+0000, U+0001, U+0002, U+0003 and 2 more kinds)",
  );
});

it("marks every character that does not show, and counts a run of one", () => {
  expect(marksOf("\u202e")).toBe("⟨U+202E⟩");
  expect(marksOf("\u200b\u200b\u200b\u{e0041}\r")).toBe("⟨U+200B × 3⟩⟨U+E0041⟩⟨U+000D⟩");
});
