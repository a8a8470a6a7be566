/**
 * One order of a study's trials that all tabs agree on once they hold the same trials. No clock of a stranger is trusted; but
 * each trial tells, signed with its log, how many trials of the whole study the heads counted that its tab knew when it ended.
 * So a trial comes after what was known to have finished, as far as its tab says the truth. Trials of earlier versions tell how
 * many their sampler knew: those of their own log, which their number counts, and those of others.
 */
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { isIdBefore } from "../../study/trial/trial-order.ts";

export type Placed = Pick<FinishedTrial, "log" | "number" | "foreignKnown" | "finishedBefore">;

/** How many trials came before this one, as far as its tab says the truth: its place, from 0. */
export const placeOf = ({ number, foreignKnown, finishedBefore }: Placed): number =>
  finishedBefore ?? number + foreignKnown;

/** Whether a comes before b; of trials at one place, the one with the smaller id. */
export function isBefore(a: Placed, b: Placed): boolean {
  const known = placeOf(a) - placeOf(b);
  return known === 0 ? isIdBefore(a.log, a.number, b.log, b.number) : known < 0;
}
