import { MisuseError } from "../../errors.ts";
import { checkOptionNames, shown } from "../../option-checks.ts";
import { MAX_CANDIDATES } from "../limits.ts";
import { DEFAULT_RULES, gamma, MAX_BELOW, MAX_GOOD, paretoGamma, type TpeRules } from "./tpe-rules.ts";

/** What `tpeSampler` may be told; the rest is as in `DEFAULT_RULES`. `OPTUNA_RULES` are Optuna's to the letter. */
export type TpeOptions = Partial<Omit<TpeRules, "weights">> & {
  /** Weights of n observations, the oldest first: none below 0, and not all 0. */
  readonly weights?: (count: number) => ArrayLike<number>;
};

/** Rules in which nothing depends on the number of objectives any more. */
export interface EffectiveRules extends TpeRules {
  readonly multivariate: boolean;
  readonly gamma: (finished: number) => number;
  /** What `gamma` gives at most. */
  readonly maxGood: number;
  /** Weights of the good observations. */
  readonly goodWeights: (count: number) => Float64Array;
}

/** The default rules with `options` in their place; throws `MisuseError` for those without meaning. */
export function rulesFrom(options: TpeOptions): TpeRules {
  checkOptionNames("tpeSampler", options, Object.keys(DEFAULT_RULES));
  const { weights, ...given } = options;
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const rules: TpeRules = {
    ...DEFAULT_RULES,
    ...plain,
    weights: weights === undefined ? DEFAULT_RULES.weights : (count) => checkedWeights(weights(count), count),
  };
  for (const option of ["group", "constantLiar", "considerEndpoints", "failedAreBad"] as const) {
    check(typeof rules[option] === "boolean", option, "true or false");
  }
  const { multivariate } = rules;
  check(multivariate === null || typeof multivariate === "boolean", "multivariate", "true, false or null");
  check(rules.gamma === null || typeof rules.gamma === "function", "gamma", "a function of the number of trials");
  check(weights === undefined || typeof weights === "function", "weights", "a function of the number of observations");
  check(
    Number.isSafeInteger(rules.startupTrials) && rules.startupTrials >= 0,
    "startupTrials",
    "a whole number from 0",
  );
  const { candidates } = rules;
  const isCount = Number.isSafeInteger(candidates) && candidates >= 1 && candidates <= MAX_CANDIDATES;
  check(isCount, "candidates", `a whole number from 1 to ${MAX_CANDIDATES}`);
  check(rules.priorWeight > 0 && Number.isFinite(rules.priorWeight), "priorWeight", "a finite number above 0");
  check(isShare(rules.sharpShare), "sharpShare", "a share from 0 to 1");
  check(isShare(rules.crowdShare), "crowdShare", "a share from 0 to 1");
  check(rules.gridFloor >= 0 && Number.isFinite(rules.gridFloor), "gridFloor", "a finite number from 0");
  if (rules.group && rules.multivariate === false) {
    throw new MisuseError(
      "group models parameters together, which multivariate: false forbids; leave out one of them.",
    );
  }
  return rules;
}

/** The rules for so many objectives: for several, parameters are modelled one by one, and all good trials weigh alike. */
export function effectiveRules(rules: TpeRules, objectives: number): EffectiveRules {
  const isSingle = objectives === 1;
  const maxGood = isSingle && rules.gamma === null ? MAX_BELOW : MAX_GOOD;
  const chosen = rules.gamma ?? (isSingle ? gamma : paretoGamma);
  return {
    ...rules,
    multivariate: rules.multivariate ?? (isSingle || rules.group),
    gamma: (finished) => {
      const count: unknown = chosen(finished);
      if (typeof count === "number" && count >= 0) return Math.min(Math.floor(count), maxGood);
      throw new MisuseError(
        `gamma(${finished}) must give a number from 0, not ${shown(count)}; correct it or leave it out.`,
      );
    },
    maxGood,
    goodWeights: isSingle ? rules.weights : (count) => new Float64Array(count).fill(1),
  };
}

const isShare = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= 1;

function check(isFine: boolean, name: string, wanted: string): void {
  if (!isFine) throw new MisuseError(`tpeSampler needs ${wanted} as ${name}; correct it or leave it out.`);
}

function checkedWeights(weights: ArrayLike<number>, count: number): Float64Array {
  const copy = Float64Array.from(weights);
  const isFine = copy.length === count && copy.every((weight) => weight >= 0) && (count === 0 || sumOf(copy) > 0);
  if (isFine && Number.isFinite(sumOf(copy))) return copy;
  throw new MisuseError(
    `weights(${count}) must give ${count} finite numbers from 0, not all 0; correct it or leave it out.`,
  );
}

const sumOf = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0);
