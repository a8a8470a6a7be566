/**
 * The trials of one segment as bytes: msgpack, by columns. Spaces are told once, every number that must survive exactly is a
 * little-endian float64, categories are places among their choices. Most segments go in fewer bytes (`packed-trials.ts`).
 * Invariant: whatever `encodeTrials` returns, every peer's `decodeTrials` accepts; whatever it accepts is a possible trial.
 */

import { decode, encode } from "@msgpack/msgpack";
import * as v from "valibot";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { choiceIndex } from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import { isVector } from "../../study/space/vector-distribution.ts";
import { evenly } from "../../study/trial/evenly.ts";
import type { FinishedTrial, LogId, TrialPoint } from "../../study/trial/trial.ts";
import { MAX_SEGMENT_TRIAL_BYTES, MAX_TRIALS_PER_SEGMENT } from "../../swarm/log/segment.ts";
import { refuseBytes } from "../../swarm/wire/msgpack-scan.ts";
import { ENGINES, type EngineClass, UNKNOWN_ENGINE } from "./engine-class.ts";
import { float64Bytes } from "./float64.ts";
import { PACKED_VERSION, packTrials, unpackTrials } from "./packed-trials.ts";
import { parseSpace, plainSpace } from "./space-codec.ts";
import { assemble } from "./trial-assembly.ts";
import {
  attr,
  type Columns,
  columns,
  ERROR_KINDS,
  key,
  MAX_TOLD_ATTRS,
  MAX_TOLD_CONSTRAINTS,
  MAX_TOLD_METRICS,
  MAX_TOLD_STEPS,
  MAX_TOLD_TEXT,
  type RareColumns,
  STATES,
  toldReason,
  VERSION,
  VERSION_WITHOUT_PLACES,
  VERSION_WITHOUT_THINNED,
} from "./trial-columns.ts";
import { vectorBytes } from "./vector-values.ts";

/** What a log says of itself in each basis. */
export interface LogAbout {
  /** With the study's seed, what the log's chance follows from; null where its chance is fresh. Unsigned 32 bit. */
  readonly ordinal: number | null;
  readonly engine: EngineClass;
}

/**
 * Numbers of all metrics of a trial that are told: a metric gets MAX_TOLD_STEPS where there are sixteen, as many as a study can
 * name, and half of them where there are 32. Seven such trials fill a segment.
 */
export const MAX_TOLD_NUMBERS = 3_200;
/** What a metric's number takes at least: a byte of step, eight of value. */
const NUMBER_BYTES = 9;

const NO_ABOUT: LogAbout = { ordinal: null, engine: UNKNOWN_ENGINE };

/** What a log's segments are written in: told by one of them for many. */
export interface LogBasis {
  readonly about: LogAbout;
  readonly spaces: readonly TrialSpace[];
}

export interface ToldTrials extends LogBasis {
  readonly trials: readonly FinishedTrial[];
}

export interface EncodeOptions {
  readonly about?: LogAbout | undefined;
  /** Told, or referred to: those of the trials, and perhaps more. Without them those of the trials. */
  readonly spaces?: readonly TrialSpace[] | undefined;
  /** Another segment tells what the log says of itself, and these spaces. */
  readonly hasBasis?: boolean;
}

/**
 * At most MAX_TRIALS_PER_SEGMENT trials of one log, in any order. Null when they do not fit a segment (try fewer) or are no
 * possible trials: those stay untold.
 */
