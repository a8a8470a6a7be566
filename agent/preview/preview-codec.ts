/**
 * A preview as bytes: the best trials that a tab knows, without signature, by columns as in a segment. Each says which segment
 * of which log tells of it, so that it can be checked. Only complete trials with finite values are told.
 * Invariant: whatever `decodePreview` accepts is made of possible trials, each once.
 */
import { decode, encode } from "@msgpack/msgpack";
import * as v from "valibot";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { contains, MAX_CHOICES, MAX_PARAMS } from "../../study/space/distribution.ts";
import { sameSpace, type TrialSpace } from "../../study/space/search-space.ts";
import { type FinishedTrial, type TrialPoint, trialId } from "../../study/trial/trial.ts";
import { trialFault } from "../../study/trial/trial-fault.ts";
import { base64url, ID_BYTES, idBytes, type LogId } from "../../swarm/ids.ts";
import type { SegmentPlace } from "../../swarm/link/fetch-state.ts";
import { MAX_SEGMENT_INDEX } from "../../swarm/log/segment.ts";
import { refuseBytes } from "../../swarm/wire/msgpack-scan.ts";
import { MAX_PREVIEW_BYTES } from "../../swarm/wire/wire-limits.ts";
import { float64Bytes, float64Of } from "../tell/float64.ts";
import { parseSpace, plainSpace } from "../tell/space-codec.ts";
import { Cursor, paramsFrom } from "../tell/trial-assembly.ts";
import { paramColumns } from "../tell/trial-codec.ts";
import { VectorReader, vectorBytes } from "../tell/vector-values.ts";

/** One screen of the table of trials and some to scroll ahead. */
export const MAX_PREVIEW_TRIALS = 200;

/** What a preview says of a trial. */
export interface PreviewTrial extends TrialPoint, SegmentPlace {
  readonly number: number;
  /** One per objective, finite. */
  readonly values: readonly number[];
}

const VERSION = 1;
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bin = v.custom<Uint8Array>((input) => input instanceof Uint8Array);
const few = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.maxLength(MAX_PREVIEW_TRIALS));
const shape = v.strictTuple([
  v.literal(VERSION),
  /** Logs, 16 bytes each, and spaces: each once. */
  bin,
  few(v.unknown()),
  /** Place of the log and of the space, a byte each. */
  bin,
  bin,
  /** Segments and numbers. */
  few(v.pipe(whole, v.maxValue(MAX_SEGMENT_INDEX))),
  few(whole),
  /** Values and numerical parameters as float64, categorical ones, lists. */
  bin,
  bin,
  v.pipe(v.array(v.pipe(whole, v.maxValue(MAX_CHOICES - 1))), v.maxLength(MAX_PREVIEW_TRIALS * MAX_PARAMS)),
  bin,
]);

/** Of the first of `trials`, at most MAX_PREVIEW_TRIALS, as many as fit `MAX_PREVIEW_BYTES`. */
export function encodePreview(trials: readonly PreviewTrial[]): Uint8Array {
  let told = trials.filter(isWithin).slice(0, MAX_PREVIEW_TRIALS);
  for (;;) {
    const bytes = encodeAll(told);
    if (bytes.length <= MAX_PREVIEW_BYTES) return bytes;
    told = told.slice(0, Math.floor(0.9 * told.length));
  }
}

/** Each parameter is a value of its distribution: of trials of earlier versions not all are. */
const isWithin = ({ space, params }: TrialPoint): boolean =>
  space.distributions.every((distribution, i) => contains(distribution, params[i] ?? null));

