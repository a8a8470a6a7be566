import type { StudySpec } from "./spec.ts";

/**
 * Whether others can verify a study's best by running its trial again: not where a best is one of many, is bred by all tabs
 * together, or where what a script is told of time and machine decides.
 */
export const isCheckable = ({ objectives, sampler, repeatability, trainable }: StudySpec): boolean =>
  objectives.length === 1 && sampler.name !== "deepga" && repeatability.kind === "repeatable" && trainable === null;
