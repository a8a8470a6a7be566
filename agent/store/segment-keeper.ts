import type { StudyId } from "../../study/spec/spec.ts";
import type { LogId } from "../../swarm/ids.ts";
import type { LetGo } from "../../swarm/log/replica.ts";
import type { Segment } from "../../swarm/log/segment.ts";
import { encodeSegment } from "../../swarm/wire/codec.ts";
import type { Clock, SegmentStore, Timer } from "../ports.ts";
import { keyOf, segmentKey } from "./segment-key.ts";

/** An own segment is sent when stored, or after this long: a slow disk must not hold up a new best. */
export const MAX_STORE_WAIT_MS = 100;
/** What had to go is no more than a copy too many: it may wait this long, and so many of them. */
const GONE_AFTER_MS = 120_000;
const MAX_GONE = 16_384;

/** Writes segments to the store. Without a working store everything goes on: other peers hold the segments too. */
export class SegmentKeeper {
  readonly #store: SegmentStore;
  readonly #studyId: StudyId;
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  #unwanted = new Set<LogId>();
  #dropping: Promise<void> | null = null;
  /** Of segments that had to go. */
  #gone = new Set<string>();
  #goneTimer: Timer | null = null;

  constructor(store: SegmentStore, studyId: StudyId, clock: Clock, onFault: (error: unknown) => void) {
    this.#store = store;
    this.#studyId = studyId;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  /** Never rejects. */
  async keep(segments: readonly Segment[]): Promise<void> {
    if (segments.length === 0) return;
    const records = segments.map((segment) => ({ key: segmentKey(segment), bytes: encodeSegment(segment) }));
    try {
      await this.#store.appendSegments(this.#studyId, records);
    } catch (error) {
      this.#onFault(error);
    }
  }

  /** What was kept of these logs must not come back with a reload. Resolves when it is gone. Never rejects. */
  drop(logs: readonly LogId[]): Promise<void> {
    for (const log of logs) this.#unwanted.add(log);
    this.#dropping ??= this.#dropAll().finally(() => {
      this.#dropping = null;
    });
    return this.#dropping;
  }

  /** The swarm had no room for these any more. Going through all that is kept takes a while, so many go together. */
  letGo({ segments, logs }: LetGo): void {
    for (const { log, index } of segments) this.#gone.add(keyOf(log, index));
    if (logs.length > 0) void this.drop(logs);
    if (this.#gone.size >= MAX_GONE) this.#dropGone();
    else if (this.#gone.size > 0) this.#goneTimer ??= this.#clock.setTimer(GONE_AFTER_MS, () => this.#dropGone());
  }

  /** No timer runs after this. */
  close(): void {
    this.#goneTimer?.cancel();
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

  #dropGone(): void {
    this.#goneTimer?.cancel();
    this.#goneTimer = null;
    const keys = this.#gone;
    this.#gone = new Set();
    this.#store.dropSegments(this.#studyId, keys).catch((error: unknown) => this.#onFault(error));
  }

  /** Going through all that is kept takes a while: what is unwanted in the meantime goes together. */
  async #dropAll(): Promise<void> {
    while (this.#unwanted.size > 0) {
      const logs = this.#unwanted;
      this.#unwanted = new Set();
      try {
        await this.#store.dropLogs(this.#studyId, logs);
      } catch (error) {
        this.#onFault(error);
      }
    }
  }
}
