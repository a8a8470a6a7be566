/** A tab that brings less than before has more in hand than it seems, for a while. */
const KEPT = 0.7;
/** Further back nothing says what it does now. */
const MAX_PERIODS = 20;

/** How many cells a tab brings within one period, and when it brought something last. */
export class TabPace {
  #broughtMs: number;
  #fromMs: number;
  #count = 0;
  #usual: number;
  /** In the open generation; null where it came in the middle. */
  #inGeneration: number | null = null;

  /** `cores`: what it is held to have in hand until it has shown its pace. */
  constructor(cores: number, nowMs: number) {
    this.#usual = cores;
    this.#broughtMs = nowMs;
    this.#fromMs = nowMs;
  }

  /** Results that nobody had brought before. */
  brought(count: number, nowMs: number, periodMs: number): void {
    this.#turn(nowMs, periodMs);
    this.#count += count;
    if (this.#inGeneration !== null) this.#inGeneration += count;
    this.#broughtMs = nowMs;
  }

  /** A generation has opened, or its re-tests: what it has not brought is no fault of its own. */
  begin(nowMs: number, isNewGeneration: boolean): void {
    this.#broughtMs = nowMs;
    if (isNewGeneration) this.#inGeneration = 0;
  }

  /** Since when it has brought nothing that it should have. */
  get silentSinceMs(): number {
    return this.#broughtMs;
  }

  /** Whether it was there for all of the generation and brought nothing. */
  get hasIdled(): boolean {
    return this.#inGeneration === 0;
  }

  /** How many cells it may be running now. */
  inHand(nowMs: number, periodMs: number): number {
    this.#turn(nowMs, periodMs);
    return Math.ceil(Math.max(this.#usual, this.#count));
  }

  #turn(nowMs: number, periodMs: number): void {
    const periods = Math.floor((nowMs - this.#fromMs) / periodMs);
    if (periods < 1) return;
    this.#usual = Math.max(this.#count, this.#usual * KEPT) * KEPT ** Math.min(MAX_PERIODS, periods - 1);
    this.#count = 0;
    this.#fromMs = nowMs;
  }
}
