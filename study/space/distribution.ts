import { MisuseError } from "../errors.ts";
import { shown } from "../option-checks.ts";
import { isWellFormedText } from "../parsed.ts";
import { gridPoint, lastGridPoint, unsignedZero } from "./decimal.ts";
import {
  containsVector,
  firstVector,
  isNumberList,
  isVector,
  sameVector,
  type VectorDistribution,
} from "./vector-distribution.ts";

/** A value a categorical parameter may take; kept exactly over every hop. */
export type CategoricalChoice = number | string | boolean | null;

/** A real interval [low, high]; `log` samples in ln space (low > 0); `step` puts values on low + k*step. */
export interface FloatDistribution {
  readonly kind: "float";
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number | null;
}

/** Integers low, low+step, ..., high; `log` requires step 1 and low >= 1. */
export interface IntDistribution {
  readonly kind: "int";
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number;
}

/** One of `choices`, which are not ordered. */
export interface CategoricalDistribution {
  readonly kind: "categorical";
  readonly choices: readonly CategoricalChoice[];
}

export type NumericalDistribution = FloatDistribution | IntDistribution;
/** Of one number or choice: what samplers model. */
export type Distribution = NumericalDistribution | CategoricalDistribution;
/** Of whatever a parameter may be. Samplers see a vector as the floats that stand for it (`random-keys.ts`). */
export type ParamDistribution = Distribution | VectorDistribution;

/** A parameter's value as the objective sees it: a number, the chosen category, or a list of numbers. */
export type ParamValue = CategoricalChoice | readonly number[];

/** More parameters than any study people tune by hand or by program; a stranger's trial cannot make us hold more. */
export const MAX_PARAMS = 1_000;
/** Names are shown in tables and legends; longer ones are data, not names. */
export const MAX_NAME_LENGTH = 200;
/** Every kernel of a categorical parameter weighs every choice, so choices bound a sampler's work. */
export const MAX_CHOICES = 10_000;
/** A choice is shown and sent with every trial; long texts belong into the objective, with an index as the choice. */
export const MAX_CHOICE_LENGTH = 1_000;

/** Whether a parameter, constraint or attribute may have this name. `__proto__` means something else in a JavaScript object. */
export const isParamName = (name: unknown): name is string =>
  isWellFormedText(name) && name.length > 0 && name.length <= MAX_NAME_LENGTH && name !== "__proto__";

function checkBounds(low: number, high: number): void {
  for (const bound of [low, high]) {
    if (typeof bound !== "number" || !Number.isFinite(bound)) {
      throw new MisuseError(`The bounds must be finite numbers, but one is ${shown(bound)}; give the range you mean.`);
    }
  }
  if (low > high) throw new MisuseError(`low (${low}) is above high (${high}); swap them.`);
}

function checkedLog(log: unknown = false): boolean {
  if (typeof log === "boolean") return log;
  throw new MisuseError(`log must be true or false, but is ${shown(log)}; write { log: true } or leave it out.`);
}

/** Throws `MisuseError` with the fix if the range has no meaning. A step that does not divide the range shrinks `high`. */
export function floatDistribution(
  lowest: number,
  highest: number,
  options: { readonly log?: boolean | undefined; readonly step?: number | null | undefined } = {},
): FloatDistribution {
  const log = checkedLog(options.log);
  const step = options.step ?? null;
  checkBounds(lowest, highest);
  const [low, high] = [unsignedZero(lowest), unsignedZero(highest)];
  if (log && step !== null) throw new MisuseError("A log range cannot have a step; leave out one of the two.");
  if (log && low <= 0) throw new MisuseError(`A log range needs low > 0, but low is ${low}; raise it.`);
  if (step === null) return { kind: "float", low, high, log, step };
  if (!(step > 0 && Number.isFinite(step))) {
    throw new MisuseError(
      `step must be above 0, but is ${shown(step)}; give the distance of two values, or leave it out.`,
    );
  }
  if (!Number.isFinite((high - low + step) / step)) {
    throw new MisuseError(`The steps of ${step} from ${low} to ${high} cannot be counted; leave the step out.`);
  }
  return { kind: "float", low, high: lastGridPoint(low, high, step), log, step };
}

