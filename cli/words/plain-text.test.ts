import * as fc from "fast-check";
import { expect, it } from "vitest";
import { plainJson, plainLines, plainText } from "./plain-text.ts";

it("takes whole escape sequences out, and leaves text as it is", () => {
  expect(plainText("\u001b[31mred\u001b[0m and \u001b]0;title\u0007 plain é 😀")).toBe("red and  plain é 😀");
  expect(plainText("a\u009b2Jb\u001bPq#0\u001b\\c\rd\u202ee\nf")).toBe("abc d e f");
  expect(plainText("x".repeat(300))).toHaveLength(200);
});

it("leaves nothing that a terminal obeys, whatever comes", () => {
  const pieces = fc.constantFrom(
    "\u001b",
    "[",
    "]",
    "2J",
    "\u009b",
    "\u0007",
    "\\",
    "P",
    "\u009d",
    "a",
    "\u200f",
    "\ud800",
    "\u0000",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary" })), { maxLength: 20 }), (all) => {
      // oxlint-disable-next-line no-control-regex -- they are what must not be there.
      expect(plainText(all.join(""))).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
    }),
    { numRuns: 1_000 },
  );
});

it("writes JSON that reads as the same value, and that a terminal obeys nothing of", () => {
  const value = { "c\u009b31m": ["\u001b[2J", "\u202e\u2028\u{e0001}", "é 😀", "\ud800", "\u007f\n"] };
  expect(JSON.parse(plainJson(value))).toEqual(value);
  expect(plainJson(value)).toContain("é 😀");
  // oxlint-disable-next-line no-control-regex -- they are what must not be there.
  expect(plainJson(value)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]|\u{e0001}/u);
  expect(plainLines("a\u001b[2J,b\n\u009b31m\r\u202e")).toBe("a [2J,b\n 31m  ");
});
