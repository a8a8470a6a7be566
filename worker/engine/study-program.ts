import type { ObjectiveProgram, TrainableProgram } from "../../agent/ports.ts";
import { isRecord } from "../../study/parsed.ts";
import {
  directionsOf,
  isToldByHttp,
  type MetricRule,
  type StudyId,
  type StudySpec,
  type Trainable,
} from "../../study/spec/spec.ts";
import { variantTrials } from "../../study/trainable/variants.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import { pythonIn } from "../jail/source/foreign-words.ts";
import { positionAt } from "../jail/source/position-at.ts";
import type { StripResult } from "../jail/source/strip-types.ts";

export type Built =
  /** `program` null: nothing of it runs in a tab. */
  { readonly ok: true; readonly program: ObjectiveProgram | null } | { readonly ok: false; readonly error: TrialError };

/** What the jail runs: TypeScript with its types taken out, JavaScript as it is; or where the text cannot be read. */
export async function buildProgram(
  studyId: StudyId,
  spec: Pick<StudySpec, "objective" | "objectives" | "metrics" | "stopRules" | "trainable">,
  stripTypes: (source: string) => Promise<StripResult>,
  runs: Pick<TrainableProgram, "log" | "hostname">,
): Promise<Built> {
  if (isToldByHttp(spec)) return { ok: true, program: null };
  const { language, source } = spec.objective;
  const directions = directionsOf(spec);
  const names = spec.objectives.map(({ name }) => name);
  const ends = spec.stopRules.filter((rule) => rule.kind === "metric").filter((rule) => rule.ends === "trial");
  const trainable = trainableOf(spec, ends, runs);
  const common = { studyId, directions, names, ends, trainable };
  const python = pythonIn(source);
  if (python !== null)
    return { ok: false, error: { kind: "threw", message: python.message, ...positionAt(source, python.at) } };
  if (language === "javascript") return { ok: true, program: { ...common, javascript: source, positions: null } };
  const stripped = await stripTypes(source);
  if (!stripped.ok) {
    const { message, line, column } = stripped;
    return { ok: false, error: { kind: "threw", message, line, column } };
  }
  const { javascript, positions } = stripped;
  return { ok: true, program: { ...common, javascript, positions } };
}

function trainableOf(
  { trainable, objectives, metrics }: Pick<StudySpec, "trainable" | "objectives" | "metrics">,
  ends: readonly MetricRule[],
  runs: Pick<TrainableProgram, "log" | "hostname">,
): TrainableProgram | undefined {
  if (trainable === null) return undefined;
  const kept = [...objectives.map(({ name }) => name), ...metrics, ...ends.map(({ metric }) => metric)];
  const configs = trainable.variants.map(({ config }) => JSON.stringify(config));
  return { trials: variantTrials(trainable), configs, entrypoint: entrypointOf(trainable), kept, ...runs };
}

/** What all variants name as the script's function; null where they do not agree on one. */
function entrypointOf({ variants }: Trainable): string | null {
  const named = new Set(variants.map(({ config }) => (isRecord(config) ? config["script_entrypoint"] : undefined)));
  const [name] = named;
  return named.size === 1 && typeof name === "string" && /^[A-Za-z_$][\w$]*$/.test(name) ? name : null;
}

/** One sentence about an objective that cannot be read. */
export const sentenceOf = ({ message, line, column }: TrialError): string =>
  `The objective cannot be read${line === null ? "" : ` (line ${line}, column ${column ?? 1})`}: ${message}`;
