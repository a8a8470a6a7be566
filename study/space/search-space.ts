import { type Distribution, isSingle, sameDistribution } from "./distribution.ts";

/**
 * The parameters one trial used, in the order it suggested them. Interned: trials with equal spaces share one object,
 * so `===` is a fast (sufficient) test of equality.
 */
export interface SearchSpace {
  readonly names: readonly string[];
  readonly distributions: readonly Distribution[];
}

export const EMPTY_SPACE: SearchSpace = { names: [], distributions: [] };

/** Equal names, distributions and order. */
export function sameSpace(a: SearchSpace, b: SearchSpace): boolean {
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
export function spaceSize({ names, distributions }: SearchSpace): number {
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
