import type { StudyId } from "../study/spec.ts";
import { encodeSegment } from "../swarm/codec.ts";
import { type Segment, segmentLog } from "../swarm/segment.ts";
import type { Clock, SegmentStore } from "./ports.ts";

/** An own segment is sent when stored, or after this long: a slow disk must not hold up a new best. */
export const MAX_STORE_WAIT_MS = 100;

/** Writes segments to the store. Without a working store everything goes on: other peers hold the segments too. */
export class SegmentKeeper {
  readonly #store: SegmentStore;
  readonly #studyId: StudyId;
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;

  constructor(store: SegmentStore, studyId: StudyId, clock: Clock, onFault: (error: unknown) => void) {
    this.#store = store;
    this.#studyId = studyId;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  /** Never rejects. */
  async keep(segments: readonly Segment[]): Promise<void> {
    if (segments.length === 0) return;
    const records = segments.map((segment) => ({
      key: `${segmentLog(segment)}/${segment.index}`,
      bytes: encodeSegment(segment),
    }));
    try {
      await this.#store.appendSegments(this.#studyId, records);
    } catch (error) {
      this.#onFault(error);
    }
  }

  /** Resolves when kept, at the latest after MAX_STORE_WAIT_MS. What is sent before is run again after a crash, and counted twice. */
  keepInTime(segment: Segment): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = this.#clock.setTimer(MAX_STORE_WAIT_MS, resolve);
      void this.keep([segment]).finally(() => {
        timer.cancel();
        resolve();
      });
    });
  }
}
