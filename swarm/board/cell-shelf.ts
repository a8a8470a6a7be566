import { bytesEqual, type PeerId } from "../ids.ts";
import { type Share, Shares } from "../log/shares.ts";
import { type CellsName, cellsName, cellsPeer, cellsSizeBytes, type SignedCells } from "./signed-cells.ts";

/** Batches are only given up for a key that then holds at most half as much: nobody takes turns. */
const EVICTION_RATIO = 2;
/** Keys that differ by less hold the same. */
const SHARE_STEP = 16 << 10;

export interface ShelfRoom {
  readonly bytesPerKey: number;
  /** Of all keys but the own. */
  readonly bytes: number;
}

/** What a key holds. Names from `limit` on have no room: there were too many before them. */
interface Row {
  readonly byName: Map<CellsName, SignedCells>;
  sizeBytes: number;
  limit: CellsName | null;
}

/**
 * The batches of one epoch. Signatures are checked before.
 *
 * Of a key with too many those stay whose names come first, as many as there is room for: what stays does not depend on
 * the order in which they come. Only past the room of all keys together it does: then the key that holds most loses its
 * last name to one that holds at most half as much, and others are refused. The own key takes no room from others.
 */
export class CellShelf {
  private readonly own: PeerId;
  private readonly room: ShelfRoom;
  private readonly rows = new Map<PeerId, Row>();
  private readonly shares = new Shares(SHARE_STEP);
  private othersBytes = 0;
  private ownBytes = 0;
  private count = 0;

  constructor(own: PeerId, room: ShelfRoom) {
    this.own = own;
    this.room = room;
  }

  get size(): number {
    return this.count;
  }

  get sizeBytes(): number {
    return this.othersBytes + this.ownBytes;
  }

  has(cells: SignedCells): boolean {
    return this.heldAs(cells) !== undefined;
  }

  /** Held, bit for bit. */
  knows(cells: SignedCells): boolean {
    const held = this.heldAs(cells);
    return held !== undefined && bytesEqual(held.signature, cells.signature);
  }

  *all(): Iterable<SignedCells> {
    for (const row of this.rows.values()) yield* row.byName.values();
  }

  /** False if there is no room for it. */
  add(cells: SignedCells): boolean {
    const peer = cellsPeer(cells);
    const row = this.rows.get(peer) ?? { byName: new Map<CellsName, SignedCells>(), sizeBytes: 0, limit: null };
    if (row.limit !== null && cellsName(cells) >= row.limit) return false;
    if (peer !== this.own && !this.makeRoom(row, cells)) return false;
    this.rows.set(peer, row);
    this.put(peer, row, cells);
    const perKey = peer === this.own ? this.room.bytes : this.room.bytesPerKey;
    while (row.sizeBytes > perKey) this.dropLast(peer, row);
    return this.has(cells);
  }

  /** Forgets a banned key's batches. */
  dropPeer(peer: PeerId): boolean {
    const row = this.rows.get(peer);
    if (row === undefined || row.byName.size === 0) return false;
    for (const cells of row.byName.values()) this.drop(peer, row, cells);
    return true;
  }

  private heldAs(cells: SignedCells): SignedCells | undefined {
    return this.rows.get(cellsPeer(cells))?.byName.get(cellsName(cells));
  }

  /** Of all keys together. */
  private makeRoom(row: Row, cells: SignedCells): boolean {
    const sizeBytes = cellsSizeBytes(cells);
    while (this.othersBytes + sizeBytes > this.room.bytes) {
      const most = this.shares.most();
      if (most === null || most.amount < (row.sizeBytes + sizeBytes) * EVICTION_RATIO || !this.evict(most))
        return false;
    }
    return true;
  }

  private evict({ peer }: Share): boolean {
    const row = this.rows.get(peer);
    if (row === undefined || row.byName.size === 0) return false;
    this.dropLast(peer, row);
    return true;
  }

  private dropLast(peer: PeerId, row: Row): void {
    let last: SignedCells | null = null;
    for (const cells of row.byName.values()) if (last === null || cellsName(cells) > cellsName(last)) last = cells;
    if (last === null) return;
    row.limit = cellsName(last);
    this.drop(peer, row, last);
  }

  private put(peer: PeerId, row: Row, cells: SignedCells): void {
    row.byName.set(cellsName(cells), cells);
    this.count += 1;
    this.measure(peer, row, cellsSizeBytes(cells));
  }

  private drop(peer: PeerId, row: Row, cells: SignedCells): void {
    row.byName.delete(cellsName(cells));
    this.count -= 1;
    this.measure(peer, row, -cellsSizeBytes(cells));
  }

  private measure(peer: PeerId, row: Row, change: number): void {
    row.sizeBytes += change;
    if (peer === this.own) {
      this.ownBytes += change;
      return;
    }
    this.othersBytes += change;
    this.shares.add(peer, change);
  }
}
