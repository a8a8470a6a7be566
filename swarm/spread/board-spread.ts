/**
 * The board spreads as bests do: batches of the open epoch at once over every link that can use them, what was lost on the
 * way by digest. Who is behind by one is told the batches of the epoch before and closes it itself; who is further behind,
 * or on another chain, fetches the records of the chain that wins.
 */
import { Board, type Turned } from "../board/board.ts";
import type { CellShelf } from "../board/cell-shelf.ts";
import { beats, isSamePlace, MAX_EPOCHS, NO_HEAD, recordsThatFit } from "../board/chain.ts";
import {
  CELLS_VERSION,
  cellsHash,
  cellsLog,
  cellsName,
  cellsPeer,
  cellsSigningBytes,
  MAX_CELLS_BODY_BYTES,
  type SignedCells,
  type UnsignedCells,
} from "../board/signed-cells.ts";
import { bucketSums, inDifferingBuckets } from "../bucket-sums.ts";
import { bytesEqual, type LogId, logIdOf, type PeerId, peerIdOf } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import type { Bans } from "../log/fork.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import type { BoardDigestMessage, CellsMessage, EpochsMessage, EpochsWantedMessage } from "../wire/message.ts";
import { MAX_EPOCHS_BYTES } from "../wire/wire-limits.ts";
import { forwardCells, pushCells } from "./cell-flood.ts";
import { EpochFetcher } from "./epoch-fetcher.ts";

/** Who is behind by one closes by the batches it is told: a digest each way, the batches, and the agent's turn. */
const PATIENCE_MS = 4_000;

export interface BoardSpreadConfig {
  readonly studyId: string;
  readonly publicKey: Uint8Array;
  readonly logNonce: Uint8Array;
}

/** The board this peer holds, writes and passes on. */
export class BoardSpread {
  readonly board: Board;
  readonly fetcher: EpochFetcher;
  private readonly around: Surroundings;
  private readonly neighbourhood: Neighbourhood;
  private readonly bans: Bans;
  private readonly config: BoardSpreadConfig;
  private readonly ownLog: LogId;
  /** Since when a neighbour has closed our open epoch and we have not; null: nobody has. */
  private behindMs: number | null = null;
  /** Whose chain our agent was offered last and has not taken over. */
  private offered: { readonly link: Link; readonly head: Uint8Array } | null = null;

  constructor(around: Surroundings, neighbourhood: Neighbourhood, bans: Bans, config: BoardSpreadConfig) {
    this.around = around;
    this.neighbourhood = neighbourhood;
    this.bans = bans;
    this.config = config;
    this.ownLog = logIdOf(config.publicKey, config.studyId, config.logNonce);
    this.board = new Board(peerIdOf(config.publicKey));
    this.fetcher = new EpochFetcher(around, this.board.chain);
  }

  /** Throws RangeError for a body beyond its limit, or where no further epoch can close. */
  publish(body: Uint8Array): void {
    if (body.length > MAX_CELLS_BODY_BYTES)
      throw new RangeError(`a batch of ${body.length} bytes; publish at most ${MAX_CELLS_BODY_BYTES} at a time`);
    const { count, head } = this.board.chain;
    if (count >= MAX_EPOCHS) throw new RangeError(`${MAX_EPOCHS} epochs have closed, and no more can: end the study`);
    const { studyId, publicKey, logNonce } = this.config;
    const unsigned: UnsignedCells = {
      version: CELLS_VERSION,
      studyId,
      publicKey,
      logNonce,
      epoch: count,
      base: head,
      body,
    };
    this.around.emit({ type: "signCells", unsigned, bytes: cellsSigningBytes(unsigned) });
  }

  signed(cells: SignedCells): void {
    if (!this.board.acceptOwn(cells)) return;
    this.around.emit({ type: "boardChanged", turned: false });
    forwardCells(this.around, this.board, [cells]);
  }

