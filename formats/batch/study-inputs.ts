import { MisuseError } from "../../study/errors.ts";
import { shown } from "../../study/option-checks.ts";
import { openDimensions, valuesAt } from "../../study/samplers/qmc.ts";
import { sobolSequence } from "../../study/samplers/qmc/sobol.ts";
import type { Space } from "./read-space.ts";
import { type Direction, MAX_BATCH_TRIALS, type TrialConfig } from "./trial-lines.ts";

/** metaflow-optuna's. */
const DEFAULT_SEED = 42;

export interface InputsOptions {
  readonly trials: number;
  /** The same seed gives the same trials; 42, if left out. */
  readonly seed?: number | string;
  /** "minimize", if left out. */
  readonly direction?: Direction;
}

/**
 * Trials that are all chosen before the first one runs: the first points of Sobol's sequence, scrambled, from its very first one, so
 * that 2^k of them have one in each 2^k-th of every parameter's range. Throws `MisuseError` for a number of trials that is none.
 */
export function createStudyInputs(space: Space, options: InputsOptions): TrialConfig[] {
  const { trials, seed = DEFAULT_SEED, direction = "minimize" } = options;
  if (!Number.isInteger(trials) || trials < 1 || trials > MAX_BATCH_TRIALS)
    throw new MisuseError(
      `trials is a whole number from 1 to ${MAX_BATCH_TRIALS}, but is ${shown(trials)}; correct it.`,
    );
  const searched = { names: Object.keys(space), distributions: Object.values(space) };
  const points = sobolSequence(true, seed);
  const dimensions = openDimensions(searched);
  return Array.from({ length: trials }, (_, number) => {
    const values = valuesAt(searched, points.point(0, number, dimensions));
    const params = searched.names.map((name, i) => [name, values[i] ?? null] as const);
    return { number, params: Object.fromEntries(params), direction };
  });
}
