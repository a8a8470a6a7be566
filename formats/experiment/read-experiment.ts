import {
  MAX_CORES_PER_TRIAL,
  MAX_GPUS_PER_TRIAL,
  MAX_REPEATS,
  MAX_STOP_RULES,
  MAX_STUDY_NAME_LENGTH,
  MAX_VALUE_NAME_LENGTH,
  MAX_VARIANTS,
} from "../../study/spec/spec-limits.ts";
import type { ConfigMap } from "./config-node.ts";
import type { Experiment } from "./experiment.ts";
import { Fields, foundWords, labelFault } from "./fields.ts";
import type { Findings } from "./findings.ts";
import { EXPERIMENT_KEYS, RESOURCE_KEYS, UNUSED_KEYS, UNUSED_RESOURCES } from "./known-keys.ts";
import { ownTrainingOf } from "./own-training.ts";
import { readConfig } from "./read-config.ts";
import { quoted } from "./shown-text.ts";
import type { TreeEntry } from "./yaml/tree.ts";

/** With a number and one parameter, two of these fit a variant's name. */
const MAX_NAME_PART = 60;
const MAX_PATH_LENGTH = 500;

/** One experiment of the file; what is wrong with it is told to `findings`. */
export function readExperiment({ key, keyAt, value }: TreeEntry, findings: Findings): Experiment | null {
  const fault = labelFault(key, MAX_STUDY_NAME_LENGTH);
  if (fault !== null) findings.mistake(keyAt, `The experiment's name ${fault}.`);
  if (value.kind !== "map")
    return findings.mistake(
      value,
      `Under the name ${quoted(key)} stands the experiment, as a map with keys as env, stop and config; this is ${foundWords(value)}.`,
    );
  const fields = new Fields(value, findings);
  fields.checkKeys("an experiment", EXPERIMENT_KEYS, UNUSED_KEYS);
  const config = readConfig(fields.entry("config")?.value ?? null, keyAt, findings);
  const numTrials = fields.entry("num_trials") === null ? null : fields.whole("num_trials", 1, MAX_VARIANTS, 1);
  const repeat = fields.whole("repeat", 1, MAX_REPEATS, 1);
  noteBothCounts(fields);
  const env = fields.label("env", MAX_NAME_PART);
  const alg = algOf(fields);
  const scriptPath = textIn(config, "script_file_path", findings);
  return {
    name: key,
    env,
    alg,
    trains: ownTrainingOf(fields, alg, env, scriptPath !== null),
    numTrials,
    repeat,
    stop: stopOf(fields),
    resources: resourcesOf(fields),
    scheduler: fields.label("scheduler", MAX_NAME_PART),
    metric: fields.label("metric", MAX_VALUE_NAME_LENGTH),
    mode: modeOf(fields),
    scriptPath,
    entrypoint: textIn(config, "script_entrypoint", findings),
    places: new Map(value.entries.map(({ key: own, value: { line, column } }) => [own, { line, column }])),
    config: config ?? { kind: "map", entries: new Map(), ...keyAt },
  };
}

function noteBothCounts(fields: Fields): void {
  const [count, repeat] = [fields.entry("num_trials"), fields.entry("repeat")];
  if (count !== null && repeat !== null)
    fields.findings.note(repeat.keyAt, "repeat has no effect beside num_trials, which says how many trials there are.");
}

/** `run` is the later name of `alg`. */
function algOf(fields: Fields): string {
  const later = fields.entry("run");
  if (later !== null && fields.entry("alg") !== null)
    fields.findings.mistake(later.keyAt, "run is another name of alg, and both stand here: keep one.");
  const key = later === null ? "alg" : "run";
  return fields.label(key, MAX_NAME_PART) ?? "script";
}

function modeOf(fields: Fields): "min" | "max" | null {
  const mode = fields.label("mode", MAX_NAME_PART);
  if (mode === null || mode === "min" || mode === "max") return mode;
  const entry = fields.entry("mode");
  return entry === null
    ? null
    : fields.findings.mistake(entry.value, `mode is min or max, and this is ${quoted(mode)}.`);
}

function resourcesOf(fields: Fields): Experiment["resources"] {
  const none = { cores: 1, gpu: 0 };
  const value = fields.entry("resources")?.value ?? null;
  if (value === null) return none;
  if (value.kind !== "map") {
    const message = `resources is a map with cpu and gpu, as {cpu: 1}, and this is ${foundWords(value)}.`;
    return fields.findings.mistake(value, message) ?? none;
  }
  const resources = new Fields(value, fields.findings);
  resources.checkKeys("resources", RESOURCE_KEYS, UNUSED_RESOURCES);
  return {
    cores: resources.whole("cpu", 1, MAX_CORES_PER_TRIAL, 1),
    gpu: resources.whole("gpu", 0, MAX_GPUS_PER_TRIAL, 0),
  };
}

function stopOf(fields: Fields): Experiment["stop"] {
  const value = fields.entry("stop")?.value ?? null;
  if (value === null || (value.kind === "scalar" && value.value === null)) return {};
  const { findings } = fields;
  if (value.kind !== "map") {
    const message = `stop is a map from metrics to numbers, as {mean_accuracy: 0.99}, and this is ${foundWords(value)}.`;
    return findings.mistake(value, message) ?? {};
  }
  if (value.entries.length > MAX_STOP_RULES)
    findings.mistake(value, `stop has more than ${MAX_STOP_RULES} metrics: keep the most important.`);
  return Object.fromEntries(value.entries.map((entry) => [entry.key, boundOf(entry, findings)]));
}

function boundOf({ key, keyAt, value }: TreeEntry, findings: Findings): number {
  const fault = labelFault(key, MAX_VALUE_NAME_LENGTH);
  if (fault !== null) findings.mistake(keyAt, `The metric's name ${fault}.`);
  const number = value.kind === "scalar" ? value.value : null;
  if (typeof number === "number") return number;
  if (typeof number === "bigint" && Number.isFinite(Number(number))) return Number(number);
  findings.mistake(
    value,
    `stop ends a trial when ${quoted(key)} is at least a number, and this is ${foundWords(value)}: write a number.`,
  );
  return 0;
}

/** A text of the config that is the same for all trials; null without it. */
function textIn(config: ConfigMap | null, key: string, findings: Findings): string | null {
  const node = config?.entries.get(key);
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return null;
  if (node.kind !== "scalar" || typeof node.value !== "string")
    return findings.mistake(node, `${key} is one text, the same for all trials.`);
  const fault = labelFault(node.value, MAX_PATH_LENGTH);
  return fault === null ? node.value : findings.mistake(node, `${key} ${fault}.`);
}
