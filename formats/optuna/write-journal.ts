import { type Distribution, type ParamValue, toInternal } from "../../study/space/distribution.ts";
import type { PortableTrial, StudyInPieces } from "../portable/portable-study.ts";
import { writeDate } from "./dates.ts";
import { writeDistribution } from "./distributions.ts";
import { DIRECTIONS, METRIC_NAMES, OP, STATES } from "./journal-words.ts";
import { PythonFloat, pythonJson, type PythonValue } from "./python-json.ts";
import { withoutVectors } from "./vectors.ts";

const WORKER = "waggle";

/**
 * The lines of a journal that holds these studies, each with its line break. Said in small steps, the way Optuna's own workers do,
 * because readers differ in what they take from a trial that is told at once: a value, its dates and its attributes would be lost.
 */
export function* writeJournal(studies: readonly StudyInPieces[]): Generator<string> {
  let trialId = 0;
  for (const [study_id, study] of studies.entries()) {
    const directions = study.directions.map((direction) => DIRECTIONS.indexOf(direction));
    yield line(OP.createStudy, { study_name: study.name, directions });
    for (const [key, value] of Object.entries(study.userAttrs))
      yield line(OP.studyUserAttr, { study_id, user_attr: { [key]: value } });
    for (const [key, value] of Object.entries(study.systemAttrs))
      yield line(OP.studySystemAttr, { study_id, system_attr: { [key]: value } });
    // One reader keeps the last attribute alone.
    if (study.metricNames !== null)
      yield line(OP.studySystemAttr, { study_id, system_attr: { [METRIC_NAMES]: study.metricNames } });
    for (const trial of study.trials) yield* trialLines(trial, study_id, trialId++);
  }
}

function* trialLines(trial: PortableTrial, study_id: number, trial_id: number): Generator<string> {
  const plain = withoutVectors(trial);
  const datetime_start = trial.startMs === null ? null : writeDate(trial.startMs);
  const named = Object.entries(plain.distributions);
  const distributions = Object.fromEntries(named.map(([name, it]) => [name, writeDistribution(it)]));
  const params = Object.fromEntries(named.map(([name, it]) => [name, internalOf(it, plain.params[name] ?? null)]));
  const isWaiting = trial.state === "waiting";
  yield line(OP.createTrial, {
    study_id,
    datetime_start,
    state: STATES.indexOf(isWaiting ? "waiting" : "running"),
    distributions,
    params,
    user_attrs: { ...trial.userAttrs, ...plain.attrs },
    system_attrs: {},
    intermediate_values: {},
  });
  for (const [step, intermediate_value] of trial.intermediate)
    yield line(OP.intermediate, { trial_id, step, intermediate_value: new PythonFloat(intermediate_value) });
  for (const [key, value] of Object.entries(trial.systemAttrs))
    yield line(OP.systemAttr, { trial_id, system_attr: { [key]: value } });
  if (isWaiting || trial.state === "running") return;
  yield line(OP.state, {
    trial_id,
    state: STATES.indexOf(trial.state),
    values: trial.values?.map((value) => new PythonFloat(value)) ?? null,
    datetime_start,
    datetime_complete: trial.endMs === null ? null : writeDate(trial.endMs),
  });
}

function internalOf(distribution: Distribution, value: ParamValue): number | PythonFloat {
  const internal = toInternal(distribution, value);
  return distribution.kind === "float" ? new PythonFloat(internal) : internal;
}

const line = (op_code: number, said: Readonly<Record<string, PythonValue>>): string =>
  `${pythonJson({ op_code, worker_id: WORKER, ...said })}\n`;
