import { bytesEqual, type LogId, type PeerId, peerIdOf } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import { type Bans, type ForkProof, forkedPeer } from "../log/fork.ts";
import type { Replica } from "../log/replica.ts";
import { type Segment, segmentLog } from "../log/segment.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import type { Presence, Present } from "../presence/presence.ts";
import { type SignedStatus, statusLog } from "../presence/status.ts";
import { FEW_OTHERS } from "../presence/suspects.ts";
import type { DigestMessage, ForksMessage, HeadsMessage, SegmentsMessage, StatusMessage } from "../wire/message.ts";
import { MAX_HEADS_PER_MESSAGE, MAX_PROOFS_PER_MESSAGE } from "../wire/wire-limits.ts";
import {
  answerDigest,
  type Comparison,
  compareHeads,
  compareRanges,
  MAX_DIGEST_PERIOD_MS,
  MIN_DIGEST_PERIOD_MS,
  openingDigest,
} from "./anti-entropy.ts";
import { Fetcher } from "./fetcher.ts";
import { flush, forwardSegments, forwardStatus, pushStatuses, type StatusLookup } from "./flood.ts";
import type { NoteSpread } from "./note-spread.ts";

/** Statuses told at once on a new link; the others come with their period. */
const MAX_FIRST_STATUSES = 1_000;
/** So few (8 KB) are told without asking whether they are known. */
const FEW_STATUSES = 20;
/** Who knows this share of what we know has been told by somebody else. */
const INFORMED_SHARE = 0.8;
/** A log has just begun while its statuses are no further: one each second at most. */
const LAST_YOUNG_SEQUENCE = 3;

export interface SharingParts {
  readonly around: Surroundings;
  readonly replica: Replica;
  readonly presence: Presence;
  readonly bans: Bans;
  readonly neighbourhood: Neighbourhood;
  readonly notes: NoteSpread;
  readonly studyId: string;
  readonly ownLog: LogId;
  readonly ownPeer: PeerId;
  readonly lookup: StatusLookup;
  /** Others may think that we are gone: our status is due at once. */
  readonly reassure: () => void;
  /** A place of the own log that was never given away. */
  readonly isUnwritten: (index: number) => boolean;
}

/** What this peer knows and how it spreads: segments, statuses, proofs; by flood first, by digest for the rest. */
export class Sharing {
  readonly fetcher: Fetcher;
  readonly notes: NoteSpread;
  private readonly parts: SharingParts;
  private readonly around: Surroundings;
  private nextDigestMs: number;

  constructor(parts: SharingParts) {
    this.parts = parts;
    this.around = parts.around;
    this.notes = parts.notes;
    this.fetcher = new Fetcher(parts.around, parts.replica);
    this.nextDigestMs = this.around.nowMs + this.around.chance.between(0, MIN_DIGEST_PERIOD_MS);
  }

  /** A link has become a neighbour's: who is there, and what is missing on either side. */
  greet(link: Link): void {
    this.linkFound(link);
    link.outbox.addStatus(this.parts.ownLog);
    const known = this.parts.presence.liveLogs;
    if (known <= FEW_STATUSES || (link.handshake.theirs?.liveLogs ?? 0) < known * INFORMED_SHARE) {
      const live = this.parts.presence.live().map((present) => present.log);
      for (const log of this.around.chance.sample(live, MAX_FIRST_STATUSES)) link.outbox.addStatus(log);
    }
    pushStatuses(this.around, link, this.parts.lookup);
    if (!link.incoming) this.sendDigest(link);
  }

  /** Own segments, or restored ones: not delivered, because they came from here. */
  takeOwn(segment: Segment): void {
    const result = this.parts.replica.accept(segment, this.around.nowMs);
    if (result.kind !== "added") return;
    this.around.emit({ type: "persist", segments: result.segments });
    forwardSegments(this.around, result.segments);
  }

  restore(segments: readonly Segment[]): void {
    const inOrder = segments
      .filter((segment) => segment.studyId === this.parts.studyId && !this.isBanned(segment))
      .sort((a, b) => a.index - b.index);
    for (const segment of inOrder) this.parts.replica.accept(segment, this.around.nowMs);
  }

