// JSON that keeps every number: NaN, the infinities and -0 travel as {"$n": "..."}.
const MARK = "$n";

const isPlain = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);
const nameOf = (value: number): string => (value === 0 ? "-0" : String(value));

/** Text with half a surrogate pair, which UTF-8 cannot carry, gets U+FFFD in its place. */
export function exactStringify(value: unknown): string {
  const text = JSON.stringify(value, (_, it: unknown) =>
    typeof it === "number" && !isPlain(it) ? { [MARK]: nameOf(it) } : it,
  );
  return text.includes("\\ud") ? text.replace(/\\(?:ud[89a-f][\da-f]{2}|[^])/g, mended) : text;
}

/** `JSON.stringify` escapes a surrogate only if it stands alone. */
const mended = (escape: string): string => (escape.length > 2 ? "\ufffd" : escape);

/** Throws `SyntaxError` for what is no JSON. */
export function exactParse(text: string): unknown {
  if (!text.includes(`"${MARK}"`)) return JSON.parse(text);
  return JSON.parse(text, (_, it: unknown) => {
    if (typeof it !== "object" || it === null || !Object.hasOwn(it, MARK)) return it;
    return Number((it as Record<string, unknown>)[MARK]);
  });
}
