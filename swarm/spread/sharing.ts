import { bytesEqual, type LogId, type PeerId, peerIdOf } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import { type Bans, type ForkProof, forkedPeer } from "../log/fork.ts";
import type { LogSum, Replica } from "../log/replica.ts";
import { type Segment, type SegmentHeader, segmentLog } from "../log/segment.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import { MAX_ACTIVE } from "../overlay/views.ts";
import { logHash } from "../presence/level.ts";
import type { Presence } from "../presence/presence.ts";
import type { SignedStatus } from "../presence/status.ts";
import type { DigestMessage, ForksMessage, SegmentsMessage, SumsMessage } from "../wire/message.ts";
import type { News } from "../wire/signatures.ts";
import { MAX_PROOFS_PER_MESSAGE, MAX_SUMS_PER_MESSAGE } from "../wire/wire-limits.ts";
import { Answer } from "./answer.ts";
import { Answering } from "./answering.ts";
import {
  answerDigest,
  type Comparison,
  compareBuckets,
  compareLogs,
  isOfNewcomer,
  MAX_DIGEST_PERIOD_MS,
  MIN_DIGEST_PERIOD_MS,
  openingDigest,
} from "./anti-entropy.ts";
import type { BoardSpread } from "./board-spread.ts";
import { Fetcher } from "./fetcher.ts";
import { flush, MAX_PUSH_BYTES, tellTo } from "./flood.ts";
import type { NoteSpread } from "./note-spread.ts";
import { PreviewSpread } from "./preview-spread.ts";
import { Resolving } from "./resolving.ts";
import { RunningSpread } from "./running-spread.ts";
import { SegmentPush } from "./segment-push.ts";
import type { StatusLookup } from "./status-flood.ts";
import { StatusSpread } from "./status-spread.ts";
import { StatusTree } from "./status-tree.ts";
import { WordSpread } from "./word-spread.ts";

/** Where so few logs differ the next digest comes sooner: what repairs them may get lost, too. */
const FEW_LOGS = 8;
const RECHECK_MS = 5_000;
/** Logs fetched and told to others at a time; */
const MAX_HINTS = 64;
/** no more often than this: where more is told than all can pass on, something is fetched with every tick. */
const HINT_PERIOD_MS = 2_000;

export interface SharingParts {
  readonly around: Surroundings;
  readonly replica: Replica;
  readonly presence: Presence;
  readonly bans: Bans;
  readonly neighbourhood: Neighbourhood;
  readonly notes: NoteSpread;
  readonly board: BoardSpread;
  readonly studyId: string;
  readonly publicKey: Uint8Array;
  readonly logNonce: Uint8Array;
  readonly ownLog: LogId;
  readonly ownPeer: PeerId;
  readonly lookup: StatusLookup;
  /** Others may think that we are gone: our status is due at once. */
  readonly reassure: () => void;
  /** Others say so: due now. */
  readonly refute: () => void;
  /** A place of the own log that was never given away. */
  readonly isUnwritten: (index: number) => boolean;
}

/** What this peer knows and how it spreads: segments, statuses, proofs; by flood first, by digest for the rest. */
export class Sharing {
  readonly statuses: StatusSpread;
  readonly words: WordSpread;
  readonly running: RunningSpread;
  readonly previews: PreviewSpread;
  readonly fetcher: Fetcher;
  readonly notes: NoteSpread;
  readonly board: BoardSpread;
  private readonly parts: SharingParts;
  private readonly around: Surroundings;
  readonly answering: Answering;
  /** How what is new goes on. */
  readonly push: SegmentPush;
  private readonly resolving: Resolving;
  /** Logs of which something was fetched, and from whom: other neighbours may lack it, too. */
  private readonly fetched = new Map<LogId, Link>();
  private nextDigestMs: number;
  private nextHintMs = Number.NEGATIVE_INFINITY;

