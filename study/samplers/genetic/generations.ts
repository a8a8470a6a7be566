/**
 * Generations without a clock: every `size` complete trials, own and foreign in order of arrival, are one, whoever ran
 * them and whatever they were made from. So any number of peers work on one evolution, none waits and no trial is lost.
 * What lives on of a generation and its parents are the next parents (Deb et al. 2002, elitism). For any genome: it
 * knows rows, not what is in them.
 */

import type { History } from "../../history/history.ts";
import { lossesOf } from "../../history/history-losses.ts";
import { crowdingDistances } from "../../pareto/crowding.ts";
import { type Losses, lossesAt } from "../../pareto/losses.ts";
import { integer, type Rng } from "../../rng.ts";
import { frontsOf, type Survival } from "./survival.ts";

/** A long history is replayed in at most about so many, larger, generations: a few milliseconds each. */
const MAX_REPLAYED = 200;

export class Generations {
  readonly #size: number;
  readonly #survival: Survival;
  #revision = -1;
  #row = 0;
  #number = 0;
  #pending: number[] = [];
  #parents: readonly number[] = [];
  #ranks = new Int32Array(0);
  #crowding = new Float64Array(0);

  constructor(size: number, survival: Survival) {
    this.#size = size;
    this.#survival = survival;
  }

  /** Counts up whenever the parents change. */
  get number(): number {
    return this.#number;
  }

  /** Rows that may breed; empty until the first generation is complete. */
  get parents(): readonly number[] {
    return this.#parents;
  }

  /** Rows of the generation that is growing. */
  get pending(): readonly number[] {
    return this.#pending;
  }

  /** Reads what is new. `isEligible` may leave out rows that have no genome. */
  update(history: History, rng: Rng, isEligible: (row: number) => boolean = () => true): void {
    if (this.#revision !== history.revision) this.#reset(history.revision);
    const size = Math.max(this.#size, Math.ceil((history.size - this.#row) / MAX_REPLAYED));
    for (; this.#row < history.size; this.#row++) {
      const row = this.#row;
      if (history.state(row) !== "complete" || !history.isCounted(row) || !isEligible(row)) continue;
      this.#pending.push(row);
      if (this.#pending.length >= size) this.#advance(history, rng);
    }
  }

  /** A parent by binary tournament: the better rank wins, then the lonelier point (Deb et al. 2002, crowded comparison). */
  pick(rng: Rng): number {
    const [a, b] = [integer(rng, 0, this.#parents.length - 1), integer(rng, 0, this.#parents.length - 1)];
    const [rankA, rankB] = [this.#ranks[a] ?? 0, this.#ranks[b] ?? 0];
    const isFirst = rankA === rankB ? (this.#crowding[a] ?? 0) > (this.#crowding[b] ?? 0) : rankA < rankB;
    return this.#parents[isFirst ? a : b] as number;
  }

  #reset(revision: number): void {
    this.#revision = revision;
    this.#row = 0;
    this.#number += 1;
    this.#pending = [];
    this.#parents = [];
  }

  #advance(history: History, rng: Rng): void {
    const rows = [...this.#parents, ...this.#pending];
    const losses = lossesOf(history, rows);
    const violations = Float64Array.from(rows, (row) => history.violation(row));
    const chosen = this.#survival.select(losses, violations, this.#size, rng);
    this.#parents = chosen.map((i) => rows[i] as number);
    this.#pending = [];
    this.#number += 1;
    const chosenViolations = Float64Array.from(chosen, (i) => violations[i] as number);
    this.#order(lossesAt(losses, chosen), chosenViolations);
  }

  #order(losses: Losses, violations: Float64Array): void {
    this.#ranks = new Int32Array(losses.count);
    this.#crowding = new Float64Array(losses.count);
    frontsOf(losses, violations).forEach((front, rank) => {
      const distances = crowdingDistances(losses, front);
      front.forEach((point, k) => {
        this.#ranks[point] = rank;
        this.#crowding[point] = distances[k] as number;
      });
    });
  }
}
