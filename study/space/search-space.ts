import { type Distribution, isSingle, type ParamDistribution, sameDistribution } from "./distribution.ts";
import { isVector, vectorLength } from "./vector-distribution.ts";

/**
 * The parameters one trial used, in the order it suggested them. Interned: trials with equal spaces share one object,
 * so `===` is a fast (sufficient) test of equality.
 */
export interface TrialSpace {
  readonly names: readonly string[];
  readonly distributions: readonly ParamDistribution[];
}

/** The same as samplers search it: every parameter is one number or choice (`searchSpaceOf`). Interned, too. */
export interface SearchSpace extends TrialSpace {
  readonly distributions: readonly Distribution[];
}

/** Numbers that the lists of one trial may have together: two lists of the longest. Each is stored, sent and searched. */
export const MAX_VECTOR_NUMBERS = 2_000;

/** Numbers that the lists of one trial have at most. */
export function vectorNumbers(distributions: readonly ParamDistribution[]): number {
  let numbers = 0;
  for (const distribution of distributions) if (isVector(distribution)) numbers += vectorLength(distribution);
  return numbers;
}

export const EMPTY_SPACE: SearchSpace = { names: [], distributions: [] };

/** Equal names, distributions and order. */
export function sameSpace(a: TrialSpace, b: TrialSpace): boolean {
  if (a === b) return true;
  return (
    a.names.length === b.names.length &&
    a.names.every((name, i) => {
      const [da, db] = [a.distributions[i], b.distributions[i]];
      return name === b.names[i] && da !== undefined && db !== undefined && sameDistribution(da, db);
    })
  );
}

/** About how many bytes a space takes in memory. */
export function spaceSize({ names, distributions }: TrialSpace): number {
  let bytes = 0;
  for (const name of names) bytes += 16 + name.length;
  for (const distribution of distributions) {
    bytes += 48;
    if (distribution.kind !== "categorical") continue;
    for (const choice of distribution.choices) bytes += 8 + (typeof choice === "string" ? 16 + choice.length : 0);
  }
  return bytes;
}

/**
 * Parameters with one and the same distribution in every one of `spaces`, without single-valued ones: what a joint
 * sampler can model (Optuna's intersection search space). In the order of the first space.
 */
export function intersectionSpace(spaces: readonly SearchSpace[]): SearchSpace {
  const [first, ...others] = spaces;
  if (first === undefined) return EMPTY_SPACE;
  let names: readonly string[] = first.names;
  let distributions: readonly Distribution[] = first.distributions;
  const keep = (isKept: (name: string, distribution: Distribution) => boolean): void => {
    const flags = names.map((name, i) => {
      const distribution = distributions[i];
      return distribution !== undefined && isKept(name, distribution);
    });
    names = names.filter((_, i) => flags[i]);
    distributions = distributions.filter((_, i) => flags[i]);
  };
  keep((_, distribution) => !isSingle(distribution));
  for (const space of others) {
    // Strangers' spaces may be large and many, and most leave nothing.
    if (names.length === 0) return EMPTY_SPACE;
    const byName = new Map(space.names.map((name, i) => [name, space.distributions[i]]));
    keep((name, distribution) => {
      const other = byName.get(name);
      return other !== undefined && sameDistribution(other, distribution);
    });
  }
  return { names, distributions };
}
