import { meanOf, type NoisyPoint } from "../repeats/racing.ts";
import type { LogId, TrialId } from "../trial/trial.ts";

/** The rows of one noisy point. */
export interface NoiseGroup {
  readonly origin: TrialId;
  readonly rows: number[];
  /** Which repeat each row is; 0: the first trial there. */
  readonly indices: number[];
  /** Of all its usable rows; null where it has none. */
  mean: number | null;
}

/** Log and number of a trial's id. */
export function idParts(id: TrialId): { readonly log: LogId; readonly number: number } {
  const colon = id.lastIndexOf(":");
  return { log: id.slice(0, colon), number: Number(id.slice(colon + 1)) };
}

/** Which rows of a history repeat the same noisy point with fresh chance; one of them stands for all, with their mean. */
export class NoiseGroups {
  readonly #byOrigin = new Map<TrialId, NoiseGroup>();
  readonly #byRow = new Map<number, NoiseGroup>();
  /** Rows that count as the mean of their point. */
  readonly #meanOf = new Map<number, NoiseGroup>();
  readonly #represented = new Set<number>();
  #repeats = 0;

  get size(): number {
    return this.#byOrigin.size;
  }

  /** Rows that repeat, whether or not they are believed. */
  get repeats(): number {
    return this.#repeats;
  }

  groups(): IterableIterator<NoiseGroup> {
    return this.#byOrigin.values();
  }

  has(row: number): boolean {
    return this.#byRow.has(row);
  }

  /** `index`: which repeat, from 1; 0: the first trial, which enters only where it has been repeated. Null: it has not. */
  enter(row: number, origin: TrialId, index: number): NoiseGroup | null {
    let group = this.#byOrigin.get(origin);
    if (group === undefined) {
      if (index === 0) return null;
      group = { origin, rows: [], indices: [], mean: null };
      this.#byOrigin.set(origin, group);
    }
    if (index > 0) this.#repeats += 1;
    group.rows.push(row);
    group.indices.push(index);
    this.#byRow.set(row, group);
    return group;
  }

  /** What its rows come to now. */
  settle(group: NoiseGroup, { row: standing, first, runs, runRows }: NoisyPoint): void {
    const all = Number.isFinite(first) ? [first, ...runs] : runs;
    group.mean = all.length === 0 ? null : meanOf(all);
    const represented = new Set(runRows);
    for (const row of group.rows) {
      if (row !== standing && represented.has(row)) this.#represented.add(row);
      else this.#represented.delete(row);
      if (row === standing || represented.has(row)) this.#meanOf.set(row, group);
      else this.#meanOf.delete(row);
    }
  }

  /** The mean of the point that the row is of; null where it is of none. */
  meanOf(row: number): number | null {
    return this.#meanOf.get(row)?.mean ?? null;
  }

  isRepresented(row: number): boolean {
    return this.#represented.size > 0 && this.#represented.has(row);
  }
}
