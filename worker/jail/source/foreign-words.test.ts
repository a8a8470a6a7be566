import { describe, expect, it } from "vitest";
import { gallery } from "../../../gallery/gallery.ts";
import type { TrialError } from "../../../study/trial/trial.ts";
import { explained, pythonIn } from "./foreign-words.ts";

const threw = (message: string): TrialError => ({ kind: "threw", message, line: 3, column: 5 });

describe("an error at a name of another world says what to write instead", () => {
  it.each([
    ["ReferenceError: fetch is not defined", "no network. Put the data it needs into its text."],
    ["ReferenceError: require is not defined", "cannot load modules. Paste what it needs into its text."],
    ["ReferenceError: document is not defined", "no page. Return a number"],
    ["ReferenceError: window is not defined", "Write globalThis in place of window."],
    ["ReferenceError: localStorage is not defined", "stores nothing"],
    ["ReferenceError: process is not defined", "not in Node"],
    ["ReferenceError: crypto is not defined", "Math.random() or trial.rng"],
    ["ReferenceError: suggestFloat is not defined", "write it after `trial.`"],
    ["ReferenceError: True is not defined", "Write true"],
    ["ReferenceError: Can't find variable: fetch", "no network"],
    ["TypeError: Failed to fetch dynamically imported module: https://cdn.example/x.js", "cannot load modules"],
    ["TypeError: Failed to resolve module specifier 'lodash'", "cannot load modules"],
    ["TypeError: error loading dynamically imported module: https://cdn.example/x.js", "cannot load modules"],
    ["TypeError: trial.frobnicate is not a function", "A trial has suggestFloat, suggestInt"],
  ])("%s", (message, meaning) => {
    const error = explained(threw(message));
    expect(error).toMatchObject({ kind: "threw", line: 3, column: 5 });
    expect(error.message.startsWith(`${message}. `)).toBe(true);
    expect(error.message).toContain(meaning);
  });

  it.each([
    threw("ReferenceError: toString is not defined"),
    threw("ReferenceError: weight is not defined"),
    threw("Error: fetch is not defined by this model"),
    threw("TypeError: f is not a function"),
    { ...threw("ReferenceError: fetch is not defined"), kind: "misuse" } as const,
  ])("and any other stays as it is: $message", (error) => expect(explained(error)).toBe(error));

  it("stays within an error's length", () => {
    const long = `ReferenceError: fetch is not defined ${"x".repeat(970)}`;
    expect(explained(threw(long)).message.length).toBeLessThanOrEqual(1_000);
  });
});

describe("Python is known for what it is", () => {
  const OPTUNA = `import optuna

# an objective that doesn't end
def objective(trial):
    x = trial.suggest_float("x", -10, 10)
    return (x - 2) ** 2
`;

  it("where it defines a function, at its place", () => {
    const found = pythonIn(OPTUNA);
    expect(found?.at).toBe(OPTUNA.indexOf("def"));
    expect(found?.message).toContain("This is Python");
    expect(found?.message).toContain("trial.suggestFloat");
  });

  it("and is answered in the words that it is written in", () => {
    const lambda = pythonIn("lambda trial: trial.suggest_float('x', 0, 1)")?.message;
    expect(lambda).toContain("in place of `lambda trial: ...`");
    expect(lambda).toContain("in place of `trial.suggest_float");
    expect(lambda).not.toContain("`def");
    const bare = pythonIn("import numpy as np\ndef f(trial):\n  return 1")?.message;
    expect(bare).not.toContain("in place of");
    expect(pythonIn(OPTUNA)?.message).toContain("in place of `def`");
  });

  it.each([
    "async def f(trial):\n  return 1",
    "def objective(trial: optuna.Trial) -> float:\n  return 1.0",
    "objective = lambda trial: trial.suggest_float('x', 0, 1)",
    "import numpy as np\nx = 1",
    "from math import sqrt\nx = 1",
  ])("in %j", (source) => expect(pythonIn(source)).not.toBeNull());

  it.each([
    "const text = `def objective(trial):`; export default () => text.length",
    "// def objective(trial):\nexport default () => 1",
    "/* import numpy as np */ export default () => 1",
    "const def = { a: 1 }; export default () => ('a' in def ? def in window : 0)",
    "for (const lambda of [1, 2]) elif(lambda)",
    "let def\nobjective(def)",
    "const from = Array.from; export default () => from([1]).length",
    "export default (trial) => trial.def (1)",
    "import { sqrt } from 'math'; export default () => 1",
    "const x = def as number; const y = lambda satisfies Fn",
  ])("and %j is not", (source) => expect(pythonIn(source)).toBeNull());

  it("nor is anything of the gallery", async () => {
    for (const { fetchSource } of gallery) expect(pythonIn(await fetchSource())).toBeNull();
  });
});
