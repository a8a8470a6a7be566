import { objectiveOf, timeoutSecondsOf } from "../../../formats/experiment/aim.ts";
import type { Experiment } from "../../../formats/experiment/experiment.ts";
import type { PrunerChoice } from "../../../study/pruners/choice.ts";
import { NO_PRUNER, prunerFormOf } from "../settings/pruner-form.ts";
import type { FilledSettings } from "./experiment-form.ts";

/** The settings that follow from a file; they can be changed like any others. */
export function settingsOf(experiment: Experiment, pruner: PrunerChoice | null): FilledSettings {
  return {
    name: experiment.name,
    objectives: [objectiveOf(experiment)],
    timeoutSeconds: String(timeoutSecondsOf(experiment)),
    ...(pruner === null ? NO_PRUNER : prunerFormOf(pruner)),
  };
}

const KEYS = ["name", "objectives", "timeoutSeconds", "pruner", "prunerOptions", "wrapped"] as const;
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Followed extends FilledSettings {
  readonly filled: FilledSettings | null;
}

/** What changes in the form now that its file says `settings`: all of it at first, later what nobody has changed since. */
export function followed(form: Followed, settings: FilledSettings): Partial<Followed> {
  const { filled } = form;
  if (isSame(filled, settings)) return {};
  const kept = KEYS.filter((key) => filled !== null && !isSame(form[key], filled[key]));
  return { ...settings, ...partOf(form, kept), filled: settings };
}

/** What changes when the file goes: what it filled in and nobody has changed becomes as in `plain`; the name stays. */
export function unfollowed(form: Followed, plain: FilledSettings): Partial<FilledSettings> {
  const { filled } = form;
  return partOf(
    plain,
    KEYS.filter((key) => key !== "name" && filled !== null && isSame(form[key], filled[key])),
  );
}

const partOf = (settings: FilledSettings, keys: readonly (keyof FilledSettings)[]): Partial<FilledSettings> =>
  Object.fromEntries(keys.map((key) => [key, settings[key]]));
