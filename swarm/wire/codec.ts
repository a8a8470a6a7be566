import { Decoder, Encoder } from "@msgpack/msgpack";
import { MAX_EPOCHS } from "../board/chain.ts";
import { BUCKET_SUMS_BYTES } from "../bucket-sums.ts";
import { FINGERPRINT_BYTES, type LogId, NONCE_BYTES, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../ids.ts";
import { BUCKETS } from "../log/levels.ts";
import type { Segment } from "../log/segment.ts";
import type { StatusEntry } from "../presence/status.ts";
import { PUSH_KEY_BYTES, type PushKey, packKeys, unpackKeys } from "../push-key.ts";
import { boardDigestFields, cellsFields, epochsFields, readBoardDigest, readCells, readEpochs } from "./board-codec.ts";
import { FieldReader, Malformed } from "./field-reader.ts";
import type { DigestMessage, DisconnectReason, HelloMessage, Message, SegmentsMessage } from "./message.ts";
import { refuseBytes } from "./msgpack-scan.ts";
import { msgpackSize } from "./msgpack-size.ts";
import { noteFields, readNote } from "./note-codec.ts";
import {
  authorFields,
  entriesFields,
  logSumFields,
  readAddresses,
  readEntries,
  readIntroduction,
  readLogSum,
  readProof,
  readWanted,
  wantedFields,
} from "./part-codec.ts";
import { readStatusDigest, readWord, statusDigestFields, wordFields } from "./presence-codec.ts";
import {
  ADDRESS,
  headerFields,
  type MessageOrigin,
  readSegment,
  readStatus,
  readStoredName,
  segmentFields,
  statusFields,
} from "./segment-codec.ts";
import {
  MAX_AGE_MS,
  MAX_CELLS_PER_MESSAGE,
  MAX_KEYS_PER_MESSAGE,
  MAX_MESSAGE_BYTES,
  MAX_NOTES_PER_MESSAGE,
  MAX_PREVIEW_BYTES,
  MAX_PROOFS_PER_MESSAGE,
  MAX_RECENT_LOGS,
  MAX_RUNNING_BYTES,
  MAX_SEGMENTS_PER_MESSAGE,
  MAX_STATUSES_PER_MESSAGE,
  MAX_STUDY_MS,
  MAX_SUMS_PER_MESSAGE,
  MAX_UINT32,
  MAX_WANTED_RANGES,
  MAX_WORDS_PER_MESSAGE,
} from "./wire-limits.ts";

export type DecodedMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly reason: string };
export type DecodedSegment =
  | { readonly ok: true; readonly segment: Segment }
  | { readonly ok: false; readonly reason: string };

/** The bytes of a message; throws RangeError past `MAX_MESSAGE_BYTES`, which would be our own fault. */
export function encodeMessage(message: Message): Uint8Array {
  const bytes = encoder.encode([KINDS.indexOf(message.type), ...fieldsOf(message)]);
  if (bytes.length > MAX_MESSAGE_BYTES) throw new RangeError(`a ${message.type} message of ${bytes.length} bytes`);
  return bytes;
}

/** How many bytes `encodeMessage` makes of it, without making them. */
export function sizeOfMessage(message: Message): number {
  return msgpackSize([KINDS.indexOf(message.type), ...fieldsOf(message)]);
}

/**
 * A message, or why these bytes are none. Never throws; the time is bounded by the length. `origin`: what is known of the link they came over,
 * which statuses and words do not repeat; without it they are of no study. A status of a log that nobody knows is left out.
 */
export function decodeMessage(bytes: Uint8Array, origin: MessageOrigin = NOWHERE): DecodedMessage {
  const decoded = decodeWith(bytes, (value) => readMessage(value, origin));
  return decoded.ok ? { ok: true, message: decoded.value } : decoded;
}

/** The form in which a segment is stored. */
export function encodeSegment(segment: Segment): Uint8Array {
  return encoder.encode(segmentFields(segment));
}

