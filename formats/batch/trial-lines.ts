import { isRecord, type Parsed, parsed, refused } from "../../study/parsed.ts";
import {
  type CategoricalChoice,
  isChoice,
  isParamName,
  MAX_CHOICE_LENGTH,
  MAX_PARAMS,
} from "../../study/space/distribution.ts";
import { MAX_TRIAL_NUMBER } from "../../study/trial/trial-fault.ts";
import { readDate, writeDate } from "../optuna/dates.ts";
import { parsePythonJson, pythonJson } from "../optuna/python-json.ts";

export type Direction = "minimize" | "maximize";
export type BatchParams = Readonly<Record<string, CategoricalChoice>>;

/** What one trial of a batch is to try, as metaflow-optuna's `TrialConfig` has it. */
export interface TrialConfig {
  readonly number: number;
  readonly params: BatchParams;
  readonly direction: Direction;
}

/** How such a trial ended, as metaflow-optuna's `TrialResult` has it; failed ones keep their parameters. */
export interface TrialResult {
  readonly number: number;
  readonly params: BatchParams;
  /** May be infinite; null if it failed. */
  readonly value: number | null;
  readonly state: "complete" | "failed";
  readonly durationMs: number;
  /** Milliseconds since 1970; null where nobody knows. */
  readonly startMs: number | null;
  /** Why it failed, where that is known: the original has no such field, and leaves it out. */
  readonly error: string | null;
}

export const MAX_BATCH_TRIALS = 100_000;
/** A trial with as many parameters as one may have, each with a long name and a long text, is shorter. */
const MAX_LINE_LENGTH = 4 << 20;
const MAX_REASON = 1_000;

/** A line for each, with its line break. */
export const configLine = ({ number, params, direction }: TrialConfig): string =>
  `${pythonJson({ trial_number: number, params, direction })}\n`;

export const resultLine = ({ number, params, value, state, durationMs, startMs, error }: TrialResult): string =>
  `${pythonJson({
    trial_number: number,
    params,
    value,
    state,
    duration_seconds: durationMs / 1_000,
    start_datetime: startMs === null ? null : writeDate(startMs),
    ...(error === null ? {} : { error }),
  })}\n`;

/** JSON Lines of `TrialConfig`s, by number. Refuses with the line and what is wrong with it. */
export const readConfigs = (text: string): Parsed<readonly TrialConfig[]> => readLines(text, configOf);

/** JSON Lines of `TrialResult`s, by number. Refuses with the line and what is wrong with it. */
export const readResults = (text: string): Parsed<readonly TrialResult[]> => readLines(text, resultOf);

function readLines<T extends { readonly number: number }>(
  text: string,
  read: (record: Record<string, unknown>) => Parsed<T>,
): Parsed<readonly T[]> {
  const found = new Map<number, T>();
  let lineNumber = 0;
  for (const line of linesOf(text)) {
    lineNumber++;
    if (line.trim() === "") continue;
    const value = lineOf(line, read);
    if (!value.ok) return refused(`line ${lineNumber}: ${value.reason}`);
    const { number } = value.value;
    if (found.has(number)) return refused(`line ${lineNumber}: trial ${number} is there already; keep one line of it`);
    if (found.size === MAX_BATCH_TRIALS)
      return refused(`line ${lineNumber}: a batch has at most ${MAX_BATCH_TRIALS} trials; divide it`);
    found.set(number, value.value);
  }
  return parsed([...found.values()].sort((a, b) => a.number - b.number));
}

function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    yield text.slice(from, end < 0 ? text.length : end);
    from = end < 0 ? text.length : end + 1;
  }
}

function lineOf<T>(line: string, read: (record: Record<string, unknown>) => Parsed<T>): Parsed<T> {
  if (line.length > MAX_LINE_LENGTH) return refused(`it has more than ${MAX_LINE_LENGTH} characters`);
  const json = parsePythonJson(line);
  if (!json.ok) return refused(`it is no whole JSON (${json.reason}); write the line again or take it out`);
  return isRecord(json.value) ? read(json.value) : refused("it is no object");
}

function configOf(record: Record<string, unknown>): Parsed<TrialConfig> {
  const common = commonOf(record);
  if (!common.ok) return common;
  const { direction = "minimize" } = record;
  if (direction !== "minimize" && direction !== "maximize")
    return refused("direction is neither minimize nor maximize");
  return parsed({ ...common.value, direction });
}

function resultOf(record: Record<string, unknown>): Parsed<TrialResult> {
  const common = commonOf(record);
  if (!common.ok) return common;
  const { state, value = null, duration_seconds: seconds = 0, start_datetime: start = null, error = null } = record;
  if (state !== "complete" && state !== "failed") return refused("state is neither complete nor failed");
  if (typeof seconds !== "number" || !(seconds >= 0 && Number.isFinite(seconds)))
    return refused("duration_seconds is no length of time");
  const startMs = typeof start === "string" ? readDate(start) : null;
  if (start !== null && startMs === null) return refused("start_datetime is no date, like 2026-01-02T03:04:05");
  if (state === "complete" && (typeof value !== "number" || Number.isNaN(value)))
    return refused("the trial is complete and has no number as its value");
  return parsed({
    ...common.value,
    state,
    value: state === "complete" ? Number(value) : null,
    durationMs: seconds * 1_000,
    startMs,
    error: typeof error === "string" && error !== "" ? error.slice(0, MAX_REASON) : null,
  });
}

function commonOf({
  trial_number: number,
  params,
}: Record<string, unknown>): Parsed<{ readonly number: number; readonly params: BatchParams }> {
  if (!Number.isInteger(number) || Number(number) < 0 || Number(number) > MAX_TRIAL_NUMBER)
    return refused("trial_number is no whole number from 0");
  if (!isRecord(params)) return refused("params is no object");
  const entries = Object.entries(params);
  if (entries.length > MAX_PARAMS) return refused(`params has more than ${MAX_PARAMS} parameters`);
  for (const [name, value] of entries) {
    const called = JSON.stringify(name.slice(0, 60));
    if (!isParamName(name)) return refused(`no parameter may be called ${called}`);
    if (!isChoice(value) || (typeof value === "string" && value.length > MAX_CHOICE_LENGTH))
      return refused(`the parameter ${called} is no number, short text, true, false or null`);
  }
  return parsed({ number: Number(number), params: params as BatchParams });
}
