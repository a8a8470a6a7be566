import type { Budget } from "./budget.ts";
import { spendDigits } from "./digits.ts";
import { isDict, isSequence, textValue, type Value } from "./value.ts";

/** To find the shortest digits. */
const FLOAT_STEPS = 4;

/** What Python's `str` writes; a range is written as the list that it becomes. */
export const textOf = (value: Value, budget: Budget): string =>
  typeof value === "string" ? value : textValue(written(value, budget));

function written(value: Value, budget: Budget): string {
  budget.spend(1);
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") {
    spendDigits(value, budget);
    return value.toString();
  }
  if (typeof value === "number") {
    budget.spend(FLOAT_STEPS);
    return floatText(value);
  }
  if (typeof value === "string") return quotedText(value, budget);
  const inside = (each: Value): string => budget.deeper(() => written(each, budget));
  if (isDict(value))
    return `{${[...value.entries].map(([key, each]) => `${quotedText(key, budget)}: ${inside(each)}`).join(", ")}}`;
  if (!isSequence(value)) return "";
  const items = value.items.map(inside).join(", ");
  if (value.kind !== "tuple") return `[${items}]`;
  return value.items.length === 1 ? `(${items},)` : `(${items})`;
}

/** What Python's `repr` writes for a float: the shortest text that is this number. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + floatDigits(digits.replace(".", ""), Number(exponent), 16);
}

/** What Python's `"{:.5}".format` writes for a float. */
export function shortFloatText(value: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  const [digits = "", exponent = "0"] = Math.abs(value).toExponential(4).split("e");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const significant = digits.replace(".", "").replace(/0+$/, "") || "0";
  // With the digit after the point that a float always shows, five are full from here on.
  return sign + floatDigits(significant, Number(exponent), 4);
}

/** Digits d.ddd times ten to `exponent`, without an exponent if that lies in -4..`most` - 1. */
function floatDigits(digits: string, exponent: number, most: number): string {
  if (exponent < -4 || exponent >= most) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${digits[0] ?? "0"}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const before = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${before}.${digits.slice(exponent + 1).padEnd(1, "0")}`;
}

/** Python's `repr` of a text: in single quotes, unless only those are in it. */
function quotedText(text: string, budget: Budget): string {
  budget.spend(text.length);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = Array.from(text, (character) => {
    if (character === quote || character === "\\") return `\\${character}`;
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    if (character === "\t") return "\\t";
    return isPrintable(character) ? character : escaped(character.codePointAt(0) ?? 0);
  });
  return `${quote}${inside.join("")}${quote}`;
}

const isPrintable = (character: string): boolean => character === " " || !/^[\p{C}\p{Z}]$/u.test(character);

function escaped(point: number): string {
  const hex = point.toString(16);
  if (point < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return point < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