  /** As `restore`, of what proves that somebody lied. */
  restoreProofs(proofs: readonly ForkProof[]): void {
    for (const proof of proofs) {
      const peer = forkedPeer(proof, this.parts.studyId);
      if (peer !== null) this.ban(peer, proof, null);
    }
  }

  receiveSegments(link: Link, message: SegmentsMessage): void {
    for (const segment of message.segments) {
      if (segment.studyId !== this.parts.studyId) {
        this.parts.neighbourhood.blame(link, FAULT.forged);
        return;
      }
      this.receiveSegment(link, segment);
      if (!this.around.links.has(link.id)) return;
    }
    if (this.fetcher.isAnswer(link, message) && this.fetcher.answered(link)) this.parts.neighbourhood.shun(link);
    this.fetcher.pump();
  }

  receiveStatuses(link: Link, message: StatusMessage): void {
    for (const entry of message.statuses) {
      const { status } = entry;
      const log = statusLog(status);
      if (status.studyId !== this.parts.studyId) {
        this.parts.neighbourhood.blame(link, FAULT.forged);
        return;
      }
      link.knowledge.sawStatus(log, status.sequence);
      if (log === this.parts.ownLog) continue;
      this.receiveStatus(link, log, entry);
    }
  }

  tellStatus(log: LogId, atOnce: boolean): void {
    forwardStatus(this.around, log, atOnce, this.parts.lookup);
  }

  receiveDigest(link: Link, digest: DigestMessage): void {
    const bans = this.parts.bans.fingerprint();
    if (!bytesEqual(bans, digest.bans)) this.sendProofs(link);
    this.act(link, compareHeads(digest.recent, this.parts.replica));
    for (const reply of answerDigest(digest, this.parts.replica, bans, this.around.nowMs))
      this.around.send(link, reply);
    this.notes.sendDigest(link);
    this.fetcher.pump();
  }

  receiveHeads(link: Link, message: HeadsMessage): void {
    this.act(link, compareRanges(message, this.parts.replica));
    this.fetcher.pump();
  }

  receiveForks(link: Link, message: ForksMessage): void {
    for (const proof of message.proofs) {
      const peer = forkedPeer(proof, this.parts.studyId);
      if (peer === null) this.parts.neighbourhood.blame(link, FAULT.forged);
      else this.ban(peer, proof, link);
    }
  }

  tick(): void {
    const { nowMs, chance } = this.around;
    for (const gone of this.parts.presence.expire(nowMs)) this.forget(gone);
    this.expireSuspects();
    this.parts.replica.expireGaps(nowMs);
    this.fetcher.expire();
    flush(this.around, this.parts.lookup);
    this.notes.tick();
    if (nowMs >= this.nextDigestMs) {
      this.nextDigestMs = nowMs + chance.between(MIN_DIGEST_PERIOD_MS, MAX_DIGEST_PERIOD_MS);
      const partner = chance.pick(this.around.openLinks());
      if (partner !== undefined) this.sendDigest(partner);
    }
    this.fetcher.pump();
  }

  private forget(gone: Present): void {
    this.gone(gone);
    this.parts.neighbourhood.views.forget(gone.status.address);
  }

  private gone({ log, peer }: Present): void {
    this.around.emit({ type: "peerGone", log, peer, said: false });
  }

  private linkFound(link: Link): void {
    const { log, peer } = link.handshake;
    this.parts.presence.linkFound(log);
    if (this.parts.presence.get(log) === undefined) this.replace(peer);
  }

  private replace(peer: PeerId): void {
    for (const replaced of this.parts.presence.replace(peer)) this.forget(replaced);
  }

