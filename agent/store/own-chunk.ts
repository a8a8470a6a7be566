/**
 * Finished trials of one own log as bytes, some thousands at a time: msgpack, by columns, some 35 bytes for a trial of two
 * parameters. What few trials have is kept within the limits of what others are told (`trial-columns.ts`).
 */
import { decode, encode } from "@msgpack/msgpack";
import * as v from "valibot";
import type { History } from "../../study/history/history.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import { plainTrialFault, trialFault } from "../../study/trial/trial-fault.ts";
import { refuseBytes } from "../../swarm/wire/msgpack-scan.ts";
import { float64Bytes } from "../tell/float64.ts";
import { parseSpace, plainSpace } from "../tell/space-codec.ts";
import { rareFrom, rareOf } from "../tell/trial-assembly.ts";
import { rareColumnsOf } from "../tell/trial-codec.ts";
import { rareColumns, STATES } from "../tell/trial-columns.ts";
import { doublesOf, wholeBytes, wholesOf } from "./byte-columns.ts";
import { paramBytes, paramsFrom, type SpaceGroup, type StoredValue, storedValue } from "./param-columns.ts";

/** Encoding so many takes a few milliseconds, and a put of the database costs little beside it. */
export const MAX_CHUNK_TRIALS = 4_096;
/** 1 MiB: plain trials of a chunk take a sixth of it; of trials that report much, fewer are in a chunk. */
export const MAX_CHUNK_BYTES = 1 << 20;
/** Of all that is no column of bytes: a million objects from a megabyte of small values would hold up whoever reads them. */
const MAX_CHUNK_VALUES = 1 << 17;
/** Chunks of another version are not read, but for the one before, which did not tell of thinned curves. */
const VERSION = 3;
const VERSION_WITHOUT_PLACES = 2;
const VERSION_WITHOUT_THINNED = 1;
/** Beside the state, in its byte: the trial has values. */
const HAS_VALUES = 4;

export interface OwnChunk {
  readonly log: LogId;
  readonly trials: readonly FinishedTrial[];
  /** Trials that are none and were left out: nothing that this program writes. */
  readonly refused: number;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bin = v.custom<Uint8Array>((input) => input instanceof Uint8Array);

const shape = v.strictTuple([
  v.literal(VERSION),
  /** The log, and how many trials. */
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/)),
  v.pipe(whole, v.minValue(1), v.maxValue(MAX_CHUNK_TRIALS)),
  v.pipe(v.array(v.unknown()), v.maxLength(MAX_CHUNK_TRIALS)),
  /** Whole numbers: place of the space, number, foreign trials known, start. */
  bin,
  bin,
  bin,
  bin,
  /** A byte for the state. Doubles: duration, values of those that have them. */
  bin,
  bin,
  bin,
  /** Parameters. */
  bin,
  v.strictTuple(rareColumns(MAX_CHUNK_TRIALS)),
  /** Whole numbers: how many trials of the whole study had finished. Empty: no trial says. */
  bin,
]);
type Columns = v.InferOutput<typeof shape>;

/** Trials of one log, where they stand in the history. */
export interface ChunkRows {
  readonly log: LogId;
  readonly numbers: readonly number[];
  readonly rows: readonly number[];
}

/**
 * Up to MAX_CHUNK_TRIALS trials, in any order, straight from the history's columns: a microsecond each would be felt. Null
 * when they do not fit a chunk: try fewer.
 */