/** Throws `MisuseError` with the fix if the range has no meaning. A step that does not divide the range shrinks `high`. */
export function intDistribution(
  lowest: number,
  highest: number,
  options: { readonly log?: boolean | undefined; readonly step?: number | null | undefined } = {},
): IntDistribution {
  const log = checkedLog(options.log);
  const step = options.step ?? 1;
  checkBounds(lowest, highest);
  const [low, high] = [unsignedZero(lowest), unsignedZero(highest)];
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) {
    throw new MisuseError(`The bounds ${low} and ${high} must be whole numbers; round them or use suggestFloat.`);
  }
  if (!(Number.isSafeInteger(step) && step > 0)) {
    throw new MisuseError(
      `step must be a whole number above 0, but is ${shown(step)}; correct it or leave it out for 1.`,
    );
  }
  if (log && step !== 1) throw new MisuseError("A log range cannot have a step; leave out one of the two.");
  if (log && low < 1)
    throw new MisuseError(`A log range of whole numbers needs low >= 1, but low is ${low}; raise it.`);
  if (step !== 1 && !Number.isSafeInteger(high - low)) {
    throw new MisuseError(`From ${low} to ${high} is too far to count in steps of ${step}; leave the step out.`);
  }
  return { kind: "int", low, high: low + Math.floor((high - low) / step) * step, log, step };
}

/** Whether a categorical parameter can have this value. */
export const isChoice = (value: unknown): value is CategoricalChoice =>
  value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

/** Whether some parameter can have this value. */
export const isParamValue = (value: unknown): value is ParamValue => isChoice(value) || isNumberList(value);

/** Throws `MisuseError` with the fix for no choices, more than `MAX_CHOICES`, doubles, or values that cannot be sent. */
export function categoricalDistribution(choices: readonly CategoricalChoice[]): CategoricalDistribution {
  if (!Array.isArray(choices)) throw new MisuseError("The choices must be an array; wrap them in [ ].");
  if (choices.length === 0) throw new MisuseError("There is nothing to choose from; give at least one choice.");
  if (choices.length > MAX_CHOICES) {
    throw new MisuseError(`${choices.length} choices are more than ${MAX_CHOICES}; use suggestInt for an index.`);
  }
  for (const choice of choices) {
    if (typeof choice === "string" && !isWellFormedText(choice)) {
      throw new MisuseError(
        "A choice is half of a character, which cannot be sent; split texts with Array.from(text).",
      );
    }
    if (!isChoice(choice)) {
      throw new MisuseError(
        `A choice must be a finite number, a string, a boolean or null, not ${shown(choice)}; use a name or an index.`,
      );
    }
    if (typeof choice === "string" && choice.length > MAX_CHOICE_LENGTH) {
      throw new MisuseError(`A choice is longer than ${MAX_CHOICE_LENGTH} characters; use a short name for it.`);
    }
  }
  if (new Set(choices).size < choices.length) throw new MisuseError("A choice is listed twice; list each once.");
  return { kind: "categorical", choices: choices.map((choice) => (choice === 0 ? 0 : choice)) };
}

/** Place of `value` among the choices, or -1; 1, "1" and true are different choices. */
export const choiceIndex = (distribution: CategoricalDistribution, value: ParamValue): number =>
  distribution.choices.indexOf(value as CategoricalChoice);

/** How far a value may be from its grid point, in steps (as Optuna): decimal steps are not exact in binary. */
const GRID_TOLERANCE = 1e-8;
/** The value, its bounds and its step are each rounded to a double: what that makes out, with as much to spare. */
const ROUNDING = 4 * Number.EPSILON;

