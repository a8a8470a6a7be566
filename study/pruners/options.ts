import { MisuseError } from "../errors.ts";
import { shown } from "../option-checks.ts";

/** The option's value; a misuse if it is no whole number from `least`. */
export function wholeOption(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new MisuseError(`The pruner's ${name} must be a whole number from ${least}, not ${shown(value)}; change it.`);
}
