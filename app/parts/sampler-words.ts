import type { SamplerChoice } from "../../study/spec/spec.ts";

interface SamplerWords {
  /** As an entry of a list. */
  readonly option: string;
  /** One short sentence for who chooses. */
  readonly hint: string;
  /** As the beginning of a sentence for who joins. */
  readonly sampler: string;
}

/** The samplers in plain words. */
export const SAMPLER_WORDS: Readonly<Record<SamplerChoice["name"], SamplerWords>> = {
  auto: { option: "Automatic", hint: "Picks the method as it learns.", sampler: "Automatic sampler" },
  tpe: { option: "TPE", hint: "Learns from every tab's trials.", sampler: "TPE sampler" },
  cmaes: { option: "CMA-ES", hint: "For numbers and many trials.", sampler: "CMA-ES sampler" },
  gp: { option: "Gaussian process", hint: "For few, slow trials.", sampler: "Gaussian process sampler" },
  qmc: { option: "Quasi-random", hint: "Even cover; learns nothing.", sampler: "Quasi-random sampler" },
  random: { option: "Random", hint: "Learns nothing; a baseline.", sampler: "Random sampler" },
};
