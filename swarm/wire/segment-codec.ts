import { concatBytes } from "@noble/hashes/utils.js";
import {
  base64url,
  HASH_BYTES,
  ID_BYTES,
  idBytes,
  type LogId,
  logIdOf,
  NONCE_BYTES,
  PUBLIC_KEY_BYTES,
  SIGNATURE_BYTES,
} from "../ids.ts";
import {
  type HeaderBody,
  type LogAuthor,
  MAX_SEGMENT_INDEX,
  MAX_SEGMENT_TRIAL_BYTES,
  MAX_TOTAL,
  MAX_TRIALS_PER_SEGMENT,
  SEGMENT_VERSION,
  type Segment,
  type SegmentBody,
  type SegmentHeader,
  type SegmentPlace,
  type Totals,
  trialsTold,
} from "../log/segment.ts";
import {
  MAX_STATUS_BODY_BYTES,
  MAX_STATUS_PERIOD_MS,
  type SignedStatus,
  STATUS_VERSION,
  statusLog,
} from "../presence/status.ts";
import { FieldReader, Malformed } from "./field-reader.ts";

/** base64url of up to 48 bytes; a study id has 43 characters. */
export const STUDY_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Printable ASCII without spaces; PeerJS ids have 36 characters, a relay's name may have more. */
export const ADDRESS = /^[\x21-\x7e]{0,128}$/;

type Fields = unknown[];

/** The form in which a segment is stored. */
export const segmentFields = (segment: Segment): Fields => [...placeFields(segment), segment.trials, segment.signature];
export const headerFields = (header: SegmentHeader): Fields => [
  ...placeFields(header),
  header.trialsHash,
  header.signature,
];

function placeFields(segment: Omit<Segment, "trials">): Fields {
  return [
    segment.version,
    segment.studyId,
    segment.publicKey,
    segment.nonce,
    segment.index,
    segment.basis,
    totalsFields(segment.totals),
    segment.bestIndex,
    segment.bestCount,
    segment.best,
    segment.count,
  ];
}

export function readSegment(value: unknown): Segment {
  const fields = new FieldReader(value, "segment");
  const place = readPlace(fields);
  const trials = fields.bytes("trials", 0, MAX_SEGMENT_TRIAL_BYTES);
  const signature = fields.bytes("signature", SIGNATURE_BYTES);
  fields.end();
  return { ...place, trials, signature };
}

/** Every version begins with these. */
export function readStoredName(value: unknown): { readonly log: LogId; readonly index: number } {
  const fields = new FieldReader(value, "segment");
  fields.integer("version", 0, 65_535);
  const studyId = fields.text("study id", STUDY_ID);
  const { publicKey, nonce } = readAuthor(fields);
  return { log: logIdOf(publicKey, studyId, nonce), index: fields.integer("index", 0, MAX_SEGMENT_INDEX) };
}

export function readHeader(value: unknown): SegmentHeader {
  const fields = new FieldReader(value, "segment header");
  const place = readPlace(fields);
  const trialsHash = fields.bytes("hash of trials", HASH_BYTES);
  const signature = fields.bytes("signature", SIGNATURE_BYTES);
  fields.end();
  return { ...place, trialsHash, signature };
}

function readPlace(fields: FieldReader): Omit<Segment, "trials" | "signature"> {
  return possible({
    version: fields.integer("version", SEGMENT_VERSION, SEGMENT_VERSION),
    studyId: fields.text("study id", STUDY_ID),
    ...readAuthor(fields),
    index: fields.integer("index", 0, MAX_SEGMENT_INDEX),
    basis: fields.integer("basis", 0, MAX_SEGMENT_INDEX),
    totals: readTotals(fields.nested()),
    bestIndex: fields.integerOrNull("best index", 0, MAX_SEGMENT_INDEX),
    bestCount: fields.integer("best count", 0, MAX_SEGMENT_INDEX + 1),
    best: fields.numberOrNull("best"),
    count: fields.integer("count", 0, MAX_TRIALS_PER_SEGMENT),
  });
}

export function readAuthor(fields: FieldReader): LogAuthor {
  return {
    publicKey: fields.bytes("public key", PUBLIC_KEY_BYTES),
    nonce: fields.bytes("nonce", NONCE_BYTES),
  };
}

function possible<T extends SegmentPlace>(place: T): T {
  const { index, basis, bestIndex, bestCount } = place;
  if (basis > index) throw new Malformed("a segment that needs a later one");
  if ((bestIndex ?? 0) > index || bestCount > index + 1 || (bestIndex === null) !== (bestCount === 0))
    throw new Malformed("bests that cannot be");
  if (trialsTold(place.totals) < place.count) throw new Malformed("totals are less than the trials carried");
  return place;
}

