/**
 * Plumtree (Leitao, Pereira, Rodrigues, "Epidemic Broadcast Trees", 2007): an item goes over the eager links of its source's
 * tree, its key over all others. Whoever gets an item twice says so and is sent keys from then on (PRUNE); whoever has a key
 * and no item asks for it and is sent items (GRAFT). Invariant: a link is pruned only while the one that brought the item
 * first is eager, so no source is left without a branch while links hold.
 */
import type { LinkId } from "../../ids.ts";
import { FAULT } from "../../link/misbehaviour.ts";
import type { PushKey } from "../../push-key.ts";
import { TokenBucket } from "../../token-bucket.ts";
import type { TreeMessage } from "../../wire/message.ts";
import { MAX_KEYS_PER_MESSAGE } from "../../wire/wire-limits.ts";
import { type Branch, Branches } from "./branches.ts";
import { TreeGaps } from "./gaps.ts";
import { type Kept, NO_PARENT, OWN, TreeMemory } from "./tree-memory.ts";

/** A prune that was lost is said again; one that is still on its way is not. */
const PRUNE_AGAIN_MS = 3_000;
/** Of grafts a link may ask: a fifth of all messages lost at the most that a budget carries, and a lost branch at once. */
const GRAFTS_PER_SECOND = 50;
const GRAFT_BURST = 1_000;
/** Half of that, so that nobody honest asks in vain. */
const ASKS_PER_SECOND = GRAFTS_PER_SECOND / 2;
const ASK_BURST = GRAFT_BURST / 2;

/** What the tree needs of those who use it. */
export interface TreePort<Item> {
  /** Sends the item to this link with what the budget leaves, unless `has` says by then that it has come otherwise. */
  push(link: LinkId, key: PushKey, item: Item): void;
  /** The same of what the link asked for, together. */
  answer(link: LinkId, items: ReadonlyMap<PushKey, Item>): void;
  send(link: LinkId, message: TreeMessage): void;
  /** The other end says that it has the item, or has been told of it and will ask if it has not. */
  told(link: LinkId, item: Item): void;
  blame(link: LinkId, points: number): void;
  /** Null while unknown. */
  rttMs(link: LinkId): number | null;
}

interface Slot {
  /** Keys to announce with the next tick. */
  tells: PushKey[];
  /** Keys of items that are pushed here, to announce with the tick after: perhaps nobody else would, and they may get lost. */
  pushed: PushKey[];
  pushedBefore: PushKey[];
  /** Keys by which the other end finds the branches that it need not feed. */
  prunes: PushKey[];
  readonly grafts: TokenBucket;
  readonly asks: TokenBucket;
}

const isIdle = ({ tells, pushed, pushedBefore, prunes }: Slot): boolean =>
  tells.length + pushed.length + pushedBefore.length + prunes.length === 0;

/** Spreads items, named by opaque keys, from their sources to all. */
export class PushTree<Item> {
  private readonly port: TreePort<Item>;
  private readonly branches = new Branches();
  private readonly memory = new TreeMemory<Item>();
  private readonly gaps = new TreeGaps();
  private readonly slots = new Map<number, Slot>();

  constructor(port: TreePort<Item>) {
    this.port = port;
  }

  /** `hasFew`: the other end has few links beside this, and would hear of much only by asking. */
  linkOpened(link: LinkId, hasFew: boolean, nowMs: number): void {
    const slot = this.branches.open(link, hasFew);
    if (slot === null) return;
    const grafts = new TokenBucket(GRAFT_BURST, GRAFTS_PER_SECOND, nowMs);
    const asks = new TokenBucket(ASK_BURST, ASKS_PER_SECOND, nowMs);
    this.slots.set(slot, { tells: [], pushed: [], pushedBefore: [], prunes: [], grafts, asks });
  }

  linkClosed(link: LinkId, nowMs: number): void {
    const slot = this.branches.close(link);
    if (slot === null) return;
    this.slots.delete(slot);
    this.memory.clear(slot);
    this.gaps.clear(slot, nowMs);
    this.askForGaps(nowMs);
  }

  /**
   * An item that is new here, brought by a link, or (null) our own: it goes on, its key with the next tick. `flooded`: others
   * see to that it goes to all links at once.
   */
  add(key: PushKey, source: string, item: Item, from: LinkId | null, flooded: boolean, nowMs: number): void {
    const kept = this.keep(key, source, item, from, nowMs);
    if (kept === null || flooded) return;
    this.confirm(kept);
    for (const [slot, queues] of this.slots) {
      const link = this.branches.linkAt(slot);
      if (link === null || (kept.shown & bit(slot)) !== 0) continue;
      if ((kept.branch.eager & bit(slot)) === 0) queues.tells.push(key);
      else {
        this.port.push(link, key, item);
        queues.pushed.push(key);
      }
    }
  }

