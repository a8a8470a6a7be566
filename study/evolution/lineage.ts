import { hash128, mix32 } from "../bytes/hash.ts";
import type { Cell, ClosedGeneration, EvolutionSettings, Survivor } from "./settings.ts";

/** Who descends from whom, and by which chance: all of it follows from the study's seed and the survivors. */
export class Lineage {
  readonly #settings: EvolutionSettings;
  readonly #words: readonly [number, number, number, number];
  /** Genomes of the survivors that the open generation descends from, each once it was asked for. */
  #parents: { readonly of: readonly Survivor[]; readonly genomes: Map<Survivor, readonly number[]> } | null = null;

  constructor(settings: EvolutionSettings) {
    this.#settings = settings;
    this.#words = hash128([settings.seed, "evolution"]);
  }

  /** The seeds of a slot's genome; `closed` are the generations before its own, or more. */
  genomeOf(generation: number, slot: number, closed: readonly ClosedGeneration[]): number[] {
    const at = { born: generation, slot };
    const parent = generation === closed.length ? this.#parentOf(at, closed) : null;
    if (parent === null) return this.#traced(at, closed);
    const genome = this.#parentGenome(parent, closed);
    return this.#isKept(at, closed) ? [...genome] : [...genome, this.#hash(0, generation, slot)];
  }

  #parentGenome(parent: Survivor, closed: readonly ClosedGeneration[]): readonly number[] {
    const of = closed.at(-1)?.survivors ?? [];
    if (this.#parents?.of !== of) this.#parents = { of, genomes: new Map() };
    let genome = this.#parents.genomes.get(parent);
    if (genome === undefined) {
      genome = this.#traced(parent, closed);
      this.#parents.genomes.set(parent, genome);
    }
    return genome;
  }

  #traced({ born, slot }: Pick<Survivor, "born" | "slot">, closed: readonly ClosedGeneration[]): number[] {
    const newestFirst: number[] = [];
    let at = { born, slot };
    for (let parent = this.#parentOf(at, closed); parent !== null; parent = this.#parentOf(at, closed)) {
      if (!this.#isKept(at, closed)) newestFirst.push(this.#hash(0, at.born, at.slot));
      at = parent;
    }
    newestFirst.push(this.#hash(0, at.born, at.slot));
    return newestFirst.reverse();
  }

  /** The seed of a cell's episode. */
  episodeSeed(generation: number, cell: Cell): number {
    return this.#hash(2, generation, cell);
  }

  #parentOf(at: Pick<Survivor, "born" | "slot">, closed: readonly ClosedGeneration[]): Survivor | null {
    const before = at.born === 0 ? undefined : closed[at.born - 1];
    if (before === undefined) return null;
    const { survivors } = before;
    const index = this.#isKept(at, closed)
      ? at.slot
      : Math.floor((this.#hash(1, at.born, at.slot) / 2 ** 32) * survivors.length);
    return survivors[index] ?? null;
  }

  /** Whether the slot is a champion's of the generation before, who goes on unchanged. */
  #isKept({ born, slot }: Pick<Survivor, "born" | "slot">, closed: readonly ClosedGeneration[]): boolean {
    const { champions, validationEpisodes } = this.#settings;
    if (born === 0 || validationEpisodes === 0) return false;
    return slot < Math.min(champions, closed[born - 1]?.survivors.length ?? 0);
  }

  /** Different for all cells of a generation: each step can be undone. */
  #hash(use: 0 | 1 | 2, generation: number, cell: number): number {
    return mix32(mix32(mix32(this.#words[use] ^ generation) ^ mix32(cell + 0x9e3779b9)) ^ this.#words[3]);
  }
}