export function encodeTrials(
  trials: readonly FinishedTrial[],
  objectives: number,
  { about = NO_ABOUT, spaces = spacesOf(trials), hasBasis = false }: EncodeOptions = {},
): Uint8Array | null {
  // Most of what does not fit is found out without encoding it.
  const numbers = trials.reduce((sum, trial) => sum + toldNumbers(trial), 0);
  if (numbers * NUMBER_BYTES > MAX_SEGMENT_TRIAL_BYTES) return null;
  const inOrder = trials.toSorted((a, b) => a.number - b.number);
  const packed = hasBasis && hasNothingRare(inOrder) ? packTrials(inOrder, spaces, objectives) : null;
  const bytes = packed ?? encode(columnsOf(inOrder, { about, spaces }, hasBasis));
  if (bytes.length > MAX_SEGMENT_TRIAL_BYTES) return null;
  const basis = hasBasis ? { about, spaces } : null;
  return decodeTrials(bytes, "", trials.length, objectives, basis).ok ? bytes : null;
}

const hasNothingRare = (trials: readonly FinishedTrial[]): boolean =>
  rareColumnsOf(trials).every(({ length }) => length === 0);

/** Each once. */
export const spacesOf = (trials: readonly TrialPoint[]): TrialSpace[] => [...new Set(trials.map(({ space }) => space))];

/** What was written of earlier versions, as this one has it. */
function upToDate(input: unknown): unknown {
  if (!Array.isArray(input)) return input;
  const all: readonly unknown[] = input;
  const [version, ...columnsBefore] = all;
  if (version !== VERSION_WITHOUT_THINNED && version !== VERSION_WITHOUT_PLACES) return input;
  const thinned = version === VERSION_WITHOUT_THINNED ? [[]] : [];
  const numbers: unknown = columnsBefore[2];
  const places = Array.isArray(numbers) ? numbers.map(() => null) : [];
  return [VERSION, ...columnsBefore.slice(0, -1), ...thinned, places, columnsBefore.at(-1)];
}

/** Numbers and places among choices, trial by trial in the order of its space; lists are `vectorBytes`. */
export function paramColumns(trials: readonly TrialPoint[]): {
  readonly numerical: readonly number[];
  readonly categories: number[];
} {
  const numerical: number[] = [];
  const categories: number[] = [];
  for (const { space, params } of trials) {
    space.distributions.forEach((distribution, i) => {
      const value = params[i];
      if (isVector(distribution)) return;
      if (distribution.kind !== "categorical") numerical.push(typeof value === "number" ? value : Number.NaN);
      else categories.push(value === undefined ? -1 : choiceIndex(distribution, value));
    });
  }
  return { numerical, categories };
}

function columnsOf(trials: readonly FinishedTrial[], { about, spaces }: LogBasis, hasBasis: boolean): Columns {
  const { ordinal, engine } = about;
  const { numerical, categories } = paramColumns(trials);
  return [
    VERSION,
    hasBasis ? null : [ordinal, ENGINES.indexOf(engine.name), engine.version],
    hasBasis ? null : spaces.map((space) => plainSpace(space)),
    trials.map((trial) => trial.number),
    trials.map((trial) => trial.foreignKnown),
    Uint8Array.from(trials, (trial) => STATES.indexOf(trial.state)),
    Uint8Array.from(trials, (trial) => trial.values.length),
    Uint8Array.from(trials, (trial) => spaces.indexOf(trial.space)),
    startSteps(trials),
    float64Bytes(trials.map((trial) => trial.durationMs)),
    float64Bytes(trials.flatMap((trial) => trial.values)),
    float64Bytes(numerical),
    categories,
    ...rareColumnsOf(trials),
    placeSteps(trials),
    vectorBytes(trials),
  ];
}

/** Each start as what it is after the one before: whole milliseconds, few digits. */
function startSteps(trials: readonly FinishedTrial[]): (number | null)[] {
  let before = 0;
  return trials.map(({ startMs }) => {
    if (startMs === null) return null;
    const step = startMs - before;
    before = startMs;
    return step;
  });
}

/** The same of how many trials had finished: they grow little from one trial to the next. */
function placeSteps(trials: readonly FinishedTrial[]): (number | null)[] {
  let before = 0;
  return trials.map(({ finishedBefore }) => {
    if (finishedBefore === undefined) return null;
    const step = finishedBefore - before;
    before = finishedBefore;
    return step;
  });
}

