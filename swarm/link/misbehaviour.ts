/** At this score a link is cut. */
import type { PeerId } from "../ids.ts";
export const CUT_AT = 100;
/** A bad minute is forgiven within a minute and a half. */
const FORGIVEN_PER_SECOND = 1;
/** How long a peer that was cut is neither dialled nor answered. */
export const SHUN_MS = 600_000;
/** More would be a crowd of throw-away keys, against which a list does not help. */
export const MAX_SHUNNED = 256;

/** What each fault costs. Two broken messages cut a link, a single forged one does, a busy second does not. */
export const FAULT = {
  forged: 100,
  malformed: 50,
  brokenPromise: 10,
  tooMuch: 1,
} as const;

export class Score {
  private points = 0;
  private atMs = 0;

  /** True when the link must be cut. */
  add(points: number, nowMs: number): boolean {
    this.points = Math.max(0, this.points - ((nowMs - this.atMs) / 1000) * FORGIVEN_PER_SECOND) + points;
    this.atMs = nowMs;
    return this.points >= CUT_AT;
  }
}

/** Peers, by proven key, to stay away from for a while. */
export class ShunList {
  private readonly until = new Map<PeerId, number>();

  add(name: PeerId, nowMs: number): void {
    this.until.delete(name);
    this.until.set(name, nowMs + SHUN_MS);
    if (this.until.size <= MAX_SHUNNED) return;
    const oldest = this.until.keys().next();
    if (oldest.done !== true) this.until.delete(oldest.value);
  }

  has(name: PeerId, nowMs: number): boolean {
    return (this.until.get(name) ?? 0) > nowMs;
  }
}
