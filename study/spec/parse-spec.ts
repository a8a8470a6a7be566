import { utf8Length } from "../bytes/utf8.ts";
import { type Parsed, parsed, refused } from "../parsed.ts";
import type { PrunerChoice } from "../pruners/choice.ts";
import { bredFault } from "./bred-fault.ts";
import { canonicalJson } from "./canonical-json.ts";
import { notYet } from "./not-yet.ts";
import { budgetOf, stopRuleOf } from "./parse-ending.ts";
import { attachmentsOf, checkpointsOf, privateOf, repeatabilityOf, resourcesOf, trainableOf } from "./parse-later.ts";
import { parsePruner } from "./parse-pruner.ts";
import { byName, paramValue, samplerOf } from "./parse-sampler.ts";
import type { ObjectiveSpec, StudySpec } from "./spec.ts";
import {
  boolean,
  distinct,
  label,
  list,
  oneOf,
  Refusal,
  record,
  refuse,
  text,
  valueName,
  visible,
  whole,
} from "./spec-fields.ts";
import {
  MAX_AUTHOR_NAME_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_EXPERIMENTS,
  MAX_METRICS,
  MAX_NAMED_CONSTRAINTS,
  MAX_OBJECTIVES,
  MAX_PEERS,
  MAX_SEED_LENGTH,
  MAX_SOURCE_BYTES,
  MAX_SPEC_BYTES,
  MAX_START_POINTS,
  MAX_STOP_RULES,
  MAX_STUDY_NAME_LENGTH,
  MAX_TRIAL_TIMEOUT_MS,
  MAX_UNIT_LENGTH,
  MAX_VERIFICATIONS,
  MIN_TRIAL_TIMEOUT_MS,
} from "./spec-limits.ts";

function objectiveOf(input: unknown): StudySpec["objective"] {
  const { language, source } = record(input, "the objective", ["language", "source"]);
  const code = text(source, "the objective's source", 1, MAX_SOURCE_BYTES);
  if (utf8Length(code) > MAX_SOURCE_BYTES) refuse(`the objective's source is longer than ${MAX_SOURCE_BYTES} bytes`);
  return { language: languageOf(language), source: code };
}

