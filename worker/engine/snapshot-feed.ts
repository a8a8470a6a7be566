import type { ChangeKind } from "../../agent/agent-options.ts";
import type { Clock, Timer } from "../../agent/ports.ts";

/** At most 20 a second, also when an objective of microseconds finds a new best every few: nobody reads faster. */
export const BEST_GAP_MS = 50;
/** What else happens is told soon where little happens. */
export const FEW_GAP_MS = 250;
/** Where much happens nobody reads each of the digits, and all are painted. */
export const MANY_GAP_MS = 1_000;
/** More changes than this are many. */
const MANY_PER_SECOND = 4;
/** While nobody looks a new best is told for the window's title alone. */
export const UNSEEN_BEST_GAP_MS = 1_000;
/** While nobody looks nothing else is shown anywhere. */
export const UNSEEN_ANY_GAP_MS = 30_000;

/**
 * Tells one listener the newest snapshot: at once after a quiet time, else after the gap its kind of change allows, and
 * never a second one while the listener is still busy with the first.
 */
export class SnapshotFeed<Snapshot> {
  readonly #take: () => Snapshot;
  readonly #tell: (snapshot: Snapshot) => Promise<void>;
  readonly #clock: Clock;
  #seen: boolean;
  #toldMs = Number.NEGATIVE_INFINITY;
  #busy = false;
  #closed = false;
  #pending: ChangeKind | null = null;
  /** Since the last telling. */
  #changes = 0;
  /** Before it. */
  #wereMany = false;
  #timer: Timer | null = null;
  #timerAtMs = Number.POSITIVE_INFINITY;

  /**
   * `tell` resolves when the listener has taken it; a rejection ends the feed: the listener is gone. `seen`: whether anybody
   * looks at what the listener shows.
   */
  constructor(take: () => Snapshot, tell: (snapshot: Snapshot) => Promise<void>, clock: Clock, seen = true) {
    this.#seen = seen;
    this.#take = take;
    this.#tell = tell;
    this.#clock = clock;
    this.changed("best");
  }

  changed(kind: ChangeKind): void {
    if (this.#closed) return;
    if (kind !== "time") this.#changes += 1;
    if (isUrgent(kind) || this.#pending === null || this.#pending === "time") this.#pending = kind;
    if (!this.#busy) this.#plan();
  }

  /** Who begins to look is told the newest at once. */
  setSeen(seen: boolean): void {
    if (seen === this.#seen) return;
    this.#seen = seen;
    if (seen) this.#toldMs = Number.NEGATIVE_INFINITY;
    // A change that waits for the slow rhythm goes by the other one from now on.
    this.#timer?.cancel();
    this.#timer = null;
    if (seen) this.changed("best");
    else if (!this.#busy) this.#plan();
  }

  /** Nothing is told afterwards. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #plan(): void {
    if (this.#pending === null || this.#closed) return;
    const gapMs = this.#gapMs(this.#pending);
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

  #gapMs(kind: ChangeKind): number {
    if (!this.#seen) return isUrgent(kind) ? UNSEEN_BEST_GAP_MS : UNSEEN_ANY_GAP_MS;
    if (isUrgent(kind)) return BEST_GAP_MS;
    return kind === "any" && !this.#wereMany ? FEW_GAP_MS : MANY_GAP_MS;
  }

  #send(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#pending = null;
    const nowMs = this.#clock.nowMs();
    this.#wereMany = this.#changes * 1_000 > MANY_PER_SECOND * (nowMs - this.#toldMs);
    this.#changes = 0;
    this.#toldMs = nowMs;
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

const isUrgent = (kind: ChangeKind): boolean => kind === "best" || kind === "state";
