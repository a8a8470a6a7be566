import { binary } from "./arithmetic.ts";
import type { Budget } from "./budget.ts";
import { type Callable, callable, type Tools } from "./callable.ts";
import { orderOf } from "./comparison.ts";
import { refuseValue } from "./fault.ts";
import { roundFloat, roundHalfEven } from "./float-arithmetic.ts";
import { floatOf, wholeOf } from "./number-of.ts";
import { rangeOf } from "./range.ts";
import { itemsOf, lengthOf } from "./sequence.ts";
import { isTrue, listOf, numberArgument, type Value, wholeArgument } from "./value.ts";
import { textOf } from "./value-text.ts";

const NOTHING = listOf([]);

/** Functions that Python has without a module. */
export const BUILTINS: readonly (readonly [string, Callable])[] = [
  ["int", callable("x?", ([x = 0n], { budget }) => wholeOf(x, budget))],
  ["float", callable("x?", ([x = 0], { budget }) => floatOf(x, budget))],
  ["bool", callable("x?", ([x = false]) => isTrue(x))],
  ["str", callable("object?", ([object = ""], { budget }) => textOf(object, budget))],
  ["abs", callable("x", ([x = null]) => absolute(numberArgument(x)))],
  [
    "round",
    callable("number ndigits?", ([number = null, digits = null], { budget }) =>
      rounded(numberArgument(number), digits, budget),
    ),
  ],
  ["pow", callable("base exp", ([base = null, exponent = null], { budget }) => binary("**", base, exponent, budget))],
  ["min", callable("values*", (args, tools) => extreme(args, -1, tools))],
  ["max", callable("values*", (args, tools) => extreme(args, 1, tools))],
  ["len", callable("s", ([s = null], { budget }) => lengthOf(s, budget))],
  ["sum", callable("iterable start?", ([iterable = null, start = 0n], tools) => total(iterable, start, tools))],
  [
    "range",
    callable("start stop? step?", ([first = null, stop, step], { budget }) => rangeOf(first, stop, step, budget)),
  ],
  ["list", callable("iterable?", ([iterable = NOTHING], { budget }) => listOf(itemsOf(iterable, budget)))],
  ["tuple", callable("iterable?", ([iterable = NOTHING], { budget }) => listOf(itemsOf(iterable, budget), "tuple"))],
];

export function absolute(number: bigint | number): bigint | number {
  if (typeof number === "number") return Math.abs(number);
  return number < 0n ? -number : number;
}

/** Without digits a whole number, as in Python. */
function rounded(number: bigint | number, digits: Value, budget: Budget): bigint | number {
  budget.spend(roundSteps(number, digits));
  if (typeof number === "bigint") {
    if (digits === null) return number;
    const places = wholeArgument(digits);
    if (places >= 0n) return number;
    if (places < -400n) return 0n;
    const ten = 10n ** -places;
    return roundHalfEven(number, ten) * ten;
  }
  if (!Number.isFinite(number)) {
    return digits === null ? refuseValue("what is not finite is not rounded to a whole number") : number;
  }
  if (digits === null) return BigInt(roundFloat(number, 0));
  const places = wholeArgument(digits);
  return roundFloat(number, Number(places > 1_000n ? 1_000n : places < -1_000n ? -1_000n : places));
}

/** Exactly, with a power of ten as long as the digits and the number say: at most some 200. */
function roundSteps(number: bigint | number, digits: Value): number {
  const size = Math.min(1_000, Math.abs(Math.log2(Math.abs(Number(number)) || 1)));
  const places = digits === null ? 0 : Math.min(1_000, Math.abs(Number(wholeArgument(digits))));
  return 4 + Math.floor(size / 8 + places / 4);
}

/** The first of those that no other surpasses; `sign` is that of the order wanted. */
function extreme(args: readonly (Value | undefined)[], sign: 1 | -1, { budget }: Tools): Value {
  const [first = null] = args;
  const values = args.length === 1 ? itemsOf(first, budget) : args.map((value) => value ?? null);
  let [best] = values;
  if (best === undefined) return refuseValue("there is nothing in the list to choose from");
  for (const value of values.slice(1)) if (orderOf(value, best, budget) * sign > 0) best = value;
  return best;
}

function total(iterable: Value, start: Value, { budget }: Tools): Value {
  if (typeof start === "string") return refuseValue("sum does not join texts");
  return itemsOf(iterable, budget).reduce((sum, item) => binary("+", sum, item, budget), start);
}
