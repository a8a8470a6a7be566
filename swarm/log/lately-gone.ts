import type { LogId } from "../ids.ts";

/** All logs of a few keys that open far too many; beyond this the oldest is forgotten and may be asked for once more. */
export const MAX_LATELY_GONE = 4_096;
/** Room may have been made by then. */
const LATELY_MS = 600_000;

/** Logs that had to go, so that they are not fetched again and again. */
export class LatelyGone {
  private readonly until = new Map<LogId, number>();

  add(log: LogId, nowMs: number): void {
    this.until.delete(log);
    this.until.set(log, nowMs + LATELY_MS);
    if (this.until.size <= MAX_LATELY_GONE) return;
    const oldest = this.until.keys().next();
    if (oldest.done !== true) this.until.delete(oldest.value);
  }

  has(log: LogId, nowMs: number): boolean {
    return (this.until.get(log) ?? 0) > nowMs;
  }
}
