import { quoted } from "../shown-text.ts";
import type { ScalarValue } from "./tree.ts";

/**
 * Where Python's YAML (PyYAML, which knows YAML 1.1) reads a plain scalar as something else than YAML 1.2 does: one
 * sentence; else null.
 */
export function pythonReads(text: string, value: ScalarValue): string | null {
  const there = inPython(text);
  const here = inWords(value);
  if (there === here) return null;
  return `Python's YAML reads ${quoted(text)} as ${there}; here it is ${here}.${adviceFor(there, value)}`;
}

function inWords(value: ScalarValue): string {
  if (value === null) return "nothing";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return `the whole number ${value}`;
  return typeof value === "number" ? "a number" : "text";
}

function adviceFor(there: string, value: ScalarValue): string {
  if (typeof value !== "string") return "";
  const meant = there.replace("the whole number ", "");
  return /^(?:true|false|-?\d+)$/.test(meant)
    ? ` Write ${meant} if you mean that, or put quotes around the text.`
    : " Put quotes around it if you mean text.";
}

/** PyYAML's resolver, a line for each kind. */
function inPython(text: string): string {
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return "true";
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return "false";
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return "nothing";
  if (FLOAT.test(text)) return "a number";
  if (WHOLE.test(text)) return `the whole number ${wholeInPython(text)}`;
  return DATE.test(text) ? "a date" : "text";
}

const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const WHOLE =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const DATE =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)$/;

function wholeInPython(text: string): string {
  const digits = text.replace(/^[-+]/, "").replaceAll("_", "");
  const sign = text.startsWith("-") ? -1n : 1n;
  // What no machine counts to is not counted here either.
  if (digits.length > 400 || /^0[bx]?$/.test(digits)) return digits.slice(0, 40);
  if (digits.includes(":")) {
    return String(sign * digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n));
  }
  const isOctal = /^0[0-7]+$/.test(digits);
  return String(sign * BigInt(isOctal ? `0o${digits.slice(1)}` : digits));
}
