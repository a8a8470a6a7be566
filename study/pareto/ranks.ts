/**
 * Non-dominated ranks: 0 for the points nothing dominates, 1 for those nothing but rank 0 dominates, and so on. Equal
 * points share a rank. Zhang et al. 2015, "An Efficient Approach to Nondominated Sorting" (ENS-BS): in lexicographic
 * order a point is dominated only by points before it, and only by fronts up to some rank, found by bisection.
 */
import { compareLosses, dominates, type Losses, lexicographicOrder, lossesAt } from "./losses.ts";

/** The rank of every point. n log n steps for one or two objectives; about n^2 for more if nearly all are in one front. */
export function nondominatedRanks(losses: Losses): Int32Array {
  const order = lexicographicOrder(losses);
  const ranks = new Int32Array(losses.count);
  const fronts = losses.objectives <= 2 ? new StairFronts(losses) : new ListFronts(losses);
  for (let k = 0; k < order.length; k++) {
    const point = order[k] as number;
    const before = order[k - 1];
    const isRepeat = before !== undefined && compareLosses(losses, before, point) === 0;
    const rank = isRepeat ? (ranks[before] as number) : bisect(fronts, point);
    ranks[point] = rank;
    if (!isRepeat) fronts.enter(rank, point);
  }
  return ranks;
}

/**
 * Ranks under constraints (Deb et al. 2002): feasible points by domination among themselves, then infeasible ones by
 * their violation alone, equal violations together.
 */
export function constrainedRanks(losses: Losses, violations: ArrayLike<number>): Int32Array {
  const all = Array.from({ length: losses.count }, (_, i) => i);
  const feasible = all.filter((i) => !((violations[i] ?? 0) > 0));
  if (feasible.length === losses.count) return nondominatedRanks(losses);
  const ranks = new Int32Array(losses.count);
  let next = 0;
  nondominatedRanks(lossesAt(losses, feasible)).forEach((rank, k) => {
    ranks[feasible[k] as number] = rank;
    next = Math.max(next, rank + 1);
  });
  const infeasible = all.filter((i) => (violations[i] ?? 0) > 0);
  infeasible.sort((a, b) => (violations[a] ?? 0) - (violations[b] ?? 0));
  infeasible.forEach((i, k) => {
    if (k > 0 && violations[i] !== violations[infeasible[k - 1] as number]) next += 1;
    ranks[i] = next;
  });
  return ranks;
}

interface Fronts {
  readonly count: number;
  /** Whether a point of the front dominates `point`, which comes after all of them in lexicographic order. */
  isBeatenBy(front: number, point: number): boolean;
  enter(front: number, point: number): void;
}

/** The first front that does not dominate the point. */
function bisect(fronts: Fronts, point: number): number {
  let [low, high] = [0, fronts.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fronts.isBeatenBy(middle, point)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One or two objectives: of a front only the lowest last loss matters. */
class StairFronts implements Fronts {
  readonly #losses: Losses;
  readonly #lowest: number[] = [];

  constructor(losses: Losses) {
    this.#losses = losses;
  }

  get count(): number {
    return this.#lowest.length;
  }

  isBeatenBy(front: number, point: number): boolean {
    return (this.#lowest[front] as number) <= this.#last(point);
  }

  enter(front: number, point: number): void {
    this.#lowest[front] = this.#last(point);
  }

  #last(point: number): number {
    const { at, objectives } = this.#losses;
    return at[point * objectives + objectives - 1] as number;
  }
}

class ListFronts implements Fronts {
  readonly #losses: Losses;
  readonly #members: number[][] = [];

  constructor(losses: Losses) {
    this.#losses = losses;
  }

  get count(): number {
    return this.#members.length;
  }

  isBeatenBy(front: number, point: number): boolean {
    const members = this.#members[front] ?? [];
    for (let k = members.length - 1; k >= 0; k--) if (dominates(this.#losses, members[k] as number, point)) return true;
    return false;
  }

  enter(front: number, point: number): void {
    const members = this.#members[front];
    if (members === undefined) this.#members.push([point]);
    else members.push(point);
  }
}
