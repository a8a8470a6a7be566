import type { Json } from "../../study/json.ts";
import { isRecord, type Parsed, parsed, refused } from "../../study/parsed.ts";
import {
  compatible,
  type Distribution,
  fromInternal,
  type ParamDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import type { PortableState, PortableStudy, PortableTrial } from "../portable/portable-study.ts";
import { readDate } from "./dates.ts";
import { readDistribution } from "./distributions.ts";
import { DIRECTIONS, METRIC_NAMES, OP, STATES } from "./journal-words.ts";
import { parsePythonJson } from "./python-json.ts";
import { withVectors } from "./vectors.ts";

/** More than any journal people keep; one of a thousand trials has some 20,000 lines. */
export const MAX_LINES = 50_000_000;
export const MAX_TRIALS = 1_000_000;
/** Longer lines are attributes of megabytes, which nobody shows. */
export const MAX_LINE_LENGTH = 16 << 20;

export interface Journal {
  readonly studies: readonly PortableStudy[];
  /** What was left out and why, for people. */
  readonly notes: readonly string[];
}

interface Trial {
  readonly study: Study;
  readonly number: number;
  state: PortableState;
  values: readonly number[] | null;
  readonly distributions: Map<string, ParamDistribution>;
  readonly params: Map<string, ParamValue>;
  readonly intermediate: Map<number, number>;
  readonly userAttrs: Map<string, Json>;
  readonly systemAttrs: Map<string, Json>;
  startMs: number | null;
  endMs: number | null;
}

interface Study {
  readonly name: string;
  readonly directions: readonly ("minimize" | "maximize")[];
  readonly userAttrs: Map<string, Json>;
  readonly systemAttrs: Map<string, Json>;
  readonly trials: Trial[];
  /** What each parameter was first: a trial that asks for another kind is refused by Optuna, too. */
  readonly distributions: Map<string, ParamDistribution>;
}

type Record_ = Record<string, unknown>;
const isOpen = (trial: Trial): boolean => trial.state === "running" || trial.state === "waiting";

/** Reads a whole journal. Refuses with the line and what to do about it. */
export function readJournal(text: string): Parsed<Journal> {
  const reader = new JournalReader();
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    const fault = end < 0 ? reader.tornLine(text.slice(from)) : reader.line(text.slice(from, end));
    if (fault !== null) return refused(fault);
    from = end < 0 ? text.length : end + 1;
  }
  return parsed(reader.end());
}

/** As lines come, in their order; what they say is what Optuna 5 makes of them. */
export class JournalReader {
  readonly #onEnded: ((trial: PortableTrial) => void) | null;
  /** By id: the place at which each was created; null: deleted since. */
  readonly #studies: (Study | null)[] = [];
  readonly #names = new Set<string>();
  readonly #trials: Trial[] = [];
  readonly #notes: string[] = [];
  #lines = 0;

  /** With `onEnded` every trial is told as it ends, and then forgotten but for its place. */
  constructor(onEnded: ((trial: PortableTrial) => void) | null = null) {
    this.#onEnded = onEnded;
  }

