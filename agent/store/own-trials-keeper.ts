import type { History } from "../../study/history/history.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import type { DatedClock, OwnTrialsChunk, OwnTrialsStore, Timer } from "../ports.ts";
import { encodeOwnChunk, MAX_CHUNK_BYTES, MAX_CHUNK_TRIALS } from "./own-chunk.ts";
import { type HeldChunk, OwnTrialsShelf } from "./own-trials-shelf.ts";

/** To disk for long; a disk that others use too does not feel it. */
export const KEPT_BYTES_PER_SECOND = 2_000_000;
/** Four chunks of plain trials at once. */
const BURST_BYTES = 500_000;
/** Of the time, packing takes at most so much, unless it is asked for at once: running trials comes first. */
const PACKING_SHARE = 0.04;
/** The longest a trial waits for its chunk to fill. */
export const MAX_KEEP_WAIT_MS = 500;
/** As much as a study's segments may take: past it the oldest chunks go, however few trials they hold. */
const MAX_KEPT_BYTES = 64 << 20;

export interface OwnTrialsKeeperOptions {
  readonly store: OwnTrialsStore;
  readonly studyId: StudyId;
  /** The log that is written here. */
  readonly log: LogId;
  readonly history: History;
  readonly clock: DatedClock;
  /** Whether some of the log's trials are in none of its segments: else those are enough. */
  readonly isNeeded: () => boolean;
  readonly onFault: (error: unknown) => void;
}

/**
 * Keeps this log's trials over a reload, those that nobody was told included. What waits are numbers: the trials are read
 * from the history when their turn comes, and what it has dropped by then is not written.
 */
export class OwnTrialsKeeper {
  readonly #options: OwnTrialsKeeperOptions;
  readonly #shelf: OwnTrialsShelf;
  #waiting: number[] = [];
  #taken = 0;
  #sinceMs = 0;
  /** Trials that fit a chunk, as far as is known of their size. */
  #chunkTrials = MAX_CHUNK_TRIALS;
  #tokens = BURST_BYTES;
  #refilledMs: number;
  #order = 0;
  #timer: Timer | null = null;
  #timerAtMs = Number.POSITIVE_INFINITY;
  /** Packing rests until then. */
  #restsUntilMs = Number.NEGATIVE_INFINITY;
  #busy = false;
  /** Handed to the store, which has not answered yet. */
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;

  constructor(options: OwnTrialsKeeperOptions) {
    this.#options = options;
    this.#shelf = new OwnTrialsShelf(options.history);
    this.#refilledMs = options.clock.nowMs();
  }

  /** A chunk of an earlier visit, as it was found in the store. */
  adopt(chunk: HeldChunk): void {
    this.#shelf.adopt(chunk);
    this.#schedule();
  }

  /** Trials of the log, in the order they ended. */
  add(trials: readonly FinishedTrial[]): void {
    if (this.#closed) return;
    if (this.#waitingCount === 0) this.#sinceMs = this.#options.clock.nowMs();
    for (const { number } of trials) this.#waiting.push(number);
    if (this.#waiting.length > 2 * this.#options.history.maxTrials) this.#prune();
    this.#schedule();
  }

  /** Writes what waits, however much that is, in turns with all else. Resolves when all is written. Never rejects. */
  async flush(): Promise<void> {
    while (this.#hasWork && !this.#closed) {
      void this.#writeNext();
      if (this.#hasWork) await turn(this.#options.clock);
    }
    await Promise.all(this.#underWay);
  }

  /** As `flush`, but a store that does not answer is waited for no longer than this. */
  flushWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const limit = this.#options.clock.setTimer(ms, () => {
        this.#underWay.clear();
        resolve();
      });
      void this.flush().then(() => {
        limit.cancel();
        resolve();
      });
    });
  }

  /** The tab goes: writes what waits without giving way to anything. Resolves when written. Never rejects. */
  async close(): Promise<void> {
    while (this.#hasWork) void this.#writeNext();
    this.#closed = true;
    this.#timer?.cancel();
    await Promise.all(this.#underWay);
  }

  /** Whether some are not written yet, though nothing else keeps them. */
  get isBehind(): boolean {
    return !this.#closed && (this.#hasWork || this.#underWay.size > 0);
  }

  get #waitingCount(): number {
    return this.#waiting.length - this.#taken;
  }

  get #hasWork(): boolean {
    return this.#waitingCount > 0 && this.#options.isNeeded();
  }

