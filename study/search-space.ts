import { type Distribution, isSingle, MAX_PARAMS, sameDistribution } from "./distribution.ts";
import type { SearchSpace } from "./trial.ts";

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

/** Text that is equal exactly for equal spaces. */
export const spaceKey = (space: SearchSpace): string => JSON.stringify([space.names, space.distributions]);

/**
 * The space of `names`' first mention on, each with the distribution it had last. Own trials decide over foreign ones,
 * so no stranger changes the range of a parameter this peer has suggested itself. At most `MAX_PARAMS` parameters.
 */
export class SpaceUnion {
  readonly #byName = new Map<string, { distribution: Distribution; own: boolean }>();
  readonly #seenLast: { own: SearchSpace; foreign: SearchSpace } = { own: EMPTY_SPACE, foreign: EMPTY_SPACE };
  #space: SearchSpace = EMPTY_SPACE;

  /** The same object until something changes. */
  get space(): SearchSpace {
    return this.#space;
  }

  add(space: SearchSpace, own: boolean): void {
    const side = own ? "own" : "foreign";
    if (space === this.#seenLast[side]) return;
    this.#seenLast[side] = space;
    let changed = false;
    space.names.forEach((name, i) => {
      const distribution = space.distributions[i];
      if (distribution !== undefined && this.#put(name, distribution, own)) changed = true;
    });
    if (!changed) return;
    const entries = [...this.#byName.values()];
    this.#space = { names: [...this.#byName.keys()], distributions: entries.map((entry) => entry.distribution) };
  }

  #put(name: string, distribution: Distribution, own: boolean): boolean {
    const known = this.#byName.get(name);
    if (known === undefined) {
      if (this.#byName.size >= MAX_PARAMS) return false;
      this.#byName.set(name, { distribution, own });
      return true;
    }
    if (known.own && !own) return false;
    known.own ||= own;
    if (sameDistribution(known.distribution, distribution)) return false;
    known.distribution = distribution;
    return true;
  }
}

/**
 * Parameters with one and the same distribution in every one of `spaces`, without single-valued ones: what a joint
 * sampler can model (Optuna's intersection search space). In the order of the first space.
 */
export function intersectionSpace(spaces: readonly SearchSpace[]): SearchSpace {
  const [first, ...others] = spaces;
  if (first === undefined) return EMPTY_SPACE;
  const names: string[] = [];
  const distributions: Distribution[] = [];
  const maps = others.map((space) => new Map(space.names.map((name, i) => [name, space.distributions[i]])));
  first.names.forEach((name, i) => {
    const distribution = first.distributions[i];
    if (distribution === undefined || isSingle(distribution)) return;
    const everywhere = maps.every((map) => {
      const other = map.get(name);
      return other !== undefined && sameDistribution(other, distribution);
    });
    if (!everywhere) return;
    names.push(name);
    distributions.push(distribution);
  });
  return { names, distributions };
}
