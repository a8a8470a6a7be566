import type { LinkId, LogId } from "../ids.ts";
import type { Surroundings } from "../link/link.ts";
import { seedOf } from "../log/levels.ts";
import { statusKey } from "../log/segment-key.ts";
import { goesOverTree } from "../presence/periods.ts";
import type { PushTree } from "./tree/push-tree.ts";

/** What statuses have to do with the trees of their logs, whose segments travel there: those that flood show the shortest ways. */
export class StatusTree {
  private readonly around: Surroundings;
  private readonly tree: PushTree<unknown>;
  /** Among so few all are neighbours: a tree would save little, and where much is lost it is no help. */
  private readonly areFew: () => boolean;

  constructor(around: Surroundings, tree: PushTree<unknown>, areFew: () => boolean) {
    this.around = around;
    this.areFew = areFew;
    this.tree = tree;
  }

  /** A new one, by a link or (null) our own. `before`: the newest known so far; a gap says that the branch has broken. */
  came(log: LogId, sequence: number, from: LinkId | null, before = sequence - 1): void {
    if (this.areFew()) return;
    const { nowMs } = this.around;
    const key = statusKey(seedOf(log), sequence);
    this.tree.shape(key, log, from, this.isFlooded(log, sequence, from), nowMs);
    if (from !== null && sequence > before + 1) this.tree.join(key, log, from, nowMs);
  }

  /** One that was known. */
  repeated(log: LogId, sequence: number, from: LinkId): void {
    if (this.areFew()) return;
    const key = statusKey(seedOf(log), sequence);
    this.tree.repeated(key, from, this.isFlooded(log, sequence, from), this.around.nowMs);
  }

  isBranch(link: LinkId, log: LogId): boolean {
    return this.areFew() || this.tree.isBranch(link, log);
  }

  /** Over all links; its own every tab tells so. */
  private isFlooded(log: LogId, sequence: number, from: LinkId | null): boolean {
    return !goesOverTree(sequence) || from === null || this.around.links.get(from)?.handshake.log === log;
  }
}
