import { sha256 } from "@noble/hashes/sha2.js";
import { ByteWriter } from "../byte-writer.ts";
import { type LogId, logIdOf } from "../ids.ts";

/** Segments of another version are not read: a tab that is too old or too new says so at the handshake. */
export const SEGMENT_VERSION = 2;
/** One signature for up to 64 trials: signing costs 0.1-2 ms, and losing one segment loses little. */
export const MAX_TRIALS_PER_SEGMENT = 64;
/** 4 KiB for each of 64 trials, and several segments still fit one message. */
export const MAX_SEGMENT_TRIAL_BYTES = 256 * 1024;
/** A segment every 10 ms for eight months. */
export const MAX_SEGMENT_INDEX = 2 ** 31 - 1;
/** A million trials a second for eleven days: more is a lie, and sums of 20,000 logs stay exact integers at 2^53. */
export const MAX_TOTAL = 4.5e11;

/** Cumulative true counts of a log from its start, trials that no segment carries included. */
export interface Totals {
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
}

export const NO_TOTALS: Totals = { complete: 0, pruned: 0, failed: 0 };

/** What the agent gives; the swarm adds the place in the log. */
export interface SegmentDraft {
  /** Opaque here; at most `MAX_SEGMENT_TRIAL_BYTES`. */
  readonly trials: Uint8Array;
  /** How many trials those bytes carry, 0 to `MAX_TRIALS_PER_SEGMENT`. */
  readonly count: number;
  readonly totals: Totals;
  /** Best value among the trials carried, as claimed, where the lane is best: for display only. Never NaN. */
  readonly best: number | null;
  /** `best`: it carries what was the best its tab knew, goes to everybody at once and leaves last. */
  readonly lane: "rest" | "best";
  /** `own`: it can be read by itself. `last`: only together with the last `own` before it. `alone`: no other needs it. */
  readonly basis: "own" | "last" | "alone";
}

/** What a segment says of itself and its log, but for its trials. */
export interface SegmentPlace {
  /** Place in the log, from 0. */
  readonly index: number;
  /** The place of the segment without which this one cannot be read; its own where it can. */
  readonly basis: number;
  readonly totals: Totals;
  /** The newest segment of lane best up to and including this one; null before the first. */
  readonly bestIndex: number | null;
  /** How many of lane best there are up to and including this one. */
  readonly bestCount: number;
  readonly best: number | null;
  readonly count: number;
}

/** Whose log it is: with the study, these give the log's name. */
export interface LogAuthor {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 16 bytes, fresh for every engine start. */
  readonly nonce: Uint8Array;
}

/** Everything of a segment that is signed. */
export interface UnsignedSegment extends SegmentPlace, LogAuthor {
  readonly version: number;
  readonly studyId: string;
  readonly trials: Uint8Array;
}

/** The only unit that is signed, sent, stored, fetched or dropped. */
export interface Segment extends UnsignedSegment {
  /** Ed25519 over `signingBytes`, 64 bytes. */
  readonly signature: Uint8Array;
}

/** A segment with its trials replaced by their hash: enough to check the signature, to count by, and to prove a fork with. */
export interface SegmentHeader extends Omit<Segment, "trials"> {
  /** SHA-256 of the trials' bytes. */
  readonly trialsHash: Uint8Array;
}

/** As a segment travels: its log is named once for many. */
export type SegmentBody = Omit<Segment, "version" | "studyId" | keyof LogAuthor>;
export type HeaderBody = Omit<SegmentHeader, "version" | "studyId" | keyof LogAuthor>;

export const trialsTold = (totals: Totals): number => totals.complete + totals.pruned + totals.failed;

/** Of lane best: it carries what was the best its tab knew. */
export const isBest = (place: Pick<SegmentPlace, "index" | "bestIndex">): boolean => place.bestIndex === place.index;

const DOMAIN = "waggle segment 2";

/** What the log's key signs. The trials enter as their hash, so that a header alone can be checked. */
export function signingBytes(segment: UnsignedSegment): Uint8Array {
  return stated(segment).bytes;
}

interface Signed {
  readonly trialsHash: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Between the check of a signature and the segment's entry. */
const signed = new WeakMap<UnsignedSegment, Signed>();

function stated(segment: UnsignedSegment): Signed {
  const known = signed.get(segment);
  if (known !== undefined) return known;
  const trialsHash = sha256(segment.trials);
  const made = { trialsHash, bytes: headerSigningBytes(segment, trialsHash) };
  signed.set(segment, made);
  return made;
}

/** What was signed, and the hash of the trials; asked for last, it is forgotten: held segments take no room for it. */
export function takeSigned(segment: UnsignedSegment): Signed {
  const made = stated(segment);
  signed.delete(segment);
  return made;
}

export function headerSigningBytes(header: Omit<UnsignedSegment, "trials">, trialsHash: Uint8Array): Uint8Array {
  return (
    new ByteWriter()
      .text(DOMAIN)
      .text(header.studyId)
      .raw(header.publicKey)
      .raw(header.nonce)
      .uint32(header.index)
      .uint32(header.basis)
      .float64(header.totals.complete)
      .float64(header.totals.pruned)
      .float64(header.totals.failed)
      .uint8(header.bestIndex === null ? 0 : 1)
      .uint32(header.bestIndex ?? 0)
      .uint32(header.bestCount)
      .uint8(header.best === null ? 0 : 1)
      // Plus zero: -0 does not survive msgpack and must not break a signature.
      .float64((header.best ?? 0) + 0)
      .uint8(header.count)
      .raw(trialsHash)
      .finish()
  );
}

/** SHA-256 of the signing bytes; the signature is left out, so signing twice is no fork. 32 bytes. */
export function segmentHash(segment: UnsignedSegment): Uint8Array {
  return sha256(signingBytes(segment));
}

const logs = new WeakMap<LogAuthor, LogId>();

/** The log this segment belongs to. Asked for at every hop; the memory goes with the segment. */
export function segmentLog(segment: LogAuthor & { readonly studyId: string }): LogId {
  const known = logs.get(segment);
  if (known !== undefined) return known;
  const log = logIdOf(segment.publicKey, segment.studyId, segment.nonce);
  logs.set(segment, log);
  return log;
}

/** The same where the name is known before: a hash is spared. */
export function nameLog<T extends LogAuthor>(segment: T, log: LogId): T {
  logs.set(segment, log);
  return segment;
}

const headers = new WeakMap<Segment, SegmentHeader>();

/** The same object each time, for as long as the segment is there. */
export function headerOf(segment: Segment): SegmentHeader {
  const known = headers.get(segment);
  if (known !== undefined) return known;
  const { trials, ...rest } = segment;
  const header = { ...rest, trialsHash: sha256(trials) };
  headers.set(segment, header);
  return header;
}
