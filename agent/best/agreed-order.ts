/**
 * One order of a study's trials that all tabs agree on once they hold the same trials. No clock of a stranger is trusted; but
 * each trial tells, signed with its log, how many trials its sampler knew: those of its own log, which its number counts, and
 * those of others. So a trial comes after what was known when it was begun, as far as its tab says the truth.
 */
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { isIdBefore } from "../../study/trial/trial-order.ts";

export type Placed = Pick<FinishedTrial, "log" | "number" | "foreignKnown">;

/** Whether a comes before b; of trials that knew equally many, the one with the smaller id. */
export function isBefore(a: Placed, b: Placed): boolean {
  const known = a.number + a.foreignKnown - (b.number + b.foreignKnown);
  return known === 0 ? isIdBefore(a.log, a.number, b.log, b.number) : known < 0;
}
