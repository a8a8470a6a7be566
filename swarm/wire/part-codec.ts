import { base64url, FINGERPRINT_BYTES, ID_BYTES, idBytes } from "../ids.ts";
import type { ForkProof } from "../log/fork.ts";
import { type Head, MAX_SEGMENT_INDEX } from "../log/segment.ts";
import { FieldReader, Malformed } from "./field-reader.ts";
import type { LogRange, RangeDigest } from "./message.ts";
import { ADDRESS, readHeader } from "./segment-codec.ts";
import { MAX_ADDRESSES_PER_MESSAGE, MAX_UINT32 } from "./wire-limits.ts";

export const headFields = (head: Head): unknown[] => [logBytes(head.log), head.length, head.hash];

export function readHead(value: unknown): Head {
  const fields = new FieldReader(value, "head");
  const head = {
    log: base64url(fields.bytes("log", ID_BYTES)),
    length: fields.integer("length", 1, MAX_SEGMENT_INDEX + 1),
    hash: fields.bytes("hash", FINGERPRINT_BYTES),
  };
  fields.end();
  return head;
}

export const rangeDigestFields = (range: RangeDigest): unknown[] => [range.prefix, range.count, range.fingerprint];

export function readRangeDigest(value: unknown): RangeDigest {
  const fields = new FieldReader(value, "range");
  const range = {
    prefix: fields.text("prefix", PREFIX),
    count: fields.integer("count", 0, MAX_UINT32),
    fingerprint: fields.bytes("fingerprint", FINGERPRINT_BYTES),
  };
  fields.end();
  return range;
}

export function readLogRange(value: unknown): LogRange {
  const fields = new FieldReader(value, "wanted range");
  const log = base64url(fields.bytes("log", ID_BYTES));
  const from = fields.integer("from", 0, MAX_SEGMENT_INDEX);
  const to = fields.integer("to", from + 1, MAX_SEGMENT_INDEX + 1);
  fields.end();
  return { log, from, to };
}

export function readProof(value: unknown): ForkProof {
  const fields = new FieldReader(value, "proof");
  const proof = { first: readHeader(fields.nested()), second: readHeader(fields.nested()) };
  fields.end();
  return proof;
}

const PREFIX = /^[A-Za-z0-9_-]{0,3}$/;

export function readPrefix(value: unknown): string {
  if (typeof value !== "string" || !PREFIX.test(value)) throw new Malformed("a prefix is not what it must be");
  return value;
}

export function readAddresses(fields: FieldReader): string[] {
  return fields.list("addresses", MAX_ADDRESSES_PER_MESSAGE, (value) => {
    if (typeof value !== "string" || value === "" || !ADDRESS.test(value))
      throw new Malformed("an address is not what it must be");
    return value;
  });
}

export function logBytes(log: string): Uint8Array {
  const bytes = idBytes(log);
  if (bytes === null) throw new RangeError(`${log} is no log id`);
  return bytes;
}
