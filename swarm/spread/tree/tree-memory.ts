import type { PushKey } from "../../push-key.ts";
import type { Branch } from "./branches.ts";

/** Whoever missed it has asked by then, or finds it by a digest. */
export const KEPT_MS = 60_000;
export const MAX_KEPT = 50_000;
/** What others spread shapes the tree by its copies, which come within some ticks: it is never asked for. */
const SHAPES_KEPT_MS = 10_000;

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

/** Items of the last minute, by key, and of the last ten seconds what others spread. Times are whole ms. */
export class TreeMemory<Item> {
  private readonly items = new Map<PushKey, Kept<Item>>();
  /** Those without an item. */
  private readonly shapes = new Map<PushKey, Kept<Item>>();

  get(key: PushKey): Kept<Item> | undefined {
    return this.items.get(key) ?? this.shapes.get(key);
  }

  add(key: PushKey, kept: Kept<Item>): void {
    const all = kept.item === null ? this.shapes : this.items;
    all.set(key, kept);
    if (all.size > MAX_KEPT) forgetFirst(all);
  }

  expire(nowMs: number): void {
    expire(this.items, nowMs - KEPT_MS);
    expire(this.shapes, nowMs - SHAPES_KEPT_MS);
  }

  /** The slot's link is gone. */
  clear(slot: number): void {
    for (const kept of this.items.values()) clear(kept, slot);
    for (const kept of this.shapes.values()) clear(kept, slot);
  }

  get size(): number {
    return this.items.size + this.shapes.size;
  }
}

function expire(all: Map<PushKey, Kept<unknown>>, untilMs: number): void {
  for (const [key, { atMs }] of all) {
    if (atMs > untilMs) return;
    all.delete(key);
  }
}

function clear(kept: Kept<unknown>, slot: number): void {
  kept.shown &= ~(1 << slot);
  kept.sent &= ~(1 << slot);
  if (kept.parent === slot) kept.parent = NO_PARENT;
}

function forgetFirst(all: Map<PushKey, Kept<unknown>>): void {
  const first = all.keys().next();
  if (first.done !== true) all.delete(first.value);
}
