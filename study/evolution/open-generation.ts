import { unsignedZero } from "../space/decimal.ts";
import { digestOf } from "./digest.ts";
import { Ranking } from "./ranking.ts";
import { Retests } from "./retests.ts";
import { compareScores } from "./score-order.ts";
import { type Cell, type ClosedGeneration, type EvolutionSettings, retestedSlots, type Survivor } from "./settings.ts";

/** `known`: nothing new. `worse`: another result of a known cell, which counts from now on. `refused`: no such cell, or no room. */
export type Noted = "new" | "known" | "worse" | "refused";

/**
 * Re-tests of slots that are not among the best as far as is known, beside as many as the re-test has: whoever knows more
 * may send them before all else.
 */
const MAX_EARLY = 20_000;

/** Results of a generation that is being evaluated. What it comes to does not depend on the order in which they arrive. */
export class OpenGeneration {
  readonly generation: number;
  readonly #settings: EvolutionSettings;
  readonly #before: readonly Survivor[];
  /** Of first episodes, by slot. */
  readonly #scores: Float64Array;
  readonly #isKnown: Uint8Array;
  #knownSlots = 0;
  /** All slots before it are known. */
  #firstUnknown = 0;
  /** Once all slots are known. */
  #ranking: Ranking | null = null;
  readonly #retests = new Retests();
  /** The best slots, once all are known; a score that changes may change them. */
  #candidates: ReadonlySet<number> = new Set();
  /** How many of the candidates' episodes are known, and before which one all of them are. */
  #knownRetests = 0;
  #firstEpisode = 0;

  /** `before`: the survivors of the generation before. */
  constructor(settings: EvolutionSettings, generation: number, before: readonly Survivor[]) {
    this.generation = generation;
    this.#settings = settings;
    this.#before = before;
    this.#scores = new Float64Array(settings.population);
    this.#isKnown = new Uint8Array(settings.population);
  }

  get isRetesting(): boolean {
    return this.#ranking !== null && this.#settings.validationEpisodes > 0;
  }

