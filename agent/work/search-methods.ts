import type { Pruner } from "../../study/pruner.ts";
import type { Sampler } from "../../study/sampler.ts";
import type { SamplerChoice } from "../../study/samplers/choice.ts";
import type { StudySpec, Trainable } from "../../study/spec/spec.ts";
import { VARIANT_PARAM, variantTrials } from "../../study/trainable/variants.ts";

/** The sampler a study's author chose. Its code is fetched only now: a page that shows the open swarms needs none of it. */
export const loadSampler = ({
  sampler,
  seed,
  trainable,
}: Pick<StudySpec, "sampler" | "seed" | "trainable">): Promise<Sampler> =>
  trainable === null ? load(sampler, seed !== null) : loadVariants(trainable);

/** Variants are chosen by nobody: each is tried once, in their order. */
async function loadVariants(trainable: Trainable): Promise<Sampler> {
  const { variantsSampler } = await import("../../study/samplers/variants.ts");
  return variantsSampler(VARIANT_PARAM, variantTrials(trainable));
}

/** `repeats`: nothing that two runs of the same text would measure differently may decide. */
async function load(sampler: SamplerChoice, repeats: boolean): Promise<Sampler> {
  switch (sampler.name) {
    case "auto":
      return (await import("../../study/samplers/auto.ts")).autoSampler({ usesDurations: !repeats });
    case "tpe":
      return (await import("../../study/samplers/tpe/tpe.ts")).tpeSampler(optionsOf(sampler));
    case "cmaes":
      return (await import("../../study/samplers/cmaes.ts")).cmaesSampler(optionsOf(sampler));
    case "gp":
      return (await import("../../study/samplers/gp.ts")).gpSampler(optionsOf(sampler));
    case "nsga2":
      return (await import("../../study/samplers/nsga2.ts")).nsga2Sampler(optionsOf(sampler));
    case "nsga3":
      return (await import("../../study/samplers/nsga3.ts")).nsga3Sampler(optionsOf(sampler));
    case "qmc":
      return (await import("../../study/samplers/qmc.ts")).qmcSampler(optionsOf(sampler));
    case "grid":
      return (await import("../../study/samplers/grid.ts")).gridSampler(sampler.values);
    case "brute-force":
      return (await import("../../study/samplers/brute-force.ts")).bruteForceSampler();
    case "random":
    // Generations are bred elsewhere (`agent/generations`): its sampler is never asked for anything.
    case "deepga":
      return (await import("../../study/samplers/random.ts")).randomSampler();
    case "distinct": {
      const { distinctSampler } = await import("../../study/samplers/distinct.ts");
      return distinctSampler(await load(sampler.sampler, repeats));
    }
    case "partial-fixed": {
      const { partialFixedSampler } = await import("../../study/samplers/partial-fixed.ts");
      return partialFixedSampler(sampler.fixed, await load(sampler.sampler, repeats));
    }
  }
}

function optionsOf<T extends SamplerChoice>(choice: T): Omit<T, "name"> {
  const { name: _name, ...options } = choice;
  return options;
}

/** The pruner a study's author chose, fetched likewise. */
export async function loadPruner({ pruner }: Pick<StudySpec, "pruner">): Promise<Pruner> {
  return (await import("../../study/pruners/choice.ts")).prunerFor(pruner);
}

/** Whether proposals depend on results: then asking far ahead costs quality. */
export function learns({ sampler }: Pick<StudySpec, "sampler">): boolean {
  const { name } = sampler.name === "partial-fixed" ? sampler.sampler : sampler;
  return name !== "random" && name !== "qmc";
}
