import { type ChainPlace, MAX_EPOCHS, MAX_RECORD_BYTES, NO_HEAD } from "../board/chain.ts";
import { CELLS_VERSION, MAX_CELLS_BODY_BYTES, type SignedCells } from "../board/signed-cells.ts";
import { BUCKET_SUMS_BYTES } from "../bucket-sums.ts";
import { bytesEqual, FINGERPRINT_BYTES, NONCE_BYTES, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../ids.ts";
import { FieldReader, Malformed } from "./field-reader.ts";
import type { BoardDigestMessage, EpochsMessage } from "./message.ts";
import { STUDY_ID } from "./segment-codec.ts";
import { MAX_EPOCHS_BYTES, MAX_UINT32 } from "./wire-limits.ts";

export const cellsFields = (cells: SignedCells): unknown[] => [
  cells.version,
  cells.studyId,
  cells.publicKey,
  cells.logNonce,
  cells.epoch,
  cells.base,
  cells.body,
  cells.signature,
];

export function readCells(value: unknown): SignedCells {
  const fields = new FieldReader(value, "cells");
  const version = fields.integer("version", CELLS_VERSION, CELLS_VERSION);
  const studyId = fields.text("study id", STUDY_ID);
  const publicKey = fields.bytes("public key", PUBLIC_KEY_BYTES);
  const logNonce = fields.bytes("log nonce", NONCE_BYTES);
  const epoch = fields.integer("epoch", 0, MAX_EPOCHS - 1);
  const cells: SignedCells = {
    version,
    studyId,
    publicKey,
    logNonce,
    epoch,
    base: readHead(fields, "base", epoch),
    body: fields.bytes("body", 0, MAX_CELLS_BODY_BYTES),
    signature: fields.bytes("signature", SIGNATURE_BYTES),
  };
  fields.end();
  return cells;
}

export const boardDigestFields = (digest: BoardDigestMessage): unknown[] => [
  digest.count,
  digest.head,
  digest.before,
  digest.salt,
  digest.sums,
];

export function readBoardDigest(fields: FieldReader): BoardDigestMessage {
  const place = readPlace(fields);
  return {
    type: "boardDigest",
    ...place,
    before: readHead(fields, "head before", place.count - 1),
    salt: fields.integer("salt", 0, MAX_UINT32),
    sums: fields.bytes("sums", BUCKET_SUMS_BYTES),
  };
}

export const epochsFields = (message: EpochsMessage): unknown[] => [message.from, message.before, message.records];

export function readEpochs(fields: FieldReader): EpochsMessage {
  const from = fields.integer("from", 0, MAX_EPOCHS);
  const before = readHead(fields, "head before", from);
  const records = fields.list("records", MAX_EPOCHS - from, readRecord);
  if (records.reduce((sum, record) => sum + record.length, 0) > MAX_EPOCHS_BYTES)
    throw new Malformed("more records than go into one message");
  return { type: "epochs", from, before, records };
}

function readPlace(fields: FieldReader): ChainPlace {
  const count = fields.integer("closed epochs", 0, MAX_EPOCHS);
  return { count, head: readHead(fields, "head", count) };
}

/** Of a chain of `count` epochs: no other than `NO_HEAD` where there are none. */
function readHead(fields: FieldReader, name: string, count: number): Uint8Array {
  const head = fields.bytes(name, FINGERPRINT_BYTES);
  if (count <= 0 && !bytesEqual(head, NO_HEAD)) throw fields.malformed(name);
  return head;
}

function readRecord(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length > MAX_RECORD_BYTES)
    throw new Malformed("a record is not what it must be");
  return value.slice();
}
