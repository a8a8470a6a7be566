import type { LogId } from "../ids.ts";
import { TokenBucket } from "../token-bucket.ts";

/** One of each log that is followed. */
const MAX_WAITING = 4_000;
/** Of the other end's own: twice as many as links that can break at once, and then one in five seconds. */
const WORDS_AT_ONCE = 16;
const WORDS_PER_SECOND = 0.2;
/** A digest, its answer and the answer to that cross within this time: none is answered twice. */
const EXCHANGE_MS = 3_000;

const NO_LOGS: readonly LogId[] = [];

/** What one link knows of who is there, and what waits to be told. */
export class PresenceLink {
  /** The other end follows logs of this level and higher. */
  level = 0;
  /** Of our running points the other end has been told this version, then. */
  runningTold = 0;
  runningToldMs = Number.NEGATIVE_INFINITY;
  /** When the other end last told its own; null: never. */
  runningHeardMs: number | null = null;
  /** Words of the other end's own key: it pays for them here, and nobody who passes them on does. */
  readonly ownWords: TokenBucket;
  private answeredMs = Number.NEGATIVE_INFINITY;
  private readonly statuses = new Set<LogId>();
  private readonly doubted = new Set<LogId>();

  constructor(nowMs: number) {
    this.ownWords = new TokenBucket(WORDS_AT_ONCE, WORDS_PER_SECOND, nowMs);
  }

  addStatus(log: LogId): void {
    if (this.statuses.size < MAX_WAITING) this.statuses.add(log);
  }

  takeStatuses(): readonly LogId[] {
    if (this.statuses.size === 0) return NO_LOGS;
    const logs = [...this.statuses];
    this.statuses.clear();
    return logs;
  }

  /** Words about this log wait. */
  addWords(subject: LogId): void {
    if (this.doubted.size < MAX_WAITING) this.doubted.add(subject);
  }

  get hasWords(): boolean {
    return this.doubted.size > 0;
  }

  takeWords(): readonly LogId[] {
    if (this.doubted.size === 0) return NO_LOGS;
    const subjects = [...this.doubted];
    this.doubted.clear();
    return subjects;
  }

  mayAnswer(nowMs: number): boolean {
    if (nowMs - this.answeredMs < EXCHANGE_MS) return false;
    this.answeredMs = nowMs;
    return true;
  }
}
