import type { LinkId, LogId } from "../ids.ts";
import type { Surroundings } from "../link/link.ts";
import { keyOfStatus } from "../log/segment-key.ts";
import { goesOverTree } from "../presence/periods.ts";
import type { SignedStatus } from "../presence/status.ts";
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
  came(log: LogId, status: SignedStatus, from: LinkId | null, before = status.sequence - 1): void {
    if (this.areFew()) return;
    const { nowMs } = this.around;
    const { sequence } = status;
    const key = keyOfStatus(status, log);
    this.tree.shape(key, log, from, this.isFlooded(log, sequence, from), nowMs);
    if (from !== null && sequence > before + 1) this.tree.join(key, log, from, nowMs);
  }

  /** One that was known. */
  repeated(log: LogId, status: SignedStatus, from: LinkId): void {
    if (this.areFew()) return;
    const isFlooded = this.isFlooded(log, status.sequence, from);
    this.tree.repeated(keyOfStatus(status, log), from, isFlooded, this.around.nowMs);
  }

  isBranch(link: LinkId, log: LogId): boolean {
    return this.areFew() || this.tree.isBranch(link, log);
  }

  /** Over all links; its own every tab tells so. */
  private isFlooded(log: LogId, sequence: number, from: LinkId | null): boolean {
    return !goesOverTree(sequence) || from === null || this.around.links.get(from)?.handshake.log === log;
  }
}
