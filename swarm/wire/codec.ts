import { decode, encode } from "@msgpack/msgpack";
import { FINGERPRINT_BYTES, NONCE_BYTES, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../ids.ts";
import type { Segment } from "../log/segment.ts";
import { NOTE_SUMS_BYTES } from "../notes/note-sums.ts";
import type { StatusEntry } from "../presence/status.ts";
import { FieldReader, Malformed } from "./field-reader.ts";
import type { DigestMessage, DisconnectReason, HelloMessage, Message } from "./message.ts";
import { refuseBytes } from "./msgpack-scan.ts";
import { noteFields, readNote } from "./note-codec.ts";
import {
  headFields,
  logBytes,
  rangeDigestFields,
  readAddresses,
  readHead,
  readLogRange,
  readPrefix,
  readProof,
  readRangeDigest,
} from "./part-codec.ts";
import { ADDRESS, headerFields, readSegment, readStatus, segmentFields, statusFields } from "./segment-codec.ts";
import {
  MAX_AGE_MS,
  MAX_HEADS_PER_MESSAGE,
  MAX_MESSAGE_BYTES,
  MAX_NOTES_PER_MESSAGE,
  MAX_PROOFS_PER_MESSAGE,
  MAX_RANGES_PER_MESSAGE,
  MAX_RECENT_HEADS,
  MAX_SEGMENTS_PER_MESSAGE,
  MAX_STATUSES_PER_MESSAGE,
  MAX_STUDY_MS,
  MAX_UINT32,
  MAX_WANTED_RANGES,
} from "./wire-limits.ts";

export type DecodedMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly reason: string };
export type DecodedSegment =
  | { readonly ok: true; readonly segment: Segment }
  | { readonly ok: false; readonly reason: string };

/** The bytes of a message; throws RangeError past `MAX_MESSAGE_BYTES`, which would be our own fault. */
export function encodeMessage(message: Message): Uint8Array {
  const bytes = encode([KINDS.indexOf(message.type), ...fieldsOf(message)]);
  if (bytes.length > MAX_MESSAGE_BYTES) throw new RangeError(`a ${message.type} message of ${bytes.length} bytes`);
  return bytes;
}

/** A message, or why these bytes are none. Never throws; the time is bounded by the length. */
export function decodeMessage(bytes: Uint8Array): DecodedMessage {
  const decoded = decodeWith(bytes, readMessage);
  return decoded.ok ? { ok: true, message: decoded.value } : decoded;
}

/** The form in which a segment is stored. */
export function encodeSegment(segment: Segment): Uint8Array {
  return encode(segmentFields(segment));
}

export function decodeSegment(bytes: Uint8Array): DecodedSegment {
  const decoded = decodeWith(bytes, readSegment);
  return decoded.ok ? { ok: true, segment: decoded.value } : decoded;
}

function decodeWith<T>(
  bytes: Uint8Array,
  read: (value: unknown) => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string } {
  if (bytes.length > MAX_MESSAGE_BYTES) return { ok: false, reason: `${bytes.length} bytes are too many` };
  const refusal = refuseBytes(bytes);
  if (refusal !== null) return { ok: false, reason: refusal };
  try {
    return { ok: true, value: read(decode(bytes, DECODE_LIMITS)) };
  } catch (error) {
    // `Malformed` from the readers, or msgpack's own errors: all mean that a stranger sent nonsense.
    return { ok: false, reason: error instanceof Error ? error.message : "not msgpack" };
  }
}

const DECODE_LIMITS = {
  maxStrLength: 128,
  maxBinLength: MAX_MESSAGE_BYTES,
  maxArrayLength: MAX_HEADS_PER_MESSAGE,
  maxMapLength: 0,
  maxExtLength: 0,
};

/** Place in this list is the number on the wire: only ever append. */
const KINDS: readonly Message["type"][] = [
  "hello",
  "proof",
  "segments",
  "status",
  "digest",
  "heads",
  "want",
  "shuffle",
  "shuffleReply",
  "ping",
  "pong",
  "forks",
  "disconnect",
  "notes",
  "noteDigest",
];

const REASONS: readonly DisconnectReason[] = ["full", "duplicate", "self", "goodbye", "incompatible", "misbehaved"];

function fieldsOf(message: Message): unknown[] {
  switch (message.type) {
    case "hello":
      return helloFields(message);
    case "proof":
      return [message.signature];
    case "segments":
      return [message.answer, message.segments.map(segmentFields)];
    case "status":
      return [message.statuses.map((entry) => [entry.ageMs, statusFields(entry.status)])];
    case "digest":
      return [message.salt, message.bans, message.recent.map(headFields), message.ranges.map(rangeDigestFields)];
    case "heads":
      return [message.prefixes, message.heads.map(headFields)];
    case "want":
      return [message.id, message.ranges.map((range) => [logBytes(range.log), range.from, range.to])];
    case "shuffle":
    case "shuffleReply":
      return [message.addresses];
    case "ping":
      return [message.stamp];
    case "pong":
      return [message.stamp, message.studyMs];
    case "forks":
      return [message.proofs.map((proof) => [headerFields(proof.first), headerFields(proof.second)])];
    case "disconnect":
      return [REASONS.indexOf(message.reason), message.addresses];
    case "notes":
      return [message.notes.map(noteFields)];
    case "noteDigest":
      return [message.salt, message.sums];
  }
}

