import { isRecord, isWellFormedText, unknownKey } from "../parsed.ts";
import { isParamName } from "../space/distribution.ts";
import { MAX_VALUE_NAME_LENGTH } from "./spec-limits.ts";
import { hiddenCharacter, isVisible } from "./visible-text.ts";

/** Stops at the first thing that is wrong with a study's text; its message is the reason. */
export class Refusal extends Error {}

export const refuse = (reason: string): never => {
  throw new Refusal(reason);
};

export function record(input: unknown, what: string, keys: readonly string[]): Record<string, unknown> {
  const given = map(input, what);
  const extra = unknownKey(given, keys);
  if (extra !== null) refuse(`${what} has the unknown key ${JSON.stringify(extra.slice(0, 40))}`);
  return given;
}

/** An object whose keys are the author's own. */
export const map = (input: unknown, what: string): Record<string, unknown> =>
  isRecord(input) ? input : refuse(`${what} is not an object`);

export function list<T>(
  input: unknown,
  what: string,
  max: number,
  each: (item: unknown, at: number) => T,
): readonly T[] {
  if (!Array.isArray(input)) return refuse(`${what} are not a list`);
  if (input.length > max) refuse(`${what} are more than ${max}`);
  return Array.from(input, each);
}

export function text(input: unknown, what: string, min: number, max: number): string {
  if (!isWellFormedText(input)) return refuse(`${what} is not text`);
  if (input.length < min || input.length > max) refuse(`${what} must have ${min} to ${max} characters`);
  return input;
}

/** Text that stands in headings and in the page's own sentences: it must be seen whole and leave its neighbours alone. */
export function label(input: unknown, what: string, max: number): string {
  const shown = visible(text(input, what, 1, max), what);
  return isVisible(shown) ? shown : refuse(`${what} is blank`);
}

/** Text without characters that mislead its reader. */
export function visible(shown: string, what: string): string {
  const hidden = hiddenCharacter(shown);
  return hidden === null ? shown : refuse(`${what} has the invisible character ${hidden}: type it again without`);
}

/** The name of an objective, a metric or a constraint. */
export function valueName(input: unknown, what: string): string {
  const name = label(input, what, MAX_VALUE_NAME_LENGTH);
  return isParamName(name) ? name : refuse(`${what} is ${JSON.stringify(name)}, which means something else`);
}

/** Names that are all different. */
export function distinct(names: readonly string[], what: string): readonly string[] {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  return twice === undefined ? names : refuse(`${what} name ${JSON.stringify(twice)} twice`);
}

export function whole(input: unknown, what: string, min: number, max: number): number {
  if (typeof input !== "number" || !Number.isInteger(input)) return refuse(`${what} is not a whole number`);
  if (input < min || input > max) refuse(`${what} must be between ${min} and ${max}`);
  return input + 0;
}

export function finite(input: unknown, what: string, min = -Number.MAX_VALUE, max = Number.MAX_VALUE): number {
  if (typeof input !== "number" || !Number.isFinite(input)) return refuse(`${what} is not a number`);
  if (input < min || input > max) refuse(`${what} must be between ${min} and ${max}`);
  return input + 0;
}

export function oneOf<T extends string>(input: unknown, what: string, options: readonly T[]): T {
  return options.find((option) => option === input) ?? refuse(`${what} must be one of ${options.join(", ")}`);
}

export const boolean = (input: unknown, what: string): boolean =>
  typeof input === "boolean" ? input : refuse(`${what} is neither true nor false`);

/** SHA-256 or a public key: 43 characters of base64url. */
export const hash = (input: unknown, what: string): string =>
  typeof input === "string" && /^[A-Za-z0-9_-]{43}$/.test(input)
    ? input
    : refuse(`${what} is not 43 characters of base64url`);
