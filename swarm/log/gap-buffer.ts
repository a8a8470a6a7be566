import type { LogId } from "../ids.ts";
import type { Segment } from "./segment.ts";

/** A message's worth of overtaken segments; what does not fit is fetched again in order. */
export const MAX_GAP_SEGMENTS_PER_LOG = 32;
export const MAX_GAP_SEGMENTS = 512;
/** 32 of the largest segments. */
export const MAX_GAP_BYTES = 8 << 20;
/** A gap not filled within a minute and a half is not going to be: nobody has what is missing. */
export const GAP_LIFE_MS = 90_000;

interface Waiting {
  readonly segment: Segment;
  readonly sinceMs: number;
}

/** Segments that came before their predecessors. */
export class GapBuffer {
  private readonly waiting = new Map<LogId, Map<number, Waiting>>();
  private segmentCount = 0;
  private sizeBytes = 0;

  get(log: LogId, index: number): Segment | undefined {
    return this.waiting.get(log)?.get(index)?.segment;
  }

  /** False if there is no room; the segment is then simply not kept. */
  add(log: LogId, segment: Segment, nowMs: number): boolean {
    const ofLog = this.waiting.get(log) ?? new Map<number, Waiting>();
    const full =
      ofLog.size >= MAX_GAP_SEGMENTS_PER_LOG ||
      this.segmentCount >= MAX_GAP_SEGMENTS ||
      this.sizeBytes + segment.trials.length > MAX_GAP_BYTES;
    if (full) return false;
    ofLog.set(segment.index, { segment, sinceMs: nowMs });
    this.waiting.set(log, ofLog);
    this.segmentCount += 1;
    this.sizeBytes += segment.trials.length;
    return true;
  }

  take(log: LogId, index: number): Segment | undefined {
    const ofLog = this.waiting.get(log);
    const found = ofLog?.get(index);
    if (ofLog === undefined || found === undefined) return undefined;
    ofLog.delete(index);
    if (ofLog.size === 0) this.waiting.delete(log);
    this.segmentCount -= 1;
    this.sizeBytes -= found.segment.trials.length;
    return found.segment;
  }

  /** Lowest index waiting. */
  lowest(log: LogId): number | null {
    const ofLog = this.waiting.get(log);
    return ofLog === undefined ? null : Math.min(...ofLog.keys());
  }

  drop(log: LogId): void {
    for (const index of this.waiting.get(log)?.keys() ?? []) this.take(log, index);
  }

  expire(nowMs: number): void {
    for (const [log, ofLog] of this.waiting) {
      for (const [index, { sinceMs }] of ofLog) if (nowMs - sinceMs > GAP_LIFE_MS) this.take(log, index);
    }
  }

  get size(): number {
    return this.segmentCount;
  }
}
