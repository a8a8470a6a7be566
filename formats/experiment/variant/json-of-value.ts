import type { Json } from "../../../study/spec/spec.ts";
import type { Budget } from "../expression/budget.ts";
import { refuseValue } from "../expression/fault.ts";
import { isDict, isSequence, type Value } from "../expression/value.ts";
import { floatText } from "../expression/value-text.ts";

/** What the spec can hold; its `jsonOf` allows no more. */
const MAX_DEPTH = 64;

/** A value as JSON has it: tuples become lists. Refuses numbers that JSON does not keep, and what is nested too deep. */
export function jsonOf(value: Value, budget: Budget, depth = 0): Json {
  budget.spend(1);
  if (depth > MAX_DEPTH) return refuseValue(`it is nested more than ${MAX_DEPTH} deep`);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number)
      ? number
      : refuseValue("it is larger than whole numbers are kept exactly, 2 ** 53: make it a float");
  }
  if (typeof value === "number")
    return Number.isFinite(value)
      ? value + 0
      : refuseValue(`it is ${floatText(value)}, and a configuration has finite numbers alone`);
  if (typeof value === "string") {
    budget.spend(value.length >> 3);
    return value;
  }
  if (isSequence(value)) return value.items.map((item) => jsonOf(item, budget, depth + 1));
  if (!isDict(value)) return null;
  // Each key becomes a property of its own, whatever its name.
  return Object.fromEntries(Array.from(value.entries, ([key, each]) => [key, jsonOf(each, budget, depth + 1)]));
}