/** Whether the objective could have got `value` from this distribution. */
export function contains(distribution: ParamDistribution, value: unknown): boolean {
  if (distribution.kind === "categorical") return distribution.choices.includes(value as CategoricalChoice);
  if (typeof value !== "number") return isVector(distribution) && containsVector(distribution, value);
  // A vector has no bounds, so no number is between them.
  const { kind, low, high, step } = distribution as NumericalDistribution;
  if (!(value >= low && value <= high)) return false;
  if (step === null) return true;
  const k = (value - low) / step;
  if (kind === "int") return Number.isInteger(value) && Number.isInteger(k);
  const rounding = (ROUNDING * Math.max(Math.abs(low), Math.abs(high))) / step;
  return Math.abs(k - Math.round(k)) < GRID_TOLERANCE + rounding;
}

/** Whether only one value is possible. */
export function isSingle(distribution: ParamDistribution): boolean {
  if (distribution.kind === "categorical") return distribution.choices.length === 1;
  if (isVector(distribution)) return distribution.kind !== "seeds" && distribution.n === 1;
  return distribution.low === distribution.high;
}

/** The only value of a single-valued distribution, or the lowest (first) of any other. */
export function firstValue(distribution: ParamDistribution): ParamValue {
  if (distribution.kind === "categorical") return distribution.choices[0] ?? null;
  return isVector(distribution) ? firstVector(distribution) : distribution.low;
}

/** Whether two values are the same, lists number by number. */
export function sameValue(a: ParamValue | undefined, b: ParamValue | undefined): boolean {
  if (a === b || typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

const sameChoices = (a: CategoricalDistribution, b: CategoricalDistribution): boolean =>
  a.choices === b.choices ||
  (a.choices.length === b.choices.length && a.choices.every((choice, i) => choice === b.choices[i]));

/** Equal in every respect. */
export function sameDistribution(a: ParamDistribution, b: ParamDistribution): boolean {
  if (a === b) return true;
  if (a.kind === "categorical" || b.kind === "categorical") {
    return a.kind === "categorical" && b.kind === "categorical" && sameChoices(a, b);
  }
  if (isVector(a) || isVector(b)) return isVector(a) && isVector(b) && sameVector(a, b);
  return a.kind === b.kind && a.low === b.low && a.high === b.high && a.log === b.log && a.step === b.step;
}

/**
 * Whether observations under one mean something under the other: same kind, and same `log` or same choices (Optuna), or the
 * same number of items or shares.
 */
export function compatible(a: ParamDistribution, b: ParamDistribution): boolean {
  if (a === b) return true;
  if (a.kind === "categorical" || b.kind === "categorical") return sameDistribution(a, b);
  if (isVector(a) || isVector(b)) return a.kind === b.kind && (a.kind === "seeds" || sameDistribution(a, b));
  return a.kind === b.kind && a.log === b.log;
}

/** The value as a number, for storage and samplers: a category becomes its index; -1 if it is none of the choices. */
export function toInternal(distribution: Distribution, value: ParamValue): number {
  return distribution.kind === "categorical" ? choiceIndex(distribution, value) : unsignedZero(Number(value));
}

/** The inverse of `toInternal`. */
export function fromInternal(distribution: Distribution, internal: number): CategoricalChoice {
  return distribution.kind === "categorical" ? (distribution.choices[internal] ?? null) : internal;
}

/** The nearest value of the distribution, on its grid. */
export function nearestValue(distribution: NumericalDistribution, value: number): number {
  const { low, high, step } = distribution;
  const clipped = value > low ? (value < high ? value : high) : low;
  if (step === null) return unsignedZero(clipped);
  if (distribution.kind === "int") return Math.min(high, low + Math.round((clipped - low) / step) * step);
  return Math.min(high, gridPoint(low, step, Math.round((clipped - low) / step)));
}
