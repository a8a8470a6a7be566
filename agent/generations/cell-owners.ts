import { hashText, mix32, trialHash } from "../../study/bytes/hash.ts";
import type { Cell } from "../../study/evolution/settings.ts";
import type { LogId } from "../../swarm/ids.ts";

/** A tab that works on the generation, and how many of its cores: its share is as large. */
export interface Owner {
  readonly log: LogId;
  readonly cores: number;
}

/** Whom a cell falls to, by its place in `all`, and how many tabs come before this one. */
export interface CellPlace {
  readonly first: number;
  readonly rank: number;
}

/**
 * Which tab runs which cell, without a word: each cell has an order of the tabs that all of them work out alike (rendezvous
 * hashing, weighted by cores; Schindelhauer and Schomaker 2005). When a tab comes or goes, only its share moves.
 */
export class CellOwners {
  #owners: readonly Owner[] = [];
  #hashes = new Uint32Array(0);
  #seen = "";
  readonly #places = new Map<Cell, CellPlace>();
  #generation = -1;

  /** Who works now, this tab before the others. True if that has changed. */
  look(own: Owner, others: readonly Owner[]): boolean {
    const owners = [own, ...others.toSorted((a, b) => (a.log < b.log ? -1 : 1))];
    const seen = owners.map(({ log, cores }) => `${log}/${cores}`).join();
    if (seen === this.#seen) return false;
    this.#seen = seen;
    this.#owners = owners;
    this.#hashes = Uint32Array.from(owners, ({ log }) => hashText(log));
    this.#places.clear();
    return true;
  }

  /** The tabs, this one first. */
  get all(): readonly Owner[] {
    return this.#owners;
  }

  /** Of how many cells the place has been worked out, which takes a comparison for each tab. */
  get knownPlaces(): number {
    return this.#places.size;
  }

  /** How many tabs come before this one for the cell, or some number above `most`. */
  rankOf(generation: number, cell: Cell, most: number): number {
    const piece = pieceOf(generation, cell);
    const own = this.#key(0, piece);
    let rank = 0;
    for (let i = 1; i < this.#owners.length && rank <= most; i++) if (this.#key(i, piece) > own) rank++;
    return rank;
  }

  placeOf(generation: number, cell: Cell): CellPlace {
    if (generation !== this.#generation) this.#places.clear();
    this.#generation = generation;
    const known = this.#places.get(cell);
    if (known !== undefined) return known;
    const piece = pieceOf(generation, cell);
    const own = this.#key(0, piece);
    let [first, most, rank] = [0, own, 0];
    for (let i = 1; i < this.#owners.length; i++) {
      const key = this.#key(i, piece);
      if (key > own) rank++;
      if (key > most) [first, most] = [i, key];
    }
    const place = { first, rank };
    this.#places.set(cell, place);
    return place;
  }

  /** The largest comes first. */
  #key(at: number, piece: number): number {
    const uniform = (trialHash(this.#hashes[at] ?? 0, piece) + 0.5) / 2 ** 32;
    return Math.log(uniform) / (this.#owners[at]?.cores ?? 1);
  }
}

/** Of every generation others, so that no tab has the larger share in each. */
const pieceOf = (generation: number, cell: Cell): number => (mix32(generation + 1) + cell) % 2 ** 32;
