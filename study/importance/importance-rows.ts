import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";

/**
 * The rows importance is read from: complete, counted, in the unbiased sample, with finite values of the objective, or
 * of all objectives if it is null.
 */
export function importanceRows(history: History, objective: number | null): Uint32Array {
  const objectives = objective === null ? history.directions.map((_, i) => i) : [objective];
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++) {
    if (history.state(row) !== "complete" || !history.isCounted(row) || !history.isSampled(row)) continue;
    if (objectives.every((i) => Number.isFinite(history.value(row, i)))) rows.push(row);
  }
  return Uint32Array.from(rows);
}

/** Throws `MisuseError` unless the study has this objective. */
export function checkObjective(history: History, objective: number): void {
  const count = history.directions.length;
  if (Number.isInteger(objective) && objective >= 0 && objective < count) return;
  throw new MisuseError(`There is no objective ${objective}; the study has ${count}, counted from 0.`);
}
