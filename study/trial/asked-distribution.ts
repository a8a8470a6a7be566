import { MisuseError } from "../errors.ts";
import { checkOptionNames } from "../option-checks.ts";
import {
  type CategoricalChoice,
  type CategoricalDistribution,
  categoricalDistribution,
  floatDistribution,
  intDistribution,
  isParamName,
  MAX_NAME_LENGTH,
  type NumericalDistribution,
  type ParamDistribution,
} from "../space/distribution.ts";
import {
  type PermutationDistribution,
  permutationDistribution,
  type SeedsDistribution,
  type SimplexDistribution,
  seedsDistribution,
  simplexDistribution,
} from "../space/vector-distribution.ts";

/**
 * The distribution an objective asks for: `known`, which its proposal has for the name, where that is the same; so it is
 * made once as a rule, and its options are not looked at again. Each throws `MisuseError` with the call and the fix.
 */
type Known = ParamDistribution | undefined;

export interface NumberOptions {
  readonly log?: boolean;
  readonly step?: number | null;
}

const NUMBER_OPTIONS = ["log", "step"];

export function askedNumber(
  kind: "float" | "int",
  known: Known,
  name: string,
  low: number,
  high: number,
  options: NumberOptions,
): NumericalDistribution {
  const step = options.step ?? (kind === "int" ? 1 : null);
  const isKnown = known?.kind === kind && isAsked(known, low, high, options.log ?? false, step);
  if (isKnown) return known;
  return named(kind === "int" ? "suggestInt" : "suggestFloat", name, () => {
    checkOptionNames("it", options, NUMBER_OPTIONS);
    return kind === "int" ? intDistribution(low, high, options) : floatDistribution(low, high, options);
  });
}

function isAsked(known: NumericalDistribution, low: number, high: number, log: boolean, step: number | null): boolean {
  return known.low === low && known.high === high && known.log === log && known.step === step;
}

export function askedChoice(
  known: Known,
  name: string,
  choices: readonly CategoricalChoice[],
): CategoricalDistribution {
  if (known?.kind === "categorical" && isSameList(known.choices, choices)) return known;
  return named("suggestCategorical", name, () => categoricalDistribution(choices));
}

const isSameList = (a: readonly CategoricalChoice[], b: readonly CategoricalChoice[]): boolean =>
  Array.isArray(b) && a.length === b.length && a.every((choice, i) => choice === b[i]);

export function askedPermutation(known: Known, name: string, n: number): PermutationDistribution {
  if (known?.kind === "permutation" && known.n === n) return known;
  return named("suggestPermutation", name, () => permutationDistribution(n));
}

export function askedSimplex(known: Known, name: string, n: number): SimplexDistribution {
  if (known?.kind === "simplex" && known.n === n) return known;
  return named("suggestSimplex", name, () => simplexDistribution(n));
}

export interface SeedsOptions {
  /** From 1 to `MAX_VECTOR_LENGTH`. */
  readonly maxLength: number;
}

export function askedSeeds(known: Known, name: string, options: SeedsOptions): SeedsDistribution {
  return named("suggestSeeds", name, () => {
    checkOptionNames("it", options, ["maxLength"]);
    const { maxLength } = options;
    return known?.kind === "seeds" && known.maxLength === maxLength ? known : seedsDistribution(maxLength);
  });
}

function named<D>(method: string, name: string, make: () => D): D {
  try {
    return make();
  } catch (error) {
    if (error instanceof MisuseError) throw new MisuseError(`${method}(${JSON.stringify(name)}): ${error.message}`);
    throw error;
  }
}

/** Throws `MisuseError` unless the parameter, constraint or attribute may have this name. */
export function checkKey(method: string, key: string): void {
  if (isParamName(key)) return;
  if (key === "__proto__") {
    throw new MisuseError(`${method}("__proto__"): JavaScript keeps this name for itself; use another one.`);
  }
  throw new MisuseError(
    `${method}() needs a name of 1 to ${MAX_NAME_LENGTH} whole characters as its first argument; pass a text.`,
  );
}
