import type { Experiment, OwnTraining } from "../../../formats/experiment/experiment.ts";
import type { ExperimentForm } from "./experiment-form.ts";

/** The text that the page brings for an algorithm is called so once it stands in the editor. */
export const OWN_SCRIPT = "train_ppo.js";

interface Held extends Pick<ExperimentForm, "scriptFile"> {
  readonly source: string;
}

/**
 * What the page trains by itself: where the file names an algorithm, unless the editor has a text that was written for it. What
 * was dropped under another name, or is older than the file, is none.
 */
export function ownTrainingFor(experiment: Experiment | null, { source, scriptFile }: Held): OwnTraining | null {
  const standsIn = source.trim() !== "" && (scriptFile === null || scriptFile === OWN_SCRIPT);
  return experiment === null || standsIn ? null : experiment.trains;
}

/** A whole script for it; rejects where it cannot be fetched. */
export async function fetchOwnSource(env: OwnTraining["env"]): Promise<string> {
  return (await import("../../../gallery/ppo/train-source.ts")).trainPpoSource(env);
}
