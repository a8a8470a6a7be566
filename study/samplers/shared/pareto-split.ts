import type { History } from "../../history/history.ts";
import { lossesOf } from "../../history/history-losses.ts";
import { referencePoint } from "../../pareto/hypervolume.ts";
import { hypervolumeSubset } from "../../pareto/hypervolume-subset.ts";
import { nondominatedRanks } from "../../pareto/ranks.ts";

/** Rows that are ranked at most; past it the worse half is dropped. Two objectives take about 5 ms then. */
const MAX_RANKED = 20_000;

/** Below as many rows every new one is ranked at once; a history of thousands is ranked anew when it has grown by so much. */
const MIN_GROWTH = 1 / 256;

/** The best rows for several objectives: by non-domination rank, of the last rank those that together cover most. */
export class ParetoRows {
  readonly #history: History;
  #rows: number[] = [];
  #ranks: Int32Array = new Int32Array(0);
  #rankedSize = -1;
  #best: readonly number[] = [];

  constructor(history: History) {
    this.#history = history;
  }

  get size(): number {
    return this.#rows.length;
  }

  offer(row: number): void {
    this.#rows.push(row);
  }

  /** About the `count` best rows, or all: of a long history as it was a little before. */
  take(count: number): readonly number[] {
    const isStale = this.#rows.length - this.#rankedSize > this.#rankedSize * MIN_GROWTH;
    if (isStale) this.#rank();
    if (isStale) this.#best = this.#bestOf(count);
    return this.#best;
  }

  #rank(): void {
    this.#ranks = nondominatedRanks(lossesOf(this.#history, this.#rows));
    if (this.#rows.length > MAX_RANKED) {
      const best = Array.from(this.#ranks.keys())
        .sort((a, b) => (this.#ranks[a] as number) - (this.#ranks[b] as number) || b - a)
        .slice(0, MAX_RANKED / 2)
        .sort((a, b) => a - b);
      this.#ranks = Int32Array.from(best, (i) => this.#ranks[i] as number);
      this.#rows = best.map((i) => this.#rows[i] as number);
    }
    this.#rankedSize = this.#rows.length;
  }

  #bestOf(count: number): number[] {
    const sizes: number[] = [];
    for (const rank of this.#ranks) sizes[rank] = (sizes[rank] ?? 0) + 1;
    let [tied, before] = [0, 0];
    while (tied < sizes.length && before + (sizes[tied] ?? 0) <= count) before += sizes[tied++] ?? 0;
    const rowsOf = (isWanted: (rank: number) => boolean): number[] =>
      this.#rows.filter((_, i) => isWanted(this.#ranks[i] as number));
    const best = rowsOf((rank) => rank < tied);
    if (before === count || tied >= sizes.length) return best;
    const front = rowsOf((rank) => rank === tied);
    const losses = lossesOf(this.#history, front);
    const chosen = hypervolumeSubset(losses, referencePoint(losses), count - before);
    return [...best, ...chosen.map((i) => front[i] as number)];
  }
}
