import type { Json } from "../../study/json.ts";
import { directionsOf, type StudySpec } from "../../study/spec/spec.ts";
import { distributionsOf, type FinishedTrial, paramsOf, trialId } from "../../study/trial/trial.ts";
import type { PortableStudy, PortableTrial } from "./portable-study.ts";

/** What the study says of itself, for a file of another tool; `held` of its `known` trials follow. */
export function portableStudy(spec: StudySpec, held: number, known: number): Omit<PortableStudy, "trials"> {
  const attrs: [string, Json][] = [["waggle:objective", spec.objective.source]];
  if (spec.description !== "") attrs.push(["waggle:description", spec.description]);
  const units = spec.objectives.map(({ unit }) => unit);
  if (units.some((unit) => unit !== "")) attrs.push(["waggle:units", units]);
  if (held < known) attrs.push(["waggle:sample", { held, known }]);
  return {
    name: spec.name,
    directions: directionsOf(spec),
    metricNames: spec.objectives.map(({ name }) => name),
    userAttrs: Object.fromEntries(attrs),
    systemAttrs: {},
  };
}

/**
 * A trial of a swarm as other tools know trials: the `number`th of its study. What they cannot say stands in user attributes
 * `waggle:*`: who ran it, further metrics, what it repeats, and its duration where nobody knew when it began.
 */
export function portableTrial(trial: FinishedTrial, number: number, spec: StudySpec): PortableTrial {
  const startMs = trial.startMs === null ? null : spec.createdMs + trial.startMs;
  const own: [string, Json][] = [["waggle:trial", trialId(trial)]];
  if (startMs === null) own.push(["waggle:duration_ms", trial.durationMs]);
  if (Object.keys(trial.metrics).length > 0) own.push(["waggle:metrics", trial.metrics]);
  // Optuna knows reports of studies with one objective alone.
  const isSingle = spec.objectives.length === 1;
  if (!isSingle && trial.intermediate.length > 0) own.push(["waggle:reports", trial.intermediate]);
  if (trial.thinned !== undefined) own.push(["waggle:thinned", trial.thinned]);
  if (trial.repeatOf !== null) own.push(["waggle:repeat_of", { trial: trial.repeatOf.trial, why: trial.repeatOf.why }]);
  return {
    number,
    state: trial.state,
    values: trial.values.length === 0 ? null : trial.values,
    distributions: distributionsOf(trial),
    params: paramsOf(trial),
    intermediate: isSingle ? steps(trial) : [],
    userAttrs: { ...trial.userAttrs, ...Object.fromEntries(own) },
    systemAttrs: { ...constraintsOf(trial), ...reasonOf(trial) },
    startMs,
    endMs: startMs === null ? null : startMs + trial.durationMs,
  };
}

const steps = ({ intermediate }: FinishedTrial): PortableTrial["intermediate"] =>
  intermediate.map(([step, value]) => [step, value] as const).sort(([a], [b]) => a - b);

/** In both forms: the list that samplers of every version read, and one attribute for each name, as version 5 writes them. */
function constraintsOf({ constraints }: FinishedTrial): Record<string, Json> {
  const named = Object.entries(constraints);
  if (named.length === 0) return {};
  const attrs: [string, Json][] = [["constraints", named.map(([, value]) => value)]];
  for (const [name, value] of named) attrs.push([`constraints:${name}`, value]);
  return Object.fromEntries(attrs);
}

/** Under the name that Optuna gives it. */
const reasonOf = ({ error }: FinishedTrial): Record<string, Json> =>
  error === null ? {} : { fail_reason: `${error.kind}: ${error.message}` };