export function encodeOwnChunk(history: History, { log, numbers, rows }: ChunkRows): Uint8Array | null {
  if (rows.length === 0 || rows.length > MAX_CHUNK_TRIALS) return null;
  const spaceOf: number[] = [];
  const groups = groupsOf(history, rows, spaceOf);
  const rare = rows.flatMap((row, place) => (history.isPlain(row) ? [] : [place]));
  const rareTrials = rare.map((place) => history.get(rows[place] ?? -1));
  const columns: Columns = [
    VERSION,
    log,
    rows.length,
    groups.map(({ space }) => plainSpace(space)),
    wholeBytes(spaceOf),
    wholeBytes(numbers),
    wholeBytes(rows.map((row) => history.foreignKnown(row))),
    wholeBytes(rows.map((row) => history.startMs(row))),
    Uint8Array.from(rows, (row) => STATES.indexOf(history.state(row)) + (hasValues(history, row) ? HAS_VALUES : 0)),
    float64Bytes(rows.map((row) => history.durationMs(row))),
    valueBytes(history, rows),
    paramBytes(groups, valuesAt(history, rows)),
    rareColumnsOf(rareTrials, rare),
    wholeBytes(rows.map((row) => history.finishedBefore(row))),
  ];
  const bytes = encode(columns);
  if (bytes.length > MAX_CHUNK_BYTES) return null;
  return refuseBytes(bytes, MAX_CHUNK_VALUES) === null ? bytes : null;
}

const hasValues = (history: History, row: number): boolean => !Number.isNaN(history.value(row));

function valueBytes(history: History, rows: readonly number[]): Uint8Array {
  const all: number[] = [];
  for (const row of rows) {
    if (hasValues(history, row)) for (let j = 0; j < history.directions.length; j++) all.push(history.value(row, j));
  }
  return float64Bytes(all);
}

/** Of a trial whose space is not that of the samplers, the parameters are its own. */
function valuesAt(history: History, rows: readonly number[]): (place: number, i: number) => StoredValue {
  const ownParams = new Map<number, FinishedTrial["params"]>();
  return (place, i) => {
    const row = rows[place] ?? -1;
    const space = history.trialSpace(row);
    if (space === history.space(row)) return history.param(row, i);
    const params = ownParams.get(row) ?? history.get(row).params;
    ownParams.set(row, params);
    const distribution = space.distributions[i];
    return distribution === undefined ? Number.NaN : storedValue(distribution, params[i] ?? null);
  };
}

/** Strict: the trials of a chunk as stored, or why it is none. Never throws. */
export function decodeOwnChunk(bytes: Uint8Array, objectives: number): Parsed<OwnChunk> {
  if (bytes.length > MAX_CHUNK_BYTES) return refused("the chunk is too large");
  const refusal = refuseBytes(bytes, MAX_CHUNK_VALUES);
  if (refusal !== null) return refused(`the chunk: ${refusal}`);
  let input: unknown;
  try {
    input = upToDate(decode(bytes));
  } catch (error) {
    return refused(error instanceof Error ? error.message : "the chunk cannot be decoded");
  }
  const result = v.safeParse(shape, input, { abortEarly: true });
  if (!result.success) return refused(`the chunk has another shape: ${result.issues[0].message}`);
  return assemble(result.output, objectives);
}

/** What was kept in earlier versions, as this one has it: the last column is new, and in the first what few trials have lacked one part. */
function upToDate(input: unknown): unknown {
  if (!Array.isArray(input)) return input;
  const all: readonly unknown[] = input;
  const [version, ...columns] = all;
  if (version === VERSION_WITHOUT_PLACES) return [VERSION, ...columns, NO_BYTES];
  const rare: unknown = columns.at(-1);
  if (version !== VERSION_WITHOUT_THINNED || !Array.isArray(rare)) return input;
  return [VERSION, ...columns.slice(0, -1), [...(rare as unknown[]), []], NO_BYTES];
}

const NO_BYTES = new Uint8Array(0);

function groupsOf(history: History, rows: readonly number[], spaceOf: number[]): SpaceGroup[] {
  const groups: { space: FinishedTrial["space"]; places: number[] }[] = [];
  const known = new Map<FinishedTrial["space"], number>();
  rows.forEach((row, place) => {
    const space = history.trialSpace(row);
    let at = known.get(space);
    if (at === undefined) {
      at = groups.length;
      known.set(space, at);
      groups.push({ space, places: [] });
    }
    spaceOf.push(at);
    groups[at]?.places.push(place);
  });
  return groups;
}

