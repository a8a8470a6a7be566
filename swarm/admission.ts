import type { Link } from "./link/link.ts";
import { ENVELOPE_BYTES, sizeOf } from "./spread/flood.ts";
import type { Message } from "./wire/message.ts";

/** A digest makes us look at all logs, or notes; 200 tokens a second allow ten. */
const DIGEST_COST = 20;
const HEAD_BYTES = 40;

/** Whether the link's budget still covers this message. Answers to our own wants are not charged. */
export function admits(link: Link, message: Message, isAnswer: boolean, nowMs: number): boolean {
  if (isAnswer) return true;
  const cost = message.type === "digest" || message.type === "noteDigest" ? DIGEST_COST : 1;
  return (
    link.takes.messages.take(cost, nowMs) &&
    link.takes.bytes.take(sizeOfMessage(message), nowMs) &&
    (message.type !== "status" || link.takes.statuses.take(message.statuses.length, nowMs)) &&
    (message.type !== "notes" || link.takes.notes.take(message.notes.length, nowMs))
  );
}

/** About as many bytes as it had on the wire. */
function sizeOfMessage(message: Message): number {
  switch (message.type) {
    case "segments":
      return message.segments.reduce((sum, segment) => sum + sizeOf(segment), 0);
    case "status":
      return message.statuses.reduce((sum, entry) => sum + entry.status.body.length + ENVELOPE_BYTES, 0);
    case "digest":
      return (message.recent.length + message.ranges.length) * HEAD_BYTES;
    case "heads":
      return (message.prefixes.length + message.heads.length) * HEAD_BYTES;
    case "want":
      return message.ranges.length * HEAD_BYTES;
    case "forks":
      return message.proofs.length * 2 * ENVELOPE_BYTES;
    case "notes":
      return message.notes.reduce((sum, note) => sum + note.body.length + ENVELOPE_BYTES, 0);
    default:
      return ENVELOPE_BYTES;
  }
}