  constructor(parts: SharingParts) {
    this.parts = parts;
    this.around = parts.around;
    this.notes = parts.notes;
    this.board = parts.board;
    this.fetcher = new Fetcher(parts.around, parts.replica);
    this.answering = new Answering(parts.around, parts.replica);
    const { around, neighbourhood } = parts;
    const blame = (link: Link, points: number): void => neighbourhood.blame(link, points);
    const others = (): number => parts.presence.census(around.nowMs).others;
    const beginning = { others, share: logHash(parts.ownLog) / 2 ** 32 };
    this.push = new SegmentPush({ around, replica: parts.replica, blame, beginning });
    this.resolving = new Resolving(parts.replica, parts.presence, parts.studyId);
    parts.replica.isToldByStatus = (log, bit) => ((parts.presence.get(log)?.shown ?? 0) & bit) !== 0;
    this.words = new WordSpread({ ...parts, identity: parts });
    const heardNeighbour = (link: Link, status: SignedStatus): void => this.hearNeighbour(link, status);
    const tree = new StatusTree(around, this.push.tree, () => parts.presence.liveLogs <= MAX_ACTIVE);
    this.statuses = new StatusSpread({ ...parts, words: this.words, tree, heardNeighbour });
    this.running = new RunningSpread(around, neighbourhood);
    this.previews = new PreviewSpread(parts);
    this.nextDigestMs = this.around.nowMs + this.around.chance.between(0, MIN_DIGEST_PERIOD_MS);
  }

  /** A link has become a neighbour's: who is there, and what is missing on either side. */
  greet(link: Link): void {
    this.parts.replica.forgetShown(link.bit);
    this.words.greet(link);
    // Before the digest, whose answers are larger.
    this.previews.greet(link);
    this.statuses.greet(link);
    this.running.tell(link);
    this.push.greet(link);
    if (!link.incoming) this.sendDigest(link);
    this.board.greet(link);
  }

  /** Own segments, or restored ones: not delivered, because they came from here. */
  takeOwn(segment: Segment): void {
    const result = this.parts.replica.accept(segment, this.around.nowMs);
    if (result.kind !== "added") return;
    this.around.emit({ type: "persist", segments: result.segments });
    this.push.grown(result.log);
    this.push.forward(result.segments, null);
  }

