import type { Pruner } from "../../study/pruner.ts";
import type { Sampler } from "../../study/sampler.ts";
import type { StudySpec } from "../../study/spec/spec.ts";

/** The sampler a study's author chose. Its code is fetched only now: a page that shows the open swarms needs none of it. */
export async function loadSampler({ sampler }: Pick<StudySpec, "sampler">): Promise<Sampler> {
  switch (sampler.name) {
    case "tpe":
      return (await import("../../study/samplers/tpe/tpe.ts")).tpeSampler();
    case "cmaes":
      return (await import("../../study/samplers/cmaes.ts")).cmaesSampler();
    case "gp":
      return (await import("../../study/samplers/gp.ts")).gpSampler();
    case "qmc":
      return (await import("../../study/samplers/qmc.ts")).qmcSampler();
    case "auto":
      return (await import("../../study/samplers/auto.ts")).autoSampler();
    case "random":
      return (await import("../../study/samplers/random.ts")).randomSampler();
  }
}

/** The pruner a study's author chose, fetched likewise. */
export async function loadPruner({ pruner }: Pick<StudySpec, "pruner">): Promise<Pruner> {
  return (await import("../../study/pruners/choice.ts")).prunerFor(pruner);
}

/** Whether proposals depend on results: then asking far ahead costs quality. */
export const learns = ({ sampler }: StudySpec): boolean => sampler.name !== "random" && sampler.name !== "qmc";
