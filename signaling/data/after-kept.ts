import type { Clock } from "../../agent/ports.ts";

/** Where the disk takes nothing it is tried again so much later. */
const AGAIN_MS = 1_000;

/** Does things once what was written before them is on disk, in their order: nobody hears of what a crash could undo. */
export class AfterKept {
  readonly #settled: () => Promise<void>;
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];
  #isAtWork = false;
  #closed = false;

  constructor(settled: () => Promise<void>, clock: Clock) {
    this.#settled = settled;
    this.#clock = clock;
  }

  do(action: () => void): void {
    this.#waiting.push(action);
    if (!this.#isAtWork) void this.#work();
  }

  /** Does nothing more: what is left is on disk, or nobody was promised it. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    while (this.#waiting.length > 0 && !this.#closed) {
      const due = this.#waiting;
      this.#waiting = [];
      try {
        await this.#settled();
      } catch {
        // The store has told its owner why.
        this.#waiting = [...due, ...this.#waiting];
        await new Promise<void>((resolve) => {
          this.#clock.setTimer(AGAIN_MS, resolve);
        });
        continue;
      }
      if (!this.#closed) for (const action of due) action();
    }
    this.#isAtWork = false;
  }
}
