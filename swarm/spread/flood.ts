import type { LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { type Segment, segmentLog } from "../log/segment.ts";
import type { KnownStatus, StatusEntry } from "../presence/status.ts";
import { MAX_SEGMENTS_PER_MESSAGE, MAX_STATUSES_PER_MESSAGE } from "../wire/wire-limits.ts";

/** Four of these fill a message to its limit; smaller ones let an urgent segment pass between. */
export const MAX_PUSH_BYTES = 256 * 1024;
/** Fields, signature and hash of a segment or status beside its body, for budgets. */
export const ENVELOPE_BYTES = 400;

export type StatusLookup = (log: LogId) => KnownStatus | undefined;

export const sizeOf = (segment: Segment): number => segment.trials.length + ENVELOPE_BYTES;

/**
 * Passes segments of one log that are new to us on to every link that does not have them. If one is urgent it goes at
 * once, with whatever of its log still waits before it, so that it can be used where it arrives; else with the next tick.
 */
export function forwardSegments(around: Surroundings, segments: readonly Segment[]): void {
  const first = segments[0];
  if (first === undefined) return;
  const log = segmentLog(first);
  const urgent = segments.some((segment) => segment.urgent);
  for (const link of around.openLinks()) {
    for (const segment of segments) if (!link.knowledge.has(log, segment.index)) link.outbox.add(segment);
    if (urgent && link.gives.messages.take(1, around.nowMs)) pushSegments(around, link, link.outbox.take(log));
  }
}

/** A status that must be known soon (a newcomer, a goodbye) leaves at once, others with the next tick. */
export function forwardStatus(around: Surroundings, log: LogId, atOnce: boolean, lookup: StatusLookup): void {
  for (const link of around.openLinks()) {
    link.outbox.addStatus(log);
    if (atOnce && link.gives.messages.take(1, around.nowMs)) pushStatuses(around, link, lookup);
  }
}

/** What has gathered since the last tick. */
export function flush(around: Surroundings, lookup: StatusLookup): void {
  for (const link of around.openLinks()) {
    pushSegments(around, link, link.outbox.take());
    pushStatuses(around, link, lookup);
  }
}

/** Sends what the link does not have and its budget allows; the next digest brings the rest. */
function pushSegments(around: Surroundings, link: Link, segments: readonly Segment[]): void {
  const news = segments.filter((segment) => !link.knowledge.has(segmentLog(segment), segment.index));
  for (const batch of batches(news)) {
    const sizeBytes = batch.reduce((sum, segment) => sum + sizeOf(segment), 0);
    if (!link.gives.bytes.take(sizeBytes, around.nowMs)) return;
    for (const segment of batch) link.knowledge.tell(segmentLog(segment), segment.index + 1);
    around.send(link, { type: "segments", answer: 0, segments: batch });
  }
}

/** Splits into messages. */
export function batches(segments: readonly Segment[]): Segment[][] {
  const result: Segment[][] = [];
  let batch: Segment[] = [];
  let sizeBytes = 0;
  for (const segment of segments) {
    if (
      batch.length >= MAX_SEGMENTS_PER_MESSAGE ||
      (batch.length > 0 && sizeBytes + sizeOf(segment) > MAX_PUSH_BYTES)
    ) {
      result.push(batch);
      batch = [];
      sizeBytes = 0;
    }
    batch.push(segment);
    sizeBytes += sizeOf(segment);
  }
  if (batch.length > 0) result.push(batch);
  return result;
}

/** Tells what waits in the outbox of statuses now. */
export function pushStatuses(around: Surroundings, link: Link, lookup: StatusLookup): void {
  const waiting = link.outbox.takeStatuses();
  if (waiting.length === 0) return;
  const news = waiting
    .map((log) => ({ log, known: lookup(log) }))
    .filter(({ log, known }) => known !== undefined && !link.knowledge.hasStatus(log, known.status.sequence))
    .sort((a, b) => (a.known?.firstMs ?? 0) - (b.known?.firstMs ?? 0));
  const entries: StatusEntry[] = [];
  for (const { log, known } of news) {
    if (known === undefined) continue;
    if (!link.gives.statuses.take(1, around.nowMs)) link.outbox.addStatus(log);
    else {
      link.knowledge.sawStatus(log, known.status.sequence);
      entries.push({ ageMs: Math.max(0, Math.round(around.nowMs - known.madeMs)), status: known.status });
    }
  }
  for (let at = 0; at < entries.length; at += MAX_STATUSES_PER_MESSAGE)
    around.send(link, { type: "status", statuses: entries.slice(at, at + MAX_STATUSES_PER_MESSAGE) });
}
