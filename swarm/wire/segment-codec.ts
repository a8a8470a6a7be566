import { HASH_BYTES, NONCE_BYTES, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../ids.ts";
import {
  MAX_SEGMENT_INDEX,
  MAX_SEGMENT_TRIAL_BYTES,
  MAX_TOTAL,
  MAX_TRIALS_PER_SEGMENT,
  SEGMENT_VERSION,
  type Segment,
  type SegmentHeader,
  type Totals,
  trialsTold,
} from "../log/segment.ts";
import { MAX_STATUS_BODY_BYTES, MAX_STATUS_PERIOD_MS, type SignedStatus, STATUS_VERSION } from "../presence/status.ts";
import { FieldReader, Malformed } from "./field-reader.ts";

/** base64url of up to 48 bytes; a study id has 43 characters. */
export const STUDY_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Printable ASCII without spaces; PeerJS ids have 36 characters, a relay's name may have more. */
export const ADDRESS = /^[\x21-\x7e]{0,128}$/;

type Fields = unknown[];

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
    segment.previousHash,
    totalsFields(segment.totals),
    segment.best,
    segment.urgent,
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

export function readHeader(value: unknown): SegmentHeader {
  const fields = new FieldReader(value, "segment header");
  const place = readPlace(fields);
  const trialsHash = fields.bytes("hash of trials", HASH_BYTES);
  const signature = fields.bytes("signature", SIGNATURE_BYTES);
  fields.end();
  return { ...place, trialsHash, signature };
}

function readPlace(fields: FieldReader): Omit<Segment, "trials" | "signature"> {
  const place = {
    version: fields.integer("version", SEGMENT_VERSION, SEGMENT_VERSION),
    studyId: fields.text("study id", STUDY_ID),
    publicKey: fields.bytes("public key", PUBLIC_KEY_BYTES),
    nonce: fields.bytes("nonce", NONCE_BYTES),
    index: fields.integer("index", 0, MAX_SEGMENT_INDEX),
    previousHash: fields.bytes("previous hash", HASH_BYTES),
    totals: readTotals(fields.nested()),
    best: fields.numberOrNull("best"),
    urgent: fields.boolean("urgent"),
    count: fields.integer("count", 0, MAX_TRIALS_PER_SEGMENT),
  };
  if (place.index === 0 && place.previousHash.some((byte) => byte !== 0))
    throw new Malformed("the first segment follows another");
  if (trialsTold(place.totals) < place.count) throw new Malformed("totals are less than the trials carried");
  return place;
}

const totalsFields = (totals: Totals): Fields => [totals.complete, totals.pruned, totals.failed];

function readTotals(value: unknown): Totals {
  const fields = new FieldReader(value, "totals");
  const totals = {
    complete: fields.integer("complete", 0, MAX_TOTAL),
    pruned: fields.integer("pruned", 0, MAX_TOTAL),
    failed: fields.integer("failed", 0, MAX_TOTAL),
  };
  fields.end();
  return totals;
}

export function statusFields(status: SignedStatus): Fields {
  return [
    status.version,
    status.studyId,
    status.publicKey,
    status.nonce,
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

export function readStatus(value: unknown): SignedStatus {
  const fields = new FieldReader(value, "status");
  const status: SignedStatus = {
    version: fields.integer("version", STATUS_VERSION, STATUS_VERSION),
    studyId: fields.text("study id", STUDY_ID),
    publicKey: fields.bytes("public key", PUBLIC_KEY_BYTES),
    nonce: fields.bytes("nonce", NONCE_BYTES),
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
  return status;
}
