import { describe, expect, it } from "vitest";
import { inAuthorsSource } from "../author-position.ts";
import { stripTypes } from "./strip-types.ts";

function stripped(source: string): { javascript: string; positions: string | null } {
  const result = stripTypes(source);
  if (!result.ok) throw new Error(`${result.message} ${result.line}:${result.column}`);
  return result;
}

/** Runs the stripped program up to where it throws and says where that was in the author's text. */
async function placeOfError(source: string): Promise<{ line: number | null; column: number | null }> {
  const { javascript, positions } = stripped(source);
  const url = `data:text/javascript,${encodeURIComponent(javascript)}`;
  const { default: objective }: { default: () => unknown } = await import(url);
  try {
    objective();
  } catch (error) {
    const found = /:(\d+):(\d+)\)?\n/.exec(`${(error as Error).stack?.split("\n")[1]}\n`);
    const at = { line: Number(found?.[1]), column: Number(found?.[2]) };
    return inAuthorsSource({ kind: "threw", message: "", ...at }, positions);
  }
  throw new Error("did not throw");
}

describe("TypeScript", () => {
  it("loses its types and nothing else, line by line", () => {
    const source = "interface P {\n  x: number;\n}\nexport default (t: P): number => t.x! as number;\n";
    const { javascript } = stripped(source);
    expect(javascript.split("\n")).toHaveLength(source.split("\n").length);
    expect(javascript.split("\n")[3]?.replace(/\s+/g, " ")).toBe("export default (t) => t.x ;");
  });

  it.each([
    ["enum E { A = 2, B, C = 'c' }\nexport default () => [E.A, E.B, E.C, E[3]];", [2, 3, "c", "B"]],
    [
      "class P { constructor(private a: number, readonly b = 2) {} sum() { return this.a + this.b; } }\nexport default () => new P(1).sum();",
      3,
    ],
    [
      "function f(a: string): string;\nfunction f(a: number): number;\nfunction f(a: any) { return a; }\nexport default () => f(4);",
      4,
    ],
    ["export default <T,>(): number => ((x: T | number) => x as number)(5) satisfies number;", 5],
    [
      "const namespace = 1, module = 2, accessor = 3;\nexport default () => ({ accessor }).accessor + namespace / module;",
      3.5,
    ],
  ])("means in JavaScript what it meant: %s", async (source, value) => {
    const { default: objective }: { default: () => unknown } = await import(
      `data:text/javascript,${encodeURIComponent(stripped(source).javascript)}`
    );
    expect(objective()).toEqual(value);
  });

  it("without types is left alone and needs no map", () => {
    expect(stripTypes("export default (t) => 1;")).toEqual({
      ok: true,
      javascript: "export default (t) => 1;",
      positions: null,
    });
  });

  it.each([
    "const a: number = 1;\nexport default (): number => { const b: { c: { d: number } } | null = null as any; return (b as any).c.d + a; };",
    "type A = 1;\nexport default (x?: Array<Map<string, number>>): void => { throw new Error('here'); };",
  ])("keeps the author's line and column of an error: %s", async (source) => {
    const marked = source.includes("throw new") ? "new Error" : "c.d";
    const line = source.split("\n")[1] ?? "";
    expect(await placeOfError(source)).toMatchObject({ line: 2, column: line.indexOf(marked) + 1 });
  });
});

describe("what does not run here is refused with its place", () => {
  it.each([
    ["const a = 1;\nnamespace N { export const b = 1 }", 2, 1, /Namespaces/],
    ["  module M.K { }", 1, 3, /Namespaces/],
    ["class A { @dec f() {} }", 1, 11, /Decorators/],
    ["class A {\n  static accessor x = 1;\n}", 2, 10, /accessor/],
    ["import fs = require('fs');", 1, 1, /import/],
    ["export = 3;", 1, 1, /export default/],
    ["const a: = 1;", 1, 10, /SyntaxError: Unexpected token$/],
    ["export default (t: {", 1, 21, /SyntaxError/],
  ])("%j", (source, line, column, message) => {
    const result = stripTypes(source);
    expect(result).toMatchObject({ ok: false, line, column });
    expect(result).toMatchObject({ message: expect.stringMatching(message) });
  });

  it("but not in texts, comments, types or declarations", () => {
    for (const source of [
      "// @dec namespace N {\nlet a = '@dec';",
      "declare namespace N { const a: number }",
      "let re = /@dec namespace N {/;",
      "const s = `${'@dec'} namespace N {`;",
    ]) {
      expect(stripTypes(source)).toMatchObject({ ok: true });
    }
  });
});
