import type { Experiment, Variant } from "../../../formats/experiment/experiment.ts";
import { variantsStudy } from "../../../formats/experiment/variants-study.ts";
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
  const study = variantsStudy(experiment, variants);
  return { ...choices, ...study, stopRules: [...study.stopRules, ...(choices.stopRules ?? [])] };
}

/** Long enough for a few reports of most trainings, and as long as an author waits for three trials. */
export const TEST_TRIAL_SECONDS = 10;

/** The same study for a test run, whose trials also end at their first report after some seconds. */
export function shortened(draft: StudyDraft): StudyDraft {
  const rule = { metric: "time_total_s", bound: "at-least", value: TEST_TRIAL_SECONDS, ends: "trial" } as const;
  return { ...draft, stopRules: [{ kind: "metric", ...rule }, ...(draft.stopRules ?? []).slice(0, 15)] };
}
