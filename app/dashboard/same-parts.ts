/**
 * `after` with every part of `before` that is equal to its own: what is drawn from such a part need not be drawn again. For
 * values as they cross from the engine: numbers, texts, lists and plain records.
 */
export function sameParts<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(after)) return Array.isArray(before) ? sameList(before, after) : after;
  return isRecord(before) && isRecord(after) ? sameRecord(before, after) : after;
}

function sameList<T extends readonly unknown[]>(before: readonly unknown[], after: T): T {
  const parts = after.map((part, i) => sameParts(before[i], part));
  const isSame = before.length === parts.length && parts.every((part, i) => Object.is(part, before[i]));
  return (isSame ? before : parts) as unknown as T;
}

function sameRecord<T extends object>(before: Readonly<Record<string, unknown>>, after: T): T {
  const parts = Object.entries(after).map(([name, part]) => [name, sameParts(before[name], part)] as const);
  const isSame =
    Object.keys(before).length === parts.length && parts.every(([name, part]) => holds(before, name, part));
  return (isSame ? before : Object.fromEntries(parts)) as T;
}

const holds = (record: Readonly<Record<string, unknown>>, name: string, part: unknown): boolean =>
  Object.hasOwn(record, name) && Object.is(record[name], part);

/** As structured clones make them. */
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
