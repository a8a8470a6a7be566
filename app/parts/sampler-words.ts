import type { SamplerChoice } from "../../study/samplers/choice.ts";

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
  nsga2: { option: "NSGA-II", hint: "Evolves; for two or three objectives.", sampler: "NSGA-II sampler" },
  nsga3: { option: "NSGA-III", hint: "Evolves; for many objectives.", sampler: "NSGA-III sampler" },
  qmc: { option: "Quasi-random", hint: "Even cover; learns nothing.", sampler: "Quasi-random sampler" },
  grid: { option: "Grid", hint: "Tries every combination you list, once.", sampler: "Grid" },
  "brute-force": { option: "Everything", hint: "Tries every possible point once.", sampler: "Brute force" },
  distinct: { option: "No point twice", hint: "Another method, without repeats.", sampler: "Distinct points" },
  "partial-fixed": { option: "Some fixed", hint: "Another method for the rest.", sampler: "Some parameters fixed" },
  deepga: { option: "Deep GA", hint: "Breeds lists of seeds.", sampler: "Deep GA" },
  random: { option: "Random", hint: "Learns nothing; a baseline.", sampler: "Random sampler" },
};
