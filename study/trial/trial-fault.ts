import { contains, isParamName, MAX_PARAMS } from "../space/distribution.ts";
import { MAX_VECTOR_NUMBERS, type TrialSpace, vectorNumbers } from "../space/search-space.ts";
import { isVector } from "../space/vector-distribution.ts";
import { type FinishedTrial, MAX_REPEAT_INDEX } from "./trial.ts";
import {
  MAX_ATTR_LENGTH,
  MAX_CONSTRAINTS,
  MAX_ERROR_LENGTH,
  MAX_METRIC_POINTS,
  MAX_REPORTS,
  MAX_TRIAL_METRICS,
  MAX_USER_ATTRS,
} from "./trial-limits.ts";

/** Numbers are stored in 32 bits; no log runs four billion trials. */
export const MAX_TRIAL_NUMBER = 2 ** 32 - 2;
/** Of base64url. */
const SHA256 = /^[A-Za-z0-9_-]{43}$/;
const NO_CURVES: Readonly<Record<string, number>> = Object.freeze({});
/** `log:number`. */
const TRIAL_ID = /^[A-Za-z0-9_-]{1,64}:(0|[1-9][0-9]{0,9})$/;

/**
 * What is wrong with a stranger's trial whose fields already have their types, as one clause; null if nothing is.
 * A trial without fault can enter a study.
 */
export function trialFault(trial: FinishedTrial, objectives: number): string | null {
  return (
    identityFault(trial) ??
    paramsFault(trial) ??
    valuesFault(trial, objectives) ??
    reportsFault(trial, objectives) ??
    metricsFault(trial) ??
    thinnedFault(trial) ??
    notesFault(trial)
  );
}

/** As `trialFault`, of a trial without reports and notes whose parameters are known to be sound. */
export const plainTrialFault = (trial: FinishedTrial, objectives: number): string | null =>
  identityFault(trial) ?? valuesFault(trial, objectives);

const isCount = (value: number, max: number): boolean => Number.isInteger(value) && value >= 0 && value <= max;

function identityFault({
  number,
  foreignKnown,
  finishedBefore = 0,
  startMs,
  durationMs,
  repeatOf,
  startPoint = 0,
}: FinishedTrial): string | null {
  if (!isCount(number, MAX_TRIAL_NUMBER)) return "the trial's number is out of range";
  if (!isCount(foreignKnown, MAX_TRIAL_NUMBER)) return "the number of foreign trials known is out of range";
  if (!isCount(finishedBefore, MAX_TRIAL_NUMBER)) return "the number of trials that had finished is out of range";
  if (!(durationMs >= 0 && Number.isFinite(durationMs))) return "the duration is no length of time";
  if (!isCount(startPoint, MAX_TRIAL_NUMBER)) return "the start point is out of range";
  if (startMs !== null && !isCount(startMs, Number.MAX_SAFE_INTEGER)) return "the start is no time of a study";
  if (repeatOf === null) return null;
  const { trial, why, index } = repeatOf;
  const isCounted = index === undefined || (why === "noise" && index > 0 && isCount(index, MAX_REPEAT_INDEX));
  if (!isCounted) return "which repeat the trial is is out of range";
  return TRIAL_ID.test(trial) ? null : "what the trial repeats is no trial";
}

/** Spaces that were found sound: most trials are of one that others were of before. */
const sound = new WeakSet<TrialSpace>();

function spaceFault(space: TrialSpace): string | null {
  if (sound.has(space)) return null;
  const { names, distributions } = space;
  if (names.length > MAX_PARAMS) return `there are more than ${MAX_PARAMS} parameters`;
  if (vectorNumbers(distributions) > MAX_VECTOR_NUMBERS)
    return `the lists have more than ${MAX_VECTOR_NUMBERS} numbers`;
  if (names.length !== distributions.length) return "parameters do not fit the space";
  if (new Set(names).size < names.length) return "a parameter is there twice";
  if (!names.every(isParamName)) return "a parameter's name is not usable";
  sound.add(space);
  return null;
}

