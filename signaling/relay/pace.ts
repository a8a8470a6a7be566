/**
 * What may pass in the long run, with a second's worth at once. Whoever sends more has sent it already: it waits until that is paid.
 * (The generic cell rate algorithm, ITU-T I.371, with bytes for cells.)
 */
export class Pace {
  readonly #bytesPerMs: number;
  /** When all that has passed is paid for. */
  #paidMs = Number.NEGATIVE_INFINITY;

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1_000;
  }

  /** It has passed. */
  spend(sizeBytes: number, nowMs: number): void {
    this.#paidMs = Math.max(this.#paidMs, nowMs - BURST_MS) + sizeBytes / this.#bytesPerMs;
  }

  /** How long the next has to wait, ms. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#paidMs - nowMs);
  }
}

const BURST_MS = 1_000;
