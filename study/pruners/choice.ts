import type { Pruner } from "../pruner.ts";
import type { PrunerChoice } from "../spec/spec.ts";
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
      return medianPruner(optionsOf(choice));
    case "percentile": {
      const { percentile, ...options } = optionsOf(choice);
      return percentilePruner(percentile, options);
    }
    case "halving":
      return successiveHalvingPruner(optionsOf(choice));
    case "hyperband":
      return hyperbandPruner(optionsOf(choice));
    case "threshold":
      return thresholdPruner(optionsOf(choice));
    case "patient": {
      const { wrapped, ...options } = optionsOf(choice);
      return patientPruner(wrapped === undefined ? null : prunerFor(wrapped), options);
    }
    case "wilcoxon":
      return wilcoxonPruner(optionsOf(choice));
  }
}

function optionsOf<T extends PrunerChoice>(choice: T): Omit<T, "name"> {
  const { name: _name, ...options } = choice;
  return options;
}
