import type { LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import type { Replica } from "../log/replica.ts";
import { isBest, type Segment, type SegmentHeader, segmentLog } from "../log/segment.ts";
import type { LogEntries, SegmentsMessage } from "../wire/message.ts";
import { SEGMENT_ENVELOPE_BYTES } from "../wire/message-bytes.ts";
import { MAX_SEGMENTS_PER_MESSAGE } from "../wire/wire-limits.ts";

/** Four of these fill a message to its limit; smaller ones let a best pass between. */
export const MAX_PUSH_BYTES = 256 * 1024;
/** Fields, signature and hash of a status or note beside its body, for budgets. */
export const ENVELOPE_BYTES = 400;

export const sizeOf = ({ trials }: Pick<Segment, "trials">): number => trials.length + SEGMENT_ENVELOPE_BYTES;

/** Segments and headers by log, with the names of those whose logs the other end may not know. */
export function segmentsMessage(
  link: Link,
  replica: Replica,
  segments: readonly Segment[],
  headers: readonly SegmentHeader[] = [],
  { answer, reached }: Pick<SegmentsMessage, "answer" | "reached"> = { answer: 0, reached: [] },
): SegmentsMessage {
  const logs = new Map<LogId, { readonly segments: Segment[]; readonly headers: SegmentHeader[] }>();
  const introductions: SegmentsMessage["introductions"][number][] = [];
  const entriesOf = (of: Segment | SegmentHeader) => {
    const log = segmentLog(of);
    const known = logs.get(log);
    if (known !== undefined) return known;
    const entries = { segments: [], headers: [] };
    logs.set(log, entries);
    if (answer !== 0 || replica.introduces(log, link.bit))
      introductions.push({ publicKey: of.publicKey, nonce: of.nonce });
    return entries;
  };
  for (const header of headers) entriesOf(header).headers.push(header);
  for (const segment of segments) entriesOf(segment).segments.push(segment);
  const told: LogEntries[] = Array.from(logs, ([log, entries]) => ({
    log,
    segments: entries.segments,
    headers: entries.headers,
  }));
  return { type: "segments", answer, introductions, logs: told, reached };
}

/** Passes bests that are new to us on at once to every link that is not known to have them, by whatever way they came first. */
export function forwardBests(around: Surroundings, replica: Replica, bests: readonly Segment[]): void {
  if (bests.length === 0) return;
  for (const link of around.openLinks()) {
    for (const best of bests) {
      if (isKnownTo(link, replica, best)) continue;
      if (link.gives.messages.take(1, around.nowMs)) pushBests(around, replica, link, [best]);
      else link.outbox.add(best);
    }
  }
}

function isKnownTo(link: Link, replica: Replica, segment: Segment): boolean {
  const held = replica.get(segmentLog(segment))?.get(segment.index);
  // What had to go meanwhile is not passed on any more.
  return held === undefined || (held.shown & link.bit) !== 0;
}

/** What has gathered since the last tick. */
export function flush(around: Surroundings, replica: Replica): void {
  for (const link of around.openLinks()) pushBests(around, replica, link, link.outbox.take());
}

/** Sends what the link does not have, each behind its basis; what its budget does not allow waits for the next tick. */
function pushBests(around: Surroundings, replica: Replica, link: Link, bests: readonly Segment[]): void {
  for (const batch of batches(
    withBases(
      replica,
      link,
      bests.filter((best) => !isKnownTo(link, replica, best)),
    ),
  )) {
    const sizeBytes = batch.reduce((sum, segment) => sum + sizeOf(segment), 0);
    if (!link.gives.bytes.take(sizeBytes, around.nowMs)) {
      for (const segment of batch) if (isBest(segment)) link.outbox.add(segment);
      continue;
    }
    for (const segment of batch) tellTo(link, replica, segment);
    around.send(link, segmentsMessage(link, replica, batch));
  }
}

export function tellTo(link: Link, replica: Replica, segment: Segment): void {
  const held = replica.get(segmentLog(segment))?.get(segment.index);
  if (held !== undefined) held.shown |= link.bit;
}

/** The segments, each behind its basis if the link is not known to have that. */
export function withBases(replica: Replica, link: Link, segments: readonly Segment[]): Segment[] {
  const told = new Set<Segment>();
  for (const segment of segments) {
    const basis = segment.basis === segment.index ? undefined : replica.get(segmentLog(segment))?.get(segment.basis);
    if (basis !== undefined && ((basis.shown | basis.announced) & link.bit) === 0) told.add(basis.segment);
    told.add(segment);
  }
  return [...told];
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