  /** A log heard of for the first time. One of a known peer may be its page loaded again, or a page beside. */
  private meet({ log, peer }: Present): void {
    this.replace(peer);
    if (peer === this.parts.ownPeer) {
      this.doubt(log);
      this.parts.reassure();
    }
    const kin = this.parts.presence.live().filter((other) => other.peer === peer);
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

  private sendDigest(link: Link): void {
    const salt = this.around.chance.nextUint32();
    this.around.send(link, openingDigest(this.parts.replica, this.parts.bans.fingerprint(), salt, this.around.nowMs));
    this.notes.sendDigest(link);
  }

  private act(link: Link, compared: Comparison): void {
    for (const head of compared.longer) this.fetcher.claimed(link, head.log, head.length);
    for (const head of compared.differing) this.fetcher.check(link, head.log, head.length - 1);
    for (let at = 0; at < compared.shorter.length; at += MAX_HEADS_PER_MESSAGE)
      this.around.send(link, {
        type: "heads",
        prefixes: [],
        heads: compared.shorter.slice(at, at + MAX_HEADS_PER_MESSAGE),
      });
  }

  private receiveSegment(link: Link, segment: Segment): void {
    const log = segmentLog(segment);
    // A place of our own log that we never wrote is not ours, whoever signed it.
    if (log === this.parts.ownLog && this.parts.isUnwritten(segment.index)) return;
    if (this.isBanned(segment)) return;
    const { replica } = this.parts;
    const isNew = replica.lengthOf(log) === 0 && !replica.refuses(log, this.around.nowMs);
    const result = replica.accept(segment, this.around.nowMs);
    if (isNew && result.kind !== "gap") this.countNewLog(link, segment, result.kind === "full");
    if (result.kind !== "fork") link.knowledge.showed(log, segment.index + 1);
    if (result.kind === "added") {
      this.around.emit({ type: "persist", segments: result.segments });
      this.around.emit({ type: "deliver", segments: result.segments });
      forwardSegments(this.around, result.segments);
    } else if (result.kind === "gap") {
      this.fetcher.claimed(link, log, Math.max(result.to, link.knowledge.claimedLength(log)));
    } else if (result.kind === "fork") {
      this.ban(result.peer, result.proof, null);
    }
  }

  private isBanned(segment: Segment): boolean {
    return this.parts.bans.size > 0 && this.parts.bans.has(peerIdOf(segment.publicKey));
  }

  /** A key that opens logs without end: its own links pay for it, not those that pass its segments on in good faith. */
  private countNewLog(link: Link, segment: Segment, refused: boolean): void {
    if (link.handshake.peer !== peerIdOf(segment.publicKey)) return;
    if (!link.takes.newLogs.take(1, this.around.nowMs) || refused) this.parts.neighbourhood.blame(link, FAULT.tooMuch);
  }

  private receiveStatus(link: Link, log: LogId, entry: StatusMessage["statuses"][number]): void {
    const before = this.parts.presence.get(log)?.status;
    const arrival = this.parts.presence.receive(entry, this.around.nowMs);
    if (arrival.kind === "stale") return;
    const { present, wasLive, left } = arrival;
    const peer = present.peer;
    if (this.parts.bans.has(peer)) {
      this.parts.presence.dropPeer(peer);
      return;
    }
    if (link.handshake.log === log) this.hearNeighbour(link, present.status);
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
    forwardStatus(this.around, log, newcomer || left, this.parts.lookup);
  }

  /** A neighbour's own word is the newest there is: where it can be dialled, and how long its log is. */
  private hearNeighbour(link: Link, status: SignedStatus): void {
    if (status.address !== "") link.address = status.address;
    if (status.length <= this.parts.replica.lengthOf(link.handshake.log)) return;
    this.fetcher.claimed(link, link.handshake.log, status.length);
    this.fetcher.pump();
  }

  /** A key that signed two histories: everybody hears the proof, nobody keeps its logs. */
  private ban(peer: PeerId, proof: ForkProof, source: Link | null): void {
    if (!this.parts.bans.add(peer, proof)) return;
    const logs = this.parts.replica.dropPeer(peer);
    this.parts.presence.dropPeer(peer);
    this.notes.held.dropPeer(peer);
    this.around.emit({ type: "banned", peer, logs });
    for (const link of this.around.openLinks()) {
      if (link.handshake.peer === peer) this.parts.neighbourhood.shun(link);
      else if (link !== source) this.around.send(link, { type: "forks", proofs: [proof] });
    }
  }

  private sendProofs(link: Link): void {
    const proofs = this.parts.bans.all();
    for (let at = 0; at < proofs.length; at += MAX_PROOFS_PER_MESSAGE)
      this.around.send(link, { type: "forks", proofs: proofs.slice(at, at + MAX_PROOFS_PER_MESSAGE) });
  }
}
