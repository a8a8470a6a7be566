/**
 * Who is there: every other status floods, and so shapes its log's tree, along which those between go; what was lost on the
 * way, and what a newcomer lacks, comes by digest.
 */
import { bytesEqual, type LogId, type PeerId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import type { Bans } from "../log/fork.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import { levelOf, logHash } from "../presence/level.ts";
import { goesOverTree } from "../presence/periods.ts";
import type { Presence, Present } from "../presence/presence.ts";
import { hashesHave, inDiffering, presenceHashes, presenceSums } from "../presence/presence-sums.ts";
import { type SignedStatus, type StatusEntry, statusLog } from "../presence/status.ts";
import { FEW_OTHERS } from "../presence/suspects.ts";
import type { StatusDigestMessage, StatusMessage } from "../wire/message.ts";
import { forwardStatus, type Haste, pushStatuses, type StatusLookup, tellAgain } from "./status-flood.ts";
import type { StatusTree } from "./status-tree.ts";
import type { WordSpread } from "./word-spread.ts";

/** Statuses told at once on a new link or for one digest; the others come with their period. */
const MAX_FIRST_STATUSES = 1_000;
/** So few (8 KB) are told without asking whether they are known. */
const FEW_STATUSES = 20;
/** A log has just begun while its statuses are no further: one each second at most. */
const LAST_YOUNG_SEQUENCE = 3;
/** Among more, whom a newcomer's status reaches a second later, those that come together travel together. */
const FEW_TO_MEET_AT_ONCE = 100;
/** Between two digests: a status that the tree lost is missed for half a minute, where a log is new. */
const MIN_DIGEST_GAP_MS = 20_000;
const MAX_DIGEST_GAP_MS = 40_000;
/** Of several links that open at once one is asked first: what it tells need not be told by the others. */
const ONE_AFTER_ANOTHER_MS = 2_000;
/** How many are followed need not be looked at more often. */
const LEVEL_GAP_MS = 1_000;
/** Whoever lacks so many asks again soon. */
const MANY_MISSING = 50;
/** After a link has opened so many are asked, one after another: an answer may be lost. */
const ASKED_AFTER_OPENING = 3;

export interface StatusSpreadParts {
  readonly around: Surroundings;
  readonly presence: Presence;
  readonly bans: Bans;
  readonly neighbourhood: Neighbourhood;
  readonly words: WordSpread;
  readonly tree: StatusTree;
  readonly studyId: string;
  readonly ownLog: LogId;
  readonly ownPeer: PeerId;
  readonly lookup: StatusLookup;
  /** Others may think that we are gone: our status is due soon. */
  readonly reassure: () => void;
  /** The same, and they must know now. */
  readonly refute: () => void;
  /** A neighbour has said so of itself. */
  readonly heardNeighbour: (link: Link, status: SignedStatus) => void;
}

/** A log as digests count it. */
interface Known {
  readonly log: LogId;
  readonly hash: number;
}

export class StatusSpread {
  private readonly parts: StatusSpreadParts;
  private readonly around: Surroundings;
  private readonly own: Known & { readonly level: number };
  private nextDigestMs: number;
  private nextLevelMs = 0;
  private soonAsked = 0;
  private askedMs = Number.NEGATIVE_INFINITY;
  /** Nobody could hear us since the last link went. */
  private isAlone = false;
  /** What waits for these need not wait for the tick. */
  private readonly urgent = new Set<Link>();

  constructor(parts: StatusSpreadParts) {
    this.parts = parts;
    this.around = parts.around;
    const hash = logHash(parts.ownLog);
    this.own = { log: parts.ownLog, hash, level: levelOf(hash) };
    this.nextDigestMs = this.around.nowMs + this.around.chance.between(0, MAX_DIGEST_GAP_MS);
  }

  /** A link has become a neighbour's: who is there? Few are told at once; of many the one that has dialled asks. */
  greet(link: Link): void {
    const { presence, words } = this.parts;
    this.linkFound(link);
    this.forgetShown(link);
    link.presence.addStatus(this.parts.ownLog);
    const isFew = presence.liveLogs <= FEW_STATUSES;
    if (isFew) for (const { log } of presence.live()) link.presence.addStatus(log);
    pushStatuses(this.around, link, this.parts.lookup);
    words.tell(link, link.handshake.log);
    if (this.isAlone) this.parts.refute();
    this.isAlone = false;
    if (!link.incoming && this.around.nowMs - this.askedMs >= ONE_AFTER_ANOTHER_MS) this.ask(link);
    else if (presence.level > 0) this.tellLevel(link);
    this.askSoon(ASKED_AFTER_OPENING);
  }

  /** The link is no more: a neighbour that is followed only as such is not any longer. */
  lost(link: Link): void {
    const { log } = link.handshake;
    this.isAlone = this.around.openLinks().length === 0;
    const present = this.parts.presence.get(log);
    if (present === undefined || present.level >= this.parts.presence.level) return;
    this.parts.presence.drop(log);
    if (present.live) this.gone(present);
  }

  receive(link: Link, message: StatusMessage): void {
    for (const entry of message.statuses) {
      const { status } = entry;
      const log = statusLog(status);
      if (status.studyId !== this.parts.studyId) {
        this.parts.neighbourhood.blame(link, FAULT.forged);
        break;
      }
      if (log !== this.parts.ownLog) this.receiveStatus(link, log, entry);
      const known = this.parts.lookup(log);
      if (known !== undefined && status.sequence >= known.status.sequence) known.shown |= link.bit;
    }
    this.pushNews();
  }

  tellOwn(haste: Haste): void {
    const { lookup, tree } = this.parts;
    const status = lookup(this.own.log)?.status;
    if (status === undefined) return;
    tree.came(this.own.log, status, null);
    this.forward(this.own, true, haste, true);
    this.pushNews();
  }

  /** Whoever has other sums is told which logs are known here, once in a while; and what it does not know. */
  receiveDigest(link: Link, message: StatusDigestMessage): void {
    link.presence.level = message.level;
    if (message.sums === null) return;
    const logs = this.known(link);
    const ours = presenceSums(logs, message.salt);
    if (bytesEqual(ours, message.sums)) return;
    const differing = inDiffering(logs, ours, message.sums);
    if (message.known !== null) this.tellMissing(link, differing, ours, message.sums, message.known, message.salt);
    if (!link.presence.mayAnswer(this.around.nowMs)) return;
    const known = presenceHashes(differing, message.salt);
    this.send(link, { type: "statusDigest", level: this.parts.presence.level, salt: message.salt, sums: ours, known });
  }

  tick(): void {
    const { nowMs, chance } = this.around;
    const { presence, words, lookup } = this.parts;
    for (const gone of presence.expire(nowMs)) this.forget(gone);
    const missed = words.tick();
    for (const gone of missed) this.forget(gone);
    // Who still counts them says so, and then they are asked themselves.
    if (missed.length > 0) this.askSoon(1);
    this.expireSuspects();
    this.adjustLevel();
    for (const link of this.around.openLinks()) pushStatuses(this.around, link, lookup);
    if (nowMs < this.nextDigestMs) return;
    const isSoon = this.soonAsked > 0;
    if (isSoon) this.soonAsked -= 1;
    this.nextDigestMs = nowMs + (isSoon ? ONE_AFTER_ANOTHER_MS : chance.between(MIN_DIGEST_GAP_MS, MAX_DIGEST_GAP_MS));
    const partner = chance.pick(this.around.openLinks());
    if (partner !== undefined) this.ask(partner);
  }

  private adjustLevel(): void {
    if (this.around.nowMs < this.nextLevelMs) return;
    this.nextLevelMs = this.around.nowMs + LEVEL_GAP_MS;
    const theirs = this.around.openLinks().map((link) => link.presence.level);
    const isNeighbour = (log: LogId): boolean => this.around.openLinksTo(log).length > 0;
    const dropped = this.parts.presence.adjustLevel(theirs, isNeighbour, this.around.nowMs);
    if (dropped === null) return;
    for (const present of dropped) this.gone(present);
    for (const link of this.around.openLinks()) this.tellLevel(link);
  }

  private ask(link: Link): void {
    this.askedMs = this.around.nowMs;
    const salt = this.around.chance.nextUint32();
    const sums = presenceSums(this.known(link), salt);
    this.send(link, { type: "statusDigest", level: this.parts.presence.level, salt, sums, known: null });
  }

  /** `times` besides the next, one after another. */
  private askSoon(times: number): void {
    this.soonAsked = Math.max(this.soonAsked, times);
    this.nextDigestMs = Math.min(this.nextDigestMs, this.around.nowMs + ONE_AFTER_ANOTHER_MS);
  }

  private tellLevel(link: Link): void {
    this.send(link, { type: "statusDigest", level: this.parts.presence.level, salt: 0, sums: null, known: null });
  }

  private send(link: Link, message: StatusDigestMessage): void {
    this.around.send(link, message);
  }

  /** What both ends follow, ourselves included. */
  private known(link: Link): Known[] {
    const level = Math.max(this.parts.presence.level, link.presence.level);
    const known: Known[] = this.own.level >= level && this.parts.lookup(this.own.log) !== undefined ? [this.own] : [];
    for (const present of this.parts.presence.remembered())
      if (present.live && present.level >= level) known.push(present);
    return known;
  }

  private tellMissing(
    link: Link,
    ours: readonly Known[],
    ourSums: Uint8Array,
    theirSums: Uint8Array,
    theirHashes: Uint8Array,
    salt: number,
  ): void {
    const { presence, words } = this.parts;
    const theyKnow = hashesHave(theirHashes, salt);
    const missing = ours.filter((known) => !theyKnow(known));
    for (const { log } of this.around.chance.sample(missing, MAX_FIRST_STATUSES))
      tellAgain(link, log, this.parts.lookup);
    const isGone = (present: Present): boolean => !present.live && theyKnow(present);
    for (const { log, status } of inDiffering(presence.remembered(), ourSums, theirSums).filter(isGone)) {
      if (status.leaving) tellAgain(link, log, this.parts.lookup);
      else words.tell(link, log);
    }
    pushStatuses(this.around, link, this.parts.lookup);
    const shared = ours.length - missing.length;
    if (theirHashes.length / 4 - shared >= MANY_MISSING) this.askSoon(0);
  }

  private receiveStatus(link: Link, log: LogId, entry: StatusEntry): void {
    const { presence, bans, words, tree } = this.parts;
    const isNeighbour = link.handshake.log === log;
    const before = presence.get(log)?.status;
    const { sequence } = entry.status;
    const arrival = presence.receive(entry, this.around.nowMs, isNeighbour);
    if (arrival.kind === "stale") {
      tree.repeated(log, entry.status, link.id);
      return;
    }
    arrival.present.shown |= link.bit;
    const { present, wasLive, left } = arrival;
    const { peer } = present;
    if (bans.has(peer)) {
      presence.dropPeer(peer);
      return;
    }
    const isRefuted = words.refuted(log);
    tree.came(log, entry.status, link.id, before?.sequence);
    if (isNeighbour) this.parts.heardNeighbour(link, present.status);
    const newcomer = present.live && !wasLive;
    if (before === undefined) this.meet(present);
    if (left && wasLive) {
      this.around.emit({ type: "peerGone", log, peer, said: true });
      this.parts.neighbourhood.views.forget(present.status.address);
    }
    const { body, done } = present.status;
    const changed = before === undefined || before.done !== done || !bytesEqual(before.body, body);
    const ageMs = this.around.nowMs - present.madeMs;
    if (present.live && (newcomer || changed)) this.around.emit({ type: "peerStatus", log, peer, body, ageMs });
    if (present.level < presence.level) return;
    const isUrgent = isRefuted || left || (newcomer && presence.liveLogs <= FEW_TO_MEET_AT_ONCE);
    const isForAll = isUrgent || newcomer || !goesOverTree(sequence);
    this.forward(present, isForAll, isUrgent ? "atOnce" : "withTick", false);
  }

  private forward(of: Pick<Present, "log" | "level">, isForAll: boolean, haste: Haste, isOwn: boolean): void {
    const { tree, lookup } = this.parts;
    const isBranch = isForAll ? null : (link: Link) => tree.isBranch(link.id, of.log);
    const links = forwardStatus(this.around, of, { isOwn, isBranch }, lookup);
    if (haste === "atOnce") for (const link of links) this.urgent.add(link);
  }

  /** What came together goes on together. */
  private pushNews(): void {
    if (this.urgent.size === 0) return;
    for (const link of this.around.openLinks())
      if (this.urgent.has(link) && link.gives.messages.take(1, this.around.nowMs))
        pushStatuses(this.around, link, this.parts.lookup);
    this.urgent.clear();
  }

  private forget(gone: Present): void {
    this.gone(gone);
    this.parts.neighbourhood.views.forget(gone.status.address);
  }

  private gone({ log, peer }: Present): void {
    this.around.emit({ type: "peerGone", log, peer, said: false });
  }

  /** Its bit was another link's before. */
  private forgetShown({ bit }: Link): void {
    for (const present of this.parts.presence.remembered()) present.forgetLink(bit);
    const own = this.parts.lookup(this.parts.ownLog);
    if (own !== undefined) own.shown &= ~bit;
  }

  private linkFound(link: Link): void {
    const { log, peer } = link.handshake;
    this.parts.presence.linkFound(log);
    if (this.parts.presence.get(log) === undefined) this.replace(peer);
  }

  private replace(peer: PeerId): void {
    const { presence, words } = this.parts;
    for (const replaced of presence.replace(peer, (log) => words.isDoubted(log))) this.forget(replaced);
  }

  /** A log heard of for the first time. One of a known peer may be its page loaded again, or a page beside. */
  private meet({ log, peer }: Present): void {
    this.replace(peer);
    if (peer === this.parts.ownPeer) {
      this.doubt(log);
      this.parts.reassure();
    }
    const kin = this.parts.presence.kin(peer);
    if (kin.length < 2 || kin.every((other) => other.status.sequence > LAST_YOUNG_SEQUENCE)) return;
    for (const other of kin) this.doubt(other.log);
  }

  private doubt(log: LogId): void {
    if (this.around.openLinksTo(log).length === 0) this.parts.presence.doubt(log, "newLogOfPeer", this.around.nowMs);
  }

  /**
   * Without a link we hear of nobody: among many that says nothing about them. Their addresses are kept: if only the
   * link broke, they are the way back.
   */
  private expireSuspects(): void {
    const { presence } = this.parts;
    if (this.around.openLinks().length === 0 && presence.liveLogs > FEW_OTHERS) return;
    for (const gone of presence.expireSuspects(this.around.nowMs)) this.gone(gone);
  }
}
