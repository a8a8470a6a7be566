// Successive halving with several objectives: trials at a rung are ordered by non-dominated rank, and within a rank by
// crowding distance, the loneliest first (Deb et al. 2002), as NSGA-II chooses its survivors.

import { crowdingDistances } from "../../pareto/crowding.ts";
import { dominates, lexicographicOrder, lossesFrom } from "../../pareto/losses.ts";
import { nondominatedRanks } from "../../pareto/ranks.ts";
import type { FrontCut } from "../../trial/proposal.ts";
import { evenChoice } from "./even-choice.ts";
import { placesAmong, type Rung } from "./rung.ts";

/** Ranking them takes a millisecond or two; of more trials the ones whose ids hash lowest stand for all. */
const MAX_RANKED = 256;
/** Of each front that decides, evenly spread: 5 KB of text a rung with two objectives, and no more with others. */
const MAX_FRONT = 64;
const FULL_OBJECTIVES = 2;

interface Point {
  readonly losses: readonly number[];
  readonly hash: number;
}

export class FrontRung implements Rung {
  readonly #factor: number;
  #points: Point[] = [];
  #count = 0;
  #cut: FrontCut | null = null;
  #shown = 0;
  #places = 0;

  constructor(factor: number) {
    this.#factor = factor;
  }

  add(losses: readonly number[], hash: number): void {
    this.#points.push({ losses: losses.map(worstIfNaN), hash });
    this.#count += 1;
    this.#cut = null;
    if (this.#points.length >= 2 * MAX_RANKED) this.#sample();
  }

  get count(): number {
    return this.#count;
  }

  cut(share: number, places = placesAmong(this.#count + 1, this.#factor)): FrontCut {
    const objectives = this.#points[0]?.losses.length ?? FULL_OBJECTIVES;
    const shown = Math.max(1, Math.floor((MAX_FRONT * share * FULL_OBJECTIVES) / objectives));
    if (this.#cut === null || shown !== this.#shown || places !== this.#places) this.#cut = this.#newCut(shown, places);
    this.#shown = shown;
    this.#places = places;
    return this.#cut;
  }

  #sample(): void {
    this.#points.sort((a, b) => a.hash - b.hash);
    this.#points.length = Math.min(this.#points.length, MAX_RANKED);
  }

  #newCut(most: number, places: number): FrontCut {
    if (places > this.#count) return { kind: "front", count: this.#count, places: 1, edge: [], better: [] };
    this.#sample();
    const losses = lossesFrom(this.#points.map((point) => point.losses));
    const ranks = nondominatedRanks(losses);
    const order = [...lexicographicOrder(losses)];
    const front = (rank: number): number[] => order.filter((i) => ranks[i] === rank);
    const isSampled = this.#points.length < this.#count;
    let left = isSampled ? Math.max(1, Math.round((places * this.#points.length) / this.#count)) : places;
    let rank = 0;
    let edge = front(0);
    // There are no more places than trials, so they end in some front.
    for (; edge.length < left; edge = front(++rank)) left -= edge.length;
    const shown = evenChoice(edge, most);
    const lossesAt = (places: readonly number[]) => places.map((i) => this.#points[i]?.losses ?? []);
    return {
      kind: "front",
      count: this.#count,
      places: Math.max(1, Math.round((left * shown.length) / edge.length)),
      edge: lossesAt(shown),
      better: lossesAt(evenChoice(front(rank - 1), most)),
    };
  }
}

const worstIfNaN = (loss: number): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss + 0);

/** Whether a trial that comes to the rung with these losses is among those that go on. */
export function goesOnBefore({ places, edge, better }: FrontCut, own: readonly number[]): boolean {
  const losses = lossesFrom([own.map(worstIfNaN), ...edge, ...better]);
  const edgeEnd = 1 + edge.length;
  const rivals: number[] = [];
  for (let i = 1; i < edgeEnd; i++) {
    if (dominates(losses, i, 0)) return false;
    if (!dominates(losses, 0, i)) rivals.push(i);
  }
  const isBehind = better.some((_, i) => dominates(losses, edgeEnd + i, 0));
  if ((better.length > 0 && !isBehind) || rivals.length < places) return true;
  const [distance = 0, ...others] = crowdingDistances(losses, [0, ...rivals]);
  return others.filter((other) => other > distance).length < places;
}
