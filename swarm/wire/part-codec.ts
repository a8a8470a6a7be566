import { base64url, ID_BYTES, idBytes } from "../ids.ts";
import type { ForkProof } from "../log/fork.ts";
import { MAX_LEVEL } from "../log/levels.ts";
import type { LogSum } from "../log/replica.ts";
import { type LogAuthor, MAX_SEGMENT_INDEX } from "../log/segment.ts";
import { FieldReader, Malformed } from "./field-reader.ts";
import type { LogEntries, WantedRange } from "./message.ts";
import {
  ADDRESS,
  bodyFields,
  headerBodyFields,
  readAuthor,
  readBody,
  readHeader,
  readHeaderBody,
} from "./segment-codec.ts";
import { MAX_ADDRESSES_PER_MESSAGE, MAX_SEGMENTS_PER_MESSAGE, MAX_UINT32 } from "./wire-limits.ts";

export const logSumFields = (sum: LogSum): unknown[] => [
  logBytes(sum.log),
  sum.length,
  sum.head,
  sum.level,
  sum.count,
  sum.high,
  sum.low,
];

export function readLogSum(value: unknown): LogSum {
  const fields = new FieldReader(value, "sum of a log");
  const sum = {
    log: base64url(fields.bytes("log", ID_BYTES)),
    length: fields.integer("length", 1, MAX_SEGMENT_INDEX + 1),
    head: fields.integer("head", 0, MAX_UINT32),
    level: fields.integer("level", 0, MAX_LEVEL + 1),
    count: fields.integer("count", 0, MAX_SEGMENT_INDEX + 1),
    high: fields.integer("sum", 0, MAX_UINT32),
    low: fields.integer("sum", 0, MAX_UINT32),
  };
  fields.end();
  return sum;
}

export const wantedFields = ({ log, from, to, level, length, bare }: WantedRange): unknown[] => [
  logBytes(log),
  from,
  to,
  level,
  length,
  bare,
];

export function readWanted(value: unknown): WantedRange {
  const fields = new FieldReader(value, "wanted range");
  const log = base64url(fields.bytes("log", ID_BYTES));
  const from = fields.integer("from", 0, MAX_SEGMENT_INDEX);
  const to = fields.integer("to", from, MAX_SEGMENT_INDEX + 1);
  const level = fields.integer("level", 0, MAX_LEVEL + 1);
  const length = fields.integer("length", 0, MAX_SEGMENT_INDEX + 1);
  const bare = fields.boolean("bare");
  fields.end();
  return { log, from, to, level, length, bare };
}

export const authorFields = ({ publicKey, nonce }: LogAuthor): unknown[] => [publicKey, nonce];

export function readIntroduction(value: unknown): LogAuthor {
  const fields = new FieldReader(value, "introduction");
  const author = readAuthor(fields);
  fields.end();
  return author;
}

export const entriesFields = ({ log, segments, headers }: LogEntries): unknown[] => [
  logBytes(log),
  segments.map(bodyFields),
  headers.map(headerBodyFields),
];

export function readEntries(value: unknown): LogEntries {
  const fields = new FieldReader(value, "entries of a log");
  const entries = {
    log: base64url(fields.bytes("log", ID_BYTES)),
    segments: fields.list("segments", MAX_SEGMENTS_PER_MESSAGE, readBody),
    headers: fields.list("headers", MAX_SEGMENTS_PER_MESSAGE, readHeaderBody),
  };
  fields.end();
  return entries;
}

export function readProof(value: unknown): ForkProof {
  const fields = new FieldReader(value, "proof");
  const proof = { first: readHeader(fields.nested()), second: readHeader(fields.nested()) };
  fields.end();
  return proof;
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
