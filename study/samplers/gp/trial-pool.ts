/**
 * The trials worth modelling, in bounded room: however long the history, the best ones and the newest. Reads each row
 * once. Where all coordinates are discrete, trials of one point are one trial with their mean losses.
 */

import type { History } from "../../history/history.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { Failures } from "../shared/failures.ts";
import { PointReader } from "../shared/point-reader.ts";
import { TrialLosses } from "../shared/trial-losses.ts";

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
  /** By name, above 0 where violated. */
  readonly constraints: Readonly<Record<string, number>>;
  readonly isPruned: boolean;
  /** A failed trial's losses are infinite. */
  readonly isFailed: boolean;
  /** How many trials this is the mean of. */
  readonly count: number;
}

export class TrialPool {
  readonly space: SearchSpace;
  readonly #reader: PointReader;
  readonly #isFinite: boolean;
  #trials: PooledTrial[] = [];
  readonly #failures: Failures;
  readonly #single = new TrialLosses();
  #read = 0;
  #known = 0;

  constructor(space: SearchSpace) {
    this.space = space;
    this.#failures = new Failures(space.names.length);
    this.#reader = new PointReader(space);
    this.#isFinite = space.distributions.every((range) => range.kind === "categorical" || range.step !== null);
  }

  /** In order of arrival. */
  get trials(): readonly PooledTrial[] {
    return this.#trials;
  }

  /** Those that say something about the losses: failed ones only where they fail because of where they are. */
  get telling(): readonly PooledTrial[] {
    return this.#failures.areByPlace ? this.#trials : this.#trials.filter(({ isFailed }) => !isFailed);
  }

  /** All trials ever taken in. */
  get known(): number {
    return this.#known;
  }

  get reader(): PointReader {
    return this.#reader;
  }

  /** Takes in the history's rows from the last one read on, and tells what has become of their points. */
  *update(history: History): Generator<PooledTrial> {
    for (; this.#read < history.size; this.#read++) {
      const trial = this.#trial(history, this.#read);
      if (trial === null) continue;
      this.#known += 1;
      this.#failures.add(trial.point, trial.isFailed);
      yield this.#hold(trial);
      if (this.#trials.length >= MAX_HELD) this.#thinOut();
    }
  }

  #hold(trial: PooledTrial): PooledTrial {
    const at = this.#isFinite ? this.#trials.findIndex(({ point }) => isSamePoint(point, trial.point)) : -1;
    const held = this.#trials[at];
    const merged = held === undefined ? trial : meanOf(held, trial);
    if (held === undefined) this.#trials.push(merged);
    else this.#trials[at] = merged;
    return merged;
  }

  #trial(history: History, row: number): PooledTrial | null {
    const state = history.state(row);
    if (!history.isCounted(row)) return null;
    const point = new Float64Array(this.#reader.dimensions);
    if (!this.#reader.read(history, row, point) && !this.#readFailed(history, row, point)) return null;
    const losses = this.#lossesOf(history, row);
    const [violation, constraints] = [history.violation(row), history.constraints(row)];
    return {
      row,
      point,
      losses,
      violation,
      constraints,
      isPruned: state === "pruned",
      isFailed: state === "failed",
      count: 1,
    };
  }

  /** A failed trial that lacks parameters counts as near to the best as can be: there it is known to fail. */
  #readFailed(history: History, row: number, point: Float64Array): boolean {
    if (history.state(row) !== "failed" || !this.#reader.readPart(history, row, point)) return false;
    const [best] = bestFirst(this.#trials);
    this.space.distributions.forEach(({ kind }, d) => {
      if (Number.isNaN(point[d])) point[d] = best?.point[d] ?? (kind === "categorical" ? 0 : 0.5);
    });
    return true;
  }

  /** Of several objectives a failed or silent trial has none: nothing is worse. */
  #lossesOf(history: History, row: number): number[] {
    if (history.directions.length === 1) return [this.#single.lossOf(history, row)];
    const losses = history.directions.map((_, i) => history.loss(row, i));
    return losses.map((loss) => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss));
  }

  #thinOut(): void {
    const trials = this.#trials;
    const kept = new Set(trials.slice(-MAX_NEWEST));
    for (const trial of bestFirst(trials).slice(0, MAX_BEST)) kept.add(trial);
    this.#trials = trials.filter((trial) => kept.has(trial));
  }
}

export const isSamePoint = (a: Float64Array, b: Float64Array): boolean => a.every((value, d) => value === b[d]);

/** Complete trials say more than pruned ones, and these more than failed ones, which may have failed by chance; opposite infinities count as the worse. */
function meanOf(held: PooledTrial, trial: PooledTrial): PooledTrial {
  if (held.isFailed !== trial.isFailed) return held.isFailed ? trial : held;
  if (held.isPruned !== trial.isPruned) return held.isPruned ? trial : held;
  const count = held.count + 1;
  const mean = (a: number, b: number): number => {
    const value = a + (b - a) / count;
    return Number.isNaN(value) ? Math.max(a, b) : value;
  };
  const losses = held.losses.map((loss, k) => mean(loss, trial.losses[k] as number));
  const constraints: Record<string, number> = { ...held.constraints };
  for (const [key, value] of Object.entries(trial.constraints))
    constraints[key] = mean(Object.hasOwn(constraints, key) ? (constraints[key] ?? value) : value, value);
  return { ...held, losses, violation: mean(held.violation, trial.violation), constraints, count };
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

function rankOf({ isFailed, violation, isPruned }: PooledTrial): number {
  if (isFailed) return 3;
  if (violation > 0) return 2;
  return isPruned ? 1 : 0;
}

/** Below 0 if `a` is better in this objective: complete before pruned before infeasible before failed. */
export function compareTrials(a: PooledTrial, b: PooledTrial, objective = 0): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (rankA === 2 && a.violation !== b.violation) return a.violation - b.violation;
  const [lossA, lossB] = [a.losses[objective] as number, b.losses[objective] as number];
  return lossA < lossB ? -1 : lossA > lossB ? 1 : a.row - b.row;
}
