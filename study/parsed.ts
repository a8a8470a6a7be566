/** What a codec makes of unknown input: the value, or one sentence why not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const refused = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });

/** True for what `JSON.parse` and msgpack make of a map: an object that is no array. */
export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/** True for text that survives UTF-8: no half of a surrogate pair. */
export function isWellFormedText(input: unknown): input is string {
  if (typeof input !== "string") return false;
  // Nearly no text has surrogates at all, and that is quick to see; a pair of them is a character.
  return !/[\ud800-\udfff]/.test(input) || !/\p{Surrogate}/u.test(input);
}

/** The first key of `record` that is not in `known`, or null. */
export function unknownKey(record: Record<string, unknown>, known: readonly string[]): string | null {
  for (const key of Object.keys(record)) if (!known.includes(key)) return key;
  return null;
}
