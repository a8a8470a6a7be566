import type { StudyId } from "../../study/spec/spec.ts";
import { type Evidence, encodeEvidence } from "../../swarm/wire/evidence-codec.ts";
import type { Clock, EvidenceStore, Timer } from "../ports.ts";

/** A crash loses the notes of the last second, which others have. */
const MIN_INTERVAL_MS = 1_000;
/** The whole record is written anew: a megabyte a second at most, however fast it changes. */
const BYTES_PER_MS = (1 << 20) / 1_000;
/** Of an open epoch a tab that is alone and reloads does the work of these seconds again; of several, the others still have it. */
const MIN_BOARD_INTERVAL_MS = 4_000;
/** What has closed is on the page: nobody should find it open again after a reload. */
const MIN_EPOCHS_INTERVAL_MS = 100;
/** The board changes all the time while a study runs: half a gigabyte an hour at most. */
const BOARD_BYTES_PER_MS = (1 << 17) / 1_000;

/** Writes notes, proofs and the board to the store when they change, not all too often. */
export class EvidenceKeeper {
  readonly #store: EvidenceStore;
  readonly #studyId: StudyId;
  readonly #clock: Clock;
  readonly #read: () => Evidence;
  readonly #onFault: (error: unknown) => void;
  #isDirty = false;
  #timer: Timer | null = null;
  /** When the timer fires. */
  #dueMs = Number.POSITIVE_INFINITY;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #boardNotBeforeMs = Number.NEGATIVE_INFINITY;
  #epochsNotBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(
    store: EvidenceStore,
    studyId: StudyId,
    clock: Clock,
    read: () => Evidence,
    onFault: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#studyId = studyId;
    this.#clock = clock;
    this.#read = read;
    this.#onFault = onFault;
  }

  changed(): void {
    this.#writeAt(this.#notBeforeMs);
  }

  /** Cells of the open epoch have changed: written with what is more urgent, or after a while. */
  boardChanged(): void {
    this.#writeAt(this.#boardNotBeforeMs);
  }

  /** An epoch has closed, or others were taken over. */
  epochsChanged(): void {
    this.#writeAt(this.#epochsNotBeforeMs);
  }

  /** Writes what waits, for the last time: a study may be forgotten after that. */
  close(): void {
    this.#timer?.cancel();
    if (this.#isDirty) void this.#write();
  }

  #writeAt(atMs: number): void {
    this.#isDirty = true;
    const nowMs = this.#clock.nowMs();
    const dueMs = Math.max(nowMs, atMs);
    if (dueMs >= this.#dueMs) return;
    this.#timer?.cancel();
    this.#dueMs = dueMs;
    this.#timer = this.#clock.setTimer(dueMs - nowMs, () => void this.#write());
  }

  async #write(): Promise<void> {
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#isDirty = false;
    const bytes = encodeEvidence(this.#read());
    const nowMs = this.#clock.nowMs();
    this.#notBeforeMs = nowMs + MIN_INTERVAL_MS + bytes.length / BYTES_PER_MS;
    this.#epochsNotBeforeMs = nowMs + Math.max(MIN_EPOCHS_INTERVAL_MS, bytes.length / BOARD_BYTES_PER_MS);
    this.#boardNotBeforeMs = nowMs + MIN_BOARD_INTERVAL_MS + bytes.length / BOARD_BYTES_PER_MS;
    try {
      await this.#store.saveEvidence(this.#studyId, bytes);
    } catch (error) {
      this.#onFault(error);
    }
  }
}
