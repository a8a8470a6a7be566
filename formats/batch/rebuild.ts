import { createStudy, type StandaloneStudy } from "../../study/create-study.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { PortableStudy, PortableTrial } from "../portable/portable-study.ts";
import { inferSpace, spaceFault } from "./infer-space.ts";
import type { Space } from "./read-space.ts";
import type { Direction, TrialResult } from "./trial-lines.ts";

export interface RebuildOptions {
  /** "minimize", if left out. */
  readonly direction?: Direction;
  /** Where the values came from; else their ranges are what the trials span. */
  readonly space?: Space;
}

/** A study that has these trials as if it had run them, failed ones with their parameters. Refused where none is complete. */
export function rebuildStudy(results: readonly TrialResult[], options: RebuildOptions = {}): Parsed<StandaloneStudy> {
  const space = spaceOf(results, options);
  if (!space.ok) return space;
  const study = createStudy({ direction: options.direction ?? "minimize", maxHistory: Number.POSITIVE_INFINITY });
  const starts = results.flatMap(({ startMs }) => (startMs === null ? [] : [startMs]));
  const firstMs = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  for (const result of results) study.addForeign(finishedTrial(result, space.value, firstMs));
  return parsed(study);
}

/** The same for files of other tools. */
export function rebuildPortable(
  name: string,
  results: readonly TrialResult[],
  options: RebuildOptions = {},
): Parsed<PortableStudy> {
  const space = spaceOf(results, options);
  if (!space.ok) return space;
  return parsed({
    name,
    directions: [options.direction ?? "minimize"],
    metricNames: null,
    userAttrs: {},
    systemAttrs: {},
    trials: results.map((result, number) => portableTrial(result, number, space.value)),
  });
}

function spaceOf(results: readonly TrialResult[], { space }: RebuildOptions): Parsed<Space> {
  const complete = results.filter(({ state }) => state === "complete").length;
  if (complete === 0) return refused(noneComplete(results));
  if (space === undefined) return inferSpace(results);
  const fault = spaceFault(results, space);
  return fault === null ? parsed(space) : refused(fault);
}

function noneComplete(results: readonly TrialResult[]): string {
  if (results.length === 0) return "there is no trial: run the batch first";
  const [reason] = results.flatMap(({ error }) => (error === null ? [] : [error]));
  const why = reason === undefined ? "" : `, the first because: ${reason}`;
  return `none of ${results.length} trials is complete: ${results.length} failed${why}`;
}

const LOG = "batch";

function finishedTrial(result: TrialResult, space: Space, firstMs: number): FinishedTrial {
  const { number, params, value, state, durationMs, startMs, error } = result;
  const names = Object.keys(params);
  const asked: TrialSpace = { names, distributions: names.flatMap((name) => space[name] ?? []) };
  const failed = { kind: "threw", message: error ?? "The trial failed.", line: null, column: null } as const;
  return {
    number,
    state,
    values: value === null ? [] : [value],
    space: asked,
    params: names.map((name) => params[name] ?? null),
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error: state === "failed" ? failed : null,
    checkpoint: null,
    durationMs,
    log: LOG,
    startMs: startMs === null ? null : Math.round(startMs - firstMs),
    foreignKnown: 0,
    repeatOf: null,
  };
}

/** Other tools number trials without gaps: the number in the batch stands beside where it is another. */
function portableTrial(result: TrialResult, number: number, space: Space): PortableTrial {
  const { params, value, state, durationMs, startMs, error } = result;
  const distributions = Object.keys(params).flatMap((name) => {
    const distribution = space[name];
    return distribution === undefined ? [] : [[name, distribution] as const];
  });
  return {
    number,
    state,
    values: value === null ? null : [value],
    distributions: Object.fromEntries(distributions),
    params,
    intermediate: [],
    userAttrs: {
      ...(result.number === number ? {} : { "waggle:trial_number": result.number }),
      ...(startMs === null ? { "waggle:duration_ms": durationMs } : {}),
    },
    systemAttrs: error === null ? {} : { fail_reason: error },
    startMs,
    endMs: startMs === null ? null : startMs + durationMs,
  };
}
