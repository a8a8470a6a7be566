import type { SamplerChoice } from "../../../study/samplers/choice.ts";
import { isolated } from "../isolated.ts";
import { formatCount } from "../numbers.ts";

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
  deepga: { option: "Deep GA", hint: "Breeds networks, each a list of seeds.", sampler: "Deep GA" },
  random: { option: "Random", hint: "Learns nothing; a baseline.", sampler: "Random sampler" },
};

/** As the beginning of a sentence: "TPE sampler, no point twice", "Grid with x fixed". */
export function samplerWords(choice: SamplerChoice): string {
  switch (choice.name) {
    case "distinct":
      return `${SAMPLER_WORDS[choice.sampler.name].sampler}, no point twice`;
    case "partial-fixed":
      return `${SAMPLER_WORDS[choice.sampler.name].sampler} with ${listed(Object.keys(choice.fixed))} fixed`;
    case "deepga":
      return `${SAMPLER_WORDS.deepga.sampler}, generations of ${formatCount(choice.population)}`;
    default:
      return SAMPLER_WORDS[choice.name].sampler;
  }
}

/** Names that a sentence still holds; of more, their number says enough. */
const MAX_LISTED = 4;

/** "x", "x and y", "x, y and 3 others" */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, names.length > MAX_LISTED ? MAX_LISTED - 1 : MAX_LISTED).map(isolated);
  const others = names.length - shown.length;
  if (others > 0) return `${shown.join(", ")} and ${others} others`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