function encodeAll(trials: readonly PreviewTrial[]): Uint8Array {
  const logs = [...new Set(trials.map(({ log }) => log))];
  const spaces: TrialSpace[] = [];
  // Each log tells its spaces for itself.
  const spaceOf = trials.map(({ space }) => {
    const known = spaces.findIndex((other) => sameSpace(other, space));
    return known < 0 ? spaces.push(space) - 1 : known;
  });
  const { numerical, categories } = paramColumns(trials);
  const names = new Uint8Array(ID_BYTES * logs.length);
  logs.forEach((log, i) => names.set(idBytes(log) ?? [], ID_BYTES * i));
  return encode([
    VERSION,
    names,
    spaces.map(plainSpace),
    Uint8Array.from(trials, ({ log }) => logs.indexOf(log)),
    Uint8Array.from(spaceOf),
    trials.map(({ index }) => index),
    trials.map(({ number }) => number),
    float64Bytes(trials.flatMap(({ values }) => values)),
    float64Bytes(numerical),
    categories,
    vectorBytes(trials),
  ]);
}

/** Strict: the trials, or why whoever sent them is not to be believed. Never throws. */
export function decodePreview(bytes: Uint8Array, objectives: number): Parsed<PreviewTrial[]> {
  if (bytes.length > MAX_PREVIEW_BYTES) return refused("the preview is too large");
  const refusal = refuseBytes(bytes);
  if (refusal !== null) return refused(`the preview: ${refusal}`);
  let input: unknown;
  try {
    input = decode(bytes);
  } catch (error) {
    return refused(error instanceof Error ? error.message : "the preview cannot be decoded");
  }
  const result = v.safeParse(shape, input, { abortEarly: true });
  if (!result.success) return refused(`the preview has another shape: ${result.issues[0].message}`);
  return assemble(result.output, objectives);
}

function assemble(told: v.InferOutput<typeof shape>, objectives: number): Parsed<PreviewTrial[]> {
  const [, names, plain, logOf, spaceOf, indices, numbers] = told;
  const count = numbers.length;
  if ([logOf, spaceOf, indices].some((column) => column.length !== count))
    return refused("the columns differ in length");
  if (names.length % ID_BYTES !== 0) return refused("a log has no name");
  const logs = logsFrom(names);
  const spaces: TrialSpace[] = [];
  for (const one of plain) {
    const space = parseSpace(one);
    if (!space.ok) return space;
    spaces.push(space.value);
  }
  const values = new Cursor(float64Of(told[7]));
  const numerical = new Cursor(float64Of(told[8]));
  const categories = new Cursor(told[9]);
  const vectors = new VectorReader(told[10]);
  const trials: PreviewTrial[] = [];
  for (let at = 0; at < count; at++) {
    const [log, space] = [logs[logOf[at] ?? logs.length], spaces[spaceOf[at] ?? spaces.length]];
    if (log === undefined || space === undefined) return refused("a trial has no log or no space");
    const params = paramsFrom(space, numerical, categories, vectors);
    const own = values.take(objectives);
    if (params === null || own === null) return refused("a value is missing");
    const trial: PreviewTrial = {
      log,
      index: indices[at] ?? 0,
      number: numbers[at] ?? 0,
      values: own,
      space,
      params,
    };
    const isFinite = own.every(Number.isFinite);
    const fault = isFinite && isWithin(trial) ? trialFault(asTrial(trial), objectives) : "a number is out of range";
    if (fault !== null) return refused(fault);
    trials.push(trial);
  }
  if (![values, numerical, categories, vectors].every((column) => column.isAtEnd))
    return refused("values are left over");
  if (new Set(logs).size < logs.length || new Set(trials.map(trialId)).size < count)
    return refused("a trial is there twice");
  return parsed(trials);
}

function logsFrom(names: Uint8Array): LogId[] {
  return Array.from({ length: names.length / ID_BYTES }, (_, i) =>
    base64url(names.subarray(ID_BYTES * i, ID_BYTES * (i + 1))),
  );
}

const NONE = Object.freeze({});

/** As the table shows it: what a preview does not tell of it is empty. */
export const asTrial = ({ log, number, values, space, params }: PreviewTrial): FinishedTrial => ({
  log,
  number,
  values,
  space,
  params,
  state: "complete",
  intermediate: [],
  metrics: NONE,
  constraints: NONE,
  userAttrs: NONE,
  error: null,
  checkpoint: null,
  durationMs: 0,
  foreignKnown: 0,
  startMs: null,
  repeatOf: null,
});
