import { cellsSigningBytes, type SignedCells } from "../board/signed-cells.ts";
import { headerSigningBytes, type Segment, type SegmentHeader, signingBytes } from "../log/segment.ts";
import { noteSigningBytes, type SignedNote } from "../notes/note.ts";
import { type SignedStatus, statusSigningBytes } from "../presence/status.ts";
import { type SignedWord, wordSigningBytes } from "../presence/word.ts";
import type { Message, SegmentsMessage } from "./message.ts";

export interface SignatureCheck {
  readonly publicKey: Uint8Array;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** Segments, and headers of others, with all that was signed. */
export interface News {
  readonly segments: readonly Segment[];
  readonly headers: readonly SegmentHeader[];
}

/** From `SwarmCore.signatureContext(link)`. */
export interface SignatureContext {
  /** What the other end of this link must sign; null before its hello. */
  readonly proofBytes: Uint8Array | null;
  readonly proofKey: Uint8Array | null;
  /** Whether the link's budget still covers this message; what it does not cover is dropped unchecked. */
  readonly admits?: (message: Message) => boolean;
  /** What of the message is not held yet, bit for bit: the rest needs no check. */
  readonly newsOf: (message: SegmentsMessage) => News;
  /** This or a newer one is held: it will be ignored. */
  readonly knowsStatus: (status: SignedStatus) => boolean;
  /** It will be ignored: two have said so, its log has spoken since, or is not there. */
  readonly knowsWord: (word: SignedWord) => boolean;
  /** Held already, bit for bit, or of a kind that its key may not say: nothing to check. */
  readonly knowsNote: (note: SignedNote) => boolean;
  /** Held already, bit for bit, or of an epoch that has closed for good: nothing to check, whatever happens meanwhile. */
  readonly knowsCells: (cells: SignedCells) => boolean;
}

/**
 * Every signature that must hold before `message` may enter `step({type: "received"})`. If one fails, the event is
 * `misbehaved` instead. What is known already is skipped: floods arrive several times. What is beyond the link's budget
 * is skipped too, and `step` drops it: nobody can make us check more signatures than that.
 */
export function signaturesToCheck(message: Message, context: SignatureContext): SignatureCheck[] {
  if (context.admits?.(message) === false) return [];
  switch (message.type) {
    case "proof":
      if (context.proofBytes === null || context.proofKey === null) return [];
      return [{ publicKey: context.proofKey, bytes: context.proofBytes, signature: message.signature }];
    case "segments": {
      const { segments, headers } = context.newsOf(message);
      return [...segments.map(segmentCheck), ...headers.map(headerCheck)];
    }
    case "status":
      return message.statuses
        .map((entry) => entry.status)
        .filter((status) => !context.knowsStatus(status))
        .map(statusCheck);
    case "words":
      return message.words.filter((word) => !context.knowsWord(word)).map(wordCheck);
    case "forks":
      return message.proofs.flatMap((proof) => [headerCheck(proof.first), headerCheck(proof.second)]);
    case "notes":
      return message.notes.filter((note) => !context.knowsNote(note)).map(noteCheck);
    case "cells":
      return message.cells.filter((cells) => !context.knowsCells(cells)).map(cellsCheck);
    default:
      return [];
  }
}

const segmentCheck = (segment: Segment): SignatureCheck => ({
  publicKey: segment.publicKey,
  bytes: signingBytes(segment),
  signature: segment.signature,
});

const statusCheck = (status: SignedStatus): SignatureCheck => ({
  publicKey: status.publicKey,
  bytes: statusSigningBytes(status),
  signature: status.signature,
});

const wordCheck = (word: SignedWord): SignatureCheck => ({
  publicKey: word.publicKey,
  bytes: wordSigningBytes(word),
  signature: word.signature,
});

const noteCheck = (note: SignedNote): SignatureCheck => ({
  publicKey: note.publicKey,
  bytes: noteSigningBytes(note),
  signature: note.signature,
});

const cellsCheck = (cells: SignedCells): SignatureCheck => ({
  publicKey: cells.publicKey,
  bytes: cellsSigningBytes(cells),
  signature: cells.signature,
});

const headerCheck = (header: SegmentHeader): SignatureCheck => ({
  publicKey: header.publicKey,
  bytes: headerSigningBytes(header, header.trialsHash),
  signature: header.signature,
});
