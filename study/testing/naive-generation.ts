import type { Cell, ClosedGeneration, EvolutionSettings, Survivor } from "../evolution/settings.ts";

/** What was told of one generation's cells, in any order, any of them as often as anybody likes. */
export type Told = readonly (readonly [cell: Cell, score: number])[];

/** A generation as its rules read, worked out anew from everything told: slow, and with nothing to keep in step. */
export class NaiveGeneration {
  readonly #settings: EvolutionSettings;
  readonly #generation: number;
  readonly #before: readonly Survivor[];
  readonly #told: Told;

  constructor(settings: EvolutionSettings, generation: number, before: readonly Survivor[], told: Told) {
    this.#settings = settings;
    this.#generation = generation;
    this.#before = before;
    this.#told = told;
  }

  /** Cells that are needed and of which nothing was told, ascending. */
  missing(): Cell[] {
    const { population, validationEpisodes } = this.#settings;
    const isUnknown = (cell: Cell): boolean => this.#scoresOf(cell).length === 0;
    const slots = range(population).filter(isUnknown);
    if (slots.length > 0 || validationEpisodes === 0) return slots;
    return this.#candidates()
      .flatMap((slot) => this.#retestCells(slot))
      .filter(isUnknown)
      .sort((a, b) => a - b);
  }

  /** Null while a cell is missing. */
  closed(): Omit<ClosedGeneration, "digest"> | null {
    if (this.missing().length > 0) return null;
    const { population, survivors, champions, validationEpisodes } = this.#settings;
    const all = range(population).map((slot) => this.#survivor(slot));
    const old = this.#before.slice(0, champions);
    const byScore = [...(validationEpisodes === 0 ? old : []), ...all].sort((a, b) => this.#byScore(a, b));
    const retested = byScore.filter(({ mean }) => mean !== null);
    const best = retested.sort((a, b) => this.#compare(a.mean ?? 0, b.mean ?? 0) || this.#byScore(a, b));
    const first = best.slice(0, champions);
    const cells = [...range(population), ...this.#candidates().flatMap((slot) => this.#retestCells(slot))];
    return {
      generation: this.#generation,
      survivors: [...first, ...byScore.filter((survivor) => !first.includes(survivor))].slice(0, survivors),
      evaluations: cells.length,
      failed: cells.filter((cell) => Number.isNaN(this.#resultOf(cell))).length,
    };
  }

  #scoresOf(cell: Cell): number[] {
    return this.#told.filter(([of]) => of === cell).map(([, score]) => score);
  }

  #resultOf(cell: Cell): number {
    const numbers = this.#scoresOf(cell).filter((score) => !Number.isNaN(score));
    if (numbers.length === 0) return Number.NaN;
    return (this.#settings.maximize ? Math.min(...numbers) : Math.max(...numbers)) + 0;
  }

  #candidates(): number[] {
    const { population, champions, validationEpisodes } = this.#settings;
    if (validationEpisodes === 0) return [];
    const result = (slot: number): number => this.#resultOf(slot);
    const ranked = range(population).sort((a, b) => this.#compare(result(a), result(b)) || a - b);
    const best = ranked.slice(0, Math.max(10, champions));
    return this.#generation === 0 || best.includes(0) ? best : [...best.slice(0, -1), 0];
  }

  #retestCells(slot: number): Cell[] {
    const { population, validationEpisodes } = this.#settings;
    return range(validationEpisodes).map((episode) => population + slot * validationEpisodes + episode);
  }

  #survivor(slot: number): Survivor {
    const isRetested = this.#candidates().includes(slot);
    const results = this.#retestCells(slot).map((cell) => this.#resultOf(cell));
    const mean = results.reduce((sum, result) => sum + result, 0) / results.length;
    return { born: this.#generation, slot, score: this.#resultOf(slot), mean: isRetested ? mean + 0 : null };
  }

  #byScore(a: Survivor, b: Survivor): number {
    return this.#compare(a.score, b.score) || a.born - b.born || a.slot - b.slot;
  }

  #compare(a: number, b: number): number {
    const key = (score: number): number => (this.#settings.maximize ? -score : score);
    if (Number.isNaN(a) && Number.isNaN(b)) return 0;
    if (Number.isNaN(a)) return 1;
    if (Number.isNaN(b)) return -1;
    return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
  }
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
