/** All logs of a few keys that open far too many; beyond this the oldest is forgotten and may be asked for once more. */
import type { LogId } from "../ids.ts";
export const MAX_REFUSALS = 4_096;
/** Room may have been made by then. */
const REFUSED_MS = 600_000;

/** Logs there was no room for, so that they are not fetched again and again. */
export class Refusals {
  private readonly until = new Map<LogId, number>();

  add(log: LogId, nowMs: number): void {
    this.until.delete(log);
    this.until.set(log, nowMs + REFUSED_MS);
    if (this.until.size <= MAX_REFUSALS) return;
    const oldest = this.until.keys().next();
    if (oldest.done !== true) this.until.delete(oldest.value);
  }

  has(log: LogId, nowMs: number): boolean {
    return (this.until.get(log) ?? 0) > nowMs;
  }
}