  /** Null, or why the journal cannot be read, with the line. */
  line(text: string): string | null {
    this.#lines++;
    if (this.#lines > MAX_LINES) return `The journal has more than ${MAX_LINES} lines: split it.`;
    if (text.length > MAX_LINE_LENGTH) return this.#fault(`is longer than ${MAX_LINE_LENGTH} characters`);
    if (text.trim() === "") return null;
    const json = parsePythonJson(text);
    if (!json.ok) return this.#fault(`is no JSON (${json.reason})`);
    if (!isRecord(json.value)) return this.#fault("is no object");
    const fault = this.#apply(json.value);
    return fault === null ? null : this.#fault(fault);
  }

  /** The last line where no line break ends it: Optuna was writing it, or it is whole. */
  tornLine(text: string): string | null {
    if (parsePythonJson(text).ok) return this.line(text);
    this.#notes.push(`The last line, ${this.#lines + 1}, is not whole: it was left out.`);
    return null;
  }

  end(): Journal {
    return { studies: this.#studies.flatMap((study) => (study === null ? [] : [portable(study)])), notes: this.#notes };
  }

  #fault(what: string): string {
    return `Line ${this.#lines} of the journal ${what}: mend that line or take it out, and read the file again.`;
  }

  #apply(log: Record_): string | null {
    switch (log["op_code"]) {
      case OP.createStudy:
        return this.#createStudy(log);
      case OP.deleteStudy: {
        const study = this.#studyOf(log);
        if (study === null) return null;
        this.#studies[Number(log["study_id"])] = null;
        this.#names.delete(study.name);
        return null;
      }
      case OP.studyUserAttr:
        return addAttrs(this.#studyOf(log)?.userAttrs, log["user_attr"]);
      case OP.studySystemAttr:
        return addAttrs(this.#studyOf(log)?.systemAttrs, log["system_attr"]);
      case OP.createTrial:
        return this.#createTrial(log);
      case OP.param:
        return this.#setParam(log);
      case OP.state:
        return this.#setState(log);
      case OP.intermediate:
        return this.#setIntermediate(log);
      case OP.userAttr:
        return addAttrs(this.#openTrial(log)?.userAttrs, log["user_attr"]);
      case OP.systemAttr:
        return addAttrs(this.#openTrial(log)?.systemAttrs, log["system_attr"]);
      case OP.discardTrials:
        return null;
      default:
        return `has the operation ${JSON.stringify(log["op_code"])}, which no version of Optuna writes`;
    }
  }

  #studyOf(log: Record_): Study | null {
    return this.#studies[Number(log["study_id"])] ?? null;
  }

  /** What is said of a trial that has ended is ignored, as Optuna does. */
  #openTrial(log: Record_): Trial | null {
    const trial = this.#trials[Number(log["trial_id"])];
    return trial !== undefined && isOpen(trial) ? trial : null;
  }

  #createStudy(log: Record_): string | null {
    const { study_name: name, directions } = log;
    if (typeof name !== "string") return "names no study";
    // Two programs began it at once; the second one's line counts for nothing.
    if (this.#names.has(name)) return null;
    const read = Array.isArray(directions) ? directions.map((it) => DIRECTIONS[Number(it)] ?? null) : [];
    const known = read.filter((it) => it !== null);
    if (known.length === 0 || known.length !== read.length) return "gives its study no directions";
    this.#names.add(name);
    const maps = () => new Map<string, Json>();
    this.#studies.push({
      name,
      directions: known,
      userAttrs: maps(),
      systemAttrs: maps(),
      trials: [],
      distributions: new Map(),
    });
    return null;
  }

  #createTrial(log: Record_): string | null {
    const study = this.#studyOf(log);
    if (study === null) return null;
    if (this.#trials.length >= MAX_TRIALS) return `begins one trial more than ${MAX_TRIALS}`;
    const state = log["state"] === undefined ? "running" : STATES[Number(log["state"])];
    if (state === undefined) return `has the state ${JSON.stringify(log["state"])}, which no trial can have`;
    const trial: Trial = {
      study,
      number: study.trials.length,
      state,
      values: null,
      distributions: new Map(),
      params: new Map(),
      intermediate: new Map(),
      userAttrs: new Map(),
      systemAttrs: new Map(),
      startMs: null,
      endMs: null,
    };
    const fault =
      setValues(trial, log["values"] ?? (log["value"] == null ? null : [log["value"]])) ??
      setDate(trial, "startMs", log["datetime_start"]) ??
      setDate(trial, "endMs", log["datetime_complete"]) ??
      addParams(trial, log["distributions"], log["params"]) ??
      addIntermediates(trial, log["intermediate_values"]) ??
      addAttrs(trial.userAttrs, log["user_attrs"] ?? {}) ??
      addAttrs(trial.systemAttrs, log["system_attrs"] ?? {});
    if (fault !== null) return fault;
    for (const [name, it] of trial.distributions) if (!study.distributions.has(name)) study.distributions.set(name, it);
    this.#trials.push(trial);
    study.trials.push(trial);
    if (!isOpen(trial)) this.#end(trial);
    return null;
  }

  #end(trial: Trial): void {
    if (this.#onEnded === null) return;
    this.#onEnded(portableTrial(trial));
    const { distributions, params, intermediate, userAttrs, systemAttrs } = trial;
    for (const map of [distributions, params, intermediate, userAttrs, systemAttrs]) map.clear();
  }

  #setParam(log: Record_): string | null {
    const trial = this.#openTrial(log);
    if (trial === null) return null;
    const { param_name: name, param_value_internal: internal, distribution: text } = log;
    if (typeof name !== "string") return "names no parameter";
    const read = typeof text === "string" ? readDistribution(text) : refused("it has no distribution");
    if (!read.ok) return `has a parameter ${shown(name)} that cannot be read (${read.reason})`;
    const first = trial.study.distributions.get(name);
    if (first !== undefined && !compatible(first, read.value)) return null;
    const fault = setParam(trial, name, read.value, internal);
    if (fault === null && first === undefined) trial.study.distributions.set(name, read.value);
    return fault;
  }

  #setState(log: Record_): string | null {
    const trial = this.#openTrial(log);
    if (trial === null) return null;
    const state = STATES[Number(log["state"])];
    if (state === undefined) return `has the state ${JSON.stringify(log["state"])}, which no trial can have`;
    // Somebody else has begun it already.
    if (state === "running" && trial.state === "running") return null;
    const fault =
      setValues(trial, log["values"] ?? null) ??
      (state === "waiting" ? null : setDate(trial, "startMs", log["datetime_start"])) ??
      (state === "waiting" || state === "running" ? null : setDate(trial, "endMs", log["datetime_complete"]));
    if (fault !== null) return fault;
    trial.state = state;
    if (!isOpen(trial)) this.#end(trial);
    return null;
  }

  #setIntermediate(log: Record_): string | null {
    const trial = this.#openTrial(log);
    return trial === null ? null : addIntermediates(trial, { [String(log["step"])]: log["intermediate_value"] });
  }
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100));

