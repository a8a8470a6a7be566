import { crowdingDistances } from "../../pareto/crowding.ts";
import type { Losses } from "../../pareto/losses.ts";
import { constrainedRanks } from "../../pareto/ranks.ts";
import type { Rng } from "../../rng.ts";

/** Who of a population lives on: `size` of the points, or all if there are no more. */
export interface Survival {
  select(losses: Losses, violations: Float64Array, size: number, rng: Rng): number[];
}

/** Points by rank, best first; within a rank as given. */
export function frontsOf(losses: Losses, violations: Float64Array): number[][] {
  const fronts: number[][] = [];
  constrainedRanks(losses, violations).forEach((rank, point) => {
    const front = fronts[rank];
    if (front === undefined) fronts[rank] = [point];
    else front.push(point);
  });
  return fronts;
}

/** Deb et al. 2002 (NSGA-II): whole fronts while they fit, of the next one the loneliest points. */
export const crowdingSurvival: Survival = {
  select(losses, violations, size) {
    const chosen: number[] = [];
    for (const front of frontsOf(losses, violations)) {
      if (chosen.length + front.length <= size) chosen.push(...front);
      else {
        const distances = crowdingDistances(losses, front);
        const order = front.map((_, k) => k).sort((a, b) => byDistance(distances[a] ?? 0, distances[b] ?? 0) || a - b);
        for (const k of order.slice(0, size - chosen.length)) chosen.push(front[k] as number);
      }
      if (chosen.length >= size) break;
    }
    return chosen;
  },
};

const byDistance = (a: number, b: number): number => (a > b ? -1 : a < b ? 1 : 0);
