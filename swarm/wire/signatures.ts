import { headerSigningBytes, type Segment, type SegmentHeader, signingBytes } from "../log/segment.ts";
import { noteSigningBytes, type SignedNote } from "../notes/note.ts";
import { type SignedStatus, statusSigningBytes } from "../presence/status.ts";
import type { Message } from "./message.ts";

export interface SignatureCheck {
  readonly publicKey: Uint8Array;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** From `SwarmCore.signatureContext(link)`. */
export interface SignatureContext {
  /** What the other end of this link must sign; null before its hello. */
  readonly proofBytes: Uint8Array | null;
  readonly proofKey: Uint8Array | null;
  /** Whether the link's budget still covers this message; what it does not cover is dropped unchecked. */
  readonly admits?: (message: Message) => boolean;
  /** Held already, bit for bit: nothing to check. */
  readonly knowsSegment: (segment: Segment) => boolean;
  /** This or a newer one is held: it will be ignored. */
  readonly knowsStatus: (status: SignedStatus) => boolean;
  /** Held already, bit for bit, or of a kind that its key may not say: nothing to check. */
  readonly knowsNote: (note: SignedNote) => boolean;
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
    case "segments":
      return message.segments.filter((segment) => !context.knowsSegment(segment)).map(segmentCheck);
    case "status":
      return message.statuses
        .map((entry) => entry.status)
        .filter((status) => !context.knowsStatus(status))
        .map(statusCheck);
    case "forks":
      return message.proofs.flatMap((proof) => [headerCheck(proof.first), headerCheck(proof.second)]);
    case "notes":
      return message.notes.filter((note) => !context.knowsNote(note)).map(noteCheck);
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

const noteCheck = (note: SignedNote): SignatureCheck => ({
  publicKey: note.publicKey,
  bytes: noteSigningBytes(note),
  signature: note.signature,
});

const headerCheck = (header: SegmentHeader): SignatureCheck => ({
  publicKey: header.publicKey,
  bytes: headerSigningBytes(header, header.trialsHash),
  signature: header.signature,
});
