/**
 * Trials as they mostly are, of a log whose basis says what they are written in, without reports, notes or lists, in a third of
 * the bytes that columns take beside their numbers. Invariant: what `unpackTrials` accepts `packTrials` writes so and not otherwise.
 */
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { choiceIndex, type ParamDistribution, type ParamValue } from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import { isVector } from "../../study/space/vector-distribution.ts";
import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import { trialFault } from "../../study/trial/trial-fault.ts";
import { rareFrom, rareOf } from "./trial-assembly.ts";
import { STATES } from "./trial-columns.ts";
import { folded, unfolded, VarintReader, VarintWriter } from "./varints.ts";

/** The first byte; columns begin with another. */
export const PACKED_VERSION = 4;
/** Their numbers follow each other. */
const IN_A_ROW = 1;
/** All are complete, have a value for each objective, and are of the first space. */
const ALIKE = 2;
/** Durations, or values, have few digits. */
const SHORT_DURATIONS = 4;
const SHORT_VALUES = 8;
const FLAGS = 15;

const MAX_BYTE = 255;

/** Null where they are not as most are: they go as columns. In the order of their numbers, all of `spaces`. */
export function packTrials(
  trials: readonly FinishedTrial[],
  spaces: readonly TrialSpace[],
  objectives: number,
): Uint8Array | null {
  const [first] = trials;
  if (first === undefined) return null;
  const inARow = trials.every(({ number }, i) => number === first.number + i);
  const alike = trials.every((trial) => isAlike(trial, spaces[0], objectives));
  const durations = columnOf(trials.map(({ durationMs }) => durationMs));
  const values = columnOf(trials.flatMap((trial) => trial.values));
  const writer = new VarintWriter()
    .byte(PACKED_VERSION)
    .byte(
      (inARow ? IN_A_ROW : 0) +
        (alike ? ALIKE : 0) +
        (durations.isShort ? SHORT_DURATIONS : 0) +
        (values.isShort ? SHORT_VALUES : 0),
    );
  if (!alike)
    for (const { state, values: own, space } of trials) {
      const shape = [STATES.indexOf(state), own.length, spaces.indexOf(space)];
      if (shape.some((part) => part < 0 || part > MAX_BYTE)) return null;
      for (const part of shape) writer.byte(part);
    }
  const steps = stepsOf(trials, inARow);
  if (steps === null) return null;
  for (const step of steps) writer.whole(step);
  durations.write(writer);
  values.write(writer);
  for (const { space, params } of trials)
    for (const [i, distribution] of space.distributions.entries())
      if (!writeParam(writer, distribution, params[i])) return null;
  return writer.finish();
}

/** `count` is what the segment claims. Never throws. */
export function unpackTrials(
  bytes: Uint8Array,
  log: LogId,
  count: number,
  objectives: number,
  spaces: readonly TrialSpace[],
): Parsed<FinishedTrial[]> {
  const reader = new VarintReader(bytes);
  const version = reader.byte();
  const flags = reader.byte();
  if (version !== PACKED_VERSION || flags > FLAGS || count === 0) return refused("the trials have another shape");
  const shapes = Array.from({ length: count }, () => {
    if ((flags & ALIKE) !== 0) return { state: "complete" as const, values: objectives, space: spaces[0] };
    return { state: STATES[reader.byte()], values: reader.byte(), space: spaces[reader.byte()] };
  });
  const places = placesFrom(reader, count, (flags & IN_A_ROW) !== 0);
  const durations = columnFrom(reader, count, (flags & SHORT_DURATIONS) !== 0);
  const valueCount = shapes.reduce((sum, shape) => sum + shape.values, 0);
  const values = reader.isBroken ? [] : columnFrom(reader, valueCount, (flags & SHORT_VALUES) !== 0);
  const trials: FinishedTrial[] = [];
  let at = 0;
  for (const [i, { state, values: own, space }] of shapes.entries()) {
    if (state === undefined || space === undefined) return refused("a trial has no state or no space");
    const params = space.distributions.map((distribution) => paramFrom(reader, distribution));
    if (reader.isBroken || !areWhole(params)) return refused("a value is missing");
    const trial: FinishedTrial = {
      log,
      number: places.numbers[i] ?? 0,
      state,
      values: values.slice(at, at + own),
      space,
      params,
      ...nothingRare(),
      durationMs: durations[i] ?? 0,
      startMs: places.starts[i] ?? null,
      foreignKnown: places.foreign[i] ?? 0,
      ...finishedBefore(places.finished[i] ?? null),
    };
    at += own;
    const fault = trialFault(trial, objectives);
    if (fault !== null) return refused(fault);
    trials.push(trial);
  }
  if (!reader.isAtEnd) return refused("values are left over");
  const isAsWritten =
    isAsShortAsCan(durations, (flags & SHORT_DURATIONS) !== 0) &&
    isAsShortAsCan(values, (flags & SHORT_VALUES) !== 0) &&
    trials.every((trial) => isAlike(trial, spaces[0], objectives)) === ((flags & ALIKE) !== 0);
  return isAsWritten ? parsed(trials) : refused("the trials could be told in fewer bytes");
}

const isAlike = ({ state, values, space }: FinishedTrial, first: TrialSpace | undefined, objectives: number): boolean =>
  state === "complete" && values.length === objectives && space === first;

const nothingRare = () => rareOf(NOTHING_RARE, 0);
const NOTHING_RARE = rareFrom([[], [], [], [], [], [], [], [], []], 1) ?? fail();

function fail(): never {
  throw new Error("columns without anything in them cannot be cut short");
}

/**
 * The first number, then gaps, or nothing where there are none; foreign trials known and starts as what they are after those before;
 * how many had finished as what they are beyond those that the sampler knew.
 */