  /** An item found otherwise, as part of somebody's history: it is not asked for any more, and goes to those who ask. */
  note(key: PushKey, source: string, item: Item, from: LinkId, nowMs: number): void {
    const kept = this.keep(key, source, item, from, nowMs);
    if (kept !== null) kept.parent = NO_PARENT;
  }

  /**
   * Something of the source that others spread has come here, from a link or (null) from ourselves: it shapes the tree alone.
   * `flooded`: it goes over all links, not over branches.
   */
  shape(key: PushKey, source: string, from: LinkId | null, flooded: boolean, nowMs: number): void {
    const kept = this.keep(key, source, null, from, nowMs);
    if (!flooded) this.confirm(kept);
  }

  /** Something of the source was missed: what comes next comes over this link as well, which has brought `key`. */
  join(key: PushKey, source: string, from: LinkId, nowMs: number): void {
    const slot = this.branches.slotOf(from);
    const bucket = slot === null ? undefined : this.slots.get(slot)?.asks;
    if (slot === null || bucket?.take(1, nowMs) !== true) return;
    this.branches.of(source).eager |= bit(slot);
    this.sendKeys(slot, "graft", [key]);
  }

  /** The item has come again. `flooded`: to all links on purpose, so that a link known to be no branch may send it. */
  repeated(key: PushKey, from: LinkId, flooded: boolean, nowMs: number): void {
    const kept = this.memory.get(key);
    const slot = this.branches.slotOf(from);
    if (kept === undefined) this.gaps.settle(key, slot, nowMs);
    if (kept === undefined || slot === null) return;
    kept.shown |= bit(slot);
    if (kept.parent === slot || (kept.asked & bit(slot)) !== 0) return;
    if (kept.announcedMs !== null) this.gaps.measured(nowMs - kept.announcedMs);
    this.pruneIfSpare(key, kept, slot, flooded, nowMs);
  }

  /** It has come, and is remembered. */
  isKept(key: PushKey): boolean {
    return this.memory.get(key) !== undefined;
  }

  /** Whether the other end of a link has the item, as far as is known. */
  has(link: LinkId, key: PushKey): boolean {
    const slot = this.branches.slotOf(link);
    const kept = this.memory.get(key);
    return slot !== null && kept !== undefined && ((kept.shown | kept.sent) & bit(slot)) !== 0;
  }

  /** Whether items of this source go over the link by themselves. */
  isBranch(link: LinkId, source: string): boolean {
    const slot = this.branches.slotOf(link);
    return slot !== null && (this.branches.eagerOf(source) & bit(slot)) !== 0;
  }

  /** The item has been handed to the link. */
  sent(link: LinkId, key: PushKey): void {
    const kept = this.memory.get(key);
    const slot = this.branches.slotOf(link);
    if (kept !== undefined && slot !== null) kept.sent |= bit(slot);
  }

  receive(link: LinkId, message: TreeMessage, nowMs: number): void {
    const slot = this.branches.slotOf(link);
    if (slot === null) return;
    if (message.type === "ihave") this.receiveKeys(slot, message.keys, nowMs);
    else if (message.type === "graft") this.receiveGraft(link, slot, message.keys, nowMs);
    else for (const key of message.keys) this.cut(slot, this.memory.get(key)?.branch);
  }

  /** Several times a second: announcements, prunes, and what is late. */
  tick(nowMs: number): void {
    this.memory.expire(nowMs);
    for (const [slot, queues] of this.slots) {
      if (isIdle(queues)) continue;
      const isNews = (key: PushKey, isSent: boolean): boolean => {
        const kept = this.memory.get(key);
        if (kept === undefined || (kept.shown & bit(slot)) !== 0) return false;
        return ((kept.sent & bit(slot)) !== 0) === isSent;
      };
      const news = [
        ...queues.tells.splice(0).filter((key) => isNews(key, false)),
        // One that the budget has not let go is not announced: it would be asked for in vain.
        ...queues.pushedBefore.filter((key) => isNews(key, true)),
      ];
      for (const key of news) this.told(slot, this.memory.get(key));
      this.sendKeys(slot, "ihave", news);
      [queues.pushedBefore, queues.pushed] = [queues.pushed, []];
      this.sendKeys(slot, "prune", queues.prunes.splice(0));
    }
    this.askForGaps(nowMs);
  }

