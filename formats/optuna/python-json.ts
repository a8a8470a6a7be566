import type { Json } from "../../study/json.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";

/**
 * A text, or one of the three tokens that Python's `json` writes and JSON does not know. A text that does not end goes to the end:
 * were it looked for again from each later quote, a hostile line would take for ever.
 */
const TOKENS = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?Infinity|NaN/g;
/** Stands for such a token while `JSON.parse` reads the rest. */
const MARK = "\u0000number";
const MARKED: Readonly<Record<string, string>> = {
  NaN: `{"\\u0000number":"NaN"}`,
  Infinity: `{"\\u0000number":"Infinity"}`,
  "-Infinity": `{"\\u0000number":"-Infinity"}`,
};

/** Reads JSON as Python writes it: with `NaN`, `Infinity` and `-Infinity`. */
export function parsePythonJson(text: string): Parsed<unknown> {
  try {
    if (!text.includes("NaN") && !text.includes("Infinity")) return parsed(JSON.parse(text));
    const plain = text.replace(TOKENS, (token) => MARKED[token] ?? token);
    return parsed(
      JSON.parse(plain, (_key, value: unknown) =>
        typeof value === "object" && value !== null && MARK in value ? Number(value[MARK]) : value,
      ),
    );
  } catch (error) {
    // `RangeError`: nested deeper than the engine's stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return refused(error.message);
    throw error;
  }
}

/** A number that Python is to read as a float, also where it is whole. */
export class PythonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** JSON whose numbers may be floats by their nature. */
export type PythonValue = Json | PythonFloat | readonly PythonValue[] | { readonly [key: string]: PythonValue };

/** Writes JSON as Python reads it: NaN and infinities as its own tokens, not as null. */
export function pythonJson(value: PythonValue): string {
  if (value instanceof PythonFloat) return floatText(value.value);
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(pythonJson).join()}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${pythonJson(item)}`)
    .join()}}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? JSON.stringify(value) : value > 0 ? "Infinity" : "-Infinity";
}

/** Digits alone would be an int. */
const floatText = (value: number): string => numberText(value).replace(/^-?\d+$/, "$&.0");

const isList = (value: PythonValue): value is readonly PythonValue[] => Array.isArray(value);
