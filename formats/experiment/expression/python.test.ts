// Recorded with CPython 3.11.7 and PyYAML's resolver: every line is an expression and what `repr([it])` wrote there.
import { expect, test } from "vitest";
import recorded from "../../../test/fixtures/experiment/python-expressions.json" with { type: "json" };
import shortFloats from "../../../test/fixtures/experiment/python-short-floats.json" with { type: "json" };
import { evaluated, pythonText } from "../testing/evaluated.ts";
import { ExpressionFault } from "./fault.ts";
import { shortFloatText } from "./value-text.ts";

/** What this machine's C library and JavaScript's may each round their own way, in the last digit. */
const ROUNDS_FREELY = /math\.(?:exp|log|pow|sin|cos|tan|expm1)/;

function here(expression: string): string | null {
  try {
    return pythonText(evaluated(expression));
  } catch (fault) {
    if (fault instanceof ExpressionFault) return null;
    throw fault;
  }
}

const isNearly = (text: string, other: string): boolean => {
  const [a = Number.NaN, b = Number.NaN] = [text, other].map((each) => Number(each.slice(1, -1)));
  if (!text.includes(".") || !other.includes(".")) return false;
  return Math.abs(a - b) <= 2e-16 * Math.abs(b) * 2;
};

test("an expression comes to what Python makes of it, or is refused as there", () => {
  const rows = recorded.expressions.map(([expression, result]) => {
    const text = String(expression);
    return { expression: text, result, text: here(text) };
  });
  expect(rows.length).toBeGreaterThan(400);
  expect(rows.filter(({ text }) => text === null).length).toBeGreaterThan(25);
  const others = rows.filter(({ expression, result, text }) => {
    if (text === result) return false;
    return !(typeof result === "string" && text !== null && ROUNDS_FREELY.test(expression) && isNearly(text, result));
  });
  expect(others).toEqual([]);
});

test("a float in a name has five digits, as Python's {:.5} writes them", () => {
  for (const [value, short] of shortFloats) expect([value, shortFloatText(Number(value))]).toEqual([value, short]);
});
