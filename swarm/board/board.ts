import { bytesEqual, type PeerId } from "../ids.ts";
import { CellShelf, type ShelfRoom } from "./cell-shelf.ts";
import { beats, Chain } from "./chain.ts";
import type { SignedCells } from "./signed-cells.ts";

/** Four thousand batches of a cell each, or 26,000 cells in large ones; a quarter and more is left to others. */
const OPEN_ROOM: ShelfRoom = { bytesPerKey: 1 << 20, bytes: 7 << 19 };
/** What those who are ahead find within the second or so until we have closed, too. The rest comes by digest. */
const EARLY_ROOM: ShelfRoom = { bytesPerKey: 1 << 18, bytes: 1 << 20 };
/** Of the open epoch, the one before and what came too early together, the own key's apart. */
export const MAX_CELLS_BYTES = 2 * OPEN_ROOM.bytes + EARLY_ROOM.bytes;

export type CellsAcceptance =
  | "known"
  /** Of an epoch that is closed here. */
  | "late"
  /** Of an epoch that nobody sends us in good faith: we have not said that we are near it. */
  | "far"
  /** Of the open epoch, but on another chain. */
  | "astray"
  /** No room. */
  | "refused"
  /** Of the next epoch: counts if ours closes on its base. */
  | "early"
  | "open";

/** What changed places because the chain did. */
export interface Turned {
  /** Batches that had come too early and are of the open epoch now. */
  readonly opened: readonly SignedCells[];
}

/**
 * The chain of closed epochs, and the batches of the open one. Signatures are checked before. While there is room, what it
 * holds of an epoch does not depend on the order in which batches and closings come.
 */
export class Board {
  readonly chain = new Chain();
  private readonly own: PeerId;
  private openShelf: CellShelf;
  private beforeShelf: CellShelf;
  private earlyShelf: CellShelf;

  constructor(own: PeerId) {
    this.own = own;
    this.openShelf = new CellShelf(own, OPEN_ROOM);
    this.beforeShelf = new CellShelf(own, OPEN_ROOM);
    this.earlyShelf = new CellShelf(own, EARLY_ROOM);
  }

  /** Of the open epoch. */
  get open(): CellShelf {
    return this.openShelf;
  }

  /** Of the epoch that closed last: for those who are behind by one. */
  get before(): CellShelf {
    return this.beforeShelf;
  }

  get early(): CellShelf {
    return this.earlyShelf;
  }

  /** No record and no cells: nothing to tell anybody. */
  get isEmpty(): boolean {
    return this.chain.count === 0 && this.openShelf.size === 0;
  }

  accept(cells: SignedCells): CellsAcceptance {
    const { count, head } = this.chain;
    if (cells.epoch < count) return "late";
    if (cells.epoch > count + 1) return "far";
    if (cells.epoch === count && !bytesEqual(cells.base, head)) return "astray";
    const shelf = cells.epoch === count ? this.openShelf : this.earlyShelf;
    if (shelf.has(cells)) return "known";
    if (!shelf.add(cells)) return "refused";
    return shelf === this.openShelf ? "open" : "early";
  }

  /** Our own batch, whose epoch may have closed while it was being signed: others still need it. False if it is held nowhere. */
  acceptOwn(cells: SignedCells): boolean {
    if (this.accept(cells) === "open") return true;
    return this.isOfEpochBefore(cells) && !this.beforeShelf.has(cells) && this.beforeShelf.add(cells);
  }

  /** Held, bit for bit, or of an epoch that is closed for good: nothing to check. */
  knows(cells: SignedCells): boolean {
    return cells.epoch < this.chain.count || this.openShelf.knows(cells) || this.earlyShelf.knows(cells);
  }

  /** Whether somebody who is behind by one, or as far as we are, can be told it. */
  holds(cells: SignedCells): boolean {
    return this.openShelf.has(cells) || this.beforeShelf.has(cells);
  }

  /** Null, and nothing changes, where the chain has no room for it. */
  close(record: Uint8Array): Turned | null {
    return this.turn(this.chain.count, [record]);
  }

  /** Null, and nothing changes, where the chain would not beat ours, or has no room. */
  replace(from: number, records: readonly Uint8Array[]): Turned | null {
    const place = this.chain.placeWith(from, records);
    return place !== null && beats(place, this.chain) ? this.turn(from, records) : null;
  }

  /** Forgets a banned key's batches. */
  dropPeer(peer: PeerId): boolean {
    return [this.openShelf, this.beforeShelf, this.earlyShelf].map((shelf) => shelf.dropPeer(peer)).includes(true);
  }

  private isOfEpochBefore(cells: SignedCells): boolean {
    const base = this.chain.headAt(this.chain.count - 1);
    return cells.epoch === this.chain.count - 1 && base !== null && bytesEqual(cells.base, base);
  }

  private turn(from: number, records: readonly Uint8Array[]): Turned | null {
    const { count } = this.chain;
    if (!this.chain.replace(from, records)) return null;
    // What is of the epoch before stays so while what it builds on does.
    if (this.chain.count === count + 1 && from === count) this.beforeShelf = this.openShelf;
    else if (this.chain.count !== count || from < count - 1) this.beforeShelf = new CellShelf(this.own, OPEN_ROOM);
    this.openShelf = new CellShelf(this.own, OPEN_ROOM);
    return { opened: this.sortEarly() };
  }

  private sortEarly(): SignedCells[] {
    const waiting = [...this.earlyShelf.all()];
    this.earlyShelf = new CellShelf(this.own, EARLY_ROOM);
    return waiting.filter((cells) => this.accept(cells) === "open");
  }
}
