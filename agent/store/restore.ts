import type { StudyId } from "../../study/spec/spec.ts";
import type { Segment } from "../../swarm/log/segment.ts";
import { decodeSegment, storedName } from "../../swarm/wire/codec.ts";
import { decodeEvidence, type Evidence } from "../../swarm/wire/evidence-codec.ts";
import type { Clock, EvidenceStore, SegmentStore } from "../ports.ts";
import { keyOf } from "./segment-key.ts";

/** Segments read before the engine's other events get their turn: some 20 ms of decoding and hashing. */
const SEGMENTS_AT_A_TIME = 64;

/**
 * Reads what this profile kept of a study and hands it over piece by piece, oldest of each log first. A segment that
 * cannot be read is left out and, as of another version, dropped: the swarm brings it again. Resolves with how many could not be read; rejects if the store fails.
 */
export async function restoreSegments(
  store: SegmentStore,
  studyId: StudyId,
  clock: Clock,
  take: (segments: readonly Segment[]) => void,
): Promise<number> {
  const stored = await store.loadSegments(studyId);
  const segments: Segment[] = [];
  let unreadable = 0;
  const useless = new Set<string>();
  for (let at = 0; at < stored.length; at++) {
    const decoded = decodeSegment(stored[at] ?? new Uint8Array());
    if (decoded.ok && decoded.segment.studyId === studyId) segments.push(decoded.segment);
    else {
      unreadable++;
      const name = storedName(stored[at] ?? new Uint8Array());
      if (name !== null) useless.add(keyOf(name.log, name.index));
    }
    if (at % SEGMENTS_AT_A_TIME === SEGMENTS_AT_A_TIME - 1) await turn(clock);
  }
  if (useless.size > 0) await store.dropSegments(studyId, useless);
  segments.sort((a, b) => a.index - b.index);
  for (let at = 0; at < segments.length; at += SEGMENTS_AT_A_TIME) {
    if (at > 0) await turn(clock);
    take(segments.slice(at, at + SEGMENTS_AT_A_TIME));
  }
  return unreadable;
}

/** Reads what else this profile kept of a study. Rejects if the store fails. */
export async function restoreEvidence(store: EvidenceStore, studyId: StudyId): Promise<Evidence | null> {
  const record = await store.loadEvidence(studyId);
  return record && decodeEvidence(record);
}

const turn = (clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(0, resolve);
  });