/** Another language's name has its place; to run it is for a version that can. */
function languageOf(input: unknown): StudySpec["objective"]["language"] {
  if (typeof input === "string" && /^[a-z][a-z0-9+#-]{0,31}$/.test(input))
    return input as StudySpec["objective"]["language"];
  return refuse("the objective's language is not the name of one, as in javascript or typescript");
}

function objectivesOf(input: unknown): readonly ObjectiveSpec[] {
  const objectives = list(input, "the study's objectives", MAX_OBJECTIVES, (each): ObjectiveSpec => {
    const { name, direction, unit } = record(each, "an objective", ["name", "direction", "unit"]);
    return {
      name: valueName(name, "an objective's name"),
      direction: oneOf(direction, "the direction", ["minimize", "maximize"]),
      unit: unit === "" ? "" : label(unit, "the unit", MAX_UNIT_LENGTH),
    };
  });
  return objectives.length > 0 ? objectives : refuse("the study has no objective to minimize or maximize");
}

const namesOf = (input: unknown, what: string, max: number): readonly string[] =>
  distinct(
    list(input, what, max, (name) => valueName(name, `a name of ${what}`)),
    what,
  );

function prunerOf(input: unknown): PrunerChoice {
  const pruner = parsePruner(input);
  return pruner.ok ? pruner.value : refuse(pruner.reason);
}

function authorOf(input: unknown): StudySpec["author"] {
  const { key, name } = record(input, "the author", ["key", "name"]);
  const isKey = typeof key === "string" && /^([A-Za-z0-9_-]{43})?$/.test(key);
  if (!isKey) return refuse("the author's key is not 43 characters of base64url");
  return { key, name: name === "" ? "" : label(name, "the author's name", MAX_AUTHOR_NAME_LENGTH) };
}

const descriptionOf = (input: unknown): string =>
  visible(text(input, "the description", 0, MAX_DESCRIPTION_LENGTH), "the description");

const seedOf = (input: unknown): string | null => (input === null ? null : label(input, "the seed", MAX_SEED_LENGTH));

const KEYS: readonly (keyof StudySpec)[] = [
  "version",
  "name",
  "description",
  "objective",
  "objectives",
  "metrics",
  "constraints",
  "sampler",
  "pruner",
  "seed",
  "startPoints",
  "budget",
  "stopRules",
  "trialTimeoutMs",
  "resources",
  "repeatability",
  "verifications",
  "attachments",
  "checkpoints",
  "experiments",
  "trainable",
  "private",
  "maxPeers",
  "listed",
  "author",
  "createdMs",
];

/** Who has this page should fetch the one that the study's author had, or ask them to publish again. */
const OTHER_VERSION = "this study was made by another version of the program";

function specOf(input: unknown): StudySpec {
  const version = typeof input === "object" && input !== null ? Reflect.get(input, "version") : undefined;
  if (version !== 2 && Number.isSafeInteger(version)) {
    const words =
      Number(version) > 2
        ? "a newer version of the program: reload the page"
        : "an older version of the program, which this one cannot read";
    refuse(`this study was made by ${words}`);
  }
  const given = record(input, "the study", KEYS);
  if (version !== 2) refuse(OTHER_VERSION);
  const objectives = objectivesOf(given["objectives"]);
  const metrics = namesOf(given["metrics"], "the metrics", MAX_METRICS);
  const names = distinct([...objectives.map(({ name }) => name), ...metrics], "the objectives and metrics");
  const sampler = samplerOf(given["sampler"], objectives.length);
  const spec: StudySpec = {
    version: 2,
    name: label(given["name"], "the study's name", MAX_STUDY_NAME_LENGTH),
    description: descriptionOf(given["description"]),
    objective: objectiveOf(given["objective"]),
    objectives,
    metrics,
    constraints: namesOf(given["constraints"], "the constraints", MAX_NAMED_CONSTRAINTS),
    sampler,
    pruner: prunerOf(given["pruner"]),
    seed: seedOf(given["seed"]),
    startPoints: list(given["startPoints"], "the start points", MAX_START_POINTS, (point) =>
      byName(point, "a start point's values", paramValue),
    ),
    budget: budgetOf(given["budget"]),
    stopRules: list(given["stopRules"], "the stop rules", MAX_STOP_RULES, (rule) =>
      stopRuleOf(rule, names, objectives.length),
    ),
    trialTimeoutMs: whole(given["trialTimeoutMs"], "the trial timeout", MIN_TRIAL_TIMEOUT_MS, MAX_TRIAL_TIMEOUT_MS),
    resources: resourcesOf(given["resources"]),
    repeatability: repeatabilityOf(given["repeatability"]),
    verifications: whole(given["verifications"], "the number of verifications", 0, MAX_VERIFICATIONS),
    attachments: attachmentsOf(given["attachments"]),
    checkpoints: checkpointsOf(given["checkpoints"]),
    experiments: whole(given["experiments"], "the number of experiments", 1, MAX_EXPERIMENTS),
    trainable: trainableOf(given["trainable"]),
    private: privateOf(given["private"]),
    maxPeers: whole(given["maxPeers"], "the most tabs", 1, MAX_PEERS),
    listed: boolean(given["listed"], "listed"),
    author: authorOf(given["author"]),
    createdMs: whole(given["createdMs"], "the time of creation", 0, Number.MAX_SAFE_INTEGER),
  };
  const fault = bredFault(spec);
  return fault === null ? spec : refuse(fault);
}

/** As `parseSpec`, also of what a later version can run: the format alone. */
export function readSpec(input: unknown): Parsed<StudySpec> {
  try {
    const spec = specOf(input);
    const bytes = utf8Length(canonicalJson(spec));
    return bytes <= MAX_SPEC_BYTES
      ? parsed(spec)
      : refused(`the study has ${bytes} bytes in all, of which ${MAX_SPEC_BYTES} fit: shorten its longest part`);
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message);
    throw error;
  }
}

/**
 * A study out of unknown input, or one clause that says what is wrong with it ("the study's name is not text") or what it
 * needs that is not there yet ("this version cannot keep checkpoints yet").
 */
export function parseSpec(input: unknown): Parsed<StudySpec> {
  const spec = readSpec(input);
  const missing = spec.ok ? notYet(spec.value) : null;
  return missing === null ? spec : refused(`this version cannot ${missing} yet`);
}
