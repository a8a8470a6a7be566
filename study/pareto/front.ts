import type { History } from "../history/history.ts";
import { compareLosses, dominates, type Losses, lexicographicOrder, lossesOf } from "./losses.ts";

/** The points nothing dominates, equal ones included, in the order given. */
export function nondominated(losses: Losses): number[] {
  const front: number[] = [];
  const distinct: number[] = [];
  for (const point of lexicographicOrder(losses)) {
    const last = distinct.at(-1);
    if (last !== undefined && compareLosses(losses, last, point) === 0) {
      front.push(point);
    } else if (!isBeaten(losses, distinct, point)) {
      front.push(point);
      distinct.push(point);
    }
  }
  return front.sort((a, b) => a - b);
}

/** With two losses the last of the front has the lowest second one: it alone decides. */
function isBeaten(losses: Losses, front: readonly number[], point: number): boolean {
  const first = losses.objectives <= 2 ? Math.max(0, front.length - 1) : 0;
  for (let k = first; k < front.length; k++) if (dominates(losses, front[k] as number, point)) return true;
  return false;
}

/** Rows of the complete, feasible trials that no other of them dominates, in order of arrival. */
export function paretoFront(history: History): number[] {
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++) {
    if (history.state(row) === "complete" && history.isCounted(row) && !(history.violation(row) > 0)) rows.push(row);
  }
  return nondominated(lossesOf(history, rows)).map((i) => rows[i] as number);
}
