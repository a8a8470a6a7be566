import { existsSync } from "node:fs";
import { MAX_FILE_BYTES } from "../../formats/experiment/read-experiments.ts";
import { bredStudy, MAX_SIDE_BY_SIDE, numbered, RETEST_NOTE } from "../../formats/evolution/bred-study.ts";
import { readSettings } from "../../formats/evolution/read-settings.ts";
import type { EvolutionSettings } from "../../formats/evolution/settings.ts";
import { controlStudies } from "../../gallery/control-studies.ts";
import { type GalleryEntry, objectivesOf } from "../../gallery/entry.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { type StudySpec, specWith } from "../../study/spec/spec.ts";
import { base64url } from "../../swarm/ids.ts";
import { systemClock } from "../../worker/system-clock.ts";
import { readObjective } from "../host/objective-file.ts";
import { readOwnFile } from "../host/own-file.ts";
import type { Identity } from "../host/terminal-peer.ts";
import { Misuse } from "../words/misuse.ts";
import { plainText } from "../words/plain-text.ts";

/** The original plays an Atari game, seen as a picture; of the gallery this is nearest. */
const DEFAULT_TASK = "orchard";
const SETTINGS = {
  wanted: "a settings file in YAML or JSON",
  kind: "settings are a few lines,",
  mostBytes: MAX_FILE_BYTES,
} as const;

export interface PlannedEvolution {
  readonly settings: EvolutionSettings;
  /** What every one of the studies says but for its author and date, one for each experiment. */
  readonly studies: readonly Pick<
    StudySpec,
    "name" | "objective" | "objectives" | "sampler" | "budget" | "trialTimeoutMs"
  >[];
  readonly notes: readonly string[];
}

/** Reads the settings and finds what is played: a file, a task of the gallery, or its game where nothing is said. */
export async function planEvolution(path: string, played: string | undefined): Promise<PlannedEvolution> {
  const read = readSettings(readOwnFile(path, SETTINGS));
  if (!read.ok) throw new Misuse(`${plainText(path)}: ${plainText(read.reason, 1_000)}`);
  const settings = read.value;
  const task = await taskOf(played, settings);
  const count = Math.min(settings.experiments, MAX_SIDE_BY_SIDE);
  const study = { ...task.study, ...bredStudy(settings, task.sigma) };
  const notes = [
    ...settings.notes.filter((note) => !note.includes("machines are rented")),
    ...(count < settings.experiments
      ? [`${settings.experiments} experiments are wished for, and ${count} at most run side by side.`]
      : []),
    RETEST_NOTE,
    ...(played === undefined
      ? [
          `The original plays Space Invaders; here it is "${task.study.name}" of the gallery. Name another task, or a file.`,
        ]
      : []),
    ...(task.sigma === settings.sigma
      ? []
      : [`Sigma is ${task.sigma}, as suits its network; in the original it is ${settings.sigma}.`]),
  ];
  return { settings, studies: numbered(study, count), notes };
}

async function taskOf(played: string | undefined, { sigma }: EvolutionSettings) {
  const entry = controlStudies.find(({ id }) => id === (played ?? DEFAULT_TASK));
  if (entry !== undefined) return galleryTask(entry, sigma);
  const name = played ?? "";
  if (!existsSync(name) && !/\.\w+$/.test(name))
    throw new Misuse(
      `There is no task "${plainText(name)}": give a file, or one of ${controlStudies.map(({ id }) => id).join(", ")}.`,
    );
  const file = readObjective(name);
  return {
    sigma,
    study: {
      name: file.name,
      objective: { language: file.language, source: file.source },
      objectives: [{ name: "score", direction: "maximize", unit: "" }],
      trialTimeoutMs: 60_000,
    } as const,
  };
}

async function galleryTask(entry: GalleryEntry, sigma: number) {
  const { title, language, fetchSource, trialTimeoutMs, sampler } = entry;
  return {
    sigma: sampler.name === "deepga" ? sampler.sigma : sigma,
    study: {
      name: title,
      objective: { language, source: await fetchSource() },
      objectives: objectivesOf(entry),
      trialTimeoutMs,
    },
  };
}

/** The studies as this peer publishes them now. */
export function bredSpecs({ studies }: PlannedEvolution, { signer, name }: Identity): readonly StudySpec[] {
  const author = { key: base64url(signer.publicKey), name };
  return studies.map((study) => {
    const spec = specWith({ ...study, listed: true, author, createdMs: systemClock.wallMs() });
    const parsed = parseSpec(JSON.parse(JSON.stringify(spec)));
    if (!parsed.ok) throw new Misuse(`This study cannot be: ${parsed.reason}.`);
    return parsed.value;
  });
}
