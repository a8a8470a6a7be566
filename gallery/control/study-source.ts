import { neuroSource } from "../neuro/neuro-source.ts";
import { controlSource, type TaskFile } from "./control-source.ts";

/** A study's whole text: the library of networks, the task, and the objective that uses both. */
export const studySource = (task: TaskFile, objective: string): string =>
  [
    "// What is learnt, and how it is scored, stands at the end of this text, after the two libraries that it needs.",
    neuroSource.trim(),
    "",
    controlSource(task),
    objective,
  ].join("\n");
