/**
 * The trials of one segment as bytes: msgpack, by columns. Spaces are told once, every number that must survive exactly is a
 * little-endian float64, categories are places among their choices.
 * Invariant: whatever `encodeTrials` returns, every peer's `decodeTrials` accepts; whatever it accepts is a possible trial.
 */
import { decode, encode } from "@msgpack/msgpack";
import * as v from "valibot";
import { isParamName, MAX_CHOICES, MAX_PARAMS, type ParamValue } from "../study/distribution.ts";
import { isWellFormedText, type Parsed, parsed, refused } from "../study/parsed.ts";
import type { FinishedState, FinishedTrial, LogId, SearchSpace, TrialError } from "../study/trial.ts";
import { trialFault } from "../study/trial-fault.ts";
import { refuseBytes } from "../swarm/msgpack-scan.ts";
import { MAX_SEGMENT_TRIAL_BYTES, MAX_TRIALS_PER_SEGMENT } from "../swarm/segment.ts";
import { float64Bytes, float64Of } from "./float64.ts";
import { parseSpace, plainSpace } from "./space-codec.ts";

/** Trials of another version cannot be read; their segment still counts by its totals. */
const VERSION = 1;
/** Learning curves are shown and pruned by their shape; of longer ones evenly spaced steps are told, the last included. */
export const MAX_TOLD_STEPS = 200;
/** Constraints and attributes beyond these are for the objective's own tab alone. */
export const MAX_TOLD_CONSTRAINTS = 32;
export const MAX_TOLD_ATTRS = 32;
/** A sentence or a short path; longer values stay in their own tab. */
export const MAX_TOLD_TEXT = 500;

const STATES: readonly FinishedState[] = ["complete", "pruned", "failed"];
const ERROR_KINDS: readonly TrialError["kind"][] = [
  "threw",
  "nan",
  "wrong-values",
  "timeout",
  "crashed",
  "flooded",
  "memory",
  "abandoned",
  "misuse",
];
const TRIAL_ID = /^[A-Za-z0-9_-]{22}:(0|[1-9][0-9]{0,15})$/;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bin = v.custom<Uint8Array>((input) => input instanceof Uint8Array);
const index = v.pipe(whole, v.maxValue(MAX_TRIALS_PER_SEGMENT - 1));
const text = (length: number) =>
  v.pipe(
    v.string(),
    v.maxLength(length),
    v.check((input) => isWellFormedText(input)),
  );
const key = v.pipe(
  v.string(),
  v.check((name) => isParamName(name) && isWellFormedText(name)),
);
const keys = (count: number) =>
  v.pipe(
    v.array(key),
    v.maxLength(count),
    v.check((all) => new Set(all).size === all.length),
  );
const perTrial = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.maxLength(MAX_TRIALS_PER_SEGMENT));
const attr = v.union([v.null(), v.boolean(), v.pipe(v.number(), v.finite()), text(MAX_TOLD_TEXT)]);

const columns = v.strictTuple([
  v.literal(VERSION),
  perTrial(v.unknown()),
  /** Numbers. */
  perTrial(whole),
  /** Foreign trials known. */
  perTrial(whole),
  /** State, number of values, place of the space: a byte each. */
  bin,
  bin,
  bin,
  /** Durations, values, numerical parameters: float64 each. */
  bin,
  bin,
  bin,
  /** Categorical parameters. */
  v.pipe(v.array(v.pipe(whole, v.maxValue(MAX_CHOICES - 1))), v.maxLength(MAX_TRIALS_PER_SEGMENT * MAX_PARAMS)),
  /** What few trials have, each with the trial's place. */
  perTrial(v.strictTuple([index, v.pipe(v.array(whole), v.maxLength(MAX_TOLD_STEPS)), bin])),
  perTrial(v.strictTuple([index, keys(MAX_TOLD_CONSTRAINTS), bin])),
  perTrial(v.strictTuple([index, keys(MAX_TOLD_ATTRS), v.array(attr)])),
  perTrial(
    v.strictTuple([
      index,
      v.pipe(whole, v.maxValue(ERROR_KINDS.length - 1)),
      text(MAX_TOLD_TEXT),
      v.nullable(v.pipe(whole, v.minValue(1))),
      v.nullable(v.pipe(whole, v.minValue(1))),
    ]),
  ),
  perTrial(v.strictTuple([index, v.pipe(v.string(), v.regex(TRIAL_ID))])),
]);
type Columns = v.InferOutput<typeof columns>;

