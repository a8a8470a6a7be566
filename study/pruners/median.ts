import { checkOptionNames } from "../option-checks.ts";
import type { Pruner } from "../pruner.ts";
import { PERCENTILE_OPTIONS, type PercentileOptions, percentilePruner } from "./percentile.ts";

/** Optuna's MedianPruner: the 50th percentile. */
export function medianPruner(options: PercentileOptions = {}): Pruner {
  checkOptionNames("medianPruner", options, PERCENTILE_OPTIONS);
  return { ...percentilePruner(50, options), name: "median" };
}
