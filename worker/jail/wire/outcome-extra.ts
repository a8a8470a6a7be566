import { isRecord, isWellFormedText, type Parsed, parsed, refused } from "../../../study/parsed.ts";
import { isParamName } from "../../../study/space/distribution.ts";
import type { MetricPoint, TrialError } from "../../../study/trial/trial.ts";
import {
  MAX_ATTR_LENGTH,
  MAX_CONSTRAINTS,
  MAX_ERROR_LENGTH,
  MAX_METRIC_POINTS,
  MAX_TRIAL_METRICS,
  MAX_USER_ATTRS,
} from "../../../study/trial/trial-limits.ts";
import type { OutcomeExtra } from "./outcome-writer.ts";

const NO_ENTRIES: Readonly<Record<string, never>> = Object.freeze({});
export const NO_EXTRA: OutcomeExtra = {
  metrics: NO_ENTRIES,
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
  if (!isEntries(input, MAX_TRIAL_METRICS, isPoints)) return false;
  return Object.values(input).reduce((sum, points) => sum + points.length, 0) <= MAX_METRIC_POINTS;
}

/** The steps of a metric, each once, with a number (or NaN) each. */
function isPoints(input: unknown): input is readonly MetricPoint[] {
  if (!Array.isArray(input) || input.length > MAX_METRIC_POINTS) return false;
  const steps = new Set<unknown>();
  for (const point of input) {
    if (!Array.isArray(point) || point.length !== 2 || typeof point[1] !== "number") return false;
    if (!Number.isSafeInteger(point[0]) || Number(point[0]) < 0 || Object.is(point[0], -0)) return false;
    steps.add(point[0]);
  }
  return steps.size === input.length;
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
