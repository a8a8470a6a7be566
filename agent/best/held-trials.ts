import type { History } from "../../study/history/history.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { isBefore } from "./agreed-order.ts";

/**
 * The trials held here, in the order that all tabs agree on. Made one by one: 100,000 of them at once would take hundreds of
 * megabytes. What comes in meanwhile is not among them; what the history drops meanwhile is left out.
 */
export function* heldTrials(history: History, pending: readonly FinishedTrial[]): Generator<FinishedTrial> {
  const waiting = [...pending].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const places = Array.from({ length: history.size }, (_, row) => {
    const finishedBefore = history.finishedBefore(row);
    const placed = { log: history.log(row), number: history.number(row), foreignKnown: history.foreignKnown(row) };
    return finishedBefore === null ? placed : { ...placed, finishedBefore };
  }).sort((a, b) => (isBefore(a, b) ? -1 : 1));
  let next = 0;
  for (const placed of places) {
    for (let first = waiting[next]; first !== undefined && isBefore(first, placed); first = waiting[next]) {
      next++;
      yield first;
    }
    const row = history.rowOf(placed);
    if (row >= 0) yield history.get(row);
  }
  yield* waiting.slice(next);
}
