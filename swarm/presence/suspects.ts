import type { LogId } from "../ids.ts";
import type { SignedStatus } from "./status.ts";

/** So few need two ticks to pass on the word of a log that lost a link, and speaks at once. */
export const FEW_OTHERS = 3;
const FEW_WAIT_MS = 3_000;
/** Beyond a status period: one tick to leave and one link to cross, where everybody is everybody's neighbour. */
const ONE_HOP_MS = 1_000;
/** The same with two more ticks on the way. */
const MORE_HOPS_MS = 3_000;

/** Why a log may have gone: its link broke, or its peer has a new log and may have loaded the page again. */
export type Doubt = "brokenLink" | "newLogOfPeer";

/** Live logs that may have gone without a goodbye, and since when (ms). Never more than there are live logs. */
export class Suspects {
  private readonly sinceMs = new Map<LogId, number>();
  private readonly broken = new Set<LogId>();
  private readonly neighbours: number;

  /** `neighbours`: links a peer keeps at most; among so few others everybody is everybody's neighbour. */
  constructor(neighbours: number) {
    this.neighbours = neighbours;
  }

  add(log: LogId, reason: Doubt, nowMs: number): void {
    if (!this.sinceMs.has(log)) this.sinceMs.set(log, nowMs);
    if (reason === "brokenLink") this.broken.add(log);
  }

  clear(log: LogId): void {
    this.sinceMs.delete(log);
    this.broken.delete(log);
  }

  clearAll(): void {
    this.sinceMs.clear();
    this.broken.clear();
  }

  get size(): number {
    return this.sinceMs.size;
  }

  logs(): LogId[] {
    return [...this.sinceMs.keys()];
  }

  hasBrokenLink(log: LogId): boolean {
    return this.broken.has(log);
  }

  /** Whether it would have been heard of by now, if it were there. `liveLogs`: how many others are known. */
  isOverdue(log: LogId, status: SignedStatus, liveLogs: number, nowMs: number): boolean {
    const sinceMs = this.sinceMs.get(log);
    return sinceMs !== undefined && nowMs - sinceMs >= this.waitMs(status, liveLogs);
  }

  private waitMs(status: SignedStatus, liveLogs: number): number {
    if (liveLogs <= FEW_OTHERS) return FEW_WAIT_MS;
    return status.periodMs + (liveLogs <= this.neighbours ? ONE_HOP_MS : MORE_HOPS_MS);
  }
}