/** NaN where a writer had no token for it. */
const numberOf = (value: unknown): number | null =>
  typeof value === "number" ? value : value === null ? Number.NaN : null;

function setValues(trial: Trial, given: unknown): string | null {
  if (given === null) return null;
  const read = Array.isArray(given) ? given.map(numberOf) : [];
  const values = read.filter((it) => it !== null);
  if (values.length !== trial.study.directions.length || values.length !== read.length)
    return "gives values that are not one number for each direction";
  trial.values = values;
  return null;
}

function setDate(trial: Trial, which: "startMs" | "endMs", given: unknown): string | null {
  if (given === undefined || given === null) return null;
  const ms = typeof given === "string" ? readDate(given) : null;
  if (ms === null) return `has the date ${shown(JSON.stringify(given))}, which is none`;
  trial[which] = ms;
  return null;
}

function setParam(trial: Trial, name: string, distribution: Distribution, internal: unknown): string | null {
  const value = typeof internal === "number" ? fromInternal(distribution, internal) : null;
  const isKnown = distribution.kind === "categorical" ? isIndex(internal, distribution.choices.length) : value !== null;
  if (!isKnown) return `gives the parameter ${shown(name)} a value that is none of its distribution's`;
  trial.distributions.set(name, distribution);
  trial.params.set(name, value);
  return null;
}

const isIndex = (it: unknown, count: number): boolean => Number.isInteger(it) && Number(it) >= 0 && Number(it) < count;

function addParams(trial: Trial, distributions: unknown, params: unknown): string | null {
  if (distributions === undefined && params === undefined) return null;
  if (!isRecord(distributions) || !isRecord(params)) return "gives parameters without their distributions";
  for (const [name, internal] of Object.entries(params)) {
    const text = distributions[name];
    const read = typeof text === "string" ? readDistribution(text) : refused("it has no distribution");
    if (!read.ok) return `has a parameter ${shown(name)} that cannot be read (${read.reason})`;
    const fault = setParam(trial, name, read.value, internal);
    if (fault !== null) return fault;
  }
  return null;
}

function addIntermediates(trial: Trial, given: unknown): string | null {
  if (given === undefined) return null;
  if (!isRecord(given)) return "gives intermediate values that are no object";
  for (const [step, told] of Object.entries(given)) {
    const value = numberOf(told);
    if (!/^-?\d{1,15}$/.test(step) || value === null)
      return "gives an intermediate value without a whole step or a number";
    trial.intermediate.set(Number(step), value);
  }
  return null;
}

/** Of a study or trial that there is not: nothing. */
function addAttrs(attrs: Map<string, Json> | undefined, given: unknown): string | null {
  if (attrs === undefined) return null;
  if (!isRecord(given)) return "gives attributes that are no object";
  for (const [key, value] of Object.entries(given)) attrs.set(key, value as Json);
  return null;
}

function portable(study: Study): PortableStudy {
  const names = study.systemAttrs.get(METRIC_NAMES);
  const metricNames = isNames(names) && names.length === study.directions.length ? names : null;
  const systemAttrs = [...study.systemAttrs].filter(([key]) => metricNames === null || key !== METRIC_NAMES);
  return {
    name: study.name,
    directions: study.directions,
    metricNames,
    userAttrs: Object.fromEntries(study.userAttrs),
    systemAttrs: Object.fromEntries(systemAttrs),
    trials: study.trials.map(portableTrial),
  };
}

const isNames = (it: Json | undefined): it is readonly string[] =>
  Array.isArray(it) && it.every((name) => typeof name === "string");

function portableTrial(trial: Trial): PortableTrial {
  return withVectors({
    number: trial.number,
    state: trial.state,
    values: trial.values,
    distributions: Object.fromEntries(trial.distributions),
    params: Object.fromEntries(trial.params),
    intermediate: [...trial.intermediate].sort(([a], [b]) => a - b),
    userAttrs: Object.fromEntries(trial.userAttrs),
    systemAttrs: Object.fromEntries(trial.systemAttrs),
    startMs: trial.startMs,
    endMs: trial.endMs,
  });
}
