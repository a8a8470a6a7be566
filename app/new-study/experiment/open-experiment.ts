// All that needs the reader of files (30 kB): fetched once somebody opens an experiment.
import { isEvolutionSettings } from "../../../formats/evolution/read-settings.ts";
import type { ConfigNode } from "../../../formats/experiment/config-node.ts";
import type { Experiment, ExperimentsRead, Mistake, VariantsMade } from "../../../formats/experiment/experiment.ts";
import { ownTrainingMistakes, ownTrainingNotes } from "../../../formats/experiment/own-training.ts";
import { readExperiments } from "../../../formats/experiment/read-experiments.ts";
import { NOT_SCHEDULED, scheduledBy, unmetNeeds } from "../../../formats/experiment/scheduled.ts";
import { variantsOf } from "../../../formats/experiment/variants.ts";
import { missingEntrypoint } from "../../../worker/jail/source/entrypoint.ts";
import { missingScript } from "./files/take-files.ts";
import type { OpenedFile } from "./opened.ts";
import { settingsOf } from "./settings-of.ts";

export interface ExperimentReader {
  readonly read: (text: string) => ExperimentsRead;
  readonly vary: (experiment: Experiment, draws: string) => VariantsMade;
}

export const experimentReader: ExperimentReader = { read: readExperiments, vary: variantsOf };

/** What is wrong where the script's text does not have the function that its experiment names. */
export function entrypointMistakes({ entrypoint, config }: Experiment, source: string): readonly Mistake[] {
  const message = entrypoint === null ? null : missingEntrypoint(source, entrypoint);
  if (message === null) return [];
  const { line, column } = config.entries.get("script_entrypoint") ?? config;
  return [{ line, column, message: `${message} Name one of those here, or write it in the script.` }];
}

/** The experiment of this name, or the first; null where the file cannot be read. */
export const chosenOf = (read: ExperimentsRead, chosen: string): Experiment | null =>
  read.ok ? (read.experiments.find(({ name }) => name === chosen) ?? read.experiments[0] ?? null) : null;

interface Parts {
  readonly text: string;
  readonly read: ExperimentsRead;
  readonly experiment: Experiment | null;
  readonly made: VariantsMade | null;
  readonly script: Parameters<typeof missingScript>[1];
  readonly ownSource: OpenedFile["ownSource"];
  /** `entrypointMistakes` of the script. */
  readonly unnamed: readonly Mistake[];
}

/** What is known of the file: its variants, and every mistake of the file, of its expressions and about its script. */
export function openedFile({ text, read, experiment, made, script, ownSource, unnamed }: Parts): OpenedFile {
  const experiments = read.ok ? read.experiments : [];
  const missing = experiment === null ? [] : scriptMistakes(experiment, script);
  const scheduled = experiment === null ? NOT_SCHEDULED : scheduledBy(experiment);
  const trained = experiment === null || ownSource === null ? null : experiment;
  return {
    text,
    names: experiments.map(({ name }) => name),
    paths: new Map(experiments.map(({ name, scriptPath }) => [name, scriptPath])),
    experiment,
    variants: made?.ok ? made.variants : [],
    settings: experiment === null ? null : settingsOf(experiment, scheduled.pruner),
    mistakes: [
      ...(read.ok ? [] : read.mistakes),
      ...(made?.ok === false ? made.mistakes : []),
      ...missing,
      // Of another script than the one asked for nothing is known.
      ...(missing.length > 0 || trained !== null ? [] : unnamed),
      ...(trained === null ? [] : ownTrainingMistakes(trained)),
      ...scheduled.mistakes,
      ...(experiment === null ? [] : unmetNeeds(experiment)),
    ],
    ownSource,
    lacksScript: missing.length > 0,
    isSettings: !read.ok && isEvolutionSettings(text),
    isRandom: experiment !== null && draws(experiment.config),
    notes: [...(read.ok ? read.notes : []), ...scheduled.notes, ...(trained === null ? [] : ownTrainingNotes(trained))],
  };
}

function scriptMistakes({ scriptPath, config }: Experiment, script: Parts["script"]): readonly Mistake[] {
  const message = missingScript(scriptPath, script);
  if (message === null) return [];
  const { line, column } = config.entries.get("script_file_path") ?? config;
  return [{ line, column, message }];
}

function draws(node: ConfigNode): boolean {
  switch (node.kind) {
    case "scalar":
      return false;
    case "eval":
      return true;
    case "list":
      return node.items.some(draws);
    case "grid":
      return node.options.some(draws);
    case "map":
      return [...node.entries.values()].some(draws);
  }
}