/**
 * At most MAX_TRIALS_PER_SEGMENT trials of one log, in any order. Null when they do not fit a segment (try fewer) or are no
 * possible trials: those stay untold.
 */
export function encodeTrials(trials: readonly FinishedTrial[], directionCount: number): Uint8Array | null {
  const inOrder = trials.toSorted((a, b) => a.number - b.number);
  const bytes = encode(columnsOf(inOrder));
  if (bytes.length > MAX_SEGMENT_TRIAL_BYTES) return null;
  return decodeTrials(bytes, "", trials.length, directionCount).ok ? bytes : null;
}

function columnsOf(trials: readonly FinishedTrial[]): Columns {
  const spaces = [...new Set(trials.map((trial) => trial.space))];
  const numerical: number[] = [];
  const categories: number[] = [];
  for (const { space, params } of trials) {
    space.distributions.forEach((distribution, i) => {
      const value = params[i];
      if (distribution.kind !== "categorical") numerical.push(typeof value === "number" ? value : Number.NaN);
      else categories.push(value === undefined ? -1 : distribution.choices.indexOf(value));
    });
  }
  return [
    VERSION,
    spaces.map((space) => plainSpace(space)),
    trials.map((trial) => trial.number),
    trials.map((trial) => trial.foreignKnown),
    Uint8Array.from(trials, (trial) => STATES.indexOf(trial.state)),
    Uint8Array.from(trials, (trial) => trial.values.length),
    Uint8Array.from(trials, (trial) => spaces.indexOf(trial.space)),
    float64Bytes(trials.map((trial) => trial.durationMs)),
    float64Bytes(trials.flatMap((trial) => trial.values)),
    float64Bytes(numerical),
    categories,
    ...rareColumnsOf(trials),
  ];
}

type RareColumns = [Columns[11], Columns[12], Columns[13], Columns[14], Columns[15]];

function rareColumnsOf(trials: readonly FinishedTrial[]): RareColumns {
  const rare: RareColumns = [[], [], [], [], []];
  trials.forEach((trial, at) => {
    const steps = toldSteps(trial.intermediate);
    if (steps.length > 0)
      rare[0].push([at, steps.map(([step]) => step), float64Bytes(steps.map(([, value]) => value))]);
    const constraints = Object.entries(trial.constraints).filter(([name]) => isKey(name));
    if (constraints.length > 0) {
      const told = constraints.slice(0, MAX_TOLD_CONSTRAINTS);
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
    if (trial.retryOf !== null) rare[4].push([at, trial.retryOf]);
  });
  return rare;
}

const isKey = (name: string): boolean => v.is(key, name);

/** Cut to MAX_TOLD_TEXT characters, halves of surrogate pairs replaced. */
const toldText = (message: string): string => message.slice(0, MAX_TOLD_TEXT).replaceAll(/\p{Surrogate}/gu, "\ufffd");

/** Evenly spaced where there are too many; the last one always. */
export function toldSteps(all: FinishedTrial["intermediate"]): FinishedTrial["intermediate"] {
  if (all.length <= MAX_TOLD_STEPS) return all;
  const stride = (all.length - 1) / (MAX_TOLD_STEPS - 1);
  return Array.from({ length: MAX_TOLD_STEPS }, (_, i) => all[Math.round(i * stride)] ?? [0, Number.NaN]);
}

/** Strict: the trials, or why their segment's sender is not to be believed. `count` is what the segment claims. Never throws. */
export function decodeTrials(
  bytes: Uint8Array,
  log: LogId,
  count: number,
  directionCount: number,
): Parsed<FinishedTrial[]> {
  if (bytes.length > MAX_SEGMENT_TRIAL_BYTES) return refused("the trials are too large");
  const refusal = refuseBytes(bytes);
  if (refusal !== null) return refused(`the trials: ${refusal}`);
  let input: unknown;
  try {
    input = decode(bytes);
  } catch (error) {
    return refused(error instanceof Error ? error.message : "the trials cannot be decoded");
  }
  const result = v.safeParse(columns, input, { abortEarly: true });
  if (!result.success) return refused(`the trials have another shape: ${result.issues[0].message}`);
  const told = result.output;
  if (told[2].length !== count || count > MAX_TRIALS_PER_SEGMENT) return refused("the count is not that of the trials");
  if (!isIncreasing(told[2])) return refused("the numbers do not increase");
  return assemble(told, log, directionCount);
}

const isIncreasing = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0));

