import { shownName } from "../shown-text.ts";
import type { Budget } from "./budget.ts";
import { refuseValue } from "./fault.ts";
import { isDict, isSequence, kindOf, numeric, type Value } from "./value.ts";

/** What Python runs through: the items of a list, the characters of a text, the keys of a dict. */
export function itemsOf(value: Value, budget: Budget): readonly Value[] {
  const items = isSequence(value)
    ? value.items
    : typeof value === "string"
      ? Array.from(value)
      : isDict(value)
        ? [...value.entries.keys()]
        : refuseValue(`a list is wanted, and this is ${kindOf(value)}`);
  budget.spend(items.length);
  return items;
}

export function lengthOf(value: Value, budget: Budget): bigint {
  if (isSequence(value)) return BigInt(value.items.length);
  if (typeof value === "string") return BigInt(itemsOf(value, budget).length);
  return isDict(value) ? BigInt(value.entries.size) : refuseValue(`${kindOf(value)} has no length`);
}

/** `of[index]`, from the end where `index` is negative. */
export function itemAt(of: Value, index: Value, budget: Budget): Value {
  if (isDict(of)) {
    const found = typeof index === "string" ? of.entries.get(index) : undefined;
    return found === undefined
      ? refuseValue(`there is no such key; there are ${shownKeys([...of.entries.keys()])}`)
      : found;
  }
  if (!isSequence(of) && typeof of !== "string") return refuseValue(`${kindOf(of)} has no items`);
  const place = numeric(index);
  if (typeof place !== "bigint") return refuseValue(`the place in a list is a whole number, not ${kindOf(index)}`);
  const items = typeof of === "string" ? itemsOf(of, budget) : of.items;
  const found = items[Number(place < 0n ? place + BigInt(items.length) : place)];
  return found === undefined ? refuseValue(`there is no place ${place} among ${items.length}`) : found;
}

/** The first few, for a message. */
export function shownKeys(keys: readonly string[]): string {
  if (keys.length === 0) return "none";
  const shown = keys.slice(0, 12).map(shownName);
  return shown.join(", ") + (keys.length > shown.length ? ", and more" : "");
}
