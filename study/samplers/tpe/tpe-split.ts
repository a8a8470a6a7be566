import type { History } from "../../history/history.ts";
import { ParetoRows } from "../shared/pareto-split.ts";

/** Rows that only get a place among the good by being better than others: offered one by one, taken in order. */
interface BestRows {
  readonly size: number;
  take(count: number): readonly number[];
}

/** The `capacity` lowest rows by (score, second score, row), kept sorted. */
class LowestRows implements BestRows {
  readonly #capacity: number;
  readonly #entries: { readonly row: number; readonly score: number; readonly second: number }[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
  }

  offer(row: number, score: number, second = 0): void {
    const entries = this.#entries;
    let at = entries.length;
    while (at > 0) {
      const before = entries[at - 1];
      if (before === undefined || before.score < score || (before.score === score && before.second <= second)) break;
      at--;
    }
    if (at >= this.#capacity) return;
    entries.splice(at, 0, { row, score, second });
    if (entries.length > this.#capacity) entries.pop();
  }

  /** The first `count` rows. */
  take(count: number): number[] {
    return this.#entries.slice(0, count).map((entry) => entry.row);
  }
}

/**
 * Splits a history into good (below) and other (above) rows as Optuna does: complete trials by value, or for several
 * objectives by rank; then pruned ones, those that got further first, by their last report; then infeasible ones by
 * violation. Reads each row once.
 */
export class TpeSplit {
  readonly #maxBelow: number;
  #revision = -1;
  #row = 0;
  #finished = 0;
  #complete: LowestRows;
  #pareto: ParetoRows | null = null;
  #pruned: LowestRows;
  #infeasible: LowestRows;

  /** `maxBelow` is the most `below` will ever be asked for. */
  constructor(maxBelow: number) {
    this.#maxBelow = maxBelow;
    this.#complete = new LowestRows(maxBelow);
    this.#pruned = new LowestRows(maxBelow);
    this.#infeasible = new LowestRows(maxBelow);
  }

  /** Complete and pruned trials seen. */
  get finished(): number {
    return this.#finished;
  }

  /** Whether a trial seen breaks constraints. */
  get hasInfeasible(): boolean {
    return this.#infeasible.size > 0;
  }

  /** Reads what is new; true if earlier rows have changed, so that everything was read again. */
  update(history: History): boolean {
    const isAnew = this.#revision !== history.revision;
    if (isAnew) this.#reset(history);
    for (; this.#row < history.size; this.#row++) this.#read(history, this.#row);
    return isAnew;
  }

  /** The `count` best rows, in order of arrival. */
  below(count: number): number[] {
    const rows: number[] = [];
    let left = count;
    for (const group of [this.#pareto ?? this.#complete, this.#pruned, this.#infeasible]) {
      rows.push(...group.take(left));
      left -= Math.min(left, group.size);
    }
    return rows.sort((a, b) => a - b);
  }

  #reset(history: History): void {
    this.#revision = history.revision;
    this.#row = 0;
    this.#finished = 0;
    this.#complete = new LowestRows(this.#maxBelow);
    this.#pareto = history.directions.length > 1 ? new ParetoRows(history) : null;
    this.#pruned = new LowestRows(this.#maxBelow);
    this.#infeasible = new LowestRows(this.#maxBelow);
  }

  #read(history: History, row: number): void {
    const state = history.state(row);
    if (state === "failed" || !history.isCounted(row)) return;
    this.#finished += 1;
    const violation = history.violation(row);
    if (violation > 0) this.#infeasible.offer(row, violation);
    else if (state === "pruned") this.#pruned.offer(row, ...prunedScore(history, row));
    else if (this.#pareto !== null) this.#pareto.offer(row);
    else this.#complete.offer(row, history.loss(row));
  }
}

/** Optuna's `_get_pruned_trial_score`. */
function prunedScore(history: History, row: number): [number, number] {
  const last = history.lastReport(row);
  if (last === null) return [1, 0];
  const [step, value] = last;
  if (Number.isNaN(value)) return [-step, Number.POSITIVE_INFINITY];
  return [-step, history.directions[0] === "maximize" ? -value : value];
}
