import type { Segment } from "../log/segment.ts";

/** Bests that found a link's budget spent; the newest stay. */
const MAX_OUTBOX_BESTS = 64;

/** What waits for the next tick on one link. */
export class Outbox {
  private bests: Segment[] = [];

  add(best: Segment): void {
    this.bests.push(best);
    if (this.bests.length > MAX_OUTBOX_BESTS) this.bests.shift();
  }

  /** Takes out all bests in the order they came. */
  take(): Segment[] {
    const taken = this.bests;
    if (taken.length > 0) this.bests = [];
    return taken;
  }
}
