import type { StudyId } from "../../study/spec/spec.ts";
import { type Evidence, encodeEvidence } from "../../swarm/wire/evidence-codec.ts";
import type { Clock, EvidenceStore, Timer } from "../ports.ts";

/** A crash loses the notes of the last second, which others have. */
const MIN_INTERVAL_MS = 1_000;
/** The whole record is written anew: a megabyte a second at most, however fast it changes. */
const BYTES_PER_MS = (1 << 20) / 1_000;

/** Writes notes and proofs to the store when they change, not all too often. */
export class EvidenceKeeper {
  readonly #store: EvidenceStore;
  readonly #studyId: StudyId;
  readonly #clock: Clock;
  readonly #read: () => Evidence;
  readonly #onFault: (error: unknown) => void;
  #isDirty = false;
  #timer: Timer | null = null;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

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
    this.#isDirty = true;
    const waitMs = Math.max(0, this.#notBeforeMs - this.#clock.nowMs());
    this.#timer ??= this.#clock.setTimer(waitMs, () => void this.#write());
  }

  /** Writes what waits, for the last time: a study may be forgotten after that. */
  close(): void {
    this.#timer?.cancel();
    if (this.#isDirty) void this.#write();
  }

  async #write(): Promise<void> {
    this.#timer = null;
    this.#isDirty = false;
    const bytes = encodeEvidence(this.#read());
    this.#notBeforeMs = this.#clock.nowMs() + MIN_INTERVAL_MS + bytes.length / BYTES_PER_MS;
    try {
      await this.#store.saveEvidence(this.#studyId, bytes);
    } catch (error) {
      this.#onFault(error);
    }
  }
}