function assemble(told: Columns, log: LogId, directionCount: number): Parsed<FinishedTrial[]> {
  const [, plainSpaces, numbers, foreignKnown, states, valueCounts, spaceOf] = told;
  const count = numbers.length;
  if ([foreignKnown, states, valueCounts, spaceOf].some((column) => column.length !== count)) {
    return refused("the columns differ in length");
  }
  const spaces: SearchSpace[] = [];
  for (const plain of plainSpaces) {
    const space = parseSpace(plain);
    if (!space.ok) return space;
    spaces.push(space.value);
  }
  const durations = float64Of(told[7]);
  const values = new Cursor(float64Of(told[8]));
  const numerical = new Cursor(float64Of(told[9]));
  const categories = new Cursor(told[10]);
  const rare = rareFrom(told);
  if (durations === null || durations.length !== count || rare === null) return refused("a column is cut short");

  const trials: FinishedTrial[] = [];
  for (let at = 0; at < count; at++) {
    const state = STATES[states[at] ?? STATES.length];
    const space = spaces[spaceOf[at] ?? spaces.length];
    const own = values.take(valueCounts[at] ?? 0);
    const params = space === undefined ? null : paramsFrom(space, numerical, categories);
    if (state === undefined || space === undefined) return refused("a trial has no state or no space");
    if (own === null || params === null) return refused("a value is missing");
    const trial: FinishedTrial = {
      log,
      number: numbers[at] ?? 0,
      state,
      values: own,
      space,
      params,
      intermediate: rare.intermediate.get(at) ?? [],
      constraints: rare.constraints.get(at) ?? {},
      userAttrs: rare.userAttrs.get(at) ?? {},
      error: rare.errors.get(at) ?? null,
      durationMs: durations[at] ?? 0,
      foreignKnown: foreignKnown[at] ?? 0,
      retryOf: rare.retries.get(at) ?? null,
    };
    const fault = trialFault(trial, directionCount);
    if (fault !== null) return refused(fault);
    trials.push(trial);
  }
  return values.isAtEnd && numerical.isAtEnd && categories.isAtEnd ? parsed(trials) : refused("values are left over");
}

function paramsFrom(space: SearchSpace, numerical: Cursor, categories: Cursor): ParamValue[] | null {
  const params: ParamValue[] = [];
  for (const distribution of space.distributions) {
    const [number] = (distribution.kind === "categorical" ? categories : numerical).take(1) ?? [];
    const value = distribution.kind === "categorical" ? distribution.choices[number ?? -1] : number;
    if (value === undefined) return null;
    params.push(value);
  }
  return params;
}

interface Rare {
  readonly intermediate: Map<number, FinishedTrial["intermediate"]>;
  readonly constraints: Map<number, FinishedTrial["constraints"]>;
  readonly userAttrs: Map<number, FinishedTrial["userAttrs"]>;
  readonly errors: Map<number, TrialError>;
  readonly retries: Map<number, string>;
}

function rareFrom(told: Columns): Rare | null {
  const rare: Rare = {
    intermediate: new Map(),
    constraints: new Map(),
    userAttrs: new Map(),
    errors: new Map(),
    retries: new Map(),
  };
  for (const [at, steps, bytes] of told[11]) {
    const values = float64Of(bytes);
    if (values?.length !== steps.length) return null;
    rare.intermediate.set(
      at,
      steps.map((step, i) => [step, values[i] ?? Number.NaN]),
    );
  }
  for (const [at, names, bytes] of told[12]) {
    const values = float64Of(bytes);
    if (values?.length !== names.length) return null;
    rare.constraints.set(at, Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0])));
  }
  for (const [at, names, values] of told[13]) {
    if (values.length !== names.length) return null;
    rare.userAttrs.set(at, Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])));
  }
  for (const [at, kind, message, line, column] of told[14]) {
    rare.errors.set(at, { kind: ERROR_KINDS[kind] ?? "crashed", message, line, column });
  }
  for (const [at, retryOf] of told[15]) rare.retries.set(at, retryOf);
  return rare;
}

/** Reads a column from front to back. */
class Cursor {
  readonly #column: readonly number[] | null;
  #at = 0;

  constructor(column: readonly number[] | null) {
    this.#column = column;
  }

  /** Null when there are not so many left. */
  take(count: number): readonly number[] | null {
    if (this.#column === null || this.#at + count > this.#column.length) return null;
    this.#at += count;
    return this.#column.slice(this.#at - count, this.#at);
  }

  get isAtEnd(): boolean {
    return this.#column !== null && this.#at === this.#column.length;
  }
}
