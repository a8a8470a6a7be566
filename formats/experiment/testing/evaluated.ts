import { rngFromSeed } from "../../../study/rng.ts";
import { Budget } from "../expression/budget.ts";
import { interpret, type SpecPart } from "../expression/interpret.ts";
import { checkNames } from "../expression/names.ts";
import { parseExpression } from "../expression/syntax/parse-expression.ts";
import type { Value } from "../expression/value.ts";
import { textOf } from "../expression/value-text.ts";

const noSpec: SpecPart = { at: () => ({ value: null }), value: () => null };

/** What an expression comes to by itself, without a file around it. Throws what is wrong with it. */
export function evaluated(text: string, seed: number | string = 1, number = 0): Value {
  const expression = parseExpression(text);
  checkNames(expression);
  return interpret(expression, { rng: rngFromSeed("evaluated", seed), budget: new Budget(), number, spec: noSpec });
}

/** As Python's `repr([value])` writes it. */
export const pythonText = (value: Value): string => textOf({ kind: "list", items: [value] }, new Budget());
