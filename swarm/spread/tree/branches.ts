import type { LinkId } from "../../ids.ts";

/** As many links as bits of a mask; a full view has 8. One beyond has no place here and hears by digests alone. */
const MAX_SLOTS = 30;
/** One for each log that is held. Of those forgotten the next item goes to all, as the first did. */
export const MAX_BRANCHES = 20_000;

/** Long before any time, and no more than a small integer. */
const NEVER_MS = -(2 ** 30);

/** Over which links the items of one source come and go. */
export interface Branch {
  /** Bits of the slots of eager links. */
  eager: number;
  /** When a link was last told that it is none: whole ms. There are many of these, and a fraction would take a place of its own. */
  prunedMs: number;
  /** The source is ourselves: nobody has it sooner. */
  isOwn: boolean;
}

/**
 * The trees as one peer sees them: one for each source, since a tree that all share would make those in its middle carry
 * everything. A source that is new has all links that are open then. A link that opens later is a branch of our own tree, and of
 * others' if its other end has few.
 */
export class Branches {
  private readonly links: (LinkId | null)[] = [];
  private readonly bySource = new Map<string, Branch>();
  /** Bits of the slots in use. */
  private openMask = 0;

  /** The slot's number, below 30; null: no room. `hasFew`: the other end has few links beside this. */
  open(link: LinkId, hasFew: boolean): number | null {
    const free = this.links.indexOf(null);
    const slot = free >= 0 ? free : this.links.length;
    if (slot >= MAX_SLOTS) return null;
    this.links[slot] = link;
    this.openMask |= 1 << slot;
    for (const branch of this.bySource.values()) if (hasFew || branch.isOwn) branch.eager |= 1 << slot;
    return slot;
  }

  /** The slot that is free now, or null if it had none. */
  close(link: LinkId): number | null {
    const slot = this.links.indexOf(link);
    if (slot < 0) return null;
    this.links[slot] = null;
    this.openMask &= ~(1 << slot);
    for (const branch of this.bySource.values()) branch.eager &= ~(1 << slot);
    return slot;
  }

  slotOf(link: LinkId): number | null {
    const slot = this.links.indexOf(link);
    return slot < 0 ? null : slot;
  }

  linkAt(slot: number): LinkId | null {
    return this.links[slot] ?? null;
  }

  /** Slots in use. */
  slots(): number[] {
    return this.links.flatMap((link, slot) => (link === null ? [] : [slot]));
  }

  /** Bits of the slots of the source's eager links: of one that is new all. */
  eagerOf(source: string): number {
    return this.bySource.get(source)?.eager ?? this.openMask;
  }

  of(source: string): Branch {
    const known = this.bySource.get(source);
    const branch = known ?? { eager: this.openMask, prunedMs: NEVER_MS, isOwn: false };
    this.bySource.delete(source);
    this.bySource.set(source, branch);
    if (this.bySource.size > MAX_BRANCHES) {
      const oldest = this.bySource.keys().next();
      if (oldest.done !== true) this.bySource.delete(oldest.value);
    }
    return branch;
  }

  get size(): number {
    return this.bySource.size;
  }
}
