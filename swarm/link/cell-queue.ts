import { type CellsName, cellsName, type SignedCells } from "../board/signed-cells.ts";

/** A batch told this long ago and still missing at the other end was lost on the way: two slow crossings and a tick. */
const TELL_AGAIN_MS = 1_500;
/** Each time twice as long: the other end may have no room for it. */
const MAX_TELL_AGAIN_MS = 60_000;
/** All that is held where batches are as small as can be: 256 bytes of 8 MiB. */
export const MAX_KNOWN_CELLS = 32_768;

interface Telling {
  readonly times: number;
  readonly notBeforeMs: number;
}
/** The other end has sent it itself. */
const SHOWN: Telling = { times: 0, notBeforeMs: Number.POSITIVE_INFINITY };

/** What one link knows of batches of cells, and which wait to be told there. */
export class CellQueue {
  private waiting = new Map<CellsName, SignedCells>();
  private known = new Map<CellsName, Telling>();

  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** Names remembered. */
  get size(): number {
    return this.known.size;
  }

  showed(cells: SignedCells): void {
    this.know(cellsName(cells), SHOWN);
    this.waiting.delete(cellsName(cells));
  }

  told(cells: SignedCells, nowMs: number): void {
    const times = (this.known.get(cellsName(cells))?.times ?? 0) + 1;
    const waitMs = Math.min(MAX_TELL_AGAIN_MS, TELL_AGAIN_MS * 2 ** (times - 1));
    this.know(cellsName(cells), { times, notBeforeMs: nowMs + waitMs });
  }

  add(cells: SignedCells, nowMs: number): void {
    const name = cellsName(cells);
    const isKnown = nowMs < (this.known.get(name)?.notBeforeMs ?? Number.NEGATIVE_INFINITY);
    if (!isKnown && this.waiting.size < MAX_KNOWN_CELLS) this.waiting.set(name, cells);
  }

  /** Takes out all that wait. */
  take(): SignedCells[] {
    if (this.waiting.size === 0) return [];
    const taken = [...this.waiting.values()];
    this.waiting = new Map();
    return taken;
  }

  /** The other end took another way: what it was told before may have been of no use to it. */
  doubtAll(): void {
    this.known = new Map();
  }

  /** Forgets all other names: their epochs are over. */
  keepOnly(names: ReadonlySet<CellsName>): void {
    this.waiting = new Map([...this.waiting].filter(([name]) => names.has(name)));
    this.known = new Map([...this.known].filter(([name]) => names.has(name)));
  }

  private know(name: CellsName, telling: Telling): void {
    this.known.delete(name);
    this.known.set(name, telling);
    if (this.known.size <= MAX_KNOWN_CELLS) return;
    const oldest = this.known.keys().next();
    if (oldest.done !== true) this.known.delete(oldest.value);
  }
}
