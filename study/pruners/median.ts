import type { Pruner } from "../pruner.ts";
import { type PercentileOptions, percentilePruner } from "./percentile.ts";

/** Optuna's MedianPruner: the 50th percentile. */
export const medianPruner = (options: PercentileOptions = {}): Pruner => ({
  ...percentilePruner(50, options),
  name: "median",
});
