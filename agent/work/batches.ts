/** Work in one message for a cheap objective: message and bookkeeping cost about 1 ms, so 1 %; a pause acts within it too. */
const TARGET_MS = 100;
/** Proposals and outcomes of more would take longer to pass on than a timer of the engine may wait. */
export const MAX_BATCH = 5_000;
/** One lucky short trial must not fill a slot for minutes. */
const MAX_GROWTH = 8;
/** Weight of the newest batch. */
const NEWEST = 0.3;
/** Batches of a sampler that learns, in parts of a round: its later trials then know how the earlier ones ended. */
const STEPS_PER_ROUND = 4;

/** How many trials travel to a slot in one message: 1 for slow objectives, as many as fill TARGET_MS for cheap ones. */
export class BatchSizer {
  readonly #learningLimit: number;
  #perTrialMs: number | null = null;
  #size = 1;

  /** `learns`: the sampler's proposals depend on results. `isSingle`: nothing may depend on how fast this machine is. */
  constructor(learns: boolean, trialsPerRound: number, isSingle = false) {
    this.#learningLimit = isSingle ? 1 : learns ? Math.max(1, Math.floor(trialsPerRound / STEPS_PER_ROUND)) : MAX_BATCH;
  }

  get size(): number {
    return Math.min(this.#size, this.#learningLimit);
  }

  /** A batch of `count` came back after `elapsedMs`, message and queue included. */
  observe(count: number, elapsedMs: number): void {
    if (count === 0) return;
    const newest = Math.max(elapsedMs, 0) / count;
    const before = this.#perTrialMs ?? newest;
    // Slower than thought counts at once: a too large batch holds up more than a too small one.
    this.#perTrialMs = newest > before ? newest : before + NEWEST * (newest - before);
    const fitting = this.#perTrialMs > 0 ? Math.floor(TARGET_MS / this.#perTrialMs) : MAX_BATCH;
    this.#size = Math.max(1, Math.min(fitting, this.#size * MAX_GROWTH, MAX_BATCH));
  }

  /** Something hung: begin again with single trials. */
  reset(): void {
    this.#perTrialMs = null;
    this.#size = 1;
  }
}