function assemble(told: Columns, objectives: number): Parsed<OwnChunk> {
  const [, log, count, plainSpaces, spaceBytes, numberBytes, foreignBytes, startBytes, states] = told;
  const [spaceOf, numbers] = [wholesOf(spaceBytes, count), wholesOf(numberBytes, count)];
  const [foreignKnown, starts] = [wholesOf(foreignBytes, count), wholesOf(startBytes, count)];
  const places = told[13].length === 0 ? [] : wholesOf(told[13], count);
  const durations = doublesOf(told[9], count);
  const valued = states.reduce((sum, state) => sum + ((state & HAS_VALUES) === 0 ? 0 : 1), 0);
  const values = doublesOf(told[10], valued * objectives);
  const rare = rareFrom(told[12], objectives);
  if (states.length !== count || spaceOf === null || numbers === null || foreignKnown === null) return CUT;
  if (places === null || starts === null || durations === null || values === null || rare === null) return CUT;
  const groups: { space: FinishedTrial["space"]; places: number[] }[] = [];
  for (const plain of plainSpaces) {
    const space = parseSpace(plain);
    if (!space.ok) return space;
    groups.push({ space: space.value, places: [] });
  }
  for (let at = 0; at < count; at++) groups[spaceOf[at] ?? groups.length]?.places.push(at);
  const params = paramsFrom(told[11], groups);
  if (params === null) return CUT;

  const simple = groups.map(({ space }) => space.distributions.every(isSimple));
  const withRare = new Set(told[12].flatMap((column) => column.map(([at]) => at)));
  const trials: FinishedTrial[] = [];
  let taken = 0;
  for (let at = 0; at < count; at++) {
    const [state, space] = [STATES[(states[at] ?? 0) & ~HAS_VALUES], groups[spaceOf[at] ?? groups.length]?.space];
    if (state === undefined || space === undefined) return refused("a trial has no state or no space");
    const own: number[] = [];
    const width = ((states[at] ?? 0) & HAS_VALUES) === 0 ? 0 : objectives;
    for (let i = 0; i < width; i++) own.push(values[taken++] ?? Number.NaN);
    const rest = withRare.has(at) ? rareOf(rare, at) : PLAIN;
    const trial: FinishedTrial = {
      log,
      number: numbers[at] ?? -1,
      state,
      values: own,
      space,
      params: params[at] ?? [],
      intermediate: rest.intermediate,
      metrics: rest.metrics,
      constraints: rest.constraints,
      userAttrs: rest.userAttrs,
      error: rest.error,
      checkpoint: rest.checkpoint,
      repeatOf: rest.repeatOf,
      ...(rest.startPoint === undefined ? {} : { startPoint: rest.startPoint }),
      ...(rest.thinned === undefined ? {} : { thinned: rest.thinned }),
      durationMs: durations[at] ?? 0,
      startMs: starts[at] ?? null,
      foreignKnown: foreignKnown[at] ?? -1,
      ...placeOf(places[at] ?? null),
    };
    // Thousands at a time: what the chunk's columns say already is not looked at again.
    const isLean = rest === PLAIN && simple[spaceOf[at] ?? -1] === true;
    const fault = isLean
      ? (numbersFault(trial.params) ?? plainTrialFault(trial, objectives))
      : trialFault(trial, objectives);
    if (fault === null) trials.push(trial);
  }
  return parsed({ log, trials, refused: count - trials.length });
}

/** Its values are one of its choices as they were read, or any finite number. */
const isSimple = ({ kind }: { readonly kind: string }): boolean =>
  kind === "categorical" || kind === "float" || kind === "int";

/** A category may be anything but a number that is none. */
const numbersFault = (params: FinishedTrial["params"]): string | null =>
  params.some((value) => typeof value === "number" && !Number.isFinite(value)) ? "a parameter is no number" : null;

const placeOf = (finishedBefore: number | null): Pick<FinishedTrial, "finishedBefore"> =>
  finishedBefore === null ? NONE : { finishedBefore };

const NONE = Object.freeze({});
/** What a trial has that has nothing of what few have: one object for all of them. */
const PLAIN: ReturnType<typeof rareOf> = {
  intermediate: [],
  metrics: NONE,
  constraints: NONE,
  userAttrs: NONE,
  error: null,
  checkpoint: null,
  repeatOf: null,
};
const CUT = refused("a column is cut short, or too long");
