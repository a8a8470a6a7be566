import type { DatedClock } from "../ports.ts";

/** The date runs ahead of the tab's own clock by this much only if the machine slept, or somebody set it. */
const LEAP_MS = 1_000;

/** Notices a sleep in which the tab's own clock stood still: on many systems it does, and only the date goes on. */
export class SleepWatch {
  readonly #clock: DatedClock;
  #aheadMs: number;

  constructor(clock: DatedClock) {
    this.#clock = clock;
    this.#aheadMs = clock.wallMs() - clock.nowMs();
  }

  /** Whether the machine may have slept since this was last asked. A date that is set forward looks the same. */
  hasSlept(): boolean {
    const aheadMs = this.#clock.wallMs() - this.#clock.nowMs();
    const leaptMs = aheadMs - this.#aheadMs;
    this.#aheadMs = aheadMs;
    return leaptMs > LEAP_MS;
  }
}
