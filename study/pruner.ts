import type { History } from "./history.ts";
import type { PrunerSnapshot } from "./proposal.ts";
import { shouldPruneByMedian } from "./pruners/median-rule.ts";

/** A trial's own reports so far, in the order it made them. */
export type Reports = readonly (readonly [step: number, value: number])[];

/** The engine's half of a pruner: distils what finished trials say, for trials that decide in the jail by themselves. */
export interface Pruner {
  readonly name: string;
  /** Small enough to travel with every batch; the same history gives the same snapshot. */
  snapshot(history: History): PrunerSnapshot;
}

/** The jail's half: whether the trial that reported `reports` should stop after its latest one. Pure. */
export function shouldPrune(snapshot: PrunerSnapshot, reports: Reports): boolean {
  return snapshot.kind === "median" && shouldPruneByMedian(snapshot, reports);
}
