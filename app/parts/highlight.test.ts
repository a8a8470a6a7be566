import * as fc from "fast-check";
import { expect, it } from "vitest";
import { highlightLines } from "./highlight.ts";

const joined = (source: string) =>
  highlightLines(source)
    .map((line) => line.map((token) => token.text).join(""))
    .join("\n");

it("never changes what it shows", () => {
  const piece = fc.constantFrom("//", "/*", "*/", '"', "'", "`", "\\", "\n", "const x = 1.5e3", "f(", "${", " ", "é");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      const source = pieces.join("");
      expect(joined(source)).toBe(source);
    }),
  );
});

it("tells comments, strings, numbers, keywords and calls apart", () => {
  const [line = []] = highlightLines('const x = f("a", 30) // day');
  expect(line.filter((token) => token.kind !== "plain")).toEqual([
    { kind: "keyword", text: "const" },
    { kind: "call", text: "f" },
    { kind: "string", text: '"a"' },
    { kind: "number", text: "30" },
    { kind: "comment", text: "// day" },
  ]);
});

it("carries a comment over lines", () => {
  expect(highlightLines("/* a\nb */ c").map((line) => line[0]?.kind)).toEqual(["comment", "comment"]);
});

it("finishes quickly on a megabyte of opening quotes and slashes", () => {
  expect(highlightLines("/*`".repeat(60_000))).toHaveLength(1);
});