  /** Room to be made before the next chunk. */
  get #more(): number {
    return this.#hasWork ? Math.min(this.#waitingCount, this.#chunkTrials) : 0;
  }

  #schedule(): void {
    if (this.#closed || this.#busy) return;
    const nowMs = this.#options.clock.nowMs();
    this.#refill(nowMs);
    const tokensMs = nowMs + Math.max(0, (-this.#tokens * 1_000) / KEPT_BYTES_PER_SECOND);
    const affordableMs = Math.max(tokensMs, this.#restsUntilMs);
    if (this.#shelf.wantsSweep(this.#more)) this.#wakeAt(affordableMs);
    else if (this.#hasWork) {
      const isFull = this.#waitingCount >= this.#chunkTrials;
      this.#wakeAt(isFull ? affordableMs : Math.max(affordableMs, this.#sinceMs + MAX_KEEP_WAIT_MS));
    }
  }

  #wakeAt(atMs: number): void {
    if (this.#timerAtMs <= atMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = atMs;
    this.#timer = this.#options.clock.setTimer(Math.max(0, atMs - this.#options.clock.nowMs()), () => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      void this.#work();
    });
  }

  /** One chunk, encoded in a few milliseconds; what else there is to do waits for its own turn. */
  async #work(): Promise<void> {
    if (this.#closed || this.#busy) return;
    this.#busy = true;
    const { clock } = this.#options;
    const startMs = clock.nowMs();
    try {
      const done = this.#shelf.wantsSweep(this.#more) ? this.#sweepOn() : this.#hasWork ? this.#writeNext() : null;
      const packedMs = clock.nowMs();
      this.#restsUntilMs = packedMs + (packedMs - startMs) / PACKING_SHARE;
      await done;
    } finally {
      this.#busy = false;
      this.#schedule();
    }
  }

  async #sweepOn(): Promise<void> {
    const { history } = this.#options;
    const rewrite = this.#shelf.sweep(this.#more);
    const first = rewrite?.chunks[0];
    if (rewrite === null || first === undefined) return;
    const { log, order } = first;
    const ids = rewrite.chunks.map(({ id }) => id);
    if (rewrite.numbers.length === 0) {
      await this.#drop(ids);
      return;
    }
    const { numbers } = rewrite;
    const rows = numbers.map((number) => history.rowOf({ log, number }));
    const bytes = encodeOwnChunk(history, { log, numbers, rows });
    if (bytes === null) for (const chunk of rewrite.chunks) this.#shelf.add(chunk);
    else await this.#append({ log, order, bytes }, numbers, ids);
  }

  async #writeNext(): Promise<void> {
    const { log, clock, history } = this.#options;
    const [numbers, rows]: [number[], number[]] = [[], []];
    while (numbers.length < this.#chunkTrials && this.#taken < this.#waiting.length) {
      const number = this.#waiting[this.#taken++] ?? 0;
      const row = history.rowOf({ log, number });
      if (row < 0) continue;
      numbers.push(number);
      rows.push(row);
    }
    if (this.#taken > MAX_CHUNK_TRIALS && 2 * this.#taken > this.#waiting.length) this.#forgetTaken();
    this.#sinceMs = clock.nowMs();
    if (numbers.length === 0) return;
    const bytes = encodeOwnChunk(history, { log, numbers, rows });
    if (bytes === null) {
      this.#chunkTrials = Math.ceil(numbers.length / 2);
      // One alone that does not fit a chunk is not kept.
      if (numbers.length > 1) this.#waiting = [...numbers, ...this.#forgetTaken()];
      return;
    }
    if (bytes.length < MAX_CHUNK_BYTES / 4) this.#chunkTrials = Math.min(MAX_CHUNK_TRIALS, 2 * this.#chunkTrials);
    this.#order = Math.max(this.#order + 1, clock.wallMs());
    await this.#append({ log, order: this.#order, bytes }, numbers);
  }

  /** Never rejects. */
  #append(chunk: OwnTrialsChunk, numbers: readonly number[], instead?: readonly number[]): Promise<void> {
    const appending = this.#handOver(chunk, numbers, instead).finally(() => this.#underWay.delete(appending));
    this.#underWay.add(appending);
    return appending;
  }

  async #handOver(chunk: OwnTrialsChunk, numbers: readonly number[], instead?: readonly number[]): Promise<void> {
    const { store, studyId, onFault } = this.#options;
    const sizeBytes = chunk.bytes.length;
    this.#tokens -= sizeBytes;
    const over = this.#shelf.sizeBytes + sizeBytes - MAX_KEPT_BYTES;
    try {
      if (over > 0) await this.#drop(this.#shelf.takeOldest(over).map(({ id }) => id));
      // Else without a turn in between: what a closing tab has not handed to its database now is lost.
      const id = await store.appendOwnTrials(studyId, chunk, instead);
      const { log, order } = chunk;
      if (id !== null) this.#shelf.add({ id, log, order, numbers: Uint32Array.from(numbers), sizeBytes });
    } catch (error) {
      onFault(error);
    }
  }

  async #drop(ids: readonly number[]): Promise<void> {
    try {
      await this.#options.store.dropOwnTrials(this.#options.studyId, ids);
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  /** More wait than the history can hold: it has dropped some of them. */
  #prune(): void {
    const { log } = this.#options;
    this.#waiting = this.#forgetTaken().filter((number) => this.#shelf.isHeld(log, number));
  }

  #forgetTaken(): number[] {
    this.#waiting = this.#waiting.slice(this.#taken);
    this.#taken = 0;
    return this.#waiting;
  }

  #refill(nowMs: number): void {
    const gained = (Math.max(0, nowMs - this.#refilledMs) * KEPT_BYTES_PER_SECOND) / 1_000;
    this.#tokens = Math.min(BURST_BYTES, this.#tokens + gained);
    this.#refilledMs = nowMs;
  }
}

const turn = (clock: DatedClock): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(0, resolve);
  });
