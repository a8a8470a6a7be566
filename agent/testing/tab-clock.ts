import type { DatedClock, Timer } from "../ports.ts";
import type { VirtualClock } from "../virtual-clock.ts";

/** How one tab sees the virtual time: from an origin of its own, by a date that may be wrong, with sleep in between. */
export class TabClock implements DatedClock {
  readonly #virtual: VirtualClock;
  readonly #originMs: number;
  #aheadMs: number;
  #stoodStillMs = 0;
  #asleep: { readonly sinceMs: number; readonly standsStill: boolean } | null = null;
  #overdue: (() => void)[] = [];

  /** `aheadMs`: of the right date. */
  constructor(virtual: VirtualClock, originMs: number, aheadMs = 0) {
    this.#virtual = virtual;
    this.#originMs = originMs;
    this.#aheadMs = aheadMs;
  }

  nowMs(): number {
    const asleep = this.#asleep;
    const nowMs = asleep?.standsStill === true ? asleep.sinceMs : this.#virtual.nowMs();
    return nowMs - this.#originMs - this.#stoodStillMs;
  }

  wallMs(): number {
    return this.#virtual.nowMs() + this.#aheadMs;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    let cancelled = false;
    const due = (): void => {
      if (cancelled) return;
      if (this.#asleep === null) fire();
      else this.#overdue.push(due);
    };
    const timer = this.#virtual.setTimer(delayMs, due);
    return {
      cancel() {
        cancelled = true;
        timer.cancel();
      },
    };
  }

  /** Somebody sets the machine's date. */
  moveDate(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** Nothing happens until `wake`; on some systems the clock stands still meanwhile, on others it goes on. */
  sleep(standsStill: boolean): void {
    this.#asleep = { sinceMs: this.#virtual.nowMs(), standsStill };
  }

  wake(): void {
    if (this.#asleep?.standsStill === true) this.#stoodStillMs += this.#virtual.nowMs() - this.#asleep.sinceMs;
    this.#asleep = null;
    for (const fire of this.#overdue.splice(0)) fire();
  }
}
