import { isRecord, isWellFormedText, type Parsed, parsed, refused } from "../../../study/parsed.ts";
import { isParamName } from "../../../study/space/distribution.ts";
import type { TrialError } from "../../../study/trial/trial.ts";
import {
  MAX_ATTR_LENGTH,
  MAX_CONSTRAINTS,
  MAX_ERROR_LENGTH,
  MAX_METRIC_POINTS,
  MAX_TRIAL_METRICS,
  MAX_USER_ATTRS,
} from "../../../study/trial/trial-limits.ts";
import type { OutcomeExtra } from "./outcome-writer.ts";

export const NO_ENTRIES: Readonly<Record<string, never>> = Object.freeze({});
export const NO_EXTRA: OutcomeExtra = {
  metrics: [],
  constraints: NO_ENTRIES,
  userAttrs: NO_ENTRIES,
  error: null,
};

/** How a trial can fail inside the jail; the rest happens to it from outside. */
const INNER_KINDS = ["threw", "nan", "wrong-values", "misuse"] as const;

export function readExtra(input: unknown): Parsed<OutcomeExtra> {
  if (!isRecord(input)) return refused("a trial's extra is no object");
  const { metrics, constraints, userAttrs } = input;
  if (!isMetrics(metrics)) return refused("a trial's metrics are impossible");
  if (!isEntries(constraints, MAX_CONSTRAINTS, isConstraint)) return refused("a trial's constraints are impossible");
  if (!isEntries(userAttrs, MAX_USER_ATTRS, isAttribute)) return refused("a trial's attributes are impossible");
  if (input["error"] === null) return parsed({ metrics, constraints, userAttrs, error: null });
  const error = readError(input["error"]);
  return error.ok ? parsed({ metrics, constraints, userAttrs, error: error.value }) : error;
}

/** An error as the objective worker tells it: one of the kinds that happen inside, texts and positions within bounds. */
export function readError(input: unknown): Parsed<TrialError> {
  if (!isRecord(input)) return refused("an error is no object");
  const { message, line, column } = input;
  const kind = INNER_KINDS.find((it) => it === input["kind"]);
  if (kind === undefined) return refused("an error's kind is impossible");
  if (!isWellFormedText(message) || message.length > MAX_ERROR_LENGTH)
    return refused("an error's message is impossible");
  if (!isPosition(line) || !isPosition(column)) return refused("an error's position is impossible");
  return parsed({ kind, message, line, column });
}

const isPosition = (input: unknown): input is number | null =>
  input === null || (Number.isSafeInteger(input) && Number(input) >= 1);
const isConstraint = (value: unknown): value is number => typeof value === "number" && !Number.isNaN(value);

function isAttribute(value: unknown): value is string | number | boolean | null {
  if (typeof value === "string") return value.length <= MAX_ATTR_LENGTH && isWellFormedText(value);
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}

function isMetrics(input: unknown): input is OutcomeExtra["metrics"] {
  if (!Array.isArray(input) || input.length > MAX_TRIAL_METRICS || !input.every((it) => isMetric(it))) return false;
  if (new Set(input.map(([name]) => name)).size < input.length) return false;
  return input.reduce((sum, [, count]) => sum + count, 0) <= MAX_METRIC_POINTS;
}

/** A name, and how many of the row's steps are its. */
function isMetric(input: unknown): input is OutcomeExtra["metrics"][number] {
  if (!Array.isArray(input) || input.length !== 2 || !isParamName(input[0])) return false;
  const count: unknown = input[1];
  return Number.isSafeInteger(count) && Number(count) >= 0 && !Object.is(count, -0);
}

function isEntries<T>(
  input: unknown,
  most: number,
  isValue: (value: unknown) => value is T,
): input is Record<string, T> {
  if (!isRecord(input)) return false;
  const entries = Object.entries(input);
  return entries.length <= most && entries.every(([key, value]) => isParamName(key) && isValue(value));
}
