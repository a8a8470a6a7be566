import type { Experiment, Variant } from "../../../formats/experiment/experiment.ts";
import { stopRulesOf } from "../../../formats/experiment/stop-rules.ts";
import type { StudyDraft } from "../../../worker/engine/engine-api.ts";

/**
 * The study that follows from an experiment and its variants, each tried once: `choices` are what the page has besides,
 * the script among them. There is no search, and its budget is the variants.
 */
export function draftOf(
  experiment: Pick<Experiment, "stop" | "resources">,
  variants: readonly Variant[],
  choices: StudyDraft,
): StudyDraft {
  const { cores, gpu } = experiment.resources;
  return {
    ...choices,
    sampler: { name: "auto" },
    seed: null,
    startPoints: [],
    // One trial at a time, so that whichever tab is free takes the next.
    budget: { kind: "open", trialsPerRound: 1 },
    stopRules: [...stopRulesOf(experiment), ...(choices.stopRules ?? [])],
    resources: { cores, gpu },
    trainable: { variants: variants.map(({ name, config }) => ({ name, config })), repeat: 1 },
  };
}

/** Long enough for a few reports of most trainings, and as long as an author waits for three trials. */
export const TEST_TRIAL_SECONDS = 10;

/** The same study for a test run, whose trials also end at their first report after some seconds. */
export function shortened(draft: StudyDraft): StudyDraft {
  const rule = { metric: "time_total_s", bound: "at-least", value: TEST_TRIAL_SECONDS, ends: "trial" } as const;
  return { ...draft, stopRules: [{ kind: "metric", ...rule }, ...(draft.stopRules ?? []).slice(0, 15)] };
}
