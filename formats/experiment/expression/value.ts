import { refuseValue } from "./fault.ts";

/** A value as Python has it: whole numbers are bigint, floats are number. */
export type Value = null | boolean | bigint | number | string | Sequence | Dict;

export interface Sequence {
  readonly kind: "list" | "tuple" | "range";
  readonly items: readonly Value[];
}

export interface Dict {
  readonly kind: "dict";
  readonly entries: ReadonlyMap<string, Value>;
}

export const MAX_LIST_LENGTH = 10_000;
export const MAX_TEXT_LENGTH = 10_000;
/** 2 to this: far beyond what a float can tell apart, and no work. */
const MAX_WHOLE_BITS = 1_000;
const LARGEST_WHOLE = 1n << BigInt(MAX_WHOLE_BITS);

export const isSequence = (value: Value): value is Sequence =>
  typeof value === "object" && value !== null && value.kind !== "dict";

export const isDict = (value: Value): value is Dict =>
  typeof value === "object" && value !== null && value.kind === "dict";

export function listOf(items: readonly Value[], kind: Sequence["kind"] = "list"): Sequence {
  if (items.length > MAX_LIST_LENGTH) return refuseValue(`a ${kind} has at most ${MAX_LIST_LENGTH} items here`);
  return { kind, items };
}

export function textValue(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? refuseValue(`a text has at most ${MAX_TEXT_LENGTH} characters here`) : text;
}

export function whole(value: bigint): bigint {
  if (value > LARGEST_WHOLE || value < -LARGEST_WHOLE)
    return refuseValue("a whole number grows past 300 digits, which is not counted here");
  return value;
}

/** Whether the power of whole numbers stays within what is counted here. */
export const isPowerBounded = (base: bigint, exponent: bigint): boolean =>
  exponent <= BigInt(MAX_WHOLE_BITS) && (base.toString(2).length - 1) * Number(exponent) <= MAX_WHOLE_BITS;

/** A number, True counting 1 as in Python; undefined for what is none. */
export function numeric(value: Value): bigint | number | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "bigint" || typeof value === "number" ? value : undefined;
}

/** For a function's argument. */
export function numberArgument(value: Value): bigint | number {
  return numeric(value) ?? refuseValue(`a number is wanted, and this is ${kindOf(value)}`);
}

export const floatArgument = (value: Value): number => Number(numberArgument(value));

export function wholeArgument(value: Value): bigint {
  const number = numeric(value);
  return typeof number === "bigint" ? number : refuseValue(`a whole number is wanted, and this is ${kindOf(value)}`);
}

export function isTrue(value: Value): boolean {
  if (isSequence(value)) return value.items.length > 0;
  if (isDict(value)) return value.entries.size > 0;
  return Boolean(value);
}

/** What kind of value it is, in words. */
export function kindOf(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return "a whole number";
  if (typeof value === "number") return "a float";
  if (typeof value === "string") return "a text";
  return `a ${value.kind}`;
}
