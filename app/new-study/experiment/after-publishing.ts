import type { DraftForm } from "../draft.ts";
import { chooseExperiment } from "./files/take-files.ts";
import type { Opened } from "./opened.ts";

/** The draft that is left once the chosen experiment is published: its file's next one; null where none comes after it. */
export function draftAfterPublishing(form: DraftForm, opened: Opened): DraftForm | null {
  if (opened.kind !== "read" || opened.file.experiment === null) return null;
  const { names, paths, experiment } = opened.file;
  const next = names[names.indexOf(experiment.name) + 1];
  return next === undefined ? null : { ...form, ...chooseExperiment(form, next, paths.get(next) ?? null) };
}