function paramsFault({ space, params, state }: FinishedTrial): string | null {
  const { distributions } = space;
  const fault = spaceFault(space);
  if (fault !== null) return fault;
  if (distributions.length !== params.length) return "parameters do not fit the space";
  for (let i = 0; i < distributions.length; i++) {
    const [distribution, value] = [distributions[i], params[i]];
    if (distribution === undefined) return "a distribution is missing";
    // In trials of earlier versions a fixed value may lie outside; a category must exist, and so must a list.
    const isExact = distribution.kind === "categorical" || isVector(distribution);
    const isUsable = isExact ? contains(distribution, value) : Number.isFinite(value);
    if (!isUsable) return `a parameter of a ${state} trial has no value of its distribution`;
  }
  return null;
}

function valuesFault({ state, values, error }: FinishedTrial, objectives: number): string | null {
  if (values.some(Number.isNaN)) return "a value is NaN";
  if (state === "complete" && values.length !== objectives) return "a complete trial has the wrong number of values";
  const isPossible = values.length === 0 || values.length === objectives;
  if (state === "pruned" && !isPossible) return "a pruned trial has the wrong number of values";
  if (state === "failed" && values.length > 0) return "a failed trial has a value";
  if ((state === "failed") !== (error !== null)) return "error and state contradict each other";
  return null;
}

function reportsFault({ intermediate }: FinishedTrial, objectives: number): string | null {
  if (intermediate.length > MAX_REPORTS) return `there are more than ${MAX_REPORTS} reports`;
  const steps = new Set<number>();
  for (const report of intermediate) {
    const [step] = report;
    if (report.length !== 1 + objectives) return "a report has the wrong number of values";
    if (!isCount(step, Number.MAX_SAFE_INTEGER)) return "a reported step is not a whole number from 0";
    steps.add(step);
  }
  return steps.size === intermediate.length ? null : "a step is reported twice";
}

function metricsFault({ metrics, checkpoint }: FinishedTrial): string | null {
  const all = Object.entries(metrics);
  if (all.length > MAX_TRIAL_METRICS) return `there are more than ${MAX_TRIAL_METRICS} metrics`;
  let points = 0;
  for (const [name, told] of all) {
    if (!isParamName(name)) return "a metric's name is not usable";
    points += told.length;
    if (told.some(([step]) => !isCount(step, Number.MAX_SAFE_INTEGER)))
      return "a metric's step is not a whole number from 0";
    if (new Set(told.map(([step]) => step)).size < told.length) return "a metric is reported twice at a step";
  }
  if (points > MAX_METRIC_POINTS) return `there are more than ${MAX_METRIC_POINTS} numbers reported by name`;
  if (checkpoint === null) return null;
  const isCheckpoint = SHA256.test(checkpoint.sha256) && isCount(checkpoint.bytes, Number.MAX_SAFE_INTEGER);
  return isCheckpoint ? null : "the checkpoint is none";
}

function thinnedFault({ thinned, intermediate, metrics }: FinishedTrial): string | null {
  for (const [name, steps] of Object.entries(thinned ?? NO_CURVES)) {
    if (name !== "" && !Object.hasOwn(metrics, name)) return "a curve that is not there is thinned";
    const left = name === "" ? intermediate.length : (metrics[name]?.length ?? 0);
    const most = name === "" ? MAX_REPORTS : MAX_METRIC_POINTS;
    if (left === 0 || !isCount(steps, most) || steps <= left) return "a thinned curve had no more steps than it has";
  }
  return null;
}

function notesFault({ constraints, userAttrs, error }: FinishedTrial): string | null {
  const [limits, attrs] = [Object.entries(constraints), Object.entries(userAttrs)];
  if (limits.length > MAX_CONSTRAINTS) return `there are more than ${MAX_CONSTRAINTS} constraints`;
  if (attrs.length > MAX_USER_ATTRS) return `there are more than ${MAX_USER_ATTRS} attributes`;
  if (limits.some(([key, value]) => !isParamName(key) || Number.isNaN(value))) return "a constraint is not usable";
  for (const [key, value] of attrs) {
    if (!isParamName(key)) return "an attribute's name is not usable";
    if (typeof value === "string" && value.length > MAX_ATTR_LENGTH) return "an attribute is too long";
    if (typeof value === "number" && !Number.isFinite(value)) return "an attribute is not finite";
  }
  return error !== null && error.message.length > MAX_ERROR_LENGTH ? "an error's message is too long" : null;
}
