import { nondominated } from "../pareto/front.ts";
import type { Losses } from "../pareto/losses.ts";
import type { History } from "./history.ts";

/** The losses of these rows, in their order; a value that is missing is the worst. */
export function lossesOf(history: History, rows: ArrayLike<number>): Losses {
  const objectives = history.directions.length;
  const at = new Float64Array(rows.length * objectives);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < objectives; j++) {
      const loss = history.loss(rows[i] as number, j);
      at[i * objectives + j] = Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
    }
  }
  return { at, count: rows.length, objectives };
}

/** Rows of the complete, feasible trials that no other of them dominates, in order of arrival. */
export function paretoFront(history: History): number[] {
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++) {
    if (history.state(row) === "complete" && history.isCounted(row) && !(history.violation(row) > 0)) rows.push(row);
  }
  return nondominated(lossesOf(history, rows)).map((i) => rows[i] as number);
}