/** As a segment travels: places as distances, so that most numbers take a byte or two. */
export const bodyFields = (body: SegmentBody): Fields => [...travelFields(body), body.trials, body.signature];
export const headerBodyFields = (body: HeaderBody): Fields => [...travelFields(body), body.trialsHash, body.signature];

function travelFields({ index, basis, totals, bestIndex, bestCount, best, count }: SegmentPlace): Fields {
  const sinceBest = bestIndex === null ? null : index - bestIndex;
  return [index, index - basis, ...totalsFields(totals), sinceBest, bestCount, best, count];
}

export function readBody(value: unknown): SegmentBody {
  const fields = new FieldReader(value, "segment");
  const place = readTravel(fields);
  const trials = fields.bytes("trials", 0, MAX_SEGMENT_TRIAL_BYTES);
  const signature = fields.bytes("signature", SIGNATURE_BYTES);
  fields.end();
  return { ...place, trials, signature };
}

export function readHeaderBody(value: unknown): HeaderBody {
  const fields = new FieldReader(value, "segment header");
  const place = readTravel(fields);
  const trialsHash = fields.bytes("hash of trials", HASH_BYTES);
  const signature = fields.bytes("signature", SIGNATURE_BYTES);
  fields.end();
  return { ...place, trialsHash, signature };
}

function readTravel(fields: FieldReader): SegmentPlace {
  const index = fields.integer("index", 0, MAX_SEGMENT_INDEX);
  const basis = index - fields.integer("way to the basis", 0, index);
  const totals = readCounts(fields);
  const sinceBest = fields.integerOrNull("way to the best", 0, index);
  const bestIndex = sinceBest === null ? null : index - sinceBest;
  const bestCount = fields.integer("best count", 0, MAX_SEGMENT_INDEX + 1);
  const best = fields.numberOrNull("best");
  const count = fields.integer("count", 0, MAX_TRIALS_PER_SEGMENT);
  return possible({ index, basis, totals, bestIndex, bestCount, best, count });
}

const totalsFields = (totals: Totals): Fields => [totals.complete, totals.pruned, totals.failed];

function readTotals(value: unknown): Totals {
  const fields = new FieldReader(value, "totals");
  const totals = readCounts(fields);
  fields.end();
  return totals;
}

const readCounts = (fields: FieldReader): Totals => ({
  complete: fields.integer("complete", 0, MAX_TOTAL),
  pruned: fields.integer("pruned", 0, MAX_TOTAL),
  failed: fields.integer("failed", 0, MAX_TOTAL),
});

/** What is known of the link over which messages come. */
export interface MessageOrigin {
  readonly studyId: string;
  /** Whose log it is; undefined: nobody has said so yet. */
  readonly authorOf: (log: LogId) => LogAuthor | undefined;
}

/** Of which study it is the link says; whose log, where `isKnown`, what was told before. */
export function statusFields(status: SignedStatus, isKnown = false): Fields {
  return [
    status.version,
    isKnown ? idBytes(statusLog(status)) : concatBytes(status.publicKey, status.nonce),
    status.sequence,
    status.address,
    status.length,
    totalsFields(status.totals),
    status.done,
    status.leaving,
    status.periodMs,
    status.body,
    status.signature,
  ];
}

/** Null where it is not known whose it is. */
export function readStatus(value: unknown, { studyId, authorOf }: MessageOrigin): SignedStatus | null {
  const fields = new FieldReader(value, "status");
  const version = fields.integer("version", STATUS_VERSION, STATUS_VERSION);
  const name = fields.bytes("author", ID_BYTES, AUTHOR_BYTES);
  if (name.length !== ID_BYTES && name.length !== AUTHOR_BYTES) throw fields.malformed("author");
  const author = name.length === ID_BYTES ? authorOf(base64url(name)) : authorIn(name);
  const rest = {
    sequence: fields.integer("sequence", 0, MAX_SEGMENT_INDEX),
    address: fields.text("address", ADDRESS),
    length: fields.integer("length", 0, MAX_SEGMENT_INDEX),
    totals: readTotals(fields.nested()),
    done: fields.boolean("done"),
    leaving: fields.boolean("leaving"),
    periodMs: fields.integer("period", 1, MAX_STATUS_PERIOD_MS),
    body: fields.bytes("body", 0, MAX_STATUS_BODY_BYTES),
    signature: fields.bytes("signature", SIGNATURE_BYTES),
  };
  fields.end();
  return author === undefined ? null : { version, studyId, publicKey: author.publicKey, nonce: author.nonce, ...rest };
}

const AUTHOR_BYTES = PUBLIC_KEY_BYTES + NONCE_BYTES;

const authorIn = (bytes: Uint8Array): LogAuthor => ({
  publicKey: bytes.slice(0, PUBLIC_KEY_BYTES),
  nonce: bytes.slice(PUBLIC_KEY_BYTES),
});
