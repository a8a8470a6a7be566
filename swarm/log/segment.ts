import { sha256 } from "@noble/hashes/sha2.js";
import { ByteWriter } from "../byte-writer.ts";
import { type LogId, logIdOf } from "../ids.ts";

/** Segments of another version are not read: a tab that is too old or too new says so at the handshake. */
export const SEGMENT_VERSION = 1;
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
  /** Best value among the trials carried, as claimed: for display and priority only. Never NaN. */
  readonly best: number | null;
  /** A new best: forwarded at once by everybody instead of with the next tick. */
  readonly urgent: boolean;
}

/** Everything of a segment that is signed. `nonce` with the key and the study gives the log id. */
export interface UnsignedSegment extends SegmentDraft {
  readonly version: number;
  readonly studyId: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 16 bytes, fresh for every engine start. */
  readonly nonce: Uint8Array;
  /** Place in the log, from 0, without gaps. */
  readonly index: number;
  /** `segmentHash` of the segment before; 32 zeros at index 0. */
  readonly previousHash: Uint8Array;
}

/** The only unit that is signed, sent, stored, fetched or dropped. */
export interface Segment extends UnsignedSegment {
  /** Ed25519 over `signingBytes`, 64 bytes. */
  readonly signature: Uint8Array;
}

/** A segment with its trials replaced by their hash: enough to check the signature, small enough to prove a fork with. */
export interface SegmentHeader extends Omit<Segment, "trials"> {
  /** SHA-256 of the trials' bytes. */
  readonly trialsHash: Uint8Array;
}

/** How far a log is held. */
export interface Head {
  readonly log: LogId;
  /** Segments held without a gap. */
  readonly length: number;
  /** First 8 bytes of the last segment's hash: logs of equal length that differ are a fork. */
  readonly hash: Uint8Array;
}

export const trialsTold = (totals: Totals): number => totals.complete + totals.pruned + totals.failed;

const DOMAIN = "waggle segment";

/** What the log's key signs. The trials enter as their hash, so that a header alone can be checked. */
export function signingBytes(segment: UnsignedSegment): Uint8Array {
  return headerSigningBytes(segment, sha256(segment.trials));
}

export function headerSigningBytes(header: Omit<UnsignedSegment, "trials">, trialsHash: Uint8Array): Uint8Array {
  return (
    new ByteWriter()
      .text(DOMAIN)
      .uint8(header.version)
      .text(header.studyId)
      .raw(header.publicKey)
      .raw(header.nonce)
      .uint32(header.index)
      .raw(header.previousHash)
      .float64(header.totals.complete)
      .float64(header.totals.pruned)
      .float64(header.totals.failed)
      .uint8(header.best === null ? 0 : 1)
      // Plus zero: -0 does not survive msgpack and must not break a signature.
      .float64((header.best ?? 0) + 0)
      .uint8(header.urgent ? 1 : 0)
      .uint8(header.count)
      .raw(trialsHash)
      .finish()
  );
}

/** SHA-256 of the signing bytes; the signature is left out, so signing twice is no fork. 32 bytes. */
export function segmentHash(segment: UnsignedSegment): Uint8Array {
  return namesOf(segment).hash;
}

/** The log this segment belongs to. */
export function segmentLog(segment: UnsignedSegment): LogId {
  return namesOf(segment).log;
}

interface Names {
  readonly log: LogId;
  readonly hash: Uint8Array;
}
/** Both are asked for at every hop and cost a hash each; the memory goes with the segment. */
const namesBySegment = new WeakMap<UnsignedSegment, Names>();

function namesOf(segment: UnsignedSegment): Names {
  const known = namesBySegment.get(segment);
  if (known !== undefined) return known;
  const names: Names = {
    log: logIdOf(segment.publicKey, segment.studyId, segment.nonce),
    hash: sha256(signingBytes(segment)),
  };
  namesBySegment.set(segment, names);
  return names;
}

export function headerOf(segment: Segment): SegmentHeader {
  const { trials, ...header } = segment;
  return { ...header, trialsHash: sha256(trials) };
}
