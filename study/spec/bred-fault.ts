import { evolutionFault } from "../evolution/settings.ts";
import type { StudySpec } from "./spec.ts";

/** Why generations cannot be bred as the study says, in a clause; null if they can, or if none are bred. */
export function bredFault(spec: StudySpec): string | null {
  const { sampler, budget, objectives, startPoints, pruner, trainable } = spec;
  if (sampler.name !== "deepga")
    return budget.kind === "generations" ? "the budget is in generations, which only the sampler deepga has" : null;
  const fault = evolutionFault(sampler);
  if (fault !== null) return `of the sampler deepga ${fault}`;
  if (objectives.length > 1) return "the sampler deepga ranks by one objective: join them into one, or take nsga2";
  if (trainable !== null) return "the sampler deepga breeds lists of seeds, and cannot choose among variants";
  if (startPoints.length > 0) return "the sampler deepga begins with chance: leave the start points out";
  if (pruner.name !== "none") return "the sampler deepga counts episodes whole: leave the pruner out";
  if (budget.kind === "rounds" || budget.kind === "trials")
    return `the budget is in ${budget.kind}, which the sampler deepga does not count: take generations, a time, or none`;
  return null;
}
