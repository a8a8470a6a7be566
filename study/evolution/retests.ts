import type { Cell } from "./settings.ts";

/** Results of slots that are run again, by cell. */
export class Retests {
  readonly #results = new Map<Cell, number>();
  /** How many episodes are known of a slot. */
  readonly #counts = new Map<number, number>();

  get size(): number {
    return this.#results.size;
  }

  get(cell: Cell): number | undefined {
    return this.#results.get(cell);
  }

  countOf(slot: number): number {
    return this.#counts.get(slot) ?? 0;
  }

  set(cell: Cell, slot: number, score: number): void {
    if (!this.#results.has(cell)) this.#counts.set(slot, this.countOf(slot) + 1);
    this.#results.set(cell, score);
  }

  /** Forgets all other slots. */
  keepOnly(slots: ReadonlySet<number>, slotOf: (cell: Cell) => number | null): void {
    for (const slot of this.#counts.keys()) if (!slots.has(slot)) this.#counts.delete(slot);
    for (const cell of this.#results.keys()) {
      const slot = slotOf(cell);
      if (slot === null || !slots.has(slot)) this.#results.delete(cell);
    }
  }
}
