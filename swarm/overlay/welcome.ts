import type { LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import type { ShunList } from "../link/misbehaviour.ts";
import type { Bans } from "../log/fork.ts";
import { MAX_ACTIVE, type Views } from "./views.ts";

/** One neighbour at most is pushed out in this time, whoever asks. */
const EVICT_EVERY_MS = 1_000;
/** A link that missed a ping gives way to a fresh one of the same peer. */
const QUIET_MS = 6_000;

/** Who becomes a neighbour: refusals, duplicates, and who makes room. */
export class Welcome {
  private readonly around: Surroundings;
  private readonly views: Views;
  private readonly bans: Bans;
  private readonly shunned: ShunList;
  private readonly ownLog: LogId;
  private evictedMs = Number.NEGATIVE_INFINITY;

  constructor(around: Surroundings, views: Views, bans: Bans, shunned: ShunList, ownLog: LogId) {
    this.around = around;
    this.views = views;
    this.bans = bans;
    this.shunned = shunned;
    this.ownLog = ownLog;
  }

  /** True when the link has just become a neighbour's. */
  completes(link: Link): boolean {
    if (!link.handshake.complete || link.open) return false;
    if (this.mustRefuse(link)) {
      this.refuse(link);
      return false;
    }
    if (!this.settleDuplicates(link)) return false;
    if (this.around.openLinks().length >= MAX_ACTIVE) this.evictFor(link);
    this.around.markOpen(link);
    link.liveness.heard(this.around.nowMs);
    this.views.welcomed(link.address);
    return true;
  }

  mustRefuse(link: Link): boolean {
    const { peer, log, theirs, hello } = link.handshake;
    if (this.bans.has(peer) || this.shunned.has(peer, this.around.nowMs)) return true;
    const others = this.around.openLinks().filter((other) => other.handshake.log !== log);
    if (others.length < MAX_ACTIVE) return false;
    const asked = theirs?.priority === true && this.around.nowMs - this.evictedMs >= EVICT_EVERY_MS;
    return !asked && !hello.priority;
  }

  refuse(link: Link): void {
    const { peer } = link.handshake;
    const bad = this.bans.has(peer) || this.shunned.has(peer, this.around.nowMs);
    const active = this.around.openLinks().map((other) => other.address);
    const elsewhere = this.views.shuffleSample("", active).filter((address) => address !== link.address);
    if (!link.incoming) this.views.refused(link.dialled, this.around.nowMs);
    this.around.cut(link, bad ? "misbehaved" : "full", bad ? [] : elsewhere);
  }

  /** Makes room: a random neighbour is sent to the newcomer, so that nobody loses a link for good. */
  private evictFor(link: Link): void {
    const victim = this.around.chance.pick(this.around.openLinks());
    if (victim === undefined) return;
    this.evictedMs = this.around.nowMs;
    this.views.learn([victim.address], victim.handshake.log);
    this.around.cut(victim, "full", link.address === "" ? [] : [link.address]);
  }

  /**
   * Two that dial each other at once must end with one link, and both with the same: the one dialled by the log whose
   * name comes first. Of several dialled by the same end, that end keeps its newest. False if `link` itself had to go.
   */
  private settleDuplicates(link: Link): boolean {
    for (const other of this.around.openLinksTo(link.handshake.log)) {
      const weAreFirst = this.ownLog < link.handshake.log;
      if (other.incoming === link.incoming) {
        const tooMany = this.around.openLinksTo(link.handshake.log).length >= 2;
        if (!link.incoming || tooMany) this.around.cut(other, "duplicate");
        continue;
      }
      if (other.liveness.isSilentFor(QUIET_MS, this.around.nowMs)) {
        this.around.cut(other, "duplicate");
        continue;
      }
      const loser = link.incoming === weAreFirst ? link : other;
      this.around.cut(loser, "duplicate");
      if (loser === link) return false;
    }
    return true;
  }
}
