import type { ParamDistribution, ParamValue } from "../space/distribution.ts";
import type { TrialSpace } from "../space/search-space.ts";

/** How a trial ended. Only forward: a finished trial never changes. */
export type FinishedState = "complete" | "pruned" | "failed";

/**
 * Where a trial stands before it ends: it waits to be run (again), runs, or was paused and will go on.
 * waiting -> running <-> paused -> complete | pruned | failed; lost with its worker it waits again.
 */
export type LiveState = "waiting" | "running" | "paused";

/** Name of one engine start's log: 22 characters of base64url, 16 bytes. */
export type LogId = string;

/** `log:number`, unique in the whole swarm. */
export type TrialId = string;

/** Why a trial failed. `line` and `column` (both from 1) are positions in the author's own source, where known. */
export interface TrialError {
  readonly kind:
    | "threw"
    | "nan"
    | "wrong-values"
    | "timeout"
    | "crashed"
    | "flooded"
    | "memory"
    | "abandoned"
    | "misuse";
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** A further metric at a step; NaN allowed. */
export type MetricPoint = readonly [step: number, value: number];

/** What a trial left for a later one to go on from: its bytes are elsewhere. */
export interface Checkpoint {
  /** SHA-256, 43 characters of base64url. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Why a trial ran the parameters of an earlier one. */
export type RepeatReason = "retry" | "verification" | "noise";

/** The first trial with these parameters, never another repeat of it. */
export interface RepeatOf {
  readonly trial: TrialId;
  readonly why: RepeatReason;
  /** Of a noisy point, which repeat: from 1. Its chance follows from this (`repeatSeed`). */
  readonly index?: number | undefined;
}

/** Of a noisy point so many repeats can be told apart: four times as many as a study may ask for. */
export const MAX_REPEAT_INDEX = 4_000;

/** What a trial said at a step: one value per direction, NaN allowed. */
export type Report = readonly [step: number, value: number, ...more: number[]];

/** The report of these values, of which there is at least one. */
export const reportOf = (step: number, [value = Number.NaN, ...more]: Iterable<number>): Report => [
  step,
  value,
  ...more,
];

/** What a trial tries, in the objective's own terms. */
export interface TrialPoint {
  readonly space: TrialSpace;
  /** Same order as `space.names`. */
  readonly params: readonly ParamValue[];
}

/** What running a proposal gave, before it belongs to a log. */
export interface TrialOutcome extends TrialPoint {
  readonly number: number;
  readonly state: FinishedState;
  /** One value per direction; +-Infinity allowed, NaN never. Empty if failed, or pruned without a report. */
  readonly values: readonly number[];
  /** Steps distinct and non-negative. */
  readonly intermediate: readonly Report[];
  /** What it reported besides its objectives, by name; the steps of each distinct and non-negative. */
  readonly metrics: Readonly<Record<string, readonly MetricPoint[]>>;
  /** Constraint by key; a value > 0 is a violation. */
  readonly constraints: Readonly<Record<string, number>>;
  /** Small JSON values the objective attached. */
  readonly userAttrs: Readonly<Record<string, string | number | boolean | null>>;
  readonly error: TrialError | null;
  readonly checkpoint: Checkpoint | null;
  readonly durationMs: number;
}

/** A trial that has ended, of this peer or another. */
export interface FinishedTrial extends TrialOutcome {
  readonly log: LogId;
  /** How many trials of other logs the sampler knew when it proposed this one. */
  readonly foreignKnown: number;
  /**
   * How many trials had finished in the whole study when this one ended, as far as its tab knew; where it never said,
   * nothing.
   */
  readonly finishedBefore?: number | undefined;
  /** When it began: whole milliseconds after the study did, by study time; null where nobody knew that. */
  readonly startMs: number | null;
  /** Set when this runs the parameters of an earlier trial again. */
  readonly repeatOf: RepeatOf | null;
  /** Which of the author's start points it was asked for at, from 0; of other trials nothing. */
  readonly startPoint?: number | undefined;
  /**
   * Of which curves only some steps are left, and how many they had: by metric, "" for what its objectives came to. Those left
   * are evenly spaced, the last one included.
   */
  readonly thinned?: Readonly<Record<string, number>> | undefined;
}

export const trialId = (trial: { readonly log: LogId; readonly number: number }): TrialId =>
  `${trial.log}:${trial.number}`;

/** The trial's parameters by name. */
export function paramsOf(trial: TrialPoint): Record<string, ParamValue> {
  const byName: Record<string, ParamValue> = {};
  trial.space.names.forEach((name, i) => {
    const value = trial.params[i];
    if (value !== undefined) byName[name] = value;
  });
  return byName;
}

/** The distributions the trial's parameters came from, by name. */
export function distributionsOf(trial: Pick<TrialPoint, "space">): Record<string, ParamDistribution> {
  const byName: Record<string, ParamDistribution> = {};
  trial.space.names.forEach((name, i) => {
    const distribution = trial.space.distributions[i];
    if (distribution !== undefined) byName[name] = distribution;
  });
  return byName;
}
