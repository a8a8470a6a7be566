import type { CompiledQuery } from "kysely";
import type { Clock, Timer } from "../../agent/ports.ts";

/** Within the 5 ms that are promised, and long enough for the calls of several workers to come together. */
export const GROUP_MS = 3;
/** Where a commit has failed the next is tried so much later. */
const AGAIN_MS = 1_000;
/** What waits for a disk that takes nothing: beyond that nothing new is taken in. */
export const MAX_WAITING_ROWS = 20_000;

/** What was asked to be kept is not on disk. It waits for the next commit. */
export class NotKept extends Error {
  override readonly name = "NotKept";
}

/**
 * Commits what comes within a few milliseconds together. Of several writes under one key the last counts. What could not be
 * committed stays, and is tried again with what comes next.
 */
export class GroupedWrites {
  readonly #commit: (queries: readonly CompiledQuery[]) => Promise<void>;
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  #waiting = new Map<string, CompiledQuery>();
  #settles: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #timer: Timer | null = null;
  #committing: Promise<void> | null = null;
  #closed = false;

  constructor(
    commit: (queries: readonly CompiledQuery[]) => Promise<void>,
    clock: Clock,
    onFault: (error: unknown) => void,
  ) {
    this.#commit = commit;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  put(key: string, query: CompiledQuery): void {
    // A later write takes a later place: what is committed together is so in order.
    this.#waiting.delete(key);
    this.#waiting.set(key, query);
    this.#wake(GROUP_MS);
  }

  get isFull(): boolean {
    return this.#waiting.size >= MAX_WAITING_ROWS;
  }

  /** Resolves once all that was put so far is on disk; rejects with `NotKept` where it could not be written. */
  settled(): Promise<void> {
    if (this.#waiting.size === 0) return this.#committing?.catch((error) => Promise.reject(notKept(error))) ?? DONE;
    return new Promise((resolve, reject) => {
      this.#settles.push({ resolve, reject });
      this.#wake(GROUP_MS);
    });
  }

  /** Writes what waits, once. */
  async close(): Promise<void> {
    await this.#committing?.catch(() => undefined);
    this.#closed = true;
    this.#timer?.cancel();
    if (this.#waiting.size > 0) await this.#write();
  }

  #wake(delayMs: number): void {
    if (this.#timer !== null || this.#committing !== null || this.#closed) return;
    this.#timer = this.#clock.setTimer(delayMs, () => {
      this.#timer = null;
      void this.#write();
    });
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    const [writing, settles] = [this.#waiting, this.#settles];
    this.#waiting = new Map();
    this.#settles = [];
    const committing = this.#commit([...writing.values()]);
    this.#committing = committing;
    let nextMs = GROUP_MS;
    try {
      await committing;
      for (const { resolve } of settles) resolve();
    } catch (error) {
      // What came meanwhile under the same key is newer.
      this.#waiting = new Map([...writing, ...this.#waiting]);
      this.#onFault(error);
      for (const { reject } of settles) reject(notKept(error));
      nextMs = this.#settles.length > 0 ? GROUP_MS : AGAIN_MS;
    }
    this.#committing = null;
    if (this.#waiting.size > 0) this.#wake(nextMs);
  }
}

const DONE = Promise.resolve();
const notKept = (error: unknown): NotKept => new NotKept(error instanceof Error ? error.message : String(error));
