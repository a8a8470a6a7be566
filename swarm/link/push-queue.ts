import type { LinkId } from "../ids.ts";
import type { PushKey } from "../push-key.ts";

/** Eight seconds of the whole budget: what waits for longer is found by a digest, and would then come twice. */
export const MAX_QUEUE_BYTES = 1 << 18;
export const MAX_QUEUE_LENGTH = 2_048;

/** Something that goes to one link when the budget allows. */
export interface Waiting<Item> {
  readonly link: LinkId;
  readonly key: PushKey;
  readonly item: Item;
  /** Of the sample: the higher goes first. */
  readonly level: number;
  readonly sizeBytes: number;
}

/** What is pushed and need not leave at once: of the highest level first, the newest first. Too much, and the last is forgotten. */
export class PushQueue<Item> {
  private waiting: Waiting<Item>[] = [];
  private sizeBytes = 0;

  add(waiting: Waiting<Item>): void {
    this.waiting.push(waiting);
    this.sizeBytes += waiting.sizeBytes;
    if (this.sizeBytes > 2 * MAX_QUEUE_BYTES || this.waiting.length > 2 * MAX_QUEUE_LENGTH) this.trim();
  }

  /** Takes out, in order, what `goes` lets go; from the first that it does not, all waits on. */
  take(goes: (waiting: Waiting<Item>) => boolean): Waiting<Item>[] {
    if (this.waiting.length === 0) return [];
    this.sort();
    const stops = this.waiting.findIndex((waiting) => !goes(waiting));
    const taken = this.waiting.splice(0, stops < 0 ? this.waiting.length : stops);
    for (const { sizeBytes } of taken) this.sizeBytes -= sizeBytes;
    this.waiting.reverse();
    this.trim();
    return taken;
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Newest first within a level: those that came last stand last before. */
  private sort(): void {
    this.waiting.reverse();
    this.waiting.sort((a, b) => b.level - a.level);
  }

  private trim(): void {
    if (this.sizeBytes <= MAX_QUEUE_BYTES && this.waiting.length <= MAX_QUEUE_LENGTH) return;
    this.sort();
    while (this.sizeBytes > MAX_QUEUE_BYTES || this.waiting.length > MAX_QUEUE_LENGTH)
      this.sizeBytes -= this.waiting.pop()?.sizeBytes ?? 0;
    this.waiting.reverse();
  }
}