export function decodeSegment(bytes: Uint8Array): DecodedSegment {
  const decoded = decodeWith(bytes, readSegment);
  return decoded.ok ? { ok: true, segment: decoded.value } : decoded;
}

/** Which segment of which log was stored, also by another version; null where that cannot be read. */
export function storedName(bytes: Uint8Array): { readonly log: LogId; readonly index: number } | null {
  const decoded = decodeWith(bytes, readStoredName);
  return decoded.ok ? decoded.value : null;
}

function decodeWith<T>(
  bytes: Uint8Array,
  read: (value: unknown) => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string } {
  if (bytes.length > MAX_MESSAGE_BYTES) return { ok: false, reason: `${bytes.length} bytes are too many` };
  const refusal = refuseBytes(bytes);
  if (refusal !== null) return { ok: false, reason: refusal };
  try {
    return { ok: true, value: read(decoder.decode(bytes)) };
  } catch (error) {
    // `Malformed` from the readers, or msgpack's own errors: all mean that a stranger sent nonsense.
    return { ok: false, reason: error instanceof Error ? error.message : "not msgpack" };
  }
}

const NOWHERE: MessageOrigin = { studyId: "", authorOf: () => undefined };

/** Each keeps its buffers: making one costs more than a small message. */
const encoder = new Encoder();
const decoder = new Decoder({
  maxStrLength: 128,
  maxBinLength: MAX_MESSAGE_BYTES,
  maxArrayLength: MAX_SUMS_PER_MESSAGE,
  maxMapLength: 0,
  maxExtLength: 0,
});

/** Place in this list is the number on the wire: only ever append. Null: not used yet. */
const KINDS: readonly (Message["type"] | null)[] = [
  "hello",
  "proof",
  "segments",
  "status",
  "digest",
  "sums",
  "want",
  "shuffle",
  "shuffleReply",
  "ping",
  "pong",
  "forks",
  "disconnect",
  "notes",
  "noteDigest",
  "cells",
  "boardDigest",
  "epochsWanted",
  "epochs",
  "ihave",
  "graft",
  "prune",
  "words",
  "running",
  "statusDigest",
  "previewWanted",
  "preview",
];

const REASONS: readonly DisconnectReason[] = ["full", "duplicate", "self", "goodbye", "incompatible", "misbehaved"];

function fieldsOf(message: Message): unknown[] {
  switch (message.type) {
    case "hello":
      return helloFields(message);
    case "proof":
      return [message.signature];
    case "segments":
      return [
        message.answer,
        message.introductions.map(authorFields),
        message.logs.map(entriesFields),
        message.reached,
      ];
    case "status":
      return [message.statuses.map((entry) => [entry.ageMs, statusFields(entry.status, entry.isKnown)])];
    case "digest":
      return [message.bans, message.sums, message.logs.map(logSumFields)];
    case "sums":
      return [message.buckets, message.logs.map(logSumFields)];
    case "want":
      return [message.id, message.ranges.map(wantedFields)];
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
    case "cells":
      return [message.cells.map(cellsFields)];
    case "boardDigest":
      return boardDigestFields(message);
    case "epochsWanted":
      return [message.from];
    case "epochs":
      return epochsFields(message);
    case "ihave":
    case "graft":
    case "prune":
      return [packKeys(message.keys)];
    case "words":
      return [message.words.map(wordFields)];
    case "running":
    case "preview":
      return [message.body];
    case "previewWanted":
      return [];
    case "statusDigest":
      return statusDigestFields(message);
  }
}

function readMessage(value: unknown, origin: MessageOrigin): Message {
  const fields = new FieldReader(value, "message");
  const kind = KINDS[fields.integer("kind", 0, KINDS.length - 1)];
  if (kind === undefined || kind === null) throw new Malformed("an unknown kind of message");
  const message = readFields(kind, fields, origin);
  // A later version may add fields to a hello: it must be understood well enough to say "incompatible".
  if (kind !== "hello") fields.end();
  return message;
}