/** What few trials have, within the limits of what is told; `places`: where each stands, if not one after another. */
export function rareColumnsOf(trials: readonly FinishedTrial[], places?: readonly number[]): RareColumns {
  const rare: RareColumns = [[], [], [], [], [], [], [], [], []];
  trials.forEach((trial, i) => {
    const at = places?.[i] ?? i;
    const steps = toldSteps(trial.intermediate);
    if (steps.length > 0)
      rare[0].push([at, steps.map(([step]) => step), float64Bytes(steps.flatMap(([, ...values]) => values))]);
    const had = stepsHad(trial, "", trial.intermediate, steps);
    if (had !== null) rare[8].push([at, null, had]);
    const told = toldConstraints(trial.constraints);
    if (told.length > 0) {
      rare[1].push([at, told.map(([name]) => name), float64Bytes(told.map(([, value]) => value))]);
    }
    const attrs = Object.entries(trial.userAttrs).filter(([name, value]) => isKey(name) && v.is(attr, value));
    if (attrs.length > 0) {
      const told = attrs.slice(0, MAX_TOLD_ATTRS);
      rare[2].push([at, told.map(([name]) => name), told.map(([, value]) => value)]);
    }
    if (trial.error) {
      const { kind, message, line, column } = trial.error;
      rare[3].push([at, ERROR_KINDS.indexOf(kind), toldText(message), line, column]);
    }
    const { repeatOf, checkpoint } = trial;
    if (repeatOf !== null) rare[4].push([at, repeatOf.trial, toldReason(repeatOf)]);
    const metrics = toldMetrics(trial.metrics);
    const most = toldOfEach(metrics);
    for (const [name, points] of metrics) {
      const told = evenly(points, most);
      rare[5].push([at, name, told.map(([step]) => step), float64Bytes(told.map(([, value]) => value))]);
      const had = stepsHad(trial, name, points, told);
      if (had !== null) rare[8].push([at, name, had]);
    }
    if (checkpoint !== null) rare[6].push([at, checkpoint.sha256, checkpoint.bytes]);
    if (trial.startPoint !== undefined) rare[7].push([at, trial.startPoint]);
  });
  return rare;
}

/** How many steps a curve had of which others are told fewer, or this tab heard of fewer itself; null where all are told. */
function stepsHad(
  { thinned }: FinishedTrial,
  name: string,
  all: readonly unknown[],
  told: readonly unknown[],
): number | null {
  const before = thinned !== undefined && Object.hasOwn(thinned, name) ? thinned[name] : undefined;
  return before ?? (told.length < all.length ? all.length : null);
}

const isKey = (name: string): boolean => v.is(key, name);

type NamedPoints = [name: string, points: FinishedTrial["metrics"][string]];

const NO_METRICS: NamedPoints[] = [];

function toldMetrics(metrics: FinishedTrial["metrics"]): NamedPoints[] {
  for (const _ in metrics)
    return Object.entries(metrics)
      .slice(0, MAX_TOLD_METRICS)
      .filter(([name]) => isKey(name));
  return NO_METRICS;
}

/** How many numbers of a metric are told at most, so that those of all are MAX_TOLD_NUMBERS at most: short ones leave room. */
function toldOfEach(metrics: readonly NamedPoints[]): number {
  let left = MAX_TOLD_NUMBERS;
  let count = metrics.length;
  for (const length of metrics.map(([, points]) => points.length).sort((a, b) => a - b)) {
    const share = Math.floor(left / count--);
    if (length > share) return Math.min(share, MAX_TOLD_STEPS);
    left -= Math.min(length, MAX_TOLD_STEPS);
  }
  return MAX_TOLD_STEPS;
}

/** Numbers of metrics that are told of a trial. */
export function toldNumbers({ metrics }: FinishedTrial): number {
  const told = toldMetrics(metrics);
  if (told.length === 0) return 0;
  const most = toldOfEach(told);
  return told.reduce((sum, [, points]) => sum + Math.min(points.length, most), 0);
}

