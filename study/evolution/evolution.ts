import { generationFault } from "./generation-fault.ts";
import { Lineage } from "./lineage.ts";
import { type Noted, OpenGeneration } from "./open-generation.ts";
import {
  type Cell,
  type CellTask,
  type ClosedGeneration,
  type EvolutionSettings,
  MAX_OPEN_GENERATIONS,
} from "./settings.ts";

/**
 * Generations of seed lists (deep neuroevolution; Such et al. 2017). Each is a pure function of the one before: whoever
 * holds a result of every cell of the open one closes it, and comes to the same as everybody else.
 */
export class Evolution {
  readonly settings: EvolutionSettings;
  readonly #lineage: Lineage;
  readonly #closed: ClosedGeneration[] = [];
  #open: OpenGeneration;

  constructor(settings: EvolutionSettings) {
    this.settings = settings;
    this.#lineage = new Lineage(settings);
    this.#open = this.#opened();
  }

  /** The open one, from 0. */
  get generation(): number {
    return this.#closed.length;
  }

  /** In their order, from generation 0. */
  get closed(): readonly ClosedGeneration[] {
    return this.#closed;
  }

  /** Whether genomes can have no more seeds: then nothing is asked for any more. */
  get isFull(): boolean {
    return this.#closed.length >= MAX_OPEN_GENERATIONS;
  }

  /** Whether the open generation's best are being run again. */
  get isRetesting(): boolean {
    return this.#open.isRetesting;
  }

  /** How many results of the open generation are known, and how many it needs. */
  get progress(): { readonly known: number; readonly needed: number } {
    return this.#open.progress;
  }

  /** Of the open generation: NaN where the trial failed, undefined while it is not known. */
  resultOf(cell: Cell): number | undefined {
    return this.#open.resultOf(cell);
  }

  /** Cells of the open generation that can be said to be needed and have no result. */
  *missing(): Generator<Cell> {
    if (!this.isFull) yield* this.#open.missing();
  }

  /** The next of them that are free: run neither here nor elsewhere. */
  nextCells(count: number, isFree: (cell: Cell) => boolean): Cell[] {
    const cells: Cell[] = [];
    if (count <= 0) return cells;
    for (const cell of this.missing()) if (isFree(cell) && cells.push(cell) >= count) break;
    return cells;
  }

  /** What a cell of the open generation runs. Throws RangeError where there is no such cell. */
  taskOf(cell: Cell): CellTask {
    const slot = this.isFull ? null : this.#open.slotOf(cell);
    if (slot === null) throw new RangeError(`A generation of this study has no cell ${cell}.`);
    const { generation } = this;
    const genome = this.genomeOf(generation, slot);
    return { generation, cell, genome, seed: this.#lineage.episodeSeed(generation, cell) };
  }

  /** The result of a cell of the open generation; NaN: the trial failed. */
  note(cell: Cell, score: number): Noted {
    return this.isFull ? "refused" : this.#open.note(cell, score);
  }

  /** Closes the open generation and opens the next, if no result is missing; null otherwise. */
  close(): ClosedGeneration | null {
    const closed = this.isFull ? null : this.#open.closed();
    if (closed === null) return null;
    this.#closed.push(closed);
    this.#open = this.#opened();
    return closed;
  }

  /**
   * Takes over what others hold of the generations from `from` on, in place of one's own, whose open results are forgotten.
   * Returns why not, in a sentence, and changes nothing; null if it was done.
   */
  replace(from: number, generations: readonly ClosedGeneration[]): string | null {
    if (!(Number.isInteger(from) && from >= 0 && from <= this.#closed.length))
      return `The generations before ${from} are not known.`;
    const all = this.#closed.slice(0, from);
    for (const generation of generations) {
      const fault = generationFault(this.settings, generation, all);
      if (fault !== null) return fault;
      all.push(generation);
    }
    this.#closed.splice(from, this.#closed.length, ...generations);
    this.#open = this.#opened();
    return null;
  }

  /** The seeds of a slot of a closed generation, or of the open one. */
  genomeOf(generation: number, slot: number): number[] {
    return this.#lineage.genomeOf(generation, slot, this.#closed);
  }

  #opened(): OpenGeneration {
    return new OpenGeneration(this.settings, this.#closed.length, this.#closed.at(-1)?.survivors ?? []);
  }
}