function readFields(kind: Message["type"], fields: FieldReader, origin: MessageOrigin): Message {
  switch (kind) {
    case "hello":
      return readHello(fields);
    case "proof":
      return { type: kind, signature: fields.bytes("signature", SIGNATURE_BYTES) };
    case "segments":
      return readSegments(fields);
    case "status":
      return {
        type: kind,
        statuses: fields
          .list("statuses", MAX_STATUSES_PER_MESSAGE, (entry) => readStatusEntry(entry, origin))
          .flatMap((entry) => entry ?? []),
      };
    case "digest":
      return readDigest(fields);
    case "sums":
      return {
        type: kind,
        buckets: fields.list("buckets", BUCKETS, readBucket),
        logs: fields.list("logs", MAX_SUMS_PER_MESSAGE, readLogSum),
      };
    case "want":
      return {
        type: kind,
        id: fields.integer("id", 1, MAX_UINT32),
        ranges: fields.list("ranges", MAX_WANTED_RANGES, readWanted),
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
        sums: fields.bytes("sums", BUCKET_SUMS_BYTES),
      };
    case "cells":
      return { type: kind, cells: fields.list("cells", MAX_CELLS_PER_MESSAGE, readCells) };
    case "boardDigest":
      return readBoardDigest(fields);
    case "epochsWanted":
      return { type: kind, from: fields.integer("from", 0, MAX_EPOCHS) };
    case "epochs":
      return readEpochs(fields);
    case "ihave":
    case "graft":
    case "prune":
      return { type: kind, keys: readKeys(fields) };
    case "words":
      return {
        type: kind,
        words: fields.list("words", MAX_WORDS_PER_MESSAGE, (word) => readWord(word, origin.studyId)),
      };
    case "running":
      return { type: kind, body: fields.bytes("running", 0, MAX_RUNNING_BYTES) };
    case "statusDigest":
      return readStatusDigest(fields);
    case "previewWanted":
      return { type: kind };
    case "preview":
      return { type: kind, body: fields.bytes("preview", 0, MAX_PREVIEW_BYTES) };
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

function readSegments(fields: FieldReader): SegmentsMessage {
  const message: SegmentsMessage = {
    type: "segments",
    answer: fields.integer("answer", 0, MAX_UINT32),
    introductions: fields.list("introductions", MAX_SEGMENTS_PER_MESSAGE, readIntroduction),
    logs: fields.list("logs", MAX_SEGMENTS_PER_MESSAGE, readEntries),
    reached: fields.list("reached", MAX_WANTED_RANGES, readReached),
  };
  if (message.logs.reduce((sum, { segments, headers }) => sum + segments.length + headers.length, 0) > MAX_ENTRIES)
    throw new Malformed("too many segments");
  return message;
}

/** Each wanted log may come with its head. */
const MAX_ENTRIES = 2 * MAX_SEGMENTS_PER_MESSAGE;

function readReached(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= MAX_UINT32) return value;
  throw new Malformed("how far an answer reaches is not what it must be");
}

function readBucket(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value < BUCKETS) return value;
  throw new Malformed("a bucket is not what it must be");
}

function readDigest(fields: FieldReader): DigestMessage {
  return {
    type: "digest",
    bans: fields.bytes("bans", FINGERPRINT_BYTES),
    sums: fields.bytes("sums", BUCKETS * FINGERPRINT_BYTES),
    logs: fields.list("logs", MAX_RECENT_LOGS, readLogSum),
  };
}

function readKeys(fields: FieldReader): PushKey[] {
  const bytes = fields.bytes("keys", PUSH_KEY_BYTES, MAX_KEYS_PER_MESSAGE * PUSH_KEY_BYTES);
  if (bytes.length % PUSH_KEY_BYTES !== 0) throw fields.malformed("keys");
  return unpackKeys(bytes);
}

function readStatusEntry(value: unknown, origin: MessageOrigin): StatusEntry | null {
  const fields = new FieldReader(value, "status entry");
  const ageMs = fields.integer("age", 0, MAX_AGE_MS);
  const status = readStatus(fields.nested(), origin);
  fields.end();
  return status === null ? null : { ageMs, status };
}
