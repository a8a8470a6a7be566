import type { Proposal } from "../../study/trial/proposal.ts";
import { type FinishedTrial, paramsOf } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";
import type { Suggested } from "./suggested.ts";

/** What is the same of a trial while it runs and when it has ended. */
interface TrialHead {
  /** Below 0: a trial of the swarm, which nobody asked for here. */
  readonly number: number;
  /** How many trials had ended when it was asked for: its sampler knew all of them. */
  readonly known: number;
  /** Who asked for it last. */
  readonly worker: string;
  /** The key of that one's token; of a trial of the swarm nothing. */
  readonly workerKey?: PeerId | undefined;
  /** By the seed's date. */
  readonly askedMs: number;
  /** How often it was given: more than once where a worker fell silent. */
  readonly given: number;
}

/** A trial that was asked for, as it is kept: all that it takes to go on with it. */
export interface RunningRecord extends TrialHead {
  readonly log: string;
  readonly numberInLog: number;
  readonly proposal: Proposal;
  readonly suggested: readonly Suggested[];
  /** Of the call that it was last given to, if that had one. */
  readonly key?: string | null;
  readonly reports: readonly (readonly [step: number, ...values: number[]])[];
}

/** A trial that has ended; `place` counts the ends of the study, from 1. */
export interface EndedRecord extends TrialHead {
  readonly place: number;
  /** Who told it; of a trial that nobody told, who had it last. */
  readonly toldBy: string;
  /** Which key has told it, and everybody is told so by its signature; of trials of earlier versions nothing. */
  readonly key?: PeerId;
  /** It stands in the study's journal, where its Optuna program wrote it. */
  readonly isJournalled?: boolean;
  readonly trial: FinishedTrial;
}

/** A number as JSON can say it: those that are none as their names. */
export type JsonNumber = number | "Infinity" | "-Infinity" | "NaN";

/** What the API says of a trial that has ended. */
export interface TrialView {
  readonly place: number;
  /** Null: it ran in a tab or terminal. */
  readonly number: number | null;
  readonly trial: string;
  readonly state: "complete" | "pruned" | "failed";
  readonly value: JsonNumber | null;
  readonly values: readonly JsonNumber[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly known: number;
  readonly worker: string;
  /** Whose signature stands under it, 22 characters; null where nobody was told of it. */
  readonly key: string | null;
  readonly given: number;
  readonly askedMs: number;
  readonly durationMs: number;
  readonly reports: readonly (readonly JsonNumber[])[];
  readonly constraints: Readonly<Record<string, JsonNumber>>;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly error: string | null;
}

export function viewOf({ place, number, trial, known, toldBy, key, given, askedMs }: EndedRecord): TrialView {
  const values = trial.values.map(jsonNumber);
  const constraints = Object.entries(trial.constraints).map(([key, value]) => [key, jsonNumber(value)]);
  return {
    place,
    number: number < 0 ? null : number,
    trial: `${trial.log}:${trial.number}`,
    state: trial.state,
    value: values[0] ?? null,
    values,
    params: paramsOf(trial),
    known,
    worker: toldBy,
    key: key ?? null,
    given,
    askedMs,
    durationMs: trial.durationMs,
    reports: trial.intermediate.map((report) => report.map(jsonNumber)),
    constraints: Object.fromEntries(constraints) as TrialView["constraints"],
    attributes: trial.userAttrs,
    error: trial.error?.message ?? null,
  };
}

export function jsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}
