import { concatBytes } from "@noble/hashes/utils.js";
import type { ForkProof } from "../log/fork.ts";
import type { SignedNote } from "../notes/note.ts";
import { decodeMessage, encodeMessage } from "./codec.ts";
import type { Message } from "./message.ts";
import { MAX_NOTES_PER_MESSAGE, MAX_PROOFS_PER_MESSAGE } from "./wire-limits.ts";

/** 256 proofs (160 KB) and some 10,000 notes of the usual size. */
export const MAX_EVIDENCE_BYTES = 4 << 20;
/** Before each message its length, big-endian. */
const LENGTH_BYTES = 4;
/** Damage costs as much as is written together. */
const NOTES_TOGETHER = Math.min(16, MAX_NOTES_PER_MESSAGE);

/** What a peer knows beside its segments: kept over a reload. */
export interface Evidence {
  readonly proofs: readonly ForkProof[];
  readonly notes: readonly SignedNote[];
}

/** One record of at most `MAX_EVIDENCE_BYTES`: proofs first, then notes in the order given; what does not fit is left out. */
export function encodeEvidence({ proofs, notes }: Evidence): Uint8Array {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const message of [...inForks(proofs), ...inNotes(notes)]) {
    const bytes = encodeMessage(message);
    if (sizeBytes + LENGTH_BYTES + bytes.length > MAX_EVIDENCE_BYTES) break;
    const length = new Uint8Array(LENGTH_BYTES);
    new DataView(length.buffer).setUint32(0, bytes.length);
    parts.push(length, bytes);
    sizeBytes += LENGTH_BYTES + bytes.length;
  }
  return concatBytes(...parts);
}

/** What can be read of a record; the rest is left out. Never throws. Signatures were checked when it was first received. */
export function decodeEvidence(record: Uint8Array): Evidence {
  const proofs: ForkProof[] = [];
  const notes: SignedNote[] = [];
  const bytes = record.subarray(0, MAX_EVIDENCE_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + LENGTH_BYTES <= bytes.length; ) {
    const end = at + LENGTH_BYTES + view.getUint32(at);
    if (end > bytes.length) break;
    const decoded = decodeMessage(bytes.subarray(at + LENGTH_BYTES, end));
    if (decoded.ok && decoded.message.type === "forks") proofs.push(...decoded.message.proofs);
    if (decoded.ok && decoded.message.type === "notes") notes.push(...decoded.message.notes);
    at = end;
  }
  return { proofs, notes };
}

function* inForks(proofs: readonly ForkProof[]): Iterable<Message> {
  for (let at = 0; at < proofs.length; at += MAX_PROOFS_PER_MESSAGE)
    yield { type: "forks", proofs: proofs.slice(at, at + MAX_PROOFS_PER_MESSAGE) };
}

function* inNotes(notes: readonly SignedNote[]): Iterable<Message> {
  for (let at = 0; at < notes.length; at += NOTES_TOGETHER)
    yield { type: "notes", notes: notes.slice(at, at + NOTES_TOGETHER) };
}