function stepsOf(trials: readonly FinishedTrial[], inARow: boolean): number[] | null {
  const steps: (number | null)[] = [];
  let [number, foreign, start] = [-1, 0, 0];
  for (const [i, trial] of trials.entries()) {
    if (i === 0 || !inARow) steps.push(trial.number - number - 1);
    steps.push(folded(trial.foreignKnown - foreign));
    const step = trial.startMs === null ? -1 : folded(trial.startMs - start);
    steps.push(step === null ? null : step + 1);
    const { finishedBefore } = trial;
    const beyond = finishedBefore === undefined ? -1 : folded(finishedBefore - trial.number - trial.foreignKnown);
    steps.push(beyond === null ? null : beyond + 1);
    [number, foreign, start] = [trial.number, trial.foreignKnown, trial.startMs ?? start];
  }
  const whole = steps.filter((step): step is number => step !== null && Number.isSafeInteger(step) && step >= 0);
  return whole.length === steps.length ? whole : null;
}

function placesFrom(reader: VarintReader, count: number, inARow: boolean) {
  const [numbers, foreign]: [number[], number[]] = [[], []];
  const [starts, finished]: [(number | null)[], (number | null)[]] = [[], []];
  let [number, known, start] = [-1, 0, 0];
  let hasGap = false;
  for (let i = 0; i < count; i++) {
    const gap = i === 0 || !inARow ? reader.whole() : 0;
    hasGap ||= i > 0 && gap > 0;
    number += gap + 1;
    known += unfolded(reader.whole());
    const step = reader.whole();
    if (step > 0) start += unfolded(step - 1);
    numbers.push(number);
    foreign.push(known);
    starts.push(step === 0 ? null : start);
    const beyond = reader.whole();
    finished.push(beyond === 0 ? null : number + known + unfolded(beyond - 1));
  }
  // Numbers in a row are told as such.
  if (!inARow && !hasGap) reader.isBroken = true;
  return { numbers, foreign, starts, finished };
}

interface NumberColumn {
  /** Each as a short decimal, else each as a float64. */
  readonly isShort: boolean;
  write(writer: VarintWriter): void;
}

function columnOf(numbers: readonly number[]): NumberColumn {
  const places: number[] = [];
  for (const number of numbers) {
    const place = decimalPlace(number);
    if (place === null) break;
    places.push(place);
  }
  const isShort = numbers.length > 0 && places.length === numbers.length;
  return {
    isShort,
    write(writer) {
      if (isShort) for (const place of places) writer.whole(place);
      else for (const number of numbers) writeFloat64(writer, number);
    },
  };
}

function columnFrom(reader: VarintReader, count: number, isShort: boolean): number[] {
  if (!isShort) return Array.from({ length: count }, () => reader.float64());
  return Array.from({ length: count }, () => {
    const place = reader.whole();
    const exponent = (place % EXPONENTS) - LARGEST_PLACES;
    const number = Number(`${unfolded(Math.floor(place / EXPONENTS))}e${exponent}`);
    if (decimalPlace(number) !== place) reader.isBroken = true;
    return number;
  });
}

/** Whether they would be written in the form in which they were read. Of short ones `columnFrom` has looked at each. */
const isAsShortAsCan = (numbers: readonly number[], isShort: boolean): boolean =>
  isShort ? numbers.length > 0 : !columnOf(numbers).isShort;

/** More take as many bytes as a float64. */
const MAX_MANTISSA = 1e7;
/** Of ten: -8 to 7. */
const EXPONENTS = 16;
const LARGEST_PLACES = 8;

/** Digits (folded) and power of ten of the shortest decimal that is this number, as one; null where it has too many. */
function decimalPlace(number: number): number | null {
  if (!Number.isFinite(number) || Object.is(number, -0)) return null;
  const [digits = "", power = ""] = number.toExponential().split("e");
  const mantissa = Number(digits.replace(".", ""));
  const decimals = digits.includes(".") ? digits.length - 1 - digits.indexOf(".") : 0;
  const exponent = Number(power) - decimals + LARGEST_PLACES;
  const folding = folded(mantissa);
  if (folding === null || Math.abs(mantissa) >= MAX_MANTISSA || exponent < 0 || exponent >= EXPONENTS) return null;
  return folding * EXPONENTS + exponent;
}

function writeFloat64(writer: VarintWriter, number: number): void {
  FLOAT.setFloat64(0, number, true);
  writer.raw(FLOAT_BYTES);
}
const FLOAT_BYTES = new Uint8Array(8);
const FLOAT = new DataView(FLOAT_BYTES.buffer);

/** False for what cannot be written so. */
function writeParam(writer: VarintWriter, distribution: ParamDistribution, value: ParamValue | undefined): boolean {
  if (isVector(distribution) || value === undefined) return false;
  if (distribution.kind === "float") {
    if (typeof value !== "number") return false;
    writeFloat64(writer, value);
    return true;
  }
  const place =
    distribution.kind === "categorical"
      ? choiceIndex(distribution, value)
      : typeof value === "number"
        ? folded(value)
        : null;
  if (place === null || place < 0) return false;
  writer.whole(place);
  return true;
}

function paramFrom(reader: VarintReader, distribution: ParamDistribution): ParamValue | undefined {
  if (isVector(distribution)) return undefined;
  if (distribution.kind === "float") return reader.float64();
  const place = reader.whole();
  return distribution.kind === "categorical" ? distribution.choices[place] : unfolded(place);
}

const finishedBefore = (count: number | null): Pick<FinishedTrial, "finishedBefore"> =>
  count === null ? {} : { finishedBefore: count };

const areWhole = (params: (ParamValue | undefined)[]): params is ParamValue[] => !params.includes(undefined);
