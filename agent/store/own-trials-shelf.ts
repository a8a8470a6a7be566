import type { History } from "../../study/history/history.ts";
import type { LogId } from "../../study/trial/trial.ts";
import { MAX_CHUNK_BYTES, MAX_CHUNK_TRIALS } from "./own-chunk.ts";

/** A chunk that the store holds. */
export interface HeldChunk {
  /** Its name in the store. */
  readonly id: number;
  readonly log: LogId;
  readonly order: number;
  readonly numbers: Uint32Array;
  readonly sizeBytes: number;
}

/** Chunks to write anew as one, with the trials that are still held of them; `numbers` may be none. */
export interface Rewrite {
  readonly chunks: readonly HeldChunk[];
  readonly numbers: readonly number[];
}

/** Chunks below half their size may be put together with others. */
const SMALL = MAX_CHUNK_TRIALS / 2;
/** So many small chunks more, and they are put together: a trial is rewritten a few times at most. */
const MERGE_AT = 16;
/** Looking at a chunk takes some 0.3 ms. */
const LOOKS_AT_A_TIME = 8;
/** Of what is rewritten nobody knows the size before; better too small than not written. */
const FULL_BYTES = 0.9 * MAX_CHUNK_BYTES;

/**
 * Which chunks of own trials the store holds, and which of them to write anew. The rule: together they hold at most as many
 * trials as the history may. Past that a sweep goes through them, oldest first, leaves out what the history has dropped
 * and puts together what fits one chunk; small chunks are put together as they gather.
 */
export class OwnTrialsShelf {
  readonly #history: History;
  /** By order. */
  #chunks: HeldChunk[] = [];
  #trials = 0;
  #sizeBytes = 0;
  /** Where the sweep under way is; -1: none is. */
  #sweepAt = -1;
  /** Whether it leaves out all that the history has dropped, wherever it stands. */
  #isThorough = false;
  /** Small chunks that the last sweep could not put together. */
  #loneChunks = 0;
  /** How often the history had dropped trials when the last thorough sweep began: without another time there is nothing to leave out. */
  #sweptAt = -1;

  constructor(history: History) {
    this.#history = history;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** A chunk of an earlier visit, of which the history may hold anything. */
  adopt(chunk: HeldChunk): void {
    this.add(chunk);
    this.#sweptAt = -1;
  }

  add(chunk: HeldChunk): void {
    let at = this.#chunks.length;
    while (at > 0 && (this.#chunks[at - 1]?.order ?? 0) > chunk.order) at--;
    this.#chunks.splice(at, 0, chunk);
    this.#trials += chunk.numbers.length;
    this.#sizeBytes += chunk.sizeBytes;
  }

  /** The oldest chunks that make up so many bytes: no longer of this shelf. */
  takeOldest(sizeBytes: number): HeldChunk[] {
    let freed = 0;
    const taken: HeldChunk[] = [];
    for (let next = this.#chunks[0]; next !== undefined && freed < sizeBytes; next = this.#chunks[0]) {
      this.#remove([next]);
      freed += next.sizeBytes;
      taken.push(next);
    }
    return taken;
  }

  /** Whether there is something to rewrite before `more` trials come to those that are held. */
  wantsSweep(more: number): boolean {
    if (this.#sweepAt >= 0 || this.#smallCount() >= this.#loneChunks + MERGE_AT) return true;
    return this.#isOver(more) && this.#sweptAt !== this.#history.compactions;
  }

  /** The next piece of the sweep, whose chunks are no longer of this shelf; null: look again later, or `wantsSweep` is false. */
  sweep(more: number): Rewrite | null {
    if (this.#sweepAt < 0) {
      this.#sweepAt = 0;
      this.#isThorough = this.#isOver(more);
      if (this.#isThorough) this.#sweptAt = this.#history.compactions;
    }
    for (let looks = 0; looks < LOOKS_AT_A_TIME; looks++) {
      if (this.#sweepAt >= this.#chunks.length) {
        this.#sweepAt = -1;
        this.#loneChunks = this.#smallCount();
        return null;
      }
      const rewrite = this.#rewriteAt(this.#sweepAt);
      const [first] = rewrite.chunks;
      const lost = (first?.numbers.length ?? 0) - rewrite.numbers.length;
      const worthIt = this.#isThorough ? lost > 0 : lost > SMALL;
      if (rewrite.chunks.length > 1 || worthIt) {
        this.#remove(rewrite.chunks);
        // What is written in their place stands there, unless nothing is.
        if (rewrite.numbers.length > 0) this.#sweepAt++;
        return rewrite;
      }
      this.#sweepAt++;
    }
    return null;
  }

  /** Of a trial that the history has dropped nothing is kept. */
  isHeld(log: LogId, number: number): boolean {
    return this.#history.rowOf({ log, number }) >= 0;
  }

  /** The chunk there, and those behind it that fit into one with it. */
  #rewriteAt(at: number): Rewrite {
    const chunks: HeldChunk[] = [];
    const numbers: number[] = [];
    let sizeBytes = 0;
    for (let next = this.#chunks[at]; next !== undefined; next = this.#chunks[at + chunks.length]) {
      const { log } = next;
      if (chunks[0] !== undefined && chunks[0].log !== log) break;
      const held = Array.from(next.numbers).filter((number) => this.isHeld(log, number));
      const share = (next.sizeBytes * held.length) / Math.max(1, next.numbers.length);
      const fits = numbers.length + held.length <= MAX_CHUNK_TRIALS && sizeBytes + share <= FULL_BYTES;
      if (chunks.length > 0 && !fits) break;
      chunks.push(next);
      for (const number of held) numbers.push(number);
      sizeBytes += share;
    }
    return { chunks, numbers };
  }

  #isOver(more: number): boolean {
    return this.#trials + more > this.#history.maxTrials;
  }

  #smallCount(): number {
    return this.#chunks.reduce((sum, { numbers }) => sum + (numbers.length < SMALL ? 1 : 0), 0);
  }

  #remove(chunks: readonly HeldChunk[]): void {
    this.#chunks = this.#chunks.filter((chunk) => !chunks.includes(chunk));
    for (const { numbers, sizeBytes } of chunks) {
      this.#trials -= numbers.length;
      this.#sizeBytes -= sizeBytes;
    }
  }
}
