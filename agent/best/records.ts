import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
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
  /** The oldest record that was closed, and the oldest that was not. */
  #closed: { readonly first: Placed; readonly openFrom: Placed } | null = null;

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
    if (this.#closed !== null && isBefore(trial, this.#closed.openFrom)) {
      // Whatever was closed, the best of all is a record.
      if (newest !== undefined && loss > newest.loss) return;
      if (isBefore(trial, this.#closed.first)) this.#reopen();
    }
    let end = at;
    while (end < records.length && (records[end]?.loss ?? 0) >= loss) end++;
    for (const beaten of records.splice(at, end - at, recordOf(trial, loss))) this.#count(beaten.log, -1);
    this.#count(trial.log, 1);
    if (records.length > MAX_RECORDS) this.#close();
  }

  /** What these logs found counts for nothing any more. True if they had records: then all other trials must be considered again. */
  forget(logs: ReadonlySet<LogId>): boolean {
    let had = false;
    for (const log of logs) had = this.#countOf.delete(log) || had;
    const before = this.#records.length;
    this.#records = this.#records.filter(({ log }) => !logs.has(log));
    had ||= this.#records.length < before;
    if (had && this.#closed !== null) this.#reopen();
    return had;
  }

  /** The last record before this trial, which may be one itself. */
  beatenBy(trial: Placed): BestRecord | null {
    const at = this.#placeOf(trial) - 1;
    const record = this.#records[at];
    const isItself = record?.log === trial.log && record.number === trial.number;
    return (isItself ? this.#records[at - 1] : record) ?? null;
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
    const [first] = this.#records;
    this.#records = this.#records.slice(MAX_RECORDS / 2);
    const [openFrom] = this.#records;
    if (first !== undefined && openFrom !== undefined) this.#closed = { first: this.#closed?.first ?? first, openFrom };
  }

  /** Nothing is closed any more: only the records that are held count, until the others are considered again. */
  #reopen(): void {
    this.#closed = null;
    this.#countOf.clear();
    for (const { log } of this.#records) this.#count(log, 1);
  }
}

function recordOf(trial: FinishedTrial, loss: number): BestRecord {
  const { log, number, foreignKnown, finishedBefore, values } = trial;
  return { log, number, foreignKnown, finishedBefore, value: values[0] ?? Number.NaN, loss };
}

/**
 * The records without those that claim to be better than `best`, which is shown instead: what nobody has found to be true draws no
 * improvement. What such a claim hides between them stays hidden.
 */
export function recordsUpTo(records: readonly BestRecord[], best: FinishedTrial, loss: number): readonly BestRecord[] {
  // Losses fall strictly.
  const claimed = records.findIndex((record) => record.loss < loss);
  if (claimed === -1) return records;
  const believed = records.slice(0, claimed);
  const newest = believed.at(-1);
  const isLast = newest === undefined || (newest.loss > loss && isBefore(newest, best));
  return isLast ? [...believed, recordOf(best, loss)] : believed;
}
