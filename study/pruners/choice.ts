import type { Pruner } from "../pruner.ts";
import { type HyperbandOptions, hyperbandPruner } from "./hyperband.ts";
import { medianPruner } from "./median.ts";
import { nopPruner } from "./nop.ts";
import { type PatientOptions, patientPruner } from "./patient.ts";
import { type PercentileOptions, percentilePruner } from "./percentile.ts";
import { type HalvingOptions, successiveHalvingPruner } from "./successive-halving.ts";
import { type ThresholdOptions, thresholdPruner } from "./threshold.ts";
import { type WilcoxonOptions, wilcoxonPruner } from "./wilcoxon.ts";

/** A pruner that stands alone. Options left out have the pruner's defaults. */
export type SimplePruner =
  | { readonly name: "none" }
  | ({ readonly name: "median" } & PercentileOptions)
  | ({ readonly name: "percentile"; readonly percentile: number } & PercentileOptions)
  | ({ readonly name: "halving" } & HalvingOptions)
  | ({ readonly name: "hyperband" } & HyperbandOptions)
  | ({ readonly name: "threshold" } & ThresholdOptions)
  | ({ readonly name: "wilcoxon" } & WilcoxonOptions);

/** How hopeless trials stop early. "patient" leaves a trial alone while it improves; without `wrapped` it stops it then. */
export type PrunerChoice =
  | SimplePruner
  | ({ readonly name: "patient"; readonly wrapped?: SimplePruner } & PatientOptions);

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