  /** Asks for what should have come by now. Cheap when nothing is due. */
  askForGaps(nowMs: number): void {
    const { asks, liars } = this.gaps.due(nowMs, (slot) => 2 * this.rttMs(slot));
    for (const [slot, keys] of asks) {
      const bucket = this.slots.get(slot)?.asks;
      this.sendKeys(
        slot,
        "graft",
        keys.filter(() => bucket?.take(1, nowMs) ?? false),
      );
    }
    for (const slot of liars) {
      const link = this.branches.linkAt(slot);
      if (link !== null) this.port.blame(link, FAULT.brokenPromise);
    }
  }

  /** Sizes of what grows. */
  sizes(): { readonly kept: number; readonly gaps: number; readonly sources: number } {
    return { kept: this.memory.size, gaps: this.gaps.size, sources: this.branches.size };
  }

  private keep(key: PushKey, source: string, item: Item | null, from: LinkId | null, nowMs: number): Kept<Item> | null {
    if (this.memory.get(key) !== undefined) return null;
    const slot = from === null ? null : this.branches.slotOf(from);
    const gap = this.gaps.settle(key, slot, nowMs);
    const branch = this.branches.of(source);
    branch.isOwn ||= from === null;
    const shown = (gap?.announcers ?? 0) | (slot === null ? 0 : bit(slot));
    const asked = gap?.asked ?? 0;
    if (slot !== null && (asked & bit(slot)) !== 0) branch.eager |= bit(slot);
    const parent = from === null ? OWN : (slot ?? NO_PARENT);
    const announcedMs = gap === null ? null : Math.round(gap.sinceMs);
    const kept = { item, branch, atMs: Math.round(nowMs), announcedMs, shown, sent: 0, asked, parent };
    this.memory.add(key, kept);
    for (const announcer of this.slots.keys()) if ((shown & bit(announcer)) !== 0) this.told(announcer, kept);
    return kept;
  }

  /** The other end of the link that brought it counts that as a branch. */
  private confirm(kept: Kept<Item> | null): void {
    if (kept !== null && kept.parent >= 0) kept.branch.eager |= bit(kept.parent);
  }

  private pruneIfSpare(key: PushKey, kept: Kept<Item>, slot: number, flooded: boolean, nowMs: number): void {
    const { branch, parent } = kept;
    const isEager = (branch.eager & bit(slot)) !== 0;
    if (!isEager && (flooded || nowMs - branch.prunedMs < PRUNE_AGAIN_MS)) return;
    if (parent === NO_PARENT) kept.parent = slot;
    // Its own branch was cut while this item was on its way: the one that is left stays.
    else if (parent === OWN || (branch.eager & bit(parent)) !== 0) {
      branch.prunedMs = Math.round(nowMs);
      this.cut(slot, branch);
      this.slots.get(slot)?.prunes.push(key);
    }
  }

  private cut(slot: number, branch: Branch | undefined): void {
    if (branch !== undefined) branch.eager &= ~bit(slot);
  }

  private receiveKeys(slot: number, keys: readonly PushKey[], nowMs: number): void {
    const others = this.slots.size - 1;
    for (const key of keys) {
      const kept = this.memory.get(key);
      if (kept === undefined) this.gaps.announced(key, slot, others, nowMs);
      else kept.shown |= bit(slot);
      this.told(slot, kept);
    }
    this.askForGaps(nowMs);
  }

  private told(slot: number, kept: Kept<Item> | undefined): void {
    const link = this.branches.linkAt(slot);
    if (link !== null && kept !== undefined && kept.item !== null) this.port.told(link, kept.item);
  }

  /** The other end has lost its branch: it has this one from now on. */
  private receiveGraft(link: LinkId, slot: number, keys: readonly PushKey[], nowMs: number): void {
    const asked = new Map<PushKey, Item>();
    for (const key of keys) {
      const kept = this.memory.get(key);
      if (kept === undefined || this.slots.get(slot)?.grafts.take(1, nowMs) !== true) continue;
      kept.branch.eager |= bit(slot);
      if (kept.item === null) continue;
      kept.shown &= ~bit(slot);
      kept.sent &= ~bit(slot);
      asked.set(key, kept.item);
    }
    if (asked.size > 0) this.port.answer(link, asked);
  }

  private sendKeys(slot: number, type: TreeMessage["type"], keys: readonly PushKey[]): void {
    const link = this.branches.linkAt(slot);
    if (link === null) return;
    for (let at = 0; at < keys.length; at += MAX_KEYS_PER_MESSAGE)
      this.port.send(link, { type, keys: keys.slice(at, at + MAX_KEYS_PER_MESSAGE) });
  }

  private rttMs(slot: number): number {
    const link = this.branches.linkAt(slot);
    return (link === null ? null : this.port.rttMs(link)) ?? MIN_RTT_GUESS_MS;
  }
}

/** Until the first pong. */
const MIN_RTT_GUESS_MS = 150;

const bit = (slot: number): number => 1 << slot;
