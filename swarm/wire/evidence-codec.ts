import { concatBytes } from "@noble/hashes/utils.js";
import { MAX_CHAIN_BYTES, MAX_EPOCHS, NO_HEAD, recordsThatFit } from "../board/chain.ts";
import type { SignedCells } from "../board/signed-cells.ts";
import type { ForkProof } from "../log/fork.ts";
import type { SignedNote } from "../notes/note.ts";
import { decodeMessage, encodeMessage } from "./codec.ts";
import type { Message } from "./message.ts";
import { MAX_EPOCHS_BYTES, MAX_NOTES_PER_MESSAGE, MAX_PROOFS_PER_MESSAGE } from "./wire-limits.ts";

/** Of proofs and notes: 256 proofs (160 KB) and some 10,000 notes of the usual size. */
export const MAX_EVIDENCE_BYTES = 4 << 20;
/** Of the board behind them: the longest chain, and an open epoch as full as it can be. */
export const MAX_BOARD_BYTES = MAX_CHAIN_BYTES + (8 << 20);
/** Before each message its length, big-endian. */
const LENGTH_BYTES = 4;
/** Damage costs as much as is written together. */
const NOTES_TOGETHER = Math.min(16, MAX_NOTES_PER_MESSAGE);
const CELLS_TOGETHER = 16;

/** What a peer knows beside its segments: kept over a reload. */
export interface Evidence {
  readonly proofs: readonly ForkProof[];
  readonly notes: readonly SignedNote[];
  /** Of closed epochs, from the first. */
  readonly records: readonly Uint8Array[];
  /** Of the epoch after those. */
  readonly cells: readonly SignedCells[];
}

/**
 * One record: proofs first, then notes in the order given, at most `MAX_EVIDENCE_BYTES`; behind them records and cells, at
 * most `MAX_BOARD_BYTES`. What does not fit is left out.
 */
export function encodeEvidence({ proofs, notes, records, cells }: Evidence): Uint8Array {
  const said = inParts([...inForks(proofs), ...inNotes(notes)], MAX_EVIDENCE_BYTES);
  return concatBytes(...said, ...inParts([...inEpochs(records), ...inCells(cells)], MAX_BOARD_BYTES));
}

/** What can be read of a record; the rest is left out. Never throws. Signatures were checked when it was first received. */
export function decodeEvidence(record: Uint8Array): Evidence {
  const proofs: ForkProof[] = [];
  const notes: SignedNote[] = [];
  const records: Uint8Array[] = [];
  const cells: SignedCells[] = [];
  for (const message of messagesOf(record.subarray(0, MAX_EVIDENCE_BYTES + MAX_BOARD_BYTES))) {
    if (message.type === "forks") proofs.push(...message.proofs);
    if (message.type === "notes") notes.push(...message.notes);
    // Behind a gap nothing is of use.
    if (message.type === "epochs" && message.from === records.length) records.push(...message.records);
    if (message.type === "cells") cells.push(...message.cells);
  }
  return { proofs, notes, records, cells };
}

function inParts(messages: Iterable<Message>, maxBytes: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const message of messages) {
    const bytes = encodeMessage(message);
    if (sizeBytes + LENGTH_BYTES + bytes.length > maxBytes) break;
    const length = new Uint8Array(LENGTH_BYTES);
    new DataView(length.buffer).setUint32(0, bytes.length);
    parts.push(length, bytes);
    sizeBytes += LENGTH_BYTES + bytes.length;
  }
  return parts;
}

function* messagesOf(bytes: Uint8Array): Iterable<Message> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + LENGTH_BYTES <= bytes.length; ) {
    const end = at + LENGTH_BYTES + view.getUint32(at);
    if (end > bytes.length) return;
    const decoded = decodeMessage(bytes.subarray(at + LENGTH_BYTES, end));
    if (decoded.ok) yield decoded.message;
    at = end;
  }
}

function* inForks(proofs: readonly ForkProof[]): Iterable<Message> {
  for (let at = 0; at < proofs.length; at += MAX_PROOFS_PER_MESSAGE)
    yield { type: "forks", proofs: proofs.slice(at, at + MAX_PROOFS_PER_MESSAGE) };
}

function* inNotes(notes: readonly SignedNote[]): Iterable<Message> {
  for (let at = 0; at < notes.length; at += NOTES_TOGETHER)
    yield { type: "notes", notes: notes.slice(at, at + NOTES_TOGETHER) };
}

/** Whole and in order, or not at all: heads, which say so between strangers, are left out. */
function* inEpochs(records: readonly Uint8Array[]): Iterable<Message> {
  for (let from = 0; from < Math.min(records.length, MAX_EPOCHS); ) {
    const together = recordsThatFit(records, from, MAX_EPOCHS_BYTES);
    if (together.length === 0) return;
    yield { type: "epochs", from, before: NO_HEAD, records: together };
    from += together.length;
  }
}

function* inCells(cells: readonly SignedCells[]): Iterable<Message> {
  for (let at = 0; at < cells.length; at += CELLS_TOGETHER)
    yield { type: "cells", cells: cells.slice(at, at + CELLS_TOGETHER) };
}
