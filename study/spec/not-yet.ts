import { canRepeat, isCheckable } from "./checkable.ts";
import type { StudySpec } from "./spec.ts";

/** What the study asks for that its format can say and nobody can do yet, as in "this version cannot ... yet"; null: nothing. */
export function notYet(spec: StudySpec): string | null {
  for (const [isAsked, words] of LATER) if (isAsked(spec)) return typeof words === "string" ? words : words(spec);
  return null;
}

type Later = readonly [isAsked: (spec: StudySpec) => boolean, words: string | ((spec: StudySpec) => string)];

const LANGUAGES: ReadonlySet<string> = new Set(["javascript", "typescript", "http"]);

const LATER: readonly Later[] = [
  [({ objective }) => !LANGUAGES.has(objective.language), ({ objective }) => `run ${objective.language}`],
  [({ experiments }) => experiments > 1, "run several experiments in one study"],
  [({ resources }) => resources.gpu > 0, "give a trial a graphics processor"],
  [(spec) => spec.repeatability.kind === "noisy" && !canRepeat(spec), "repeat noisy trials of such a study"],
  [({ repeatability, pruner }) => repeatability.kind === "noisy" && pruner.name !== "none", "prune noisy trials"],
  [
    (spec) => spec.verifications > 0 && (!isCheckable(spec) || spec.repeatability.kind === "noisy"),
    "have other tabs verify a best of such a study",
  ],
  [({ attachments }) => attachments.length > 0, "send attachments to trials"],
  [({ checkpoints }) => checkpoints !== null, "keep checkpoints"],
];
