import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countLines, highlightLines, lineAt } from "./highlight.ts";

const joined = (source: string) =>
  highlightLines(source)
    .map(({ tokens, end }) => tokens.map((token) => token.text).join("") + end)
    .join("");

const HIDDEN = ["\r", "\r\n", "\u2028", "\u202e", "\u200b", "\u{e0041}", "\ud800", "❤️"];

it("never changes what it shows", () => {
  const piece = fc.constantFrom(
    "//",
    "/*",
    "*/",
    '"',
    "'",
    "`",
    "\\",
    "\n",
    "const x = 1.5e3",
    "f(",
    "${",
    " ",
    "é",
    ...HIDDEN,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      const source = pieces.join("");
      expect(joined(source)).toBe(source);
    }),
  );
});

it("tells comments, strings, numbers, keywords and calls apart", () => {
  const [line] = highlightLines('const x = f("a", 30) // day');
  expect(line?.tokens.filter((token) => token.kind !== "plain")).toEqual([
    { kind: "keyword", text: "const" },
    { kind: "call", text: "f" },
    { kind: "string", text: '"a"' },
    { kind: "number", text: "30" },
    { kind: "comment", text: "// day" },
  ]);
});

it("carries a comment over lines", () => {
  expect(highlightLines("/* a\nb */ c").map(({ tokens }) => tokens[0]?.kind)).toEqual(["comment", "comment"]);
});

it("finishes quickly on a megabyte of opening quotes and slashes", () => {
  expect(highlightLines("/*`".repeat(60_000))).toHaveLength(1);
});

it("counts lines as JavaScript does, and shows a line end that no editor breaks at", () => {
  const source = "// a\rb()\u2028c()\r\nd()\n";
  const shape = highlightLines(source).map(({ tokens, end }) => [tokens.map(({ kind }) => kind), end]);
  expect(shape).toEqual([
    [["comment", "hidden"], ""],
    [["call", "plain", "hidden"], ""],
    [["call", "plain"], "\r\n"],
    [["call", "plain"], "\n"],
    [[], ""],
  ]);
  expect(countLines(source)).toBe(5);
  expect(["a", "b", "c", "d"].map((letter) => lineAt(source, source.indexOf(letter)))).toEqual([1, 2, 3, 4]);
});

it("cuts hidden characters out of whatever they stand in, one token for those in a row", () => {
  const hidden = (source: string) =>
    highlightLines(source).flatMap(({ tokens }) =>
      tokens.filter(({ kind }) => kind === "hidden").map(({ text }) => text),
    );
  expect(hidden('/* \u202e} \u2066*/ "a\u200b\u200bb" x\u200d1')).toEqual([
    "\u202e",
    "\u2066",
    "\u200b\u200b",
    "\u200d",
  ]);
  expect(hidden('const x = f("a", 30) // 🐝 ❤️')).toEqual([]);
});

it("carries a string over an escaped line end", () => {
  const [first, second] = highlightLines('"a\\\r\nb" c');
  expect([first?.tokens[0]?.kind, second?.tokens[0]]).toEqual(["string", { kind: "string", text: 'b"' }]);
});