  /** Written here in the log of another key: delivered, as everybody else's is. */
  adopt(segment: Segment): void {
    if (segment.studyId !== this.parts.studyId || this.isBanned(segment)) return;
    const result = this.parts.replica.accept(segment, this.around.nowMs);
    if (result.kind !== "added") return;
    this.around.emit({ type: "persist", segments: result.segments });
    this.around.emit({ type: "deliver", segments: result.segments });
    this.push.grown(segmentLog(segment));
    this.push.forward(result.segments, null);
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

  /** What of a message is new here. */
  newsOf(link: Link, message: SegmentsMessage): News {
    const { segments, headers } = this.resolving.resolve(link, message);
    const { replica } = this.parts;
    return {
      segments: segments.filter((segment) => !replica.knows(segment)),
      headers: headers.filter((header) => !replica.knowsHeader(header)),
    };
  }

  /** Whether all of a message is held, bit for bit. Of headers nobody asks twice. */
  isHeld(link: Link, message: SegmentsMessage): boolean {
    const { segments, headers, unknown } = this.resolving.resolve(link, message);
    const { replica } = this.parts;
    return headers.length + unknown.length === 0 && segments.every((segment) => replica.knows(segment));
  }

  receiveSegments(link: Link, message: SegmentsMessage): void {
    const { segments, headers, unknown, introduced } = this.resolving.resolve(link, message);
    const isAnswer = this.fetcher.isAnswer(link, message);
    for (const header of headers) this.receiveHeader(link, header);
    const bases = basesAmong(segments);
    for (const segment of segments) {
      this.receiveSegment(link, segment, isAnswer, bases.has(segment));
      if (!this.around.links.has(link.id)) return;
    }
    // Who was to be introduced by a message that got lost is introduced by the answer.
    for (const { log, segments: bodies } of isAnswer ? [] : unknown)
      for (const { index } of bodies) this.fetcher.one(link, log, index);
    // Of those that are held the head says whose they are.
    for (const [log, author] of introduced)
      if (this.parts.replica.get(log) === undefined) link.knowledge.learn(log, author);
    if (isAnswer && this.fetcher.answered(link, message)) this.parts.neighbourhood.shun(link);
    this.fetcher.pump();
  }

  receiveDigest(link: Link, digest: DigestMessage): void {
    const { bans, replica } = this.parts;
    if (!bytesEqual(bans.fingerprint(), digest.bans)) this.sendProofs(link);
    if (isOfNewcomer(digest)) this.sendOutline(link);
    this.act(link, compareLogs(digest.logs, replica), true);
    for (const reply of answerDigest(digest, replica, this.around.chance)) this.around.send(link, reply);
    if (replica.logCount === 0 && !isOfNewcomer(digest)) this.sendDigest(link);
    this.notes.sendDigest(link);
    this.fetcher.pump();
  }

  receiveSums(link: Link, message: SumsMessage): void {
    this.act(link, compareBuckets(message, this.parts.replica), message.buckets.length > 0);
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
    this.parts.replica.expireWaiting(nowMs);
    this.fetcher.expire();
    flush(this.around, this.parts.replica);
    this.push.tick();
    this.answering.tick();
    this.hint();
    this.statuses.tick();
    this.running.tick();
    this.previews.tick();
    this.notes.tick();
    this.board.tick();
    if (nowMs >= this.nextDigestMs) {
      this.nextDigestMs = nowMs + chance.between(MIN_DIGEST_PERIOD_MS, MAX_DIGEST_PERIOD_MS);
      const partner = chance.pick(this.around.openLinks());
      if (partner !== undefined) this.sendDigest(partner);
    }
    this.fetcher.pump();
  }

  /** After every event: links have broken. */
  linksLost(): void {
    for (const link of this.around.takeLost()) {
      if (this.around.openLinksTo(link.handshake.log).length > 0) continue;
      this.running.lost(link);
      this.statuses.lost(link);
    }
    this.words.speak();
  }

  private sendDigest(link: Link): void {
    const { replica, bans } = this.parts;
    this.around.send(link, openingDigest(replica, bans.fingerprint(), this.around.chance, this.around.nowMs));
    this.notes.sendDigest(link);
  }

  /** To somebody who holds nothing: the newest bests first, and how long all logs are, as far as the link's budget goes. */
  private sendOutline(link: Link): void {
    const { replica } = this.parts;
    const { upload, nowMs } = this.around;
    const maxBytes = Math.min(MAX_PUSH_BYTES, link.gives.bytes.available(nowMs), upload.answerRoom(nowMs));
    const answer = new Answer(link, replica, maxBytes);
    const message = answer.outline(new Set([...replica.byNewestBest(), ...replica.logs()]));
    if (message.logs.length === 0 || !link.gives.bytes.take(answer.sizeBytes, this.around.nowMs)) return;
    for (const segment of answer.told) tellTo(link, replica, segment);
    upload.answered(answer.sizeBytes, nowMs);
    this.around.sendPaid(link, message);
  }

  /** `isAsked`: the other end waits for what it may lack. What answers an answer ends there. */
  private act(link: Link, compared: Comparison, isAsked: boolean): void {
    const { replica } = this.parts;
    const differing = compared.fetch.length + compared.tell.length;
    if (differing > 0 && differing <= FEW_LOGS)
      this.nextDigestMs = Math.min(this.nextDigestMs, this.around.nowMs + RECHECK_MS);
    for (const sum of compared.fetch) this.fetcher.claimed(link, sum);
    for (const sum of compared.differing) this.fetcher.check(link, sum);
    const isLower = ({ log, level }: LogSum): boolean => {
      const entry = replica.get(log);
      return entry !== undefined && replica.levelOf(entry) < level;
    };
    this.tell(link, isAsked ? compared.tell : compared.tell.filter(isLower));
  }

  private tell(link: Link, logs: readonly LogSum[]): void {
    for (let at = 0; at < logs.length; at += MAX_SUMS_PER_MESSAGE)
      this.around.send(link, { type: "sums", buckets: [], logs: logs.slice(at, at + MAX_SUMS_PER_MESSAGE) });
  }

  /** What was fetched is not pushed on, which most have; who lacks it asks. */
  private hint(): void {
    const { nowMs } = this.around;
    if (this.fetched.size === 0 || nowMs < this.nextHintMs) return;
    this.nextHintMs = nowMs + HINT_PERIOD_MS;
    const { replica } = this.parts;
    const some = [...this.fetched].slice(0, MAX_HINTS);
    for (const [log] of some) this.fetched.delete(log);
    for (const link of this.around.openLinks()) {
      const entries = some.flatMap(([log, source]) => (source === link ? [] : (replica.get(log) ?? [])));
      this.tell(
        link,
        entries.map((entry) => replica.sumOf(entry)),
      );
    }
  }

  private receiveHeader(link: Link, header: SegmentHeader): void {
    const log = segmentLog(header);
    if (log === this.parts.ownLog && this.parts.isUnwritten(header.index)) return;
    if (this.isBanned(header)) return;
    const { replica } = this.parts;
    if (replica.get(log) === undefined) this.countNewLog(link, header);
    const result = replica.acceptHeader(header, this.around.nowMs);
    if (result.kind === "grown") {
      this.push.grown(log);
      this.around.emit({ type: "counts" });
    } else if (result.kind === "fork") this.ban(result.peer, result.proof, null);
  }

  /** `isBasis`: it came along for the sake of another. */
  private receiveSegment(link: Link, segment: Segment, isAnswer: boolean, isBasis: boolean): void {
    const log = segmentLog(segment);
    // A place of our own log that we never wrote is not ours, whoever signed it.
    if (log === this.parts.ownLog && this.parts.isUnwritten(segment.index)) return;
    if (this.isBanned(segment)) return;
    const { replica } = this.parts;
    const lengthBefore = replica.lengthOf(log);
    if (lengthBefore === 0) this.countNewLog(link, segment);
    const result = replica.accept(segment, this.around.nowMs);
    if (result.kind === "fork") {
      this.ban(result.peer, result.proof, null);
      return;
    }
    tellTo(link, replica, segment);
    if (result.kind === "waits") this.fetcher.one(link, log, result.basis);
    if (replica.lengthOf(log) > lengthBefore) this.push.grown(log);
    if (segment.index > lengthBefore) this.fetcher.grown(link, log, segment.index + 1);
    if (result.kind === "waits" && !isAnswer) this.push.unusable(segment, link);
    if (result.kind === "known" && !isAnswer && !isBasis) this.push.repeated(segment, link);
    if (result.kind !== "added") return;
    this.around.emit({ type: "persist", segments: result.segments });
    this.around.emit({ type: "deliver", segments: result.segments });
    if (isAnswer) {
      this.fetched.set(log, link);
      this.push.found(result.segments, link);
    } else this.push.forward(result.segments, link);
  }

  private isBanned(segment: Pick<Segment, "publicKey">): boolean {
    return this.parts.bans.size > 0 && this.parts.bans.has(peerIdOf(segment.publicKey));
  }

  /** A key that opens logs without end: its own links pay for it, not those that pass its segments on in good faith. */
  private countNewLog(link: Link, segment: Pick<Segment, "publicKey">): void {
    if (link.handshake.peer !== peerIdOf(segment.publicKey)) return;
    if (!link.takes.newLogs.take(1, this.around.nowMs)) this.parts.neighbourhood.blame(link, FAULT.tooMuch);
  }

  /** A neighbour's own word is the newest there is: where it can be dialled, and how long its log is. */
  private hearNeighbour(link: Link, status: SignedStatus): void {
    if (status.address !== "") link.address = status.address;
    if (status.length <= this.parts.replica.lengthOf(link.handshake.log)) return;
    this.fetcher.grown(link, link.handshake.log, status.length);
    this.fetcher.pump();
  }

  /** A key that signed two histories: everybody hears the proof, nobody keeps its logs. */
  private ban(peer: PeerId, proof: ForkProof, source: Link | null): void {
    if (!this.parts.bans.add(peer, proof)) return;
    const logs = this.parts.replica.dropPeer(peer);
    this.parts.presence.dropPeer(peer);
    this.notes.held.dropPeer(peer);
    this.board.dropPeer(peer);
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

const NONE: ReadonlySet<Segment> = new Set();

/** Those that others of them are written in. */
function basesAmong(segments: readonly Segment[]): ReadonlySet<Segment> {
  if (segments.length < 2) return NONE;
  const needed = new Set(
    segments.flatMap((segment) => (segment.basis === segment.index ? [] : [`${segmentLog(segment)}/${segment.basis}`])),
  );
  return new Set(segments.filter((segment) => needed.has(`${segmentLog(segment)}/${segment.index}`)));
}
