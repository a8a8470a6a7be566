import { fail } from "../../scripts/prepare.mjs";

/** `text` as a number from `low` to `high`; anything else ends the bench with a sentence. */
export function number(text: string, name: string, low: number, high: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= low && value <= high)) fail(`--${name} must be a number from ${low} to ${high}, but is "${text}".`);
  return value;
}
