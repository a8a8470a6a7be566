import type { Experiment, FileNote, Mistake, Variant } from "../../formats/experiment/experiment.ts";
import { objectiveOf, timeoutSecondsOf } from "../../formats/experiment/aim.ts";
import { ownTrainingMistakes, ownTrainingNotes } from "../../formats/experiment/own-training.ts";
import { readExperiments } from "../../formats/experiment/read-experiments.ts";
import { scheduledBy, unmetNeeds } from "../../formats/experiment/scheduled.ts";
import { variantsOf } from "../../formats/experiment/variants.ts";
import { variantsStudy } from "../../formats/experiment/variants-study.ts";
import { trainPpoSource } from "../../gallery/ppo/train-source.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { type StudySpec, specWith } from "../../study/spec/spec.ts";
import { base64url } from "../../swarm/ids.ts";
import { missingEntrypoint } from "../../worker/jail/source/entrypoint.ts";
import { systemClock } from "../../worker/system-clock.ts";
import type { ObjectiveFile } from "../host/objective-file.ts";
import type { Identity } from "../host/terminal-peer.ts";
import { plainText } from "../words/plain-text.ts";
import { Misuse } from "../words/misuse.ts";
import { findScript } from "./script-file.ts";

export interface ExperimentText {
  readonly text: string;
  /** Null: all of it was said on the command line. */
  readonly path: string | null;
  /** Of an experiment's keys, as JSON, what stands in the place of what the file says. */
  readonly instead: string;
}

/** One experiment with all that its study takes, nothing of it wrong. */
export interface PlannedExperiment {
  readonly experiment: Experiment;
  readonly variants: readonly Variant[];
  /** The person's own; null: what comes along trains (PPO). */
  readonly script: ObjectiveFile | null;
  readonly notes: readonly string[];
}

/** Reads all experiments of a file, with their scripts; the first mistake is one sentence with its place. */
export function planExperiments(from: ExperimentText, draws: string): readonly PlannedExperiment[] {
  const read = readExperiments(from.text, from.instead);
  if (!read.ok) throw mistaken(from, read.mistakes);
  return read.experiments.map((experiment, i) => plan(from, experiment, i === 0 ? read.notes : [], draws));
}

function plan(from: ExperimentText, experiment: Experiment, notes: readonly FileNote[], draws: string) {
  const { name, scriptPath, trains } = experiment;
  const scheduled = scheduledBy(experiment);
  const needs = [...(trains === null ? [] : ownTrainingMistakes(experiment)), ...scheduled.mistakes];
  const mistakes = [...needs, ...unmetNeeds(experiment)];
  if (mistakes.length > 0) throw mistaken(from, mistakes);
  if (trains === null && scriptPath === null)
    throw new Misuse(
      `The experiment "${plainText(name)}" names no script: give --config '{"script_file_path": "train.js"}', or --alg PPO with an --env that it knows.`,
    );
  const script = trains === null && scriptPath !== null ? findScript(scriptPath, from.path) : null;
  if (script !== null) checkEntrypoint(experiment, script.file);
  const made = variantsOf(experiment, draws);
  if (!made.ok) throw mistaken(from, made.mistakes);
  const said = [...notes, ...scheduled.notes, ...(trains === null ? [] : ownTrainingNotes(experiment))];
  return {
    experiment,
    variants: made.variants,
    script: script?.file ?? null,
    notes: [...said.map((note) => placed(from, note)), ...(script?.note == null ? [] : [script.note])],
  };
}

function checkEntrypoint({ entrypoint }: Experiment, { source, name }: ObjectiveFile): void {
  const message = entrypoint === null ? null : missingEntrypoint(source, entrypoint);
  if (message !== null) throw new Misuse(`${name}: ${message} Name one of those as script_entrypoint.`);
}

function mistaken(from: ExperimentText, mistakes: readonly Mistake[]): Misuse {
  const [first, ...more] = mistakes;
  const others = more.length === 0 ? "" : ` There ${more.length === 1 ? "is 1 more" : `are ${more.length} more`}.`;
  return new Misuse(first === undefined ? "The file cannot be read." : `${placed(from, first)}${others}`);
}

function placed({ path }: ExperimentText, { line, column, message }: Mistake): string {
  const text = plainText(message, 1_000);
  if (line === 0 || path === null) return `By the options: ${text}`;
  return `${plainText(path)}, line ${line}, column ${column}: ${text}`;
}

/** The study in which each of the experiment's variants is tried once. */
export function studyOf({ experiment, variants, script }: PlannedExperiment, { signer, name }: Identity): StudySpec {
  const { trains } = experiment;
  const source = trains === null ? (script?.source ?? "") : trainPpoSource(trains.env);
  const { pruner } = scheduledBy(experiment);
  const parsed = parseSpec(
    JSON.parse(
      JSON.stringify(
        specWith({
          ...variantsStudy(experiment, variants),
          name: experiment.name,
          objective: { language: script?.language ?? "javascript", source },
          objectives: [objectiveOf(experiment)],
          ...(pruner === null ? {} : { pruner }),
          trialTimeoutMs: Math.round(timeoutSecondsOf(experiment) * 1_000),
          listed: true,
          author: { key: base64url(signer.publicKey), name },
          createdMs: systemClock.wallMs(),
        }),
      ),
    ),
  );
  if (!parsed.ok) throw new Misuse(`This study cannot be: ${parsed.reason}.`);
  return parsed.value;
}
