import type { PortableTrial } from "../../formats/portable/portable-study.ts";
import { contains, isParamName, type ParamDistribution, type ParamValue } from "../../study/space/distribution.ts";
import { reportOf, type TrialOutcome } from "../../study/trial/trial.ts";
import {
  MAX_ATTR_LENGTH,
  MAX_CONSTRAINTS,
  MAX_ERROR_LENGTH,
  MAX_REPORTS,
  MAX_USER_ATTRS,
} from "../../study/trial/trial-limits.ts";

/**
 * How a trial of an Optuna program ended, as the study knows trials: what is too long for that, and samplers' own attributes, stay in
 * the journal. Null where it is none that a study can have: a value outside its range.
 */
export function outcomeOf(trial: PortableTrial): TrialOutcome | null {
  const { number, state, values, startMs, endMs } = trial;
  if (state === "running" || state === "waiting") return null;
  const names = Object.keys(trial.distributions);
  const distributions: ParamDistribution[] = [];
  const params: ParamValue[] = [];
  for (const name of names) {
    const [distribution, value] = [trial.distributions[name], trial.params[name]];
    if (distribution === undefined || value === undefined || !contains(distribution, value)) return null;
    distributions.push(distribution);
    params.push(value);
  }
  return {
    number,
    state,
    values: state === "failed" ? [] : (values ?? lastReport(trial)),
    space: { names, distributions },
    params,
    intermediate: trial.intermediate.slice(0, MAX_REPORTS).map(([step, value]) => reportOf(step, [value])),
    metrics: {},
    constraints: constraintsOf(trial),
    userAttrs: Object.fromEntries(
      Object.entries(trial.userAttrs)
        .filter((entry): entry is [string, Scalar] => isParamName(entry[0]) && isScalar(entry[1]))
        .slice(0, MAX_USER_ATTRS),
    ),
    error: state === "failed" ? { kind: "threw", message: reasonOf(trial), line: null, column: null } : null,
    checkpoint: null,
    durationMs: startMs === null || endMs === null ? 0 : Math.max(0, Math.round(endMs - startMs)),
  };
}

/** What a trial that was pruned came to. */
function lastReport({ intermediate }: PortableTrial): readonly number[] {
  const last = intermediate.at(-1)?.[1];
  return last === undefined || Number.isNaN(last) ? [] : [last];
}

type Scalar = string | number | boolean | null;
const isScalar = (it: unknown): it is Scalar =>
  it === null ||
  typeof it === "boolean" ||
  Number.isFinite(it) ||
  (typeof it === "string" && it.length <= MAX_ATTR_LENGTH);

/** In the form of version 5, one attribute for each, or else of version 4, a list. */
function constraintsOf({ systemAttrs }: PortableTrial): Readonly<Record<string, number>> {
  const named = Object.entries(systemAttrs).flatMap(([key, value]) =>
    key.startsWith("constraints:") ? [[key.slice("constraints:".length), value] as const] : [],
  );
  const { constraints: list } = systemAttrs;
  const listed = Array.isArray(list) ? list.map((value: unknown, i) => [String(i), value] as const) : [];
  const found = (named.length > 0 ? named : listed).filter(
    (entry): entry is [string, number] =>
      isParamName(entry[0]) && typeof entry[1] === "number" && entry[1] === entry[1],
  );
  return Object.fromEntries(found.slice(0, MAX_CONSTRAINTS));
}

function reasonOf({ systemAttrs }: PortableTrial): string {
  const { fail_reason: reason } = systemAttrs;
  return typeof reason === "string" ? reason.slice(0, MAX_ERROR_LENGTH) : "Its Optuna program gave no reason.";
}
