import { cellsSizeBytes } from "../board/signed-cells.ts";
import { PUSH_KEY_BYTES } from "../push-key.ts";
import type { Message } from "./message.ts";

/** Fields, names and signature beside the body: of a segment, all of a header, a status with its address, a note, a fork's proof. */
export const SEGMENT_ENVELOPE_BYTES = 130;
const STATUS_ENVELOPE_BYTES = 185;
const NOTE_ENVELOPE_BYTES = 180;
const PROOF_BYTES = 600;
const LOG_BYTES = 20;
const INTRODUCTION_BYTES = 54;
const SUM_BYTES = 40;
/** A message by itself. */
const FRAME_BYTES = 10;
const HELLO_BYTES = 140;
const SIGNATURE_BYTES = 66;
/** A neighbour's, that a log is gone. */
const WORD_BYTES = 145;
/** Of a message that is nothing but a body. */
const RUNNING_HEADER_BYTES = 4;
/** Of a message that has no fields. */
const BARE_BYTES = 2;

const sum = <T>(items: readonly T[], sizeOf: (item: T) => number): number =>
  items.reduce((total, item) => total + sizeOf(item), 0);

/** About as many bytes as the message has on the wire. */
export function messageBytes(message: Message): number {
  return FRAME_BYTES + bodyBytes(message);
}

function bodyBytes(message: Message): number {
  switch (message.type) {
    case "hello":
      return HELLO_BYTES;
    case "proof":
      return SIGNATURE_BYTES;
    case "segments":
      return (
        message.introductions.length * INTRODUCTION_BYTES +
        message.reached.length * 3 +
        sum(
          message.logs,
          ({ segments, headers }) =>
            LOG_BYTES +
            headers.length * SEGMENT_ENVELOPE_BYTES +
            sum(segments, ({ trials }) => trials.length + SEGMENT_ENVELOPE_BYTES),
        )
      );
    case "status":
      return sum(message.statuses, ({ status }) => status.body.length + STATUS_ENVELOPE_BYTES);
    case "digest":
      return message.sums.length + message.logs.length * SUM_BYTES;
    case "sums":
      return message.logs.length * SUM_BYTES;
    case "want":
      return message.ranges.length * SUM_BYTES;
    case "shuffle":
    case "shuffleReply":
    case "disconnect":
      return sum(message.addresses, ({ length }) => length + 1);
    case "forks":
      return message.proofs.length * PROOF_BYTES;
    case "notes":
      return sum(message.notes, ({ body }) => body.length + NOTE_ENVELOPE_BYTES);
    case "cells":
      return sum(message.cells, cellsSizeBytes);
    case "noteDigest":
    case "boardDigest":
      return message.sums.length;
    case "epochs":
      return sum(message.records, ({ length }) => length + 3);
    case "ihave":
    case "graft":
    case "prune":
      return message.keys.length * PUSH_KEY_BYTES;
    case "words":
      return message.words.length * WORD_BYTES;
    case "running":
    case "preview":
      return message.body.length + RUNNING_HEADER_BYTES - FRAME_BYTES;
    case "previewWanted":
      return BARE_BYTES - FRAME_BYTES;
    case "statusDigest":
      return (message.sums?.length ?? 0) + (message.known?.length ?? 0);
    default:
      return FRAME_BYTES;
  }
}
