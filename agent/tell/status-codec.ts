/** What a peer says of itself now, in the body of its status: who it is and which trials it runs (its leases). */
import { Decoder, Encoder } from "@msgpack/msgpack";
import * as v from "valibot";
import { MAX_OPEN_GENERATIONS } from "../../study/evolution/settings.ts";
import { isWellFormedText, type Parsed, parsed, refused } from "../../study/parsed.ts";
import { contains, type ParamValue } from "../../study/space/distribution.ts";
import { EMPTY_SPACE, type TrialSpace } from "../../study/space/search-space.ts";
import { readRow, rowWidth, writeRow } from "../../study/space/vector-numbers.ts";
import { MAX_START_POINTS } from "../../study/spec/spec-limits.ts";
import type { LiveState, TrialPoint } from "../../study/trial/trial.ts";
import { MAX_STATUS_BODY_BYTES } from "../../swarm/presence/status.ts";
import { refuseBytes } from "../../swarm/wire/msgpack-scan.ts";
import { float64Bytes, float64Of } from "./float64.ts";
import { parseSpace, plainSpace } from "./space-codec.ts";

/**
 * Bodies of another version are not read; their peer is shown without name and leases. The older one is written where it says
 * all there is to say: who breeds no generations is understood by tabs that cannot.
 */
const VERSION = 3;
const BREEDING_VERSION = 4;
/** A name is one line in a list. */
export const MAX_PEER_NAME = 60;
/** Points that steer other samplers away; the rest of a large batch is only counted. */
export const MAX_TOLD_LEASES = 32;
/** A browser reports at most a few hundred cores. */
const MAX_CORES = 1_024;
/** Cells of a generation that take long enough to be told of. */
export const MAX_TOLD_CELLS = 64;
/** As many as a machine has cores, and no more than fit beside the leases. */
const MAX_TOLD_START_POINTS = 64;
const MAX_UINT32 = 2 ** 32 - 1;
/** Thirty days: no tab stays open for longer, and whatever is said to is held to have run so long. */
export const MAX_TOLD_SECONDS = 2_592_000;

/** `archiving`: it only keeps what is told, as a seed does; nobody's tab. */
export const ACTIVITIES = ["running", "paused", "watching", "finished", "archiving"] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** Where a trial that runs on a peer now tries. It steers other samplers away, and nobody ever runs it for that peer. */
export interface Lease extends TrialPoint, Progress {
  /** Of the peer's log. */
  readonly number: number;
  readonly state: LiveState;
}

/** How far a trial was when its peer said so. */
export interface Progress {
  /** Whole seconds it had been running; null where it does not run, and where it was not told. */
  readonly seconds: number | null;
  /** The last step it reported, and its first objective there, which is not NaN; both null before the first. */
  readonly step: number | null;
  readonly value: number | null;
}

const NO_REPORT = { step: null, value: null };
export const NO_PROGRESS: Progress = { seconds: null, ...NO_REPORT };

const LIVE_STATES: readonly LiveState[] = ["running", "waiting", "paused"];

export interface PeerStatus {
  readonly name: string;
  readonly cores: number;
  readonly activity: Activity;
  readonly round: number;
  /** All that were asked for and stand in no segment yet, those in `leases` included. */
  readonly runningCount: number;
  readonly leases: readonly Lease[];
  /** Which of the author's start points run here. */
  readonly startPoints?: readonly number[];
  /** Where generations are bred: what stands in the place of leases. */
  readonly breeding?: Breeding;
}

/** A peer's share in generations, which need no genomes to be told: those follow from their places. */
export interface Breeding {
  /** Trials that this log has run. */
  readonly evaluations: number;
  /** The open one. */
  readonly generation: number;
  /** Cells of it that run there and take long, and for how many whole seconds each. */
  readonly cells: readonly (readonly [cell: number, seconds: number])[];
}

const whole = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));
const commonShape = [
  v.pipe(
    v.string(),
    v.maxLength(MAX_PEER_NAME),
    v.check((name) => isWellFormedText(name)),
  ),
  whole(MAX_CORES),
  whole(ACTIVITIES.length - 1),
  whole(Number.MAX_SAFE_INTEGER),
  whole(MAX_UINT32),
  v.unknown(),
  v.pipe(
    v.array(
      v.strictTuple([
        whole(MAX_UINT32),
        whole(LIVE_STATES.length - 1),
        v.custom<Uint8Array>((input) => input instanceof Uint8Array),
        v.nullable(whole(MAX_UINT32)),
        v.nullable(whole(Number.MAX_SAFE_INTEGER)),
        v.nullable(v.custom<number>((input) => typeof input === "number")),
      ]),
    ),
    v.maxLength(MAX_TOLD_LEASES),
  ),
  v.pipe(v.array(whole(MAX_START_POINTS - 1)), v.maxLength(MAX_TOLD_START_POINTS)),
] as const;
const breedingShape = v.strictTuple([
  whole(Number.MAX_SAFE_INTEGER),
  whole(MAX_OPEN_GENERATIONS),
  v.pipe(
    v.array(v.strictTuple([whole(Number.MAX_SAFE_INTEGER), whole(Number.MAX_SAFE_INTEGER)])),
    v.maxLength(MAX_TOLD_CELLS),
  ),
]);
const shape = v.strictTuple([v.literal(VERSION), ...commonShape]);
const shapeWithBreeding = v.strictTuple([v.literal(BREEDING_VERSION), ...commonShape, breedingShape]);

