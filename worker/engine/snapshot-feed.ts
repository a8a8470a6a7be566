import type { Clock, Timer } from "../../agent/ports.ts";

/** At most 20 a second, also when an objective of microseconds finds a new best every few: nobody reads faster. */
export const BEST_GAP_MS = 50;
/** At most 4 a second for everything else. */
export const ANY_GAP_MS = 250;

/**
 * Tells one listener the newest snapshot: at once after a quiet time, else after the gap its kind of change allows, and
 * never a second one while the listener is still busy with the first.
 */
export class SnapshotFeed<Snapshot> {
  readonly #take: () => Snapshot;
  readonly #tell: (snapshot: Snapshot) => Promise<void>;
  readonly #clock: Clock;
  #toldMs = Number.NEGATIVE_INFINITY;
  #busy = false;
  #closed = false;
  #pending: "best" | "any" | null = null;
  #timer: Timer | null = null;
  #timerAtMs = Number.POSITIVE_INFINITY;

  /** `tell` resolves when the listener has taken it; a rejection ends the feed: the listener is gone. */
  constructor(take: () => Snapshot, tell: (snapshot: Snapshot) => Promise<void>, clock: Clock) {
    this.#take = take;
    this.#tell = tell;
    this.#clock = clock;
    this.changed("best");
  }

  changed(kind: "best" | "any"): void {
    if (this.#closed) return;
    if (this.#pending !== "best") this.#pending = kind;
    if (!this.#busy) this.#plan();
  }

  /** Nothing is told afterwards. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #plan(): void {
    if (this.#pending === null || this.#closed) return;
    const gapMs = this.#pending === "best" ? BEST_GAP_MS : ANY_GAP_MS;
    const nowMs = this.#clock.nowMs();
    // A clock set back must not silence the feed.
    const atMs = Math.min(this.#toldMs + gapMs, nowMs + gapMs);
    if (atMs <= nowMs) this.#send();
    else if (this.#timer === null || atMs < this.#timerAtMs) {
      this.#timer?.cancel();
      this.#timerAtMs = atMs;
      this.#timer = this.#clock.setTimer(atMs - nowMs, () => this.#send());
    }
  }

  #send(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#pending = null;
    this.#toldMs = this.#clock.nowMs();
    let snapshot: Snapshot;
    try {
      snapshot = this.#take();
    } catch (error) {
      // The next change may be told again.
      console.error("A snapshot could not be made.", error);
      return;
    }
    this.#busy = true;
    this.#tell(snapshot).then(
      () => {
        this.#busy = false;
        this.#plan();
      },
      () => this.close(),
    );
  }
}
