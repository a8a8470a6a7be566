import type { StudySpec } from "../../study/spec/spec.ts";
import type { Experiment, Variant } from "./experiment.ts";
import { stopRulesOf } from "./stop-rules.ts";

type VariantsStudy = Pick<
  StudySpec,
  "sampler" | "seed" | "startPoints" | "budget" | "stopRules" | "resources" | "trainable"
>;

/** What a study is that tries each of an experiment's variants once. There is no search, and its budget is the variants. */
export function variantsStudy(
  experiment: Pick<Experiment, "stop" | "resources">,
  variants: readonly Variant[],
): VariantsStudy {
  const { cores, gpu } = experiment.resources;
  return {
    sampler: { name: "auto" },
    seed: null,
    startPoints: [],
    // One trial at a time, so that whichever tab is free takes the next.
    budget: { kind: "open", trialsPerRound: 1 },
    stopRules: stopRulesOf(experiment),
    resources: { cores, gpu },
    trainable: { variants: variants.map(({ name, config }) => ({ name, config })), repeat: 1 },
  };
}