/** Never more than MAX_STATUS_BODY_BYTES: what does not fit (progress, leases, then the space) is left out. */
export function encodeStatus(status: PeerStatus): Uint8Array {
  const space = status.leases.find((lease) => lease.params.length > 0)?.space ?? EMPTY_SPACE;
  const first = status.leases.slice(0, MAX_TOLD_LEASES);
  const whole = encodeWith(status, first, space);
  if (whole.length <= MAX_STATUS_BODY_BYTES) return whole;
  const leases = first.map(withoutProgress);
  for (let count = leases.length; count > 0; count >>= 1) {
    const bytes = encodeWith(status, leases.slice(0, count), space);
    if (bytes.length <= MAX_STATUS_BODY_BYTES) return bytes;
  }
  const bytes = encodeWith(status, leases, EMPTY_SPACE);
  return bytes.length <= MAX_STATUS_BODY_BYTES ? bytes : encodeWith(status, [], EMPTY_SPACE);
}

export const withoutProgress = (lease: Lease): Lease => ({ ...lease, ...NO_PROGRESS });

/** Each keeps its buffers: making one costs more than a status. */
const encoder = new Encoder();
const decoder = new Decoder();

/** Leases that are no points of `space` are told without their parameters. */
function encodeWith(status: PeerStatus, leases: readonly Lease[], space: TrialSpace): Uint8Array {
  const { breeding } = status;
  return encoder.encode([
    breeding === undefined ? VERSION : BREEDING_VERSION,
    status.name.slice(0, MAX_PEER_NAME).replaceAll(/\p{Surrogate}/gu, "\ufffd"),
    Math.min(status.cores, MAX_CORES),
    ACTIVITIES.indexOf(status.activity),
    status.round,
    Math.min(status.runningCount, MAX_UINT32),
    space === EMPTY_SPACE ? null : plainSpace(space),
    leases.map((lease) => [
      lease.number,
      LIVE_STATES.indexOf(lease.state),
      float64Bytes(rowOf(lease, space)),
      lease.seconds,
      lease.step,
      // -0 is nothing else than 0 to whoever reads it, and no number on the wire.
      lease.value === null ? null : lease.value + 0,
    ]),
    (status.startPoints ?? []).slice(0, MAX_TOLD_START_POINTS),
    ...(breeding === undefined ? [] : [plainBreeding(breeding)]),
  ]);
}

const plainBreeding = ({ evaluations, generation, cells }: Breeding): unknown[] => [
  Math.min(evaluations, Number.MAX_SAFE_INTEGER),
  generation,
  cells.slice(0, MAX_TOLD_CELLS),
];

/**
 * Empty if the point is none of `space`. What was proposed before a trial had shown the objective's own space names the same
 * parameters by other distributions.
 */
function rowOf(lease: Lease, space: TrialSpace): Float64Array {
  const params = lease.space === space ? lease.params : paramsIn(space, lease);
  const row = new Float64Array(params === null ? 0 : rowWidth(space, params));
  if (params !== null) writeRow(space, params, row, 0);
  return row;
}

function paramsIn({ names, distributions }: TrialSpace, point: TrialPoint): ParamValue[] | null {
  if (names.length !== point.space.names.length) return null;
  const params: ParamValue[] = [];
  for (const [i, name] of names.entries()) {
    const value = point.params[point.space.names.indexOf(name)];
    const distribution = distributions[i];
    if (value === undefined || distribution === undefined || !contains(distribution, value)) return null;
    params.push(value);
  }
  return params;
}

/** What a stranger says of itself, or why it makes no sense. Never throws. */
export function decodeStatus(bytes: Uint8Array): Parsed<PeerStatus> {
  if (bytes.length > MAX_STATUS_BODY_BYTES) return refused("the status is too large");
  const refusal = refuseBytes(bytes);
  if (refusal !== null) return refused(`the status: ${refusal}`);
  let input: unknown;
  try {
    input = decoder.decode(bytes);
  } catch (error) {
    return refused(error instanceof Error ? error.message : "the status cannot be decoded");
  }
  const breeds = Array.isArray(input) && input[0] === BREEDING_VERSION;
  const result = v.safeParse(breeds ? shapeWithBreeding : shape, input, { abortEarly: true });
  if (!result.success) return refused(`the status has another shape: ${result.issues[0].message}`);
  const [, name, cores, activity, round, runningCount, plain, told, startPoints, bred] = result.output;
  const space = plain === null ? parsed(EMPTY_SPACE) : parseSpace(plain);
  if (!space.ok) return space;
  const leases: Lease[] = [];
  for (const [number, state, values, seconds, step, value] of told) {
    const point = pointFrom(space.value, float64Of(values));
    if (point === null) return refused("a lease's parameters are outside their distributions");
    if ((step === null) !== (value === null)) return refused("a lease has a step without its value, or a value alone");
    leases.push({
      ...point,
      number,
      state: LIVE_STATES[state] ?? "running",
      seconds: seconds === null ? null : Math.min(seconds, MAX_TOLD_SECONDS),
      ...(Number.isNaN(value) ? NO_REPORT : { step, value }),
    });
  }
  const status = { name, cores, activity: ACTIVITIES[activity] ?? "watching", round, runningCount, leases };
  const whole = startPoints.length === 0 ? status : { ...status, startPoints };
  return parsed(bred === undefined ? whole : { ...whole, breeding: breedingFrom(bred) });
}

function breedingFrom([evaluations, generation, told]: v.InferOutput<typeof breedingShape>): Breeding {
  const cells = told.map(([cell, seconds]) => [cell, Math.min(seconds, MAX_TOLD_SECONDS)] as const);
  return { evaluations, generation, cells };
}

function pointFrom(space: TrialSpace, values: readonly number[] | null): TrialPoint | null {
  if (values?.length === 0) return { space: EMPTY_SPACE, params: [] };
  if (values === null) return null;
  const params = readRow(space, values, 0);
  const isWhole = params.length === space.names.length && rowWidth(space, params) === values.length;
  return isWhole ? { space, params } : null;
}
