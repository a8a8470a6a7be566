import { utf8Length } from "../bytes/utf8.ts";
import { isRecord, isWellFormedText, type Parsed, parsed, refused, unknownKey } from "../parsed.ts";
import type { PrunerChoice } from "../pruners/choice.ts";
import { parsePruner } from "./parse-pruner.ts";
import { type Budget, type Direction, SAMPLER_NAMES, type SamplerChoice, type StudySpec } from "./spec.ts";
import { hiddenCharacter, isVisible } from "./visible-text.ts";

export const MAX_STUDY_NAME_LENGTH = 120;
/**
 * 256 KB in UTF-8, for the page, the seed and the documents alike. A study's source goes to every volunteer and is read
 * before joining; nobody reads more than this.
 */
export const MAX_SOURCE_BYTES = 256_000;
export const MAX_UNIT_LENGTH = 24;
export const MAX_AUTHOR_NAME_LENGTH = 80;
export const MIN_TRIAL_TIMEOUT_MS = 100;
/** An hour: a browser tab that is not heard of for longer is gone. */
export const MAX_TRIAL_TIMEOUT_MS = 3_600_000;
export const MAX_ROUNDS = 1_000_000;
/** A round is one signed unit of work; what others found comes in between rounds. */
export const MAX_TRIALS_PER_ROUND = 10_000;
export const MAX_TOTAL_TRIALS = 1_000_000_000;
/** A year. */
export const MAX_BUDGET_SECONDS = 31_536_000;
/** Each verification is the whole objective once more, on another peer. */
export const MAX_VERIFICATIONS = 10;
export const MAX_PEERS = 100_000;

/** Stops at the first thing that is wrong; its message is the reason. */
class Refusal extends Error {}

const refuse = (reason: string): never => {
  throw new Refusal(reason);
};

function record(input: unknown, what: string, keys: readonly string[]): Record<string, unknown> {
  if (!isRecord(input)) return refuse(`${what} is not an object`);
  const extra = unknownKey(input, keys);
  if (extra !== null) refuse(`${what} has the unknown key ${JSON.stringify(extra.slice(0, 40))}`);
  return input;
}

function text(input: unknown, what: string, min: number, max: number): string {
  if (!isWellFormedText(input)) return refuse(`${what} is not text`);
  if (input.length < min || input.length > max) refuse(`${what} must have ${min} to ${max} characters`);
  return input;
}

/** Text that stands in headings and in the page's own sentences: it must be seen whole and leave its neighbours alone. */
function label(input: unknown, what: string, max: number): string {
  const shown = text(input, what, 1, max);
  if (!isVisible(shown)) refuse(`${what} is blank`);
  const hidden = hiddenCharacter(shown);
  if (hidden !== null) refuse(`${what} has the invisible character ${hidden}: type it again without`);
  return shown;
}

function whole(input: unknown, what: string, min: number, max: number): number {
  if (typeof input !== "number" || !Number.isInteger(input)) return refuse(`${what} is not a whole number`);
  if (input < min || input > max) refuse(`${what} must be between ${min} and ${max}`);
  return input === 0 ? 0 : input;
}

function oneOf<T extends string>(input: unknown, what: string, options: readonly T[]): T {
  return options.find((option) => option === input) ?? refuse(`${what} must be one of ${options.join(", ")}`);
}

function objectiveOf(input: unknown): StudySpec["objective"] {
  const { language, source } = record(input, "the objective", ["language", "source"]);
  const code = text(source, "the objective's source", 1, MAX_SOURCE_BYTES);
  if (utf8Length(code) > MAX_SOURCE_BYTES) refuse(`the objective's source is longer than ${MAX_SOURCE_BYTES} bytes`);
  return { language: oneOf(language, "the objective's language", ["javascript", "typescript"]), source: code };
}

