import type { StudySpec } from "./spec.ts";

type Checked = Pick<StudySpec, "objectives" | "sampler" | "trainable">;

/**
 * Whether a trial run again says whether what was told of it is true, of one objective or several: not where programs of the author run it, where it is bred by all tabs together, or where what a
 * script is told of time and machine decides. A noisy trial, too, comes to the same with the same chance.
 */
export const isCheckable = ({ objective, sampler, trainable, repeatability }: StudySpec): boolean =>
  objective.language !== "http" &&
  sampler.name !== "deepga" &&
  trainable === null &&
  (repeatability.kind === "repeatable" || repeatsOf({ repeatability }) !== undefined);

/** The repeats whose mean counts; undefined where one run of a point is all there is to know. */
export const repeatsOf = ({ repeatability }: Pick<StudySpec, "repeatability">): number | undefined =>
  repeatability.kind === "noisy" && repeatability.repeats > 1 ? repeatability.repeats : undefined;

/** Whether fresh-chance repeats of a point have a mean that can be the best. */
export const canRepeat = ({ objectives, sampler, trainable }: Checked): boolean =>
  objectives.length === 1 && sampler.name !== "deepga" && trainable === null;
