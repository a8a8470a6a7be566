import type { Budget } from "./budget.ts";
import { spendDigits } from "./digits.ts";
import type { BinaryOperator, UnaryOperator } from "./expression.ts";
import { refuseValue } from "./fault.ts";
import { floatDivmod, floatPower, wholeQuotient } from "./float-arithmetic.ts";
import { isPowerBounded, isSequence, isTrue, kindOf, listOf, numeric, textValue, type Value, whole } from "./value.ts";

/** A quotient of two large numbers as a float is some divisions and shifts. */
const QUOTIENT_TIMES = 4;
/** A power is many products, and counts its bits first. */
const POWER_STEPS = 8;

/** Python's arithmetic of numbers; `+` and `*` also join and repeat texts and lists. */
export function binary(operator: BinaryOperator, left: Value, right: Value, budget: Budget): Value {
  budget.spend(1);
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined && b !== undefined) {
    if (typeof a === "bigint" && typeof b === "bigint") {
      const isLogical = typeof left === "boolean" && typeof right === "boolean" && "&|^".includes(operator);
      spendWholes(operator, a, b, budget);
      const result = ofWholes(operator, a, b);
      return isLogical ? result === 1n : result;
    }
    return ofFloats(operator, Number(a), Number(b));
  }
  if (operator === "+") return joined(left, right, budget);
  if (operator === "*" && typeof b === "bigint") return repeated(left, b, budget);
  if (operator === "*" && typeof a === "bigint") return repeated(right, a, budget);
  return noSuch(operator, left, right);
}

export function unary(operator: UnaryOperator, operand: Value): Value {
  if (operator === "not") return !isTrue(operand);
  const number = numeric(operand);
  if (number === undefined) return refuseValue(`${operator} does not go with ${kindOf(operand)}`);
  if (operator === "+") return number;
  if (operator === "-") return -number;
  return typeof number === "bigint" ? ~number : refuseValue("~ does not go with a float");
}

function spendWholes(operator: BinaryOperator, a: bigint, b: bigint, budget: Budget): void {
  const times = operator === "/" ? QUOTIENT_TIMES : 1;
  spendDigits(a, budget, times);
  spendDigits(b, budget, times);
  if (operator === "**") budget.spend(POWER_STEPS);
}

function ofWholes(operator: BinaryOperator, a: bigint, b: bigint): bigint | number {
  switch (operator) {
    case "+":
      return whole(a + b);
    case "-":
      return whole(a - b);
    case "*":
      return whole(a * b);
    case "/":
      return wholeQuotient(a, b);
    case "//":
      return wholeDivmod(a, b)[0];
    case "%":
      return wholeDivmod(a, b)[1];
    case "**":
      return power(a, b);
    case "<<":
      return shifted(a, b);
    case ">>":
      if (b < 0n) return refuseValue("a shift counts from 0");
      return a >> (b > 2_000n ? 2_000n : b);
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
  }
}

function wholeDivmod(a: bigint, b: bigint): readonly [bigint, bigint] {
  if (b === 0n) return refuseValue("division by zero");
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? [a / b - 1n, rest + b] : [a / b, rest];
}

function power(base: bigint, exponent: bigint): bigint | number {
  if (exponent < 0n) return floatPower(Number(base), Number(exponent));
  if (base === 0n || base === 1n) return exponent === 0n ? 1n : base;
  if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
  if (!isPowerBounded(base, exponent)) return refuseValue("the power grows past 300 digits, which is not counted here");
  return whole(base ** exponent);
}

function shifted(value: bigint, by: bigint): bigint {
  if (by < 0n) return refuseValue("a shift counts from 0");
  if (value === 0n) return 0n;
  return isPowerBounded(2n, by) ? whole(value << by) : refuseValue("the shift goes too far");
}

function ofFloats(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? refuseValue("division by zero") : a / b;
    case "//":
      return floatDivmod(a, b)[0];
    case "%":
      return floatDivmod(a, b)[1];
    case "**":
      return floatPower(a, b);
    default:
      return refuseValue(`${operator} does not go with a float`);
  }
}

function joined(left: Value, right: Value, budget: Budget): Value {
  if (typeof left === "string" && typeof right === "string") {
    budget.spend(left.length + right.length);
    return textValue(left + right);
  }
  if (!isSequence(left) || !isSequence(right) || left.kind !== right.kind || left.kind === "range")
    return noSuch("+", left, right);
  budget.spend(left.items.length + right.items.length);
  return listOf([...left.items, ...right.items], left.kind);
}

function repeated(value: Value, times: bigint, budget: Budget): Value {
  const length = typeof value === "string" ? value.length : isSequence(value) ? value.items.length : 0;
  const count = times < 0n ? 0 : Number(times);
  if (typeof value !== "string" && (!isSequence(value) || value.kind === "range")) return noSuch("*", value, times);
  budget.spend(length * count);
  if (typeof value === "string") return textValue(value.repeat(count));
  return length === 0
    ? listOf([], value.kind)
    : listOf(Array.from({ length: count }, () => value.items).flat(), value.kind);
}

const noSuch = (operator: string, left: Value, right: Value): never =>
  refuseValue(`${operator} does not go with ${kindOf(left)} and ${kindOf(right)}`);