  /** Throws RangeError where the chain has no room for the record. */
  close(record: Uint8Array): void {
    const turned = this.board.close(record);
    if (turned === null) throw new RangeError(`no room for a record of ${record.length} bytes: end the study`);
    this.turned(turned);
  }

  replace(from: number, records: readonly Uint8Array[]): void {
    const turned = this.board.replace(from, records);
    if (turned !== null) this.turned(turned);
  }

  /** From the own store, at start. */
  restore(records: readonly Uint8Array[], cells: readonly SignedCells[]): void {
    if (records.length > 0) this.board.replace(0, records);
    const ours = cells.filter((batch) => batch.studyId === this.config.studyId && !this.isBanned(batch));
    this.deliver(ours.filter((batch) => this.board.accept(batch) === "open"));
  }

  greet(link: Link): void {
    this.sendDigest(link);
  }

  receiveCells(link: Link, message: CellsMessage): void {
    const news: SignedCells[] = [];
    for (const cells of message.cells) {
      if (cells.studyId !== this.config.studyId) {
        this.neighbourhood.blame(link, FAULT.forged);
        break;
      }
      link.board.cells.showed(cells);
      if (!this.isBanned(cells) && this.take(link, cells)) news.push(cells);
    }
    if (news.length === 0) return;
    this.around.emit({ type: "boardChanged", turned: false });
    this.deliver(news);
    forwardCells(this.around, this.board, news);
  }

  receiveDigest(link: Link, digest: BoardDigestMessage): void {
    const { chain } = this.board;
    this.follow(link, digest);
    if (isSamePlace(digest, chain)) {
      this.compare(link, digest, this.board.open);
      return;
    }
    link.board.compared(false, this.around.nowMs);
    if (beats(digest, chain)) this.catchUp(link, digest);
    else if (digest.count === chain.count - 1 && bytesEqual(digest.head, chain.headAt(digest.count) ?? NO_HEAD))
      this.compare(link, digest, this.board.before);
    else this.answer(link);
  }

  receiveWanted(link: Link, { from }: EpochsWantedMessage): void {
    const { records, count } = this.board.chain;
    const before = this.board.chain.headAt(from);
    // We have never claimed to have so much.
    if (before === null || from >= count) {
      this.neighbourhood.blame(link, FAULT.brokenPromise);
      return;
    }
    const told = recordsThatFit(records, from, MAX_EPOCHS_BYTES);
    const sizeBytes = told.reduce((sum, record) => sum + record.length, 0);
    if (link.gives.answerBytes.take(sizeBytes, this.around.nowMs))
      this.around.send(link, { type: "epochs", from, before, records: told });
  }

  receiveEpochs(link: Link, message: EpochsMessage): void {
    const fetched = this.fetcher.answered(link, message);
    if (fetched === "nothing") return;
    if (fetched === "broken") {
      link.board.fetchFailed(this.around.nowMs, true);
      this.neighbourhood.blame(link, FAULT.brokenPromise);
      return;
    }
    if (!beats(fetched.place, this.board.chain)) {
      link.board.fetchFailed(this.around.nowMs, false);
      return;
    }
    // Until our agent takes it over, it has been of no use.
    link.board.fetchFailed(this.around.nowMs, true);
    this.offered = { link, head: fetched.place.head };
    this.around.emit({ type: "epochsOffered", from: fetched.from, records: fetched.records });
  }

  tick(): void {
    this.fetcher.expire();
    if (this.board.isEmpty) return;
    for (const link of this.around.openLinks()) {
      pushCells(this.around, this.board, link);
      if (link.board.digestIsDue(this.around.nowMs)) this.sendDigest(link);
    }
  }

  /** A banned key's batches go. */
  dropPeer(peer: PeerId): void {
    if (this.board.dropPeer(peer)) this.around.emit({ type: "boardChanged", turned: false });
  }