function budgetOf(input: unknown): Budget {
  const given = record(input, "the budget", ["kind", "rounds", "total", "seconds", "trialsPerRound"]);
  const kind = oneOf(given["kind"], "the budget's kind", ["rounds", "trials", "time", "open"]);
  const trialsPerRound = whole(given["trialsPerRound"], "the trials per round", 1, MAX_TRIALS_PER_ROUND);
  const only = (key: string) => record(given, "the budget", ["kind", "trialsPerRound", key]);
  if (kind === "rounds") {
    return { kind, rounds: whole(only("rounds")["rounds"], "the number of rounds", 1, MAX_ROUNDS), trialsPerRound };
  }
  if (kind === "trials") {
    return { kind, total: whole(only("total")["total"], "the total of trials", 1, MAX_TOTAL_TRIALS), trialsPerRound };
  }
  if (kind === "time") {
    return { kind, seconds: whole(only("seconds")["seconds"], "the time", 1, MAX_BUDGET_SECONDS), trialsPerRound };
  }
  only("kind");
  return { kind, trialsPerRound };
}

/** One objective for now: the samplers and the page show one value. */
function directionsOf(input: unknown): readonly Direction[] {
  if (!Array.isArray(input) || input.length !== 1) return refuse("a study has exactly one direction");
  return input.map((direction) => oneOf(direction, "the direction", ["minimize", "maximize"]));
}

function samplerOf(input: unknown): SamplerChoice {
  return { name: oneOf(record(input, "the sampler", ["name"])["name"], "the sampler", SAMPLER_NAMES) };
}

function prunerOf(input: unknown): PrunerChoice {
  const pruner = parsePruner(input);
  return pruner.ok ? pruner.value : refuse(pruner.reason);
}

function authorOf(input: unknown): StudySpec["author"] {
  const { key, name } = record(input, "the author", ["key", "name"]);
  const isKey = typeof key === "string" && /^([A-Za-z0-9_-]{43})?$/.test(key);
  if (!isKey) return refuse("the author's key is not 43 characters of base64url");
  return { key, name: text(name, "the author's name", 0, MAX_AUTHOR_NAME_LENGTH) };
}

function boolean(input: unknown, what: string): boolean {
  return typeof input === "boolean" ? input : refuse(`${what} is neither true nor false`);
}

const KEYS: readonly (keyof StudySpec)[] = [
  "version",
  "name",
  "objective",
  "directions",
  "unit",
  "sampler",
  "pruner",
  "budget",
  "trialTimeoutMs",
  "verifications",
  "maxPeers",
  "listed",
  "author",
  "createdMs",
];

function specOf(input: unknown): StudySpec {
  const given = record(input, "the study", KEYS);
  if (given["version"] !== 1) refuse("this study was made by another version of the program");
  return {
    version: 1,
    name: label(given["name"], "the study's name", MAX_STUDY_NAME_LENGTH),
    objective: objectiveOf(given["objective"]),
    directions: directionsOf(given["directions"]),
    unit: given["unit"] === "" ? "" : label(given["unit"], "the unit", MAX_UNIT_LENGTH),
    sampler: samplerOf(given["sampler"]),
    pruner: prunerOf(given["pruner"]),
    budget: budgetOf(given["budget"]),
    trialTimeoutMs: whole(given["trialTimeoutMs"], "the trial timeout", MIN_TRIAL_TIMEOUT_MS, MAX_TRIAL_TIMEOUT_MS),
    verifications: whole(given["verifications"], "the number of verifications", 0, MAX_VERIFICATIONS),
    maxPeers: whole(given["maxPeers"], "the most tabs", 1, MAX_PEERS),
    listed: boolean(given["listed"], "listed"),
    author: authorOf(given["author"]),
    createdMs: whole(given["createdMs"], "the time of creation", 0, Number.MAX_SAFE_INTEGER),
  };
}

/** A study out of unknown input, or one clause that says what is wrong with it ("the study's name is not text"). */
export function parseSpec(input: unknown): Parsed<StudySpec> {
  try {
    return parsed(specOf(input));
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message);
    throw error;
  }
}