  /** How many results are known of those needed as far as can be said, and how many those are. */
  get progress(): { readonly known: number; readonly needed: number } {
    const { population } = this.#settings;
    return { known: this.#knownSlots + this.#knownRetests, needed: population + this.#neededRetests };
  }

  /** NaN where it failed; undefined while it is not known. */
  resultOf(cell: Cell): number | undefined {
    if (cell >= this.#settings.population) return this.#retests.get(cell);
    return this.#isKnown[cell] === 1 ? this.#scores[cell] : undefined;
  }

  /** The slot that a cell runs; null where there is no such cell. */
  slotOf(cell: Cell): number | null {
    const { population, validationEpisodes } = this.#settings;
    if (!Number.isInteger(cell) || cell < 0) return null;
    if (cell < population) return cell;
    const slot = validationEpisodes === 0 ? population : Math.floor((cell - population) / validationEpisodes);
    return slot < population ? slot : null;
  }

  /** The cells without a result that can be said to be needed now: all first episodes before any re-test. */
  *missing(): Generator<Cell> {
    const { population, validationEpisodes } = this.#settings;
    for (let slot = this.#firstUnknown; slot < population; slot++) if (this.#isKnown[slot] === 0) yield slot;
    if (!this.isRetesting || this.#knownRetests === this.#neededRetests) return;
    while (this.#isEpisodeKnown(this.#firstEpisode)) this.#firstEpisode++;
    for (let episode = this.#firstEpisode; episode < validationEpisodes; episode++) {
      for (const slot of this.#candidates) {
        const cell = this.#retestCell(slot, episode);
        if (this.#retests.get(cell) === undefined) yield cell;
      }
    }
  }

  /** NaN: the trial failed. Of two numbers for one cell the worse counts, and any number before none. */
  note(cell: Cell, result: number): Noted {
    const slot = this.slotOf(cell);
    if (slot === null) return "refused";
    const score = unsignedZero(result);
    const before = this.resultOf(cell);
    if (before !== undefined && !this.#isWorse(score, before)) return "known";
    if (cell < this.#settings.population) this.#noteScore(slot, score);
    else if (!this.#noteRetest(cell, slot, score)) return "refused";
    return before === undefined ? "new" : "worse";
  }

  /** What is kept of it; null while a result is missing. */
  closed(): ClosedGeneration | null {
    const ranking = this.#ranking;
    if (ranking === null || this.#knownRetests < this.#neededRetests) return null;
    const { population, survivors, validationEpisodes } = this.#settings;
    const best = ranking.best(survivors);
    const results = this.#results();
    return {
      generation: this.generation,
      survivors: validationEpisodes === 0 ? this.#withOldChampions(best) : this.#byRetest(best),
      evaluations: results.length,
      failed: results.reduce((failed, result) => failed + Number(Number.isNaN(result)), 0),
      digest: digestOf(this.generation, population, results),
    };
  }

  #noteScore(slot: number, score: number): void {
    if (this.#ranking === null) this.#scores[slot] = score;
    else this.#ranking.change(slot, score);
    if (this.#isKnown[slot] === 0) {
      this.#isKnown[slot] = 1;
      this.#knownSlots++;
      while (this.#isKnown[this.#firstUnknown] === 1) this.#firstUnknown++;
    }
    const { population, maximize } = this.#settings;
    if (this.#knownSlots < population) return;
    this.#ranking ??= new Ranking(this.#scores, maximize);
    this.#chooseCandidates(this.#ranking);
  }

  /** The best slots, the old elite among them, which has to prove itself again. */
  #chooseCandidates(ranking: Ranking): void {
    const best = ranking.best(retestedSlots(this.#settings));
    if (this.generation > 0 && best.length > 0 && !best.includes(0)) best[best.length - 1] = 0;
    this.#candidates = new Set(best);
    this.#firstEpisode = 0;
    this.#knownRetests = 0;
    for (const slot of best) this.#knownRetests += this.#retests.countOf(slot);
  }

  #noteRetest(cell: Cell, slot: number, score: number): boolean {
    const isAwaited = this.#candidates.has(slot);
    const isNew = this.#retests.get(cell) === undefined;
    if (isNew && this.#retests.size >= MAX_EARLY + this.#neededRetests) {
      if (!isAwaited) return false;
      this.#retests.keepOnly(this.#candidates, (each) => this.slotOf(each));
    }
    this.#retests.set(cell, slot, score);
    if (isNew && isAwaited) this.#knownRetests++;
    return true;
  }

  /** A number is worse than a better one, and none is not worse than a number: the other way round nothing would be final. */
  #isWorse(score: number, known: number): boolean {
    if (Number.isNaN(score)) return false;
    return Number.isNaN(known) || compareScores(score, known, this.#settings.maximize) > 0;
  }

  get #neededRetests(): number {
    return retestedSlots(this.#settings) * this.#settings.validationEpisodes;
  }

  #isEpisodeKnown(episode: number): boolean {
    for (const slot of this.#candidates) {
      if (this.#retests.get(this.#retestCell(slot, episode)) === undefined) return false;
    }
    return true;
  }

  #retestCell(slot: number, episode: number): Cell {
    const { population, validationEpisodes } = this.#settings;
    return population + slot * validationEpisodes + episode;
  }

  #retestsOf(slot: number): number[] {
    const { validationEpisodes } = this.#settings;
    return Array.from(
      { length: validationEpisodes },
      (_, episode) => this.#retests.get(this.#retestCell(slot, episode)) ?? Number.NaN,
    );
  }

  /** Everything that counts, in an order that follows from it. */
  #results(): Float64Array {
    const { population, validationEpisodes } = this.#settings;
    const results = new Float64Array(population + this.#neededRetests);
    results.set(this.#scores);
    let at = population;
    for (const slot of this.#candidates) {
      results.set(this.#retestsOf(slot), at);
      at += validationEpisodes;
    }
    return results;
  }

  #survivor(slot: number): Survivor {
    const score = this.#scores[slot] ?? Number.NaN;
    return { born: this.generation, slot, score, mean: this.#candidates.has(slot) ? this.#meanOf(slot) : null };
  }

  /** Added up in the order of the episodes, so that every machine rounds alike. */
  #meanOf(slot: number): number {
    let sum = 0;
    for (const result of this.#retestsOf(slot)) sum += result;
    return unsignedZero(sum / this.#settings.validationEpisodes);
  }

  /** The champions by the means of their re-test (of equal ones the better score), then all others by their score. */
  #byRetest(best: readonly number[]): Survivor[] {
    const { survivors, champions, maximize } = this.#settings;
    const retested = Array.from(this.#candidates, (slot) => this.#survivor(slot));
    const byMean = retested.sort((a, b) => compareScores(a.mean ?? Number.NaN, b.mean ?? Number.NaN, maximize));
    const first = byMean.slice(0, champions);
    const isFirst = new Set(first.map(({ slot }) => slot));
    const others = best.filter((slot) => !isFirst.has(slot)).map((slot) => this.#survivor(slot));
    return [...first, ...others].slice(0, survivors);
  }

  /** The original: old champions keep the scores they once had. */
  #withOldChampions(best: readonly number[]): Survivor[] {
    const { survivors, champions, maximize } = this.#settings;
    return [...this.#before.slice(0, champions), ...best.map((slot) => this.#survivor(slot))]
      .sort((a, b) => compareScores(a.score, b.score, maximize) || a.born - b.born || a.slot - b.slot)
      .slice(0, survivors);
  }
}
