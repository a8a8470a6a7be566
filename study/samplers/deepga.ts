/**
 * Deep neuroevolution (Such et al. 2017, algorithm 1): generations of seed lists by truncation selection, mutation only. What
 * runs is a cell of a generation (`study/evolution`), so that nothing is sampled for a trial by itself.
 */

import { MisuseError } from "../errors.ts";
import { Evolution } from "../evolution/evolution.ts";
import { DEFAULT_EVOLUTION, type EvolutionOptions, evolutionFault } from "../evolution/settings.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Sampler } from "../sampler.ts";

/** Left out, an option is `DEFAULT_EVOLUTION`'s. Throws `MisuseError` for options with which nothing can be bred. */
export function deepGaSampler(options: Partial<EvolutionOptions> = {}): Sampler {
  checkOptionNames("deepGaSampler", options, Object.keys(DEFAULT_EVOLUTION));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: EvolutionOptions = { ...DEFAULT_EVOLUTION, ...Object.fromEntries(given) };
  const fault = evolutionFault(settings);
  if (fault !== null) throw new MisuseError(`deepGaSampler: ${fault}; give other options.`);
  return {
    name: "deepga",
    usesRunning: false,
    sample(): never {
      throw new MisuseError(
        "The sampler deepga breeds generations, and has nothing for a trial by itself; give it to createStudy as it is.",
      );
    },
    evolution(seed, directions) {
      const [direction, ...more] = directions;
      if (more.length > 0) {
        throw new MisuseError(
          `The sampler deepga ranks by one objective, and this study has ${directions.length}; join them into one number, or take nsga2Sampler().`,
        );
      }
      return new Evolution({ ...settings, seed: String(seed), maximize: direction === "maximize" });
    },
  };
}
