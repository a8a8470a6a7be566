import { MisuseError } from "../errors.ts";
import { shown } from "../option-checks.ts";

/** The option's value; a misuse if it is neither true nor false. */
export function flagOption(name: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw new MisuseError(`The pruner's ${name} must be true or false, not ${shown(value)}; change it.`);
}

/** Throws `MisuseError` unless a whole trial has at least the steps of the first rung. */
export function checkWhole(minResource: number, maxResource: number | undefined): void {
  if (maxResource !== undefined && wholeOption("maxResource", maxResource, 1) < minResource) {
    throw new MisuseError(`The maxResource ${maxResource} must not be below the minResource ${minResource}; raise it.`);
  }
}

/** The option's value; a misuse if it is no whole number from `least`. */
export function wholeOption(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new MisuseError(`The pruner's ${name} must be a whole number from ${least}, not ${shown(value)}; change it.`);
}
