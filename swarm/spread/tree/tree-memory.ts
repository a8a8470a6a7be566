import type { PushKey } from "../../push-key.ts";
import type { Branch } from "./branches.ts";

/** Whoever missed it has asked by then, or finds it by a digest. */
export const KEPT_MS = 60_000;
export const MAX_KEPT = 50_000;

/** The item did not come over a link that is still there. */
export const NO_PARENT = -1;
/** It is our own. */
export const OWN = -2;

/** One item that was new lately. */
export interface Kept<Item> {
  /** Null: others spread it. */
  readonly item: Item | null;
  readonly branch: Branch;
  readonly atMs: number;
  /** When it was first announced; null: never before it came. */
  readonly announcedMs: number | null;
  /** Bits of slots that have sent or announced it. */
  shown: number;
  /** Bits of slots that were sent it. */
  sent: number;
  /** Bits of slots that were asked for it. */
  readonly asked: number;
  /** The slot that brought it, or `NO_PARENT`, or `OWN`. */
  parent: number;
}

/** Items of the last minute, by key. */
export class TreeMemory<Item> {
  private readonly kept = new Map<PushKey, Kept<Item>>();

  get(key: PushKey): Kept<Item> | undefined {
    return this.kept.get(key);
  }

  add(key: PushKey, kept: Kept<Item>): void {
    this.kept.set(key, kept);
    if (this.kept.size > MAX_KEPT) this.forgetFirst();
  }

  expire(nowMs: number): void {
    for (const [key, { atMs }] of this.kept) {
      if (nowMs - atMs < KEPT_MS) return;
      this.kept.delete(key);
    }
  }

  /** The slot's link is gone. */
  clear(slot: number): void {
    for (const kept of this.kept.values()) {
      kept.shown &= ~(1 << slot);
      kept.sent &= ~(1 << slot);
      if (kept.parent === slot) kept.parent = NO_PARENT;
    }
  }

  get size(): number {
    return this.kept.size;
  }

  private forgetFirst(): void {
    const first = this.kept.keys().next();
    if (first.done !== true) this.kept.delete(first.value);
  }
}
