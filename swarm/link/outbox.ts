import type { LogId } from "../ids.ts";
import { type Segment, segmentLog } from "../log/segment.ts";

/** What a link at half its speed sends in two seconds; what does not fit is left to the next digest. */
export const MAX_OUTBOX_BYTES = 1 << 20;
export const MAX_OUTBOX_SEGMENTS = 512;
/** One of each log that is there. */
export const MAX_OUTBOX_STATUSES = 10_000;

/** What waits for the next tick on one link. */
export class Outbox {
  private segments: Segment[] = [];
  private sizeBytes = 0;
  private readonly statusLogs = new Set<LogId>();

  /** False if it does not fit. */
  add(segment: Segment): boolean {
    if (this.segments.length >= MAX_OUTBOX_SEGMENTS || this.sizeBytes + segment.trials.length > MAX_OUTBOX_BYTES)
      return false;
    this.segments.push(segment);
    this.sizeBytes += segment.trials.length;
    return true;
  }

  addStatus(log: LogId): void {
    if (this.statusLogs.size < MAX_OUTBOX_STATUSES) this.statusLogs.add(log);
  }

  /** Takes out all segments, or those of one log, in the order they came. */
  take(log?: LogId): Segment[] {
    if (this.segments.length === 0) return [];
    const taken = log === undefined ? this.segments : this.segments.filter((segment) => segmentLog(segment) === log);
    this.segments = log === undefined ? [] : this.segments.filter((segment) => segmentLog(segment) !== log);
    for (const segment of taken) this.sizeBytes -= segment.trials.length;
    return taken;
  }

  takeStatuses(): LogId[] {
    const logs = [...this.statusLogs];
    this.statusLogs.clear();
    return logs;
  }
}
