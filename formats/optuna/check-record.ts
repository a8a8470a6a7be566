import { isRecord, type Parsed, parsed, refused } from "../../study/parsed.ts";
import { isParamName, MAX_PARAMS } from "../../study/space/distribution.ts";
import { readDate } from "./dates.ts";
import { readDistribution } from "./distributions.ts";
import { DIRECTIONS, OP, STATES } from "./journal-words.ts";
import { parsePythonJson } from "./python-json.ts";

/** A record as every version of Optuna that writes journals can replay it. */
export type JournalLine = Readonly<Record<string, unknown>> & { readonly op_code: number; readonly worker_id: string };

/** Python 3.9 reads no other; and in any time zone these years are still dates. */
const PYTHON_DATE =
  /^(?:19[7-9]|2\d\d)\d-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3}|\.\d{6})?(?:[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
/** Python copies a value by two calls for each level, and makes a thousand at most. */
const MAX_DEPTH = 64;
/** Python reads whole numbers of some four thousand digits at most. */
const MAX_DIGITS = 400;
const TEXTS = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
const MAX_WORKER_LENGTH = 200;

/**
 * One record of a journal, whose study has so many directions. Every Optuna process replays every record: one that it cannot would
 * stop all of them for ever, so that this is stricter than reading a file.
 */
export function checkRecord(text: string, directions: number): Parsed<JournalLine> {
  // A record is one line.
  if (/[\r\n]/.test(text)) return refused("it has a line break");
  const json = parsePythonJson(text);
  if (!json.ok) return refused(`it is no JSON (${json.reason})`);
  if (!isRecord(json.value)) return refused("it is no object");
  const bare = text.replace(TEXTS, '""');
  if (depthOf(bare) > MAX_DEPTH) return refused(`it is nested more than ${MAX_DEPTH} deep`);
  if (new RegExp(`\\d{${MAX_DIGITS}}`).test(bare)) return refused(`it has a number of more than ${MAX_DIGITS} digits`);
  const { op_code: op, worker_id: worker } = json.value;
  if (typeof worker !== "string" || worker === "" || worker.length > MAX_WORKER_LENGTH)
    return refused("it has no worker_id");
  const check = typeof op === "number" ? CHECKS[op] : undefined;
  if (check === undefined) return refused(`Optuna has no operation ${said(op)} that all of its versions read`);
  const fault = check(json.value, directions);
  return fault === null ? parsed(json.value as JournalLine) : refused(fault);
}

function depthOf(bare: string): number {
  let [depth, most] = [0, 0];
  for (const sign of bare) {
    if (sign === "[" || sign === "{") most = Math.max(most, ++depth);
    if (sign === "]" || sign === "}") depth--;
  }
  return most;
}

type Log = Record<string, unknown>;
type Check = (log: Log, directions: number) => string | null;

const CHECKS: Readonly<Record<number, Check>> = {
  [OP.createStudy]: ({ study_name: name, directions }) =>
    typeof name === "string" && Array.isArray(directions) && directions.length > 0 && directions.every(isDirection)
      ? null
      : "it names no study, or no directions",
  [OP.deleteStudy]: ofStudy,
  [OP.studyUserAttr]: (log) => ofStudy(log) ?? oneAttr(log["user_attr"]),
  [OP.studySystemAttr]: (log) => ofStudy(log) ?? oneAttr(log["system_attr"]),
  [OP.createTrial]: (log, directions) => ofStudy(log) ?? newTrial(log, directions),
  [OP.param]: (log) => ofTrial(log) ?? param(log["param_name"], log["distribution"], log["param_value_internal"]),
  [OP.state]: (log, directions) => ofTrial(log) ?? newState(log, directions),
  [OP.intermediate]: (log) =>
    ofTrial(log) ??
    (isId(log["step"]) && typeof log["intermediate_value"] === "number" ? null : "it has no step, or no value at it"),
  [OP.userAttr]: (log) => ofTrial(log) ?? oneAttr(log["user_attr"]),
  [OP.systemAttr]: (log) => ofTrial(log) ?? oneAttr(log["system_attr"]),
};

function newTrial(log: Log, directions: number): string | null {
  const { state: code = 0, value = null, values = null } = log;
  if (!isState(code)) return `it has the state ${said(code)}, which no trial can have`;
  if (value !== null && values !== null) return "it has both a value and values";
  const given = values ?? (value === null ? null : [value]);
  return (
    ended(code, given, directions) ??
    ("datetime_start" in log ? date(log["datetime_start"], true) : "it has no datetime_start") ??
    (isFinal(code) || "datetime_complete" in log ? date(log["datetime_complete"], false) : null) ??
    ("params" in log || "distributions" in log ? params(log["distributions"], log["params"]) : null) ??
    (["user_attrs", "system_attrs"].every((it) => !(it in log) || isRecord(log[it]))
      ? null
      : "its attributes are no objects") ??
    ("intermediate_values" in log ? intermediates(log["intermediate_values"]) : null)
  );
}

function newState(log: Log, directions: number): string | null {
  const { state: code } = log;
  if (!isState(code)) return `it has the state ${said(code)}, which no trial can have`;
  if (!("values" in log)) return "it has no values, not even null";
  const { running } = STATE;
  return (
    ended(code, log["values"], directions) ??
    (code === running || "datetime_start" in log ? date(log["datetime_start"], code !== running) : null) ??
    (isFinal(code) ? date(log["datetime_complete"], false) : null)
  );
}

/** Whether a trial can come to these values. */
function ended(code: number, values: unknown, directions: number): string | null {
  if (values === null) return code === STATE.complete ? "it completes a trial without values" : null;
  const isRight =
    Array.isArray(values) && values.length === directions && values.every((it) => typeof it === "number" && it === it);
  return isRight ? null : `its values are not ${directions} numbers, one for each direction`;
}

function params(distributions: unknown, given: unknown): string | null {
  if (!isRecord(distributions) || !isRecord(given)) return "its parameters are no objects";
  const names = Object.keys(given);
  if (names.length > MAX_PARAMS) return `it has more than ${MAX_PARAMS} parameters`;
  if (Object.keys(distributions).length !== names.length) return "it has not one distribution for each parameter";
  for (const name of names) {
    const fault = param(name, distributions[name], given[name]);
    if (fault !== null) return fault;
  }
  return null;
}

function param(name: unknown, text: unknown, internal: unknown): string | null {
  if (!isParamName(name)) return `it has a parameter with the name ${said(name)}`;
  const attributes = typeof text === "string" ? attributesOf(text) : null;
  if (typeof text !== "string" || attributes === null)
    return `its parameter ${said(name)} has no distribution of today's form`;
  const read = readDistribution(text);
  if (!read.ok) return `its parameter ${said(name)} has a distribution that cannot be: ${read.reason}`;
  const isValue =
    typeof internal === "number" &&
    Number.isFinite(internal) &&
    (read.value.kind !== "categorical" ||
      (Number.isInteger(internal) && internal >= 0 && internal < read.value.choices.length));
  return isValue ? null : `its parameter ${said(name)} has no value of its distribution`;
}

const NUMERIC = "high,log,low,step";
const ATTRIBUTES: Readonly<Record<string, string>> = {
  FloatDistribution: NUMERIC,
  IntDistribution: NUMERIC,
  CategoricalDistribution: "choices",
};

/** Null where Python's constructor would not take them. */
function attributesOf(text: string): Log | null {
  const json = parsePythonJson(text);
  if (!json.ok || !isRecord(json.value)) return null;
  const { name, attributes, ...more } = json.value;
  if (Object.keys(more).length > 0) return null;
  if (typeof name !== "string" || !Object.hasOwn(ATTRIBUTES, name) || !isRecord(attributes)) return null;
  if (Object.keys(attributes).sort().join() !== ATTRIBUTES[name]) return null;
  if (name === "CategoricalDistribution") return attributes;
  const { low, high, log, step } = attributes;
  const isStep = typeof step === "number" || (step === null && name === "FloatDistribution");
  return typeof low === "number" && typeof high === "number" && typeof log === "boolean" && isStep ? attributes : null;
}

function intermediates(given: unknown): string | null {
  if (!isRecord(given)) return "its intermediate values are no object";
  return Object.entries(given).every(([step, value]) => /^\d{1,15}$/.test(step) && typeof value === "number")
    ? null
    : "its intermediate values are not numbers at steps";
}

const oneAttr = (given: unknown): string | null =>
  isRecord(given) && Object.keys(given).length === 1 ? null : "it does not set one attribute";

function date(given: unknown, mayBeNull: boolean): string | null {
  if (given === null && mayBeNull) return null;
  return typeof given === "string" && PYTHON_DATE.test(given) && readDate(given) !== null
    ? null
    : `it has the date ${said(given)}, which Python does not read`;
}

function ofStudy(log: Log): string | null {
  return isId(log["study_id"]) ? null : "it names no study";
}
function ofTrial(log: Log): string | null {
  return isId(log["trial_id"]) ? null : "it names no trial";
}
const isId = (it: unknown): boolean => Number.isSafeInteger(it) && Number(it) >= 0;
const isDirection = (it: unknown): boolean => typeof it === "number" && (DIRECTIONS[it] ?? null) !== null;
const isState = (it: unknown): it is number => typeof it === "number" && STATES[it] !== undefined;
const STATE = { running: STATES.indexOf("running"), complete: STATES.indexOf("complete") } as const;
const isFinal = (code: number): boolean => code !== STATE.running && code !== STATES.indexOf("waiting");
const said = (it: unknown): string => (JSON.stringify(it) ?? "undefined").slice(0, 100);
