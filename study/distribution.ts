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

export type Distribution = FloatDistribution | IntDistribution | CategoricalDistribution;

/** A parameter's value as the objective sees it: a number, or the chosen category. */
export type ParamValue = CategoricalChoice;
