import type { Budget } from "./budget.ts";
import { refuseValue } from "./fault.ts";
import { kindOf, numeric, type Value, whole } from "./value.ts";

/** Python's `int(...)`: what stands behind the point is cut off. */
export function wholeOf(value: Value, budget: Budget): bigint {
  const number = numeric(value);
  if (typeof number === "bigint") return number;
  if (typeof number === "number")
    return Number.isFinite(number)
      ? whole(BigInt(Math.trunc(number)))
      : refuseValue("what is not finite is no whole number");
  if (typeof value !== "string") return refuseValue(`int makes no number of ${kindOf(value)}`);
  budget.spend(value.length >> 2);
  const text = value.trim();
  if (!/^[-+]?[0-9](?:_?[0-9])*$/.test(text) || text.length > 400)
    return refuseValue("int makes a number of a text of digits alone");
  const digits = BigInt(text.replace(/^[-+]/, "").replaceAll("_", ""));
  return whole(text.startsWith("-") ? -digits : digits);
}

/** Python's `float(...)`. */
export function floatOf(value: Value, budget: Budget): number {
  const number = numeric(value);
  if (number !== undefined) return Number(number);
  if (typeof value !== "string") return refuseValue(`float makes no number of ${kindOf(value)}`);
  budget.spend(value.length >> 2);
  const text = value.trim().toLowerCase();
  const [, sign = "", name = ""] = /^([-+]?)(inf|infinity|nan)$/.exec(text) ?? [];
  if (name === "nan") return Number.NaN;
  if (name !== "") return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const isNumber =
    /^[-+]?(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:e[-+]?[0-9](?:_?[0-9])*)?$/;
  return isNumber.test(text) ? Number(text.replaceAll("_", "")) : refuseValue("float makes no number of this text");
}
