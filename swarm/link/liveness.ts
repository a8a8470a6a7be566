import type { Chance } from "../chance.ts";

/** Three pings before a link counts as dead. */
export const PING_EVERY_MS = 4_000;
/** PeerJS's own `close` does not always come; a killed tab must vanish within 20 s. */
export const SILENT_LINK_MS = 12_000;
/**
 * After a sleep the others may have given us up: a link that lives answers a ping within this time. It is a quarter of the ten seconds in
 * which a tab that woke has links again.
 */
export const DOUBT_MS = 2_500;
/** Pings without an answer that are still worth waiting for. */
export const MAX_OPEN_PINGS = 4;

/** Whether the other end of one link is still there, and how far away. */
export class Liveness {
  rttMs: number | null = null;
  /** Asked since we slept, and not answered yet. */
  doubted = false;
  private heardMs: number;
  private nextPingMs: number;
  private nextStamp = 0;
  private readonly sentMs = new Map<number, number>();

  constructor(nowMs: number) {
    this.heardMs = nowMs;
    this.nextPingMs = nowMs;
  }

  /** Who is doubted must answer the question: what it said before we slept may be read only now. */
  heard(nowMs: number): void {
    if (!this.doubted) this.heardMs = nowMs;
  }

  /** We slept: the silence was ours, but whether the other end is still there must be asked now. */
  doubt(nowMs: number): void {
    this.doubted = true;
    this.heardMs = nowMs - SILENT_LINK_MS + DOUBT_MS;
    this.nextPingMs = nowMs;
    // How long their answers took would be wrong by the sleep.
    this.sentMs.clear();
  }

  isSilentFor(durationMs: number, nowMs: number): boolean {
    return nowMs - this.heardMs > durationMs;
  }

  /** The stamp of the ping to send now, or null. */
  pingDue(nowMs: number, chance: Chance): number | null {
    if (nowMs < this.nextPingMs) return null;
    this.nextPingMs = nowMs + PING_EVERY_MS * chance.between(0.75, 1);
    const stamp = this.nextStamp++;
    this.sentMs.set(stamp, nowMs);
    if (this.sentMs.size > MAX_OPEN_PINGS) this.sentMs.delete(stamp - MAX_OPEN_PINGS);
    return stamp;
  }

  /** How long this answer took, or null if nobody asked. Smoothed exponentially as in TCP (RFC 6298, alpha 1/8). */
  receivedPong(stamp: number, nowMs: number): number | null {
    const sentMs = this.sentMs.get(stamp);
    if (sentMs === undefined) return null;
    this.sentMs.delete(stamp);
    this.doubted = false;
    this.heardMs = nowMs;
    const sampleMs = nowMs - sentMs;
    this.rttMs = this.rttMs === null ? sampleMs : this.rttMs + (sampleMs - this.rttMs) / 8;
    return sampleMs;
  }
}
