import type { Experiment, Variant } from "../experiment.ts";
import { readExperiments } from "../read-experiments.ts";
import { variantsOf } from "../variants.ts";

/** The experiments of a text that must be one. */
export function experimentsIn(text: string): readonly Experiment[] {
  const read = readExperiments(text);
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes, null, 1));
  return read.experiments;
}

/** The variants of the only experiment of a text. */
export function variantsIn(text: string, seed = "seed"): readonly Variant[] {
  const [experiment] = experimentsIn(text);
  if (experiment === undefined) throw new Error("There is no experiment.");
  const made = variantsOf(experiment, seed);
  if (!made.ok) throw new Error(JSON.stringify(made.mistakes, null, 1));
  return made.variants;
}