function readMessage(value: unknown): Message {
  const fields = new FieldReader(value, "message");
  const kind = KINDS[fields.integer("kind", 0, KINDS.length - 1)];
  if (kind === undefined) throw new Malformed("an unknown kind of message");
  const message = readFields(kind, fields);
  // A later version may add fields to a hello: it must be understood well enough to say "incompatible".
  if (kind !== "hello") fields.end();
  return message;
}

function readFields(kind: Message["type"], fields: FieldReader): Message {
  switch (kind) {
    case "hello":
      return readHello(fields);
    case "proof":
      return { type: kind, signature: fields.bytes("signature", SIGNATURE_BYTES) };
    case "segments":
      return {
        type: kind,
        answer: fields.integer("answer", 0, MAX_UINT32),
        segments: fields.list("segments", MAX_SEGMENTS_PER_MESSAGE, readSegment),
      };
    case "status":
      return { type: kind, statuses: fields.list("statuses", MAX_STATUSES_PER_MESSAGE, readStatusEntry) };
    case "digest":
      return readDigest(fields);
    case "heads":
      return {
        type: kind,
        prefixes: fields.list("prefixes", MAX_RANGES_PER_MESSAGE, readPrefix),
        heads: fields.list("heads", MAX_HEADS_PER_MESSAGE, readHead),
      };
    case "want":
      return {
        type: kind,
        id: fields.integer("id", 1, MAX_UINT32),
        ranges: fields.list("ranges", MAX_WANTED_RANGES, readLogRange),
      };
    case "shuffle":
    case "shuffleReply":
      return { type: kind, addresses: readAddresses(fields) };
    case "ping":
      return { type: kind, stamp: fields.integer("stamp", 0, MAX_UINT32) };
    case "pong":
      return {
        type: kind,
        stamp: fields.integer("stamp", 0, MAX_UINT32),
        studyMs: fields.integerOrNull("study time", 0, MAX_STUDY_MS),
      };
    case "forks":
      return { type: kind, proofs: fields.list("proofs", MAX_PROOFS_PER_MESSAGE, readProof) };
    case "disconnect": {
      const reason = REASONS[fields.integer("reason", 0, REASONS.length - 1)] ?? "goodbye";
      return { type: kind, reason, addresses: readAddresses(fields) };
    }
    case "notes":
      return { type: kind, notes: fields.list("notes", MAX_NOTES_PER_MESSAGE, readNote) };
    case "noteDigest":
      return {
        type: kind,
        salt: fields.integer("salt", 0, MAX_UINT32),
        sums: fields.bytes("sums", NOTE_SUMS_BYTES),
      };
  }
}

const helloFields = (hello: HelloMessage): unknown[] => [
  hello.minVersion,
  hello.maxVersion,
  hello.publicKey,
  hello.handshakeNonce,
  hello.logNonce,
  hello.address,
  hello.priority,
  hello.liveLogs,
];

function readHello(fields: FieldReader): HelloMessage {
  return {
    type: "hello",
    minVersion: fields.integer("oldest version", 0, 65_535),
    maxVersion: fields.integer("newest version", 0, 65_535),
    publicKey: fields.bytes("public key", PUBLIC_KEY_BYTES),
    handshakeNonce: fields.bytes("handshake nonce", NONCE_BYTES),
    logNonce: fields.bytes("log nonce", NONCE_BYTES),
    address: fields.text("address", ADDRESS),
    priority: fields.boolean("priority"),
    liveLogs: fields.integer("live logs", 0, MAX_UINT32),
  };
}

function readDigest(fields: FieldReader): DigestMessage {
  return {
    type: "digest",
    salt: fields.integer("salt", 0, MAX_UINT32),
    bans: fields.bytes("bans", FINGERPRINT_BYTES),
    recent: fields.list("recent heads", MAX_RECENT_HEADS, readHead),
    ranges: fields.list("ranges", MAX_RANGES_PER_MESSAGE, readRangeDigest),
  };
}

function readStatusEntry(value: unknown): StatusEntry {
  const fields = new FieldReader(value, "status entry");
  const entry = { ageMs: fields.integer("age", 0, MAX_AGE_MS), status: readStatus(fields.nested()) };
  fields.end();
  return entry;
}
