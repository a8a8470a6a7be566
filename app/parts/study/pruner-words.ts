interface PrunerWords {
  /** As an entry of a list. */
  readonly option: string;
  /** One short sentence for who chooses. */
  readonly hint: string;
  /** As the end of a sentence for who joins. */
  readonly pruner: string;
}

/** The pruners in plain words. */
import type { PrunerChoice } from "../../../study/pruners/choice.ts";
export const PRUNER_WORDS: Readonly<Record<PrunerChoice["name"], PrunerWords>> = {
  none: { option: "None (FIFO)", hint: "Every trial runs to its end.", pruner: "no pruner" },
  median: {
    option: "Median stopping",
    hint: "Stops trials worse than half. Needs trial.report.",
    pruner: "median pruner",
  },
  percentile: { option: "Percentile", hint: "Keeps the best share. Needs trial.report.", pruner: "percentile pruner" },
  halving: { option: "Successive halving (ASHA)", hint: "Fewer and fewer go on.", pruner: "successive halving" },
  hyperband: { option: "HyperBand, without pause", hint: "Halving, sooner for some than others.", pruner: "Hyperband" },
  threshold: { option: "Threshold", hint: "Stops trials that leave the bounds.", pruner: "threshold pruner" },
  patient: { option: "Patient", hint: "Stops trials that no longer improve.", pruner: "patient pruner" },
  wilcoxon: { option: "Wilcoxon", hint: "For a mean over folds, one step each.", pruner: "Wilcoxon pruner" },
};
