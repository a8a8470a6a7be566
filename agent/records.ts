import type { FinishedTrial, LogId } from "../study/trial.ts";
import { isBefore, type Placed } from "./agreed-order.ts";

/** Even a search that creeps improves more seldom. Past it the older half is closed: its counts stay, nothing enters it any more. */
export const MAX_RECORDS = 10_000;

/** As many logs as the swarm's replica holds. */
const MAX_LOGS = 20_000;

export interface BestRecord extends Placed {
  readonly value: number;
  /** The value as something to minimise. */
  readonly loss: number;
}

/**
 * The trials that were better than every one before them in the agreed order, and so how many bests each log has found.
 * Invariant: in the agreed order, losses fall strictly; the same trials give the same records, whatever the order in which
 * they are heard. A trial that is no record costs one binary search at most.
 */
export class Records {
  #records: BestRecord[] = [];
  readonly #countOf = new Map<LogId, number>();
  #openFrom: Placed | null = null;

  /** The newest is the best of all; oldest first. */
  get all(): readonly BestRecord[] {
    return this.#records;
  }

  /** How many bests this log has found. */
  countOf(log: LogId): number {
    return this.#countOf.get(log) ?? 0;
  }

  /** `loss`: the first value as something to minimise; the caller leaves out trials that cannot be the best. */
  consider(trial: FinishedTrial, loss: number): void {
    const records = this.#records;
    const newest = records.at(-1);
    if (newest !== undefined && loss >= newest.loss && !isBefore(trial, newest)) return;
    const at = this.#placeOf(trial);
    if (at > 0 && !(loss < (records[at - 1]?.loss ?? 0))) return;
    if (this.#openFrom !== null && isBefore(trial, this.#openFrom)) return;
    let end = at;
    while (end < records.length && (records[end]?.loss ?? 0) >= loss) end++;
    const { log, number, foreignKnown, values } = trial;
    const record = { log, number, foreignKnown, value: values[0] ?? Number.NaN, loss };
    for (const beaten of records.splice(at, end - at, record)) this.#count(beaten.log, -1);
    this.#count(log, 1);
    if (records.length > MAX_RECORDS) this.#close();
  }

  /** What these logs found counts for nothing any more. True if they had records: then all other trials must be considered again. */
  forget(logs: ReadonlySet<LogId>): boolean {
    for (const log of logs) this.#countOf.delete(log);
    const before = this.#records.length;
    this.#records = this.#records.filter(({ log }) => !logs.has(log));
    return this.#records.length < before;
  }

  /** How many records do not come after this trial, which may be one of them. */
  #placeOf(trial: Placed): number {
    let [low, high] = [0, this.#records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const record = this.#records[middle];
      if (record !== undefined && isBefore(trial, record)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #count(log: LogId, change: 1 | -1): void {
    const count = this.countOf(log) + change;
    if (count <= 0) this.#countOf.delete(log);
    else if (this.#countOf.has(log) || this.#countOf.size < MAX_LOGS) this.#countOf.set(log, count);
  }

  #close(): void {
    this.#records = this.#records.slice(MAX_RECORDS / 2);
    this.#openFrom = this.#records[0] ?? null;
  }
}
