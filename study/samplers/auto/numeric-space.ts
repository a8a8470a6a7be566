import { isSingle, type NumericalDistribution } from "../../distribution.ts";
import type { SearchSpace } from "../../trial.ts";

/** With fewer grid values than this a model of a smooth function proposes the same ones again and again. */
const SMOOTH_VALUES = 100;

const isSmooth = ({ low, high, step }: NumericalDistribution): boolean =>
  step === null || (high - low) / step >= SMOOTH_VALUES;

/** Whether all that is asked for is in `shared` (or has one value only), and is a number that can be taken for real. */
export function isNumeric(requested: SearchSpace, shared: SearchSpace): boolean {
  return requested.distributions.every((distribution, i) => {
    if (isSingle(distribution)) return true;
    if (distribution.kind === "categorical" || !isSmooth(distribution)) return false;
    return shared.names.includes(requested.names[i] ?? "");
  });
}
