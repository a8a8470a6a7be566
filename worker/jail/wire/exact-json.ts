// JSON that keeps every number: NaN, the infinities and -0 travel as texts that begin with a NUL, and so do the texts
// that begin with one themselves.
const NUL = "\u0000";

const isPlain = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);
const nameOf = (value: number): string => (value === 0 ? "-0" : String(value));

function packed(_: string, value: unknown): unknown {
  if (typeof value === "number" && !isPlain(value)) return `${NUL}n${nameOf(value)}`;
  return typeof value === "string" && value.startsWith(NUL) ? `${NUL}s${value}` : value;
}

function unpacked(_: string, value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith(NUL)) return value;
  return value[1] === "n" ? Number(value.slice(2)) : value.slice(2);
}

/** Text with half a surrogate pair, which UTF-8 cannot carry, gets U+FFFD in its place. */
export function exactStringify(value: unknown): string {
  const text = JSON.stringify(value, packed);
  return text.includes("\\ud") ? text.replace(/\\(?:ud[89a-f][\da-f]{2}|[^])/g, mended) : text;
}

/** `JSON.stringify` escapes a surrogate only if it stands alone. */
const mended = (escape: string): string => (escape.length > 2 ? "\ufffd" : escape);

/** Throws `SyntaxError` for what is no JSON. */
export function exactParse(text: string): unknown {
  return text.includes("\\u0000") ? JSON.parse(text, unpacked) : JSON.parse(text);
}
