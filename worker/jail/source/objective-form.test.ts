import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import { ENTRYPOINT_EXPORT } from "./entrypoint-export.ts";
import { objectiveModule } from "./objective-form.ts";

async function load(source: string): Promise<unknown> {
  const form = objectiveModule(source);
  if (!form.ok) throw new Error(form.error.message);
  const loaded: { default: unknown } = await import(`data:text/javascript,${encodeURIComponent(form.module.text)}`);
  return loaded.default;
}

async function call(source: string): Promise<unknown> {
  const objective = await load(source);
  if (typeof objective !== "function") throw new Error(`got ${typeof objective}`);
  return objective(7);
}

describe("an objective may be written as", () => {
  it.each([
    ["a default export", "const k = 2;\nexport default (trial) => trial * k;", 14],
    ["a default exported function", "export default function f(t) { return t + 1; }\nfunction other() {}", 8],
    ["a default exported async function", "export default async function (t) { return t; }", Promise.resolve(7)],
    ["a renamed export", "const f = (t) => t - 1;\nexport { f as default };", 6],
    ["a bare arrow", "(trial) => trial * 3", 21],
    ["a bare arrow with comment and semicolon", "// mine\n/* really */ trial => { return trial * 3; };\n", 21],
    ["an anonymous function", "function (t) { return t / 7; }", 1],
    ["an anonymous async arrow", "async t => t", Promise.resolve(7)],
    ["a named function", "function whatever(t) { return t; }", 7],
    ["the last of several functions", "function a() { return 1; }\nfunction b() { return 2; }", 2],
    ["the function called objective", "function objective() { return 1; }\nfunction b() { return 2; }", 1],
    ["a constant called objective", "const objective = (t) => t + 0.5;\nfunction helper() {}", 7.5],
    ["a constant with another name", "const data = [1, 2];\nconst run = (t) => t + data.length;", 9],
    ["a function after a missing semicolon", "const a = 1\nfunction f(t) { return t + a }", 8],
    ["an exported function", "export function go(t) { return t; }", 7],
    ["a function beside a named function expression", "const f = function inner() { return 1; };", 1],
  ])("%s", async (_, source, value) => {
    expect(await call(source)).toBe(await value);
  });

  it.each([
    ["strings", "const s = 'function no(';\nfunction yes() { return s; }", "function no("],
    ["templates", "const s = `${[1].map((x) => `{${x}`)} function no() {`;\nfunction yes() { return 5; }", 5],
    ["regular expressions", "const r = /[/'\"`(]{1}/;\nfunction yes() { return r.test('('); }", true],
    ["division", "const a = 4, b = 2;\nconst c = a / b; function yes() { return c / 1; }", 2],
    ["comments", "// function no() {\n/* export default 3 */\nfunction yes() { return 1; }", 1],
    ["properties", "const o = { export: 1, import: 2 };\nfunction yes() { return o.export + o.import; }", 3],
  ])("is not confused by %s", async (_, source, value) => {
    expect(await call(source)).toBe(value);
  });
});

describe("an object that can be called may stand as", () => {
  const QUADRATIC =
    "class Quadratic { constructor(power) { this.power = power; }\n  run(t) { return square(t, this.power); } }\n";
  const SQUARE = "function square(t, power) { return t ** power; }\n";

  it.each([
    ["a default export", `${SQUARE}${QUADRATIC}export default new Quadratic(2);`],
    [
      "a constant called objective",
      `${SQUARE}${QUADRATIC}const objective = new Quadratic(2);\nconst other = new Quadratic(3);`,
    ],
    ["the last instance, before any function", `${SQUARE}${QUADRATIC}const it = new Quadratic(2);`],
    ["a plain object", "const it = { call(t) { return t * t; } };"],
    ["a default exported literal", "export default { run: (t) => t * t };"],
    ["one bare expression", "({ run: (t) => t * t })"],
  ])("%s", async (_, source) => {
    const loaded = await load(source);
    const { run, call: called } = loaded as { run?: (t: number) => unknown; call?: (t: number) => unknown };
    expect((run ?? called)?.call(loaded, 7)).toBe(49);
  });
});

describe("a script", () => {
  const SCRIPT =
    "function train(t) { return t + 1; }\nfunction fit(t) { return t + 2; }\nfunction last() { return 0; }";

  /** What the script's function gives for 7 where its experiment names it so; or why it is refused. */
  async function trained(source: string, entrypoint: string): Promise<unknown> {
    const form = objectiveModule(source, entrypoint);
    if (!form.ok) return form.error.message;
    const loaded: Record<string, unknown> = await import(
      `data:text/javascript,${encodeURIComponent(form.module.text)}`
    );
    const found = loaded[ENTRYPOINT_EXPORT] ?? loaded["default"];
    return typeof found === "function" ? found(7) : found;
  }

  it("has its function called train where nothing names one", async () => {
    expect(await call(SCRIPT)).toBe(8);
  });

  it.each([
    ["that is one of several", SCRIPT, "fit", 9],
    ["rather than the default export", "function a(t) { return t }\nexport default function b() { return 0 }", "a", 7],
    ["that is the default export", "function a() {}\nexport default function train(t) { return t }", "train", 7],
    ["that is exported as default later", "const f = (t) => t;\nfunction g() {}\nexport default f;", "f", 7],
    ["for which a default export without a name stands", "const k = 1;\nexport default (t) => t + k;", "train", 8],
    ["for which a bare arrow stands", "(t) => t", "train", 7],
    ["that is declared after another", "const k = 1, train = (t) => t + k;", "train", 8],
  ])("has the function that its experiment names %s", async (_, source, entrypoint, value) => {
    expect(await trained(source, entrypoint)).toBe(value);
  });

  it.each([
    ["function a() {}\nfunction b() {}", "a, b"],
    ["function a() {}\nexport default function b() {}", "a, b"],
    ["const a = () => 1;\nexport { a as default };", "a"],
    ["export default class A { run() {} }", "A"],
  ])("is refused where it has no function of that name: %j", async (source, names) => {
    expect(await trained(source, "zzz")).toBe(`The script has no function zzz; it has ${names}.`);
  });
});

describe("what is no objective", () => {
  it("is refused when empty", () => {
    expect(objectiveModule(" // later\n")).toMatchObject({ ok: false, error: { line: 1 } });
  });

  it("is refused with the place of a static import", () => {
    const source = "const a = 1;\n  import b from 'b';\nexport default () => a;";
    expect(objectiveModule(source)).toMatchObject({ ok: false, error: { line: 2, column: 3 } });
  });

  it("is let through when only import() or import.meta is meant", () => {
    expect(objectiveModule("export default () => import('x')")).toMatchObject({ ok: true });
    expect(objectiveModule("const m = import.meta; export default () => 1")).toMatchObject({ ok: true });
  });
});

describe("the syntax probe", () => {
  it.each([
    "const k = 2;\nexport default (trial) => trial * k;",
    "export default async function f(t) { return await t; }\nexport const x = 1;",
    "(trial) => trial * 3;",
    "function objective(t) { return t; }",
    "const f = await 1;\nexport { f as default };",
  ])("parses whenever the module does: %j", (source) => {
    const form = objectiveModule(source);
    if (!form.ok) throw new Error("refused");
    const probe = form.module.syntaxProbe;
    if (!/\bas default/.test(source)) expect(() => new Script(probe)).not.toThrow();
    expect(
      probe
        .split("\n")
        .slice(0, -1)
        .map((l) => l.length),
    ).toEqual(source.split("\n").map((l, i) => l.length + (i === 0 ? form.module.probeShift : 0)));
  });
});
