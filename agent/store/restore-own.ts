import type { StudyId } from "../../study/spec/spec.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { Clock, OwnTrialsStore } from "../ports.ts";
import { decodeOwnChunk } from "./own-chunk.ts";
import type { HeldChunk } from "./own-trials-shelf.ts";

/**
 * Reads what this profile kept of its own trials and hands it over chunk by chunk, in their order; decoding one and taking
 * it in takes some 20 ms, then the engine's other events get their turn. A chunk that cannot be read is dropped. Resolves
 * with how many that were; rejects if the store fails.
 */
export async function restoreOwnTrials(
  store: OwnTrialsStore,
  studyId: StudyId,
  objectives: number,
  clock: Clock,
  take: (chunk: HeldChunk, trials: readonly FinishedTrial[]) => void,
): Promise<number> {
  const unreadable: number[] = [];
  for (const { id, log, order, bytes } of await store.loadOwnTrials(studyId)) {
    const decoded = decodeOwnChunk(bytes, objectives);
    if (decoded.ok && decoded.value.log === log) {
      const { trials } = decoded.value;
      const numbers = Uint32Array.from(trials, ({ number }) => number);
      take({ id, log, order, numbers, sizeBytes: bytes.length }, trials);
    } else unreadable.push(id);
    await new Promise<void>((resolve) => {
      clock.setTimer(0, resolve);
    });
  }
  if (unreadable.length > 0) await store.dropOwnTrials(studyId, unreadable);
  return unreadable.length;
}
