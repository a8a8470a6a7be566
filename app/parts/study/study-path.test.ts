import { expect, it } from "vitest";
import { studyPath, withoutPunctuation } from "./study-path.ts";

it("puts a private study's secret behind the id", () => {
  expect(studyPath("abc", null)).toBe("/s/abc");
  expect(studyPath("abc", "s-_e")).toBe("/s/abc/s-_e");
});

it("leaves out what a sentence put behind a link, and nothing of an id or a secret", () => {
  for (const sign of [".", ",", "!", ").", ">", "\u201d", "..."])
    expect(withoutPunctuation(`aB3-_${sign}`)).toBe("aB3-_");
  expect(withoutPunctuation("aB3-_")).toBe("aB3-_");
  expect(withoutPunctuation("")).toBe("");
});
