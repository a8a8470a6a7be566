import type { Link } from "./link/link.ts";
import type { Message } from "./wire/message.ts";
import { messageBytes } from "./wire/message-bytes.ts";

/** A digest makes us look at all logs, notes or cells, a preview at all trials; 200 tokens a second allow ten. */
const DIGEST_COST = 20;
const DIGESTS: ReadonlySet<Message["type"]> = new Set([
  "digest",
  "noteDigest",
  "boardDigest",
  "statusDigest",
  "previewWanted",
]);

/** Whether the link's budget still covers this message. Answers to our own wants are not charged. */
export function admits(link: Link, message: Message, isAnswer: boolean, nowMs: number): boolean {
  if (isAnswer) return true;
  const cost = DIGESTS.has(message.type) ? DIGEST_COST : 1;
  return (
    link.takes.messages.take(cost, nowMs) &&
    link.takes.bytes.take(messageBytes(message), nowMs) &&
    (message.type !== "status" || link.takes.statuses.take(message.statuses.length, nowMs)) &&
    (message.type !== "words" || link.takes.words.take(message.words.length, nowMs)) &&
    (message.type !== "notes" || link.takes.notes.take(message.notes.length, nowMs)) &&
    (message.type !== "cells" || link.takes.cells.take(message.cells.length, nowMs))
  );
}
