import { BUILTINS } from "./builtin-functions.ts";
import type { Callable } from "./callable.ts";
import type { Expression } from "./expression.ts";
import { ExpressionFault } from "./fault.ts";
import { CONSTANTS, MATH_FUNCTIONS } from "./math-functions.ts";
import { RANDOM_FUNCTIONS } from "./random-functions.ts";
import { shownKeys } from "./sequence.ts";

/** All that an expression can call or read by name, with its dots; nothing else is reached from there. */
export const FUNCTIONS: ReadonlyMap<string, Callable> = new Map([...BUILTINS, ...MATH_FUNCTIONS, ...RANDOM_FUNCTIONS]);
export { CONSTANTS };

const MODULES: ReadonlyMap<string, string> = new Map([
  ["random", "random"],
  ["np", "np"],
  ["numpy", "np"],
  ["math", "math"],
]);

/** The variant's number. */
export const NUMBER_NAME = "_i";
export const SPEC_NAME = "spec";

/** `np.random.uniform` of the names and dots it was written with; null for other expressions. */
export function dottedName(expression: Expression): string | null {
  if (expression.kind === "name") return MODULES.get(expression.name) ?? expression.name;
  if (expression.kind !== "attribute") return null;
  const of = dottedName(expression.of);
  return of === null ? null : `${of}.${expression.name}`;
}

/** Throws at the first name that means nothing here, at the first call of no function, and at attributes of values. */
export function checkNames(expression: Expression): void {
  if (expression.kind !== "lambda") return new Names(SPEC_NAME).check(expression);
  const { at, parameter, body } = expression;
  if (MODULES.has(parameter) || FUNCTIONS.has(parameter) || parameter === NUMBER_NAME)
    throw new ExpressionFault(at, `${parameter} has another meaning: call lambda's parameter spec`);
  new Names(parameter).check(body);
}

class Names {
  readonly #spec: string;

  constructor(spec: string) {
    this.#spec = spec;
  }

  check(expression: Expression): void {
    for (const part of this.#partsToCheck(expression)) this.check(part);
  }

  #partsToCheck(expression: Expression): readonly Expression[] {
    switch (expression.kind) {
      case "value":
        return [];
      case "name":
      case "attribute":
        return this.#named(expression);
      case "call":
        this.#callee(expression.callee);
        return [...expression.args, ...expression.named.map(({ value }) => value)];
      case "list":
      case "tuple":
        return expression.items;
      case "dict":
        return expression.entries.flatMap(({ key, value }) => [key, value]);
      case "index":
        return [expression.of, expression.index];
      case "unary":
        return [expression.operand];
      case "binary":
      case "both":
      case "either":
        return [expression.left, expression.right];
      case "compare":
        return [expression.first, ...expression.rest.map(({ right }) => right)];
      case "if":
        return [expression.test, expression.holding, expression.otherwise];
      case "lambda":
        throw new ExpressionFault(expression.at, "lambda stands at the beginning of an expression alone");
    }
  }

  #named(expression: Expression): readonly Expression[] {
    const name = dottedName(expression);
    const root = name?.split(".")[0] ?? "";
    if (name === null || root === this.#spec || root === SPEC_NAME) return this.#ofSpec(expression);
    if (name === NUMBER_NAME || CONSTANTS.has(name)) return [];
    if (FUNCTIONS.has(name)) throw new ExpressionFault(expression.at, `${name} is a function: write ${name}(...)`);
    throw unknown(name, expression.at);
  }

  /** Keys and places of the spec; anything else has no attributes. */
  #ofSpec(expression: Expression): readonly Expression[] {
    if (expression.kind === "name") return [];
    if (expression.kind !== "attribute") return [expression];
    let root: Expression = expression;
    while (root.kind === "attribute" || root.kind === "index") root = root.of;
    if (root.kind === "name" && (root.name === this.#spec || root.name === SPEC_NAME)) return [expression.of];
    throw new ExpressionFault(
      expression.at,
      `only spec and modules have names behind a dot, and .${expression.name} is of a value`,
    );
  }

  #callee(callee: Expression): void {
    const name = dottedName(callee);
    if (name !== null && FUNCTIONS.has(name)) return;
    if (name === null) {
      // What is wrong inside says more.
      this.check(callee.kind === "attribute" ? callee.of : callee);
      throw new ExpressionFault(callee.at, "only functions are called, by their names");
    }
    const root = name.split(".")[0] ?? "";
    if (root === this.#spec || root === SPEC_NAME)
      throw new ExpressionFault(callee.at, `${name} is a value of the file: it is read, not called`);
    if (name === NUMBER_NAME || CONSTANTS.has(name))
      throw new ExpressionFault(callee.at, `${name} is a value: it is read, not called`);
    throw unknown(name, callee.at);
  }
}

/** With what is known beside it. */
function unknown(name: string, at: number): ExpressionFault {
  const module = name.includes(".") ? name.slice(0, name.lastIndexOf(".") + 1) : "";
  const beside = [...FUNCTIONS.keys(), ...CONSTANTS.keys()].filter((known) => known.startsWith(module));
  const isModule = beside.some((known) => known.startsWith(`${name}.`));
  if (isModule) return new ExpressionFault(at, `${name} is a module: write which of its functions you mean`);
  const known =
    module === ""
      ? "random, np, math, spec, _i, int, float, round, min, max, abs, len, str, sum, range"
      : shownKeys(beside);
  return new ExpressionFault(
    at,
    `${shown(name)} is not known here; known are ${known === "none" ? "random, np, math and spec" : known}`,
  );
}

const shown = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}...` : name);