  /** True if it is of the open epoch and new. Where there is no room it counts all the same, and is not passed on. */
  private take(link: Link, cells: SignedCells): boolean {
    const result = this.board.accept(cells);
    if (result === "far") this.neighbourhood.blame(link, FAULT.brokenPromise);
    // No fault of the other end's: a fast tab may find more than its share, and its link's budget bounds what it sends.
    if (result === "refused") return cells.epoch === this.board.chain.count;
    if (result !== "open" && result !== "early") return false;
    // Who has batches of an epoch has closed those before it.
    if (cells.epoch > link.board.place.count) link.board.place = { count: cells.epoch, head: cells.base };
    return result === "open";
  }

  /** Takes down where the other end is. */
  private follow(link: Link, digest: BoardDigestMessage): void {
    const { place } = link.board;
    const { count, head } = digest;
    // Chains never get shorter: it was overtaken by a newer one.
    if (count < place.count) return;
    const isSideways = count === place.count && !bytesEqual(head, place.head);
    if (isSideways || count > place.count + 1) link.board.cells.doubtAll();
    link.board.place = { count, head };
  }

  private compare(link: Link, digest: BoardDigestMessage, shelf: CellShelf): void {
    const { nowMs } = this.around;
    const ours = bucketSums(shelf.all(), cellsHash, digest.salt);
    const isSame = bytesEqual(ours, digest.sums);
    if (shelf === this.board.open) link.board.compared(isSame, nowMs);
    if (!isSame) {
      for (const cells of inDifferingBuckets(shelf.all(), cellsHash, ours, digest.sums))
        link.board.cells.add(cells, nowMs);
      pushCells(this.around, this.board, link);
    }
    if (!isSame || shelf !== this.board.open) this.answer(link);
  }

  private catchUp(link: Link, digest: BoardDigestMessage): void {
    const { count, head } = this.board.chain;
    if (digest.count > count + 1) {
      this.fetcher.want(link, digest, count);
      return;
    }
    if (digest.count === count || !bytesEqual(digest.before, head)) {
      this.fetcher.want(link, digest, Math.max(0, count - 1));
      return;
    }
    this.behindMs ??= this.around.nowMs;
    if (this.around.nowMs - this.behindMs >= PATIENCE_MS) this.fetcher.want(link, digest, count);
    else this.sendDigest(link, true);
  }

  private turned({ opened }: Turned): void {
    const { open, before, early, chain } = this.board;
    this.behindMs = null;
    if (this.offered !== null && bytesEqual(this.offered.head, chain.head)) this.offered.link.board.fetchServed();
    this.offered = null;
    const names = new Set([open, before, early].flatMap((shelf) => [...shelf.all()].map(cellsName)));
    this.around.emit({ type: "boardChanged", turned: true });
    this.deliver(opened);
    for (const link of this.around.openLinks()) link.board.cells.keepOnly(names);
    for (const link of this.around.openLinks()) this.sendDigest(link);
    forwardCells(this.around, this.board, opened);
  }

  private deliver(cells: readonly SignedCells[]): void {
    const others = cells.filter((batch) => cellsLog(batch) !== this.ownLog);
    if (others.length > 0) this.around.emit({ type: "cells", cells: others });
  }

  private answer(link: Link): void {
    if (link.board.mayAnswer(this.around.nowMs)) this.sendDigest(link, true);
  }

  /** Who holds nothing needs not ask: who holds something will, and is answered. */
  private sendDigest(link: Link, evenIfEmpty = false): void {
    if (this.board.isEmpty && !evenIfEmpty) return;
    const { chance, nowMs } = this.around;
    if (!link.board.mayDigest(nowMs, chance.between(0.8, 1.2))) return;
    const { count, head } = this.board.chain;
    const salt = chance.nextUint32();
    this.around.send(link, {
      type: "boardDigest",
      count,
      head,
      before: this.board.chain.headAt(count - 1) ?? NO_HEAD,
      salt,
      sums: bucketSums(this.board.open.all(), cellsHash, salt),
    });
  }

  private isBanned(cells: SignedCells): boolean {
    return this.bans.size > 0 && this.bans.has(cellsPeer(cells));
  }
}
