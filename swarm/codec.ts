import { decode, encode } from "@msgpack/msgpack";
import { FieldReader, Malformed } from "./field-reader.ts";
import {
  base64url,
  FINGERPRINT_BYTES,
  ID_BYTES,
  idBytes,
  NONCE_BYTES,
  PUBLIC_KEY_BYTES,
  SIGNATURE_BYTES,
} from "./ids.ts";
import type { DigestMessage, DisconnectReason, Head, HelloMessage, LogRange, Message, RangeDigest } from "./message.ts";
import { refuseBytes } from "./msgpack-scan.ts";
import { MAX_SEGMENT_INDEX, type Segment } from "./segment.ts";
import {
  ADDRESS,
  headerFields,
  readHeader,
  readSegment,
  readStatus,
  segmentFields,
  statusFields,
} from "./segment-codec.ts";

/** 1 MiB: the largest segment fits three times, and one stranger cannot make us hold more. */
export const MAX_MESSAGE_BYTES = 1 << 20;
/** A whole history in small segments comes in few messages; bytes end most messages earlier. */
export const MAX_SEGMENTS_PER_MESSAGE = 256;
/** 64 of the largest statuses are 290 KB. */
export const MAX_STATUSES_PER_MESSAGE = 64;
/** 150 KB; enough for the logs of a study in five messages. */
export const MAX_HEADS_PER_MESSAGE = 4096;
/** 64 ranges that differ, each split in 64. */
export const MAX_RANGES_PER_MESSAGE = 4096;
/** Logs that grew within half a minute; more of them and the ranges do the work. */
export const MAX_RECENT_HEADS = 64;
export const MAX_WANTED_RANGES = 256;
/** HyParView's shuffle carries 8. */
export const MAX_ADDRESSES_PER_MESSAGE = 16;
/** 64 proofs are 40 KB. */
export const MAX_PROOFS_PER_MESSAGE = 64;
/** A status older than this is of a peer long gone. */
export const MAX_AGE_MS = 3_600_000;
const MAX_UINT32 = 2 ** 32 - 1;

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
    case "pong":
      return [message.stamp];
    case "forks":
      return [message.proofs.map((proof) => [headerFields(proof.first), headerFields(proof.second)])];
    case "disconnect":
      return [REASONS.indexOf(message.reason), message.addresses];
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
    case "pong":
      return { type: kind, stamp: fields.integer("stamp", 0, MAX_UINT32) };
    case "forks":
      return { type: kind, proofs: fields.list("proofs", MAX_PROOFS_PER_MESSAGE, readProof) };
    case "disconnect": {
      const reason = REASONS[fields.integer("reason", 0, REASONS.length - 1)] ?? "goodbye";
      return { type: kind, reason, addresses: readAddresses(fields) };
    }
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

function readStatusEntry(value: unknown): { ageMs: number; status: ReturnType<typeof readStatus> } {
  const fields = new FieldReader(value, "status entry");
  const entry = { ageMs: fields.integer("age", 0, MAX_AGE_MS), status: readStatus(fields.nested()) };
  fields.end();
  return entry;
}

const headFields = (head: Head): unknown[] => [logBytes(head.log), head.length, head.hash];

function readHead(value: unknown): Head {
  const fields = new FieldReader(value, "head");
  const head = {
    log: base64url(fields.bytes("log", ID_BYTES)),
    length: fields.integer("length", 1, MAX_SEGMENT_INDEX + 1),
    hash: fields.bytes("hash", FINGERPRINT_BYTES),
  };
  fields.end();
  return head;
}

const rangeDigestFields = (range: RangeDigest): unknown[] => [range.prefix, range.count, range.fingerprint];

function readRangeDigest(value: unknown): RangeDigest {
  const fields = new FieldReader(value, "range");
  const range = {
    prefix: fields.text("prefix", PREFIX),
    count: fields.integer("count", 0, MAX_UINT32),
    fingerprint: fields.bytes("fingerprint", FINGERPRINT_BYTES),
  };
  fields.end();
  return range;
}

function readLogRange(value: unknown): LogRange {
  const fields = new FieldReader(value, "wanted range");
  const log = base64url(fields.bytes("log", ID_BYTES));
  const from = fields.integer("from", 0, MAX_SEGMENT_INDEX);
  const to = fields.integer("to", from + 1, MAX_SEGMENT_INDEX + 1);
  fields.end();
  return { log, from, to };
}

function readProof(value: unknown): { first: ReturnType<typeof readHeader>; second: ReturnType<typeof readHeader> } {
  const fields = new FieldReader(value, "proof");
  const proof = { first: readHeader(fields.nested()), second: readHeader(fields.nested()) };
  fields.end();
  return proof;
}

const PREFIX = /^[A-Za-z0-9_-]{0,3}$/;

function readPrefix(value: unknown): string {
  if (typeof value !== "string" || !PREFIX.test(value)) throw new Malformed("a prefix is not what it must be");
  return value;
}

function readAddresses(fields: FieldReader): string[] {
  return fields.list("addresses", MAX_ADDRESSES_PER_MESSAGE, (value) => {
    if (typeof value !== "string" || value === "" || !ADDRESS.test(value))
      throw new Malformed("an address is not what it must be");
    return value;
  });
}

function logBytes(log: string): Uint8Array {
  const bytes = idBytes(log);
  if (bytes === null) throw new RangeError(`${log} is no log id`);
  return bytes;
}
