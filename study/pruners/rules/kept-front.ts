import type { History } from "../../history/history.ts";
import { lossesOf } from "../../history/history-losses.ts";
import { compareLosses, dominates } from "../../pareto/losses.ts";

/** A longer front is thinned to half: comparing every new trial with more would take longer than most objectives. */
const MAX_FRONT_ROWS = 1_024;

/** The complete, feasible rows that no other dominates, kept while rows are added. */
export class KeptFront {
  #rows: number[] = [];

  add(history: History, row: number): void {
    if (history.state(row) !== "complete" || history.violation(row) > 0) return;
    const rows = [row, ...this.#rows];
    const losses = lossesOf(history, rows);
    if (this.#rows.some((_, i) => dominates(losses, i + 1, 0))) return;
    this.#rows = rows.filter((_, i) => i === 0 || !dominates(losses, 0, i));
    if (this.#rows.length > MAX_FRONT_ROWS) this.#rows = this.inOrder(history).filter((_, i) => i % 2 === 0);
  }

  /** By first loss, then second, ..., equal ones by id. */
  inOrder(history: History): number[] {
    const losses = lossesOf(history, this.#rows);
    const places = this.#rows.map((_, i) => i);
    const idOf = (i: number): number => history.seed(this.#rows[i] ?? 0);
    places.sort((a, b) => compareLosses(losses, a, b) || idOf(a) - idOf(b));
    return places.map((i) => this.#rows[i] ?? 0);
  }
}
