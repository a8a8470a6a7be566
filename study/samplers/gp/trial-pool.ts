/**
 * The trials worth modelling, in bounded room: however long the history, the best ones and the newest. Reads each row
 * once. Feasible trials are better than infeasible ones, of those the less violating are better.
 */
import type { History } from "../../history.ts";
import type { SearchSpace } from "../../trial.ts";
import { PointReader } from "../point-reader.ts";

/** Trials kept when the pool is thinned out: enough for every choice made of them, and for a few kilobytes each. */
const MAX_BEST = 384;
const MAX_NEWEST = 128;
/** Thinned out when it holds so many: sorting costs nothing per trial then. */
const MAX_HELD = 2 * (MAX_BEST + MAX_NEWEST);

export interface PooledTrial {
  readonly row: number;
  readonly point: Float64Array;
  readonly losses: readonly number[];
  readonly violation: number;
  readonly isPruned: boolean;
}

export class TrialPool {
  readonly space: SearchSpace;
  readonly #reader: PointReader;
  #trials: PooledTrial[] = [];
  #read = 0;
  #known = 0;

  constructor(space: SearchSpace) {
    this.space = space;
    this.#reader = new PointReader(space);
  }

  /** In order of arrival. */
  get trials(): readonly PooledTrial[] {
    return this.#trials;
  }

  /** All trials ever taken in. */
  get known(): number {
    return this.#known;
  }

  get reader(): PointReader {
    return this.#reader;
  }

  /** Takes in the history's rows from the last one read on, and tells what trials they are. */
  *update(history: History): Generator<PooledTrial> {
    for (; this.#read < history.size; this.#read++) {
      const trial = this.#trial(history, this.#read);
      if (trial === null) continue;
      this.#known += 1;
      this.#trials.push(trial);
      if (this.#trials.length >= MAX_HELD) this.#thinOut();
      yield trial;
    }
  }

  #trial(history: History, row: number): PooledTrial | null {
    const state = history.state(row);
    if (state === "failed" || !history.isCounted(row)) return null;
    const point = new Float64Array(this.#reader.dimensions);
    if (!this.#reader.read(history, row, point)) return null;
    const losses = history.directions.map((_, i) => history.loss(row, i));
    if (losses.some(Number.isNaN)) return null;
    return { row, point, losses, violation: history.violation(row), isPruned: state === "pruned" };
  }

  #thinOut(): void {
    const trials = this.#trials;
    const kept = new Set(trials.slice(-MAX_NEWEST));
    for (const trial of bestFirst(trials).slice(0, MAX_BEST)) kept.add(trial);
    this.#trials = trials.filter((trial) => kept.has(trial));
  }
}

/** Best first; of several objectives each leads by turns. */
function bestFirst(trials: readonly PooledTrial[]): PooledTrial[] {
  const objectives = trials[0]?.losses.length ?? 1;
  const lists = Array.from({ length: objectives }, (_, k) => trials.toSorted((a, b) => compareTrials(a, b, k)));
  if (objectives === 1) return lists[0] ?? [];
  const order = new Set<PooledTrial>();
  for (let i = 0; i < trials.length; i++) for (const list of lists) order.add(list[i] as PooledTrial);
  return [...order];
}

const rankOf = (trial: PooledTrial): number => (trial.violation > 0 ? 2 : trial.isPruned ? 1 : 0);

/** Below 0 if `a` is better in this objective: complete before pruned before infeasible. */
export function compareTrials(a: PooledTrial, b: PooledTrial, objective = 0): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (rankA === 2 && a.violation !== b.violation) return a.violation - b.violation;
  const [lossA, lossB] = [a.losses[objective] as number, b.losses[objective] as number];
  return lossA < lossB ? -1 : lossA > lossB ? 1 : a.row - b.row;
}
