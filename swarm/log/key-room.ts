import type { PeerId } from "../ids.ts";
import type { Held, HeldLog } from "./held-log.ts";

/** Of what is held of a key, this much is its newest, whatever the level. */
const RECENT_SHARE = 1 / 8;

/** What is held of one key, and in which order it may leave. */
export class KeyRoom {
  readonly peer: PeerId;
  /** The one that has not grown for longest first. */
  readonly logs: HeldLog[];
  /** Of lower levels some have left: of its logs a sample is held. */
  level = 0;
  sizeBytes = 0;
  /** Null until something had to leave: most keys never hold so much. */
  private order: LeaveOrder | null = null;

  constructor(peer: PeerId, first: HeldLog) {
    this.peer = peer;
    this.logs = [first];
  }

  /** It has grown: it comes last among the key's logs. */
  touch(entry: HeldLog): void {
    if (this.logs.at(-1) === entry) return;
    this.remove(entry);
    this.logs.push(entry);
  }

  remove(entry: HeldLog): void {
    const at = this.logs.indexOf(entry);
    if (at >= 0) this.logs.splice(at, 1);
  }

  mayLeave(held: Held): void {
    this.order?.mayLeave(held, this.sizeBytes);
  }

  mustStay(held: Held): void {
    this.order?.mustStay(held);
  }

  /** Of the lowest level the first; undefined where nothing may leave. `mayLeave` says so of each when this is first asked. */
  nextToLeave(mayLeave: (held: Held) => boolean): Held | undefined {
    this.order ??= this.orderOf(mayLeave);
    return this.order.first();
  }

  private orderOf(mayLeave: (held: Held) => boolean): LeaveOrder {
    const order = new LeaveOrder();
    const leaving = this.logs.flatMap((entry) => entry.all().filter(mayLeave));
    for (const held of leaving.sort((a, b) => a.arrival - b.arrival)) order.mayLeave(held, this.sizeBytes);
    return order;
  }
}

/** What may leave: by level, the first first; and those that came last as the newest of their log, which wait for their turn. */
class LeaveOrder {
  private readonly byLevel: Set<Held>[] = [];
  private readonly recent = new Set<Held>();
  private recentBytes = 0;

  /** `sizeBytes`: of all that is held of the key. */
  mayLeave(held: Held, sizeBytes: number): void {
    if (!held.isFresh) {
      this.ofLevel(held.level).add(held);
      return;
    }
    if (this.recent.has(held)) return;
    this.recent.add(held);
    this.recentBytes += held.sizeBytes;
    for (const oldest of this.recent) {
      if (this.recentBytes <= sizeBytes * RECENT_SHARE) return;
      this.forget(oldest);
      this.ofLevel(oldest.level).add(oldest);
    }
  }

  mustStay(held: Held): void {
    this.forget(held);
    this.byLevel[held.level]?.delete(held);
  }

  first(): Held | undefined {
    for (const level of this.byLevel) for (const held of level) return held;
    for (const held of this.recent) return held;
    return undefined;
  }

  private forget(held: Held): void {
    if (this.recent.delete(held)) this.recentBytes -= held.sizeBytes;
  }

  private ofLevel(level: number): Set<Held> {
    while (this.byLevel.length <= level) this.byLevel.push(new Set());
    return this.byLevel[level] ?? new Set();
  }
}