/** The largest where there are too many: whoever hears of a trial knows whether it is feasible. */
function toldConstraints(all: FinishedTrial["constraints"]): [name: string, value: number][] {
  const byName = new Map<string, number>();
  for (const [name, value] of Object.entries(all)) {
    const told = name.replaceAll(/\p{Surrogate}/gu, "\ufffd");
    byName.set(told, Math.max(value, byName.get(told) ?? value));
  }
  const constraints = [...byName];
  if (constraints.length <= MAX_TOLD_CONSTRAINTS) return constraints;
  return constraints.sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0)).slice(0, MAX_TOLD_CONSTRAINTS);
}

/** Cut to MAX_TOLD_TEXT characters, halves of surrogate pairs replaced. */
const toldText = (message: string): string => message.slice(0, MAX_TOLD_TEXT).replaceAll(/\p{Surrogate}/gu, "\ufffd");

export const toldSteps = (all: FinishedTrial["intermediate"]): FinishedTrial["intermediate"] =>
  evenly(all, MAX_TOLD_STEPS);

/**
 * Strict: the trials, or why their segment's sender is not to be believed. `count` is what the segment claims; `basis` is what
 * its basis tells, null where it stands by itself. Never throws.
 */
export function decodeTrials(
  bytes: Uint8Array,
  log: LogId,
  count: number,
  objectives: number,
  basis: LogBasis | null = null,
): Parsed<ToldTrials> {
  if (bytes.length > MAX_SEGMENT_TRIAL_BYTES) return refused("the trials are too large");
  if (bytes[0] === PACKED_VERSION) return unpacked(bytes, log, count, objectives, basis);
  const refusal = refuseBytes(bytes);
  if (refusal !== null) return refused(`the trials: ${refusal}`);
  let input: unknown;
  try {
    input = upToDate(decode(bytes));
  } catch (error) {
    return refused(error instanceof Error ? error.message : "the trials cannot be decoded");
  }
  const result = v.safeParse(columns, input, { abortEarly: true });
  if (!result.success) return refused(`the trials have another shape: ${result.issues[0].message}`);
  const told = result.output;
  if (told[3].length !== count || count > MAX_TRIALS_PER_SEGMENT) return refused("the count is not that of the trials");
  if (!isIncreasing(told[3])) return refused("the numbers do not increase");
  const written = basisFrom(told, basis);
  if (!written.ok) return written;
  const trials = assemble(told, written.value.spaces, log, objectives);
  return trials.ok ? parsed({ ...written.value, trials: trials.value }) : trials;
}

function unpacked(
  bytes: Uint8Array,
  log: LogId,
  count: number,
  objectives: number,
  basis: LogBasis | null,
): Parsed<ToldTrials> {
  if (basis === null) return refused("the trials do not say what they are written in");
  if (count > MAX_TRIALS_PER_SEGMENT) return refused("the count is not that of the trials");
  const trials = unpackTrials(bytes, log, count, objectives, basis.spaces);
  return trials.ok ? parsed({ ...basis, trials: trials.value }) : trials;
}

function basisFrom([, about, plain]: Columns, basis: LogBasis | null): Parsed<LogBasis> {
  if (about === null || plain === null) {
    if (basis === null || about !== null || plain !== null)
      return refused("the trials do not say what they are written in");
    return parsed(basis);
  }
  if (basis !== null) return refused("the trials say what their basis says");
  const spaces: TrialSpace[] = [];
  for (const one of plain) {
    const space = parseSpace(one);
    if (!space.ok) return space;
    spaces.push(space.value);
  }
  const [ordinal, engine, version] = about;
  return parsed({ about: { ordinal, engine: { name: ENGINES[engine] ?? "other", version } }, spaces });
}

const isIncreasing = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0));
