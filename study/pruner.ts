import type { History } from "./history/history.ts";
import type { Asking, Reports } from "./pruners/reports.ts";
import { shouldPruneByHalving } from "./pruners/rules/halving-rule.ts";
import { shouldPruneByHyperband } from "./pruners/rules/hyperband-rule.ts";
import { isStuck } from "./pruners/rules/patient-rule.ts";
import { shouldPruneByPercentile } from "./pruners/rules/percentile-rule.ts";
import { shouldPruneByThreshold } from "./pruners/rules/threshold-rule.ts";
import { shouldPruneByWilcoxon } from "./pruners/rules/wilcoxon-rule.ts";
import type { PrunerSnapshot } from "./trial/proposal.ts";

/** The engine's half of a pruner: distils what finished trials say, for trials that decide in the jail by themselves. */
export interface Pruner {
  readonly name: string;
  /** True if it makes no difference in which order a trial reports its steps, as where they are folds. */
  readonly takesAnyOrder?: boolean;
  /** Small enough to travel with every batch; the same history gives the same snapshot. */
  snapshot(history: History): PrunerSnapshot;
}

/** The jail's half: whether the trial that reported `reports` should stop after its latest one. Pure. */
export function shouldPrune(
  snapshot: PrunerSnapshot,
  reports: Reports,
  asking: Asking = { seed: 0, judged: reports.length - 1 },
): boolean {
  if (reports.length === 0) return false;
  switch (snapshot.kind) {
    case "nop":
      return false;
    case "percentile":
      return shouldPruneByPercentile(snapshot, reports);
    case "halving":
      return shouldPruneByHalving(snapshot, reports, asking.judged);
    case "hyperband":
      return shouldPruneByHyperband(snapshot, reports, asking);
    case "threshold":
      return shouldPruneByThreshold(snapshot, reports);
    case "patient":
      // While it is patient the wrapped pruner is not asked, so no rung counts as passed.
      return (
        isStuck(snapshot, reports) &&
        (snapshot.wrapped === null || shouldPrune(snapshot.wrapped, reports, { seed: asking.seed, judged: 0 }))
      );
    case "wilcoxon":
      return shouldPruneByWilcoxon(snapshot, reports);
    case "replay":
      return reports.at(-1)?.[0] === snapshot.stopsAtStep;
  }
}
