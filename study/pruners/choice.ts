import type { Pruner } from "../pruner.ts";
import type { PrunerChoice } from "../spec.ts";
import { hyperbandPruner } from "./hyperband.ts";
import { medianPruner } from "./median.ts";
import { nopPruner } from "./nop.ts";
import { patientPruner } from "./patient.ts";
import { percentilePruner } from "./percentile.ts";
import { successiveHalvingPruner } from "./successive-halving.ts";
import { thresholdPruner } from "./threshold.ts";
import { wilcoxonPruner } from "./wilcoxon.ts";

/** The pruner an author chose. */
export function prunerFor(choice: PrunerChoice): Pruner {
  switch (choice.name) {
    case "none":
      return nopPruner();
    case "median":
      return medianPruner(choice);
    case "percentile":
      return percentilePruner(choice.percentile, choice);
    case "halving":
      return successiveHalvingPruner(choice);
    case "hyperband":
      return hyperbandPruner(choice);
    case "threshold":
      return thresholdPruner(choice);
    case "patient":
      return patientPruner(choice.wrapped === undefined ? null : prunerFor(choice.wrapped), choice);
    case "wilcoxon":
      return wilcoxonPruner(choice);
  }
}
