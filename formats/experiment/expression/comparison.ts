import type { Budget } from "./budget.ts";
import type { Comparison } from "./expression.ts";
import { refuseValue } from "./fault.ts";
import { isDict, isSequence, kindOf, numeric, type Value } from "./value.ts";

/** Python's comparisons, of all kinds of values. */
export function compares(operator: Comparison, left: Value, right: Value, budget: Budget): boolean {
  switch (operator) {
    case "==":
      return isEqual(left, right, budget);
    case "!=":
      return !isEqual(left, right, budget);
    case "in":
      return isIn(left, right, budget);
    case "not in":
      return !isIn(left, right, budget);
    case "is":
      return isSame(left, right);
    case "is not":
      return !isSame(left, right);
    default: {
      const order = orderOf(left, right, budget);
      // Not a number: neither less nor more nor equal.
      if (Number.isNaN(order)) return false;
      return operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
    }
  }
}

export function isEqual(left: Value, right: Value, budget: Budget): boolean {
  budget.spend(1);
  const [a, b] = [numeric(left), numeric(right)];
  // Exact also between a whole number and a float, as in Python.
  // biome-ignore lint: the two kinds of numbers are compared on purpose
  if (a !== undefined && b !== undefined) return a == b;
  if (typeof left === "string" || typeof right === "string" || left === null || right === null) {
    if (typeof left === "string" && typeof right === "string") budget.spend(left.length);
    return left === right;
  }
  if (isDict(left) && isDict(right)) {
    const others = right.entries;
    return (
      left.entries.size === others.size &&
      [...left.entries].every(([key, value]) => {
        const other = others.get(key);
        return other !== undefined && budget.deeper(() => isEqual(value, other, budget));
      })
    );
  }
  if (!isSequence(left) || !isSequence(right) || left.kind !== right.kind) return false;
  if (left.items.length !== right.items.length) return false;
  const others = right.items;
  return left.items.every((item, i) => budget.deeper(() => isEqual(item, others[i] ?? null, budget)));
}

/** Less than 0 if `left` comes first; NaN where there is no order. Refuses what Python refuses. */
export function orderOf(left: Value, right: Value, budget: Budget): number {
  budget.spend(1);
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN;
  if (typeof left === "string" && typeof right === "string") return textOrder(left, right, budget);
  if (isSequence(left) && isSequence(right) && left.kind === right.kind && left.kind !== "range") {
    for (const [i, item] of left.items.entries()) {
      const other = right.items[i];
      if (other === undefined) return 1;
      if (budget.deeper(() => isEqual(item, other, budget))) continue;
      return budget.deeper(() => orderOf(item, other, budget));
    }
    return left.items.length - right.items.length;
  }
  return refuseValue(`${kindOf(left)} and ${kindOf(right)} have no order`);
}

/** By code points, as Python has it. */
function textOrder(left: string, right: string, budget: Budget): number {
  budget.spend(left.length + right.length);
  const [a, b] = [Array.from(left), Array.from(right)];
  for (const [i, character] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (character !== other) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return a.length - b.length;
}

function isIn(item: Value, whole: Value, budget: Budget): boolean {
  if (typeof whole === "string") {
    if (typeof item !== "string") return refuseValue(`only a text is in a text, and this is ${kindOf(item)}`);
    budget.spend(whole.length + item.length);
    return whole.includes(item);
  }
  if (isDict(whole)) return typeof item === "string" && whole.entries.has(item);
  if (!isSequence(whole)) return refuseValue(`nothing is in ${kindOf(whole)}`);
  return whole.items.some((each) => isEqual(item, each, budget));
}

function isSame(left: Value, right: Value): boolean {
  const isPlain = (value: Value): boolean => value === null || typeof value === "boolean";
  if (!isPlain(left) && !isPlain(right)) return refuseValue("is goes with None, True and False here: write ==");
  return left === right;
}
