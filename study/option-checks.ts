import { MisuseError } from "./errors.ts";
import { isRecord, unknownKey } from "./parsed.ts";

/** Text longer than this is cut where a sentence names it. */
const MAX_SHOWN = 60;

/** A value as a sentence names it: text in quotes, what holds other values by its kind. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, MAX_SHOWN));
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}

/** Throws `MisuseError` unless `options` is an object with none but the `known` names; `owner` is what was given them. */
export function checkOptionNames(owner: string, options: unknown, known: readonly string[]): void {
  if (!isRecord(options)) {
    throw new MisuseError(`${owner} takes options as an object, not ${shown(options)}; choose of ${known.join(", ")}.`);
  }
  const stray = unknownKey(options, known);
  if (stray === null) return;
  throw new MisuseError(`${owner} has no option ${shown(stray)}; choose of ${known.join(", ")}.`);
}

/** Throws `MisuseError` unless `made` has this method, as what the call `example` gives has. */
export function checkMade(what: string, made: unknown, method: string, example: string): void {
  if (typeof made === "object" && made !== null && typeof Reflect.get(made, method) === "function") return;
  throw new MisuseError(`The ${what} is ${shown(made)}; give what a call gives, as in ${example}.`);
}

/** Throws `MisuseError` unless `sampler` is one. */
export const checkSampler = (sampler: unknown, what = "sampler"): void =>
  checkMade(what, sampler, "sample", "randomSampler()");

/** Throws `MisuseError` unless `base` is a sampler that `owner` can wrap: one of generations has nothing for a single trial. */
export function checkBase(owner: string, base: unknown): void {
  checkSampler(base, `sampler that ${owner} wraps`);
  if (typeof base !== "object" || base === null || Reflect.get(base, "evolution") === undefined) return;
  throw new MisuseError(
    `${owner} cannot wrap deepGaSampler(), which breeds generations; give that to createStudy as it is.`,
  );
}

/** Throws `MisuseError` unless `pruner` is one. */
export const checkPruner = (pruner: unknown, what = "pruner"): void =>
  checkMade(what, pruner, "snapshot", "medianPruner()");
