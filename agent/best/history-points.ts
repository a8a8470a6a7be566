import { hashText, trialHash } from "../../study/bytes/hash.ts";
import type { FinishedState, LogId } from "../../study/trial/trial.ts";
import { isBefore, type Placed, placeOf } from "./agreed-order.ts";
import type { BestRecord } from "./records.ts";

export interface HistoryPoint {
  /** Place in the order that all tabs agree on, from 1. */
  readonly at: number;
  readonly value: number;
  readonly state: FinishedState;
  readonly own: boolean;
  /** Violates a constraint: never an improvement. */
  readonly infeasible: boolean;
  readonly improves: boolean;
}

/** What of a trial makes its point. */
export interface Charted extends Placed {
  readonly value: number;
  readonly state: FinishedState;
  readonly own: boolean;
  readonly infeasible: boolean;
}

/** More than a chart has pixels to tell apart. */
export const MAX_POINTS = 1_000;
/** Improvements come about as the logarithm of the trials; half the chart leaves room for the others even if they do not. */
const MAX_IMPROVEMENTS = MAX_POINTS / 2;
/** Who samples a few hundred trials need not have the last ones. */
const NEAR_END = 0.9;
/** As many as a key may have logs. */
const MAX_OWN_LOGS = 256;

/**
 * What the chart shows: the records, and of all trials those whose ids hash below a power of two. So tabs that hold the same trials
 * show the same points at the same places, whatever the order in which they heard of them; samples of tabs that do not, nest. Failed
 * ones have NaN.
 */
export class HistoryPoints {
  #sample: Charted[] = [];
  /** Leading zeros that the hash of a trial's id must have. */
  #level = 0;
  readonly #ownLogs = new Set<LogId>();
  /** Asked for trial by trial, of few logs. */
  #lastLog: { readonly log: LogId; readonly hash: number } = { log: "", hash: hashText("") };

  add(trial: Charted): void {
    if (trial.own && this.#ownLogs.size < MAX_OWN_LOGS) this.#ownLogs.add(trial.log);
    if (this.#levelOf(trial) < this.#level || (trial.state !== "failed" && Number.isNaN(trial.value))) return;
    const { log, number, foreignKnown, finishedBefore, value, state, own, infeasible } = trial;
    this.#sample.push({ log, number, foreignKnown, finishedBefore, value, state, own, infeasible });
    while (this.#sample.length > MAX_POINTS - MAX_IMPROVEMENTS) {
      this.#level++;
      this.#sample = this.#sample.filter((other) => this.#levelOf(other) >= this.#level);
    }
  }

  /** The trials become known anew, one by one. */
  forget(): void {
    this.#sample = [];
    this.#level = 0;
  }

  /** Trials of these logs are shown no more. */
  disown(logs: ReadonlySet<LogId>): void {
    this.#sample = this.#sample.filter(({ log }) => !logs.has(log));
  }

  /**
   * At most MAX_POINTS, in the agreed order. `records`: what was better than all before it, oldest first. `count`: how many
   * trials there are by the heads known here; no point is past it, whatever its trial's tab says.
   */
  points(records: readonly BestRecord[], count: number): HistoryPoint[] {
    const shown = thinned(records);
    const improving = new Set(shown.map(idOf));
    const all: Charted[] = this.#sample.filter((trial) => !improving.has(idOf(trial)));
    for (const { log, number, foreignKnown, finishedBefore, value } of shown) {
      const own = this.#ownLogs.has(log);
      all.push({ log, number, foreignKnown, finishedBefore, value, state: "complete", own, infeasible: false });
    }
    all.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    const newest = all.findLast(({ finishedBefore }) => finishedBefore === undefined);
    const most = Math.max(1, count, this.#level === 0 ? all.length : 0);
    // Trials of earlier versions: tabs that begin at once know equally many: while all trials are shown, each has a place of its own.
    const reached = newest === undefined ? most : Math.min(placeOf(newest) + 1, most);
    // Of what others never told nobody's sampler knew: then places end far before the trials do.
    const stretch = reached < NEAR_END * most ? most / reached : 1;
    const atOf = (placed: Placed, i: number): number => {
      // The same in every tab, whatever else it holds; no word counts for more than the heads that are known here.
      if (placed.finishedBefore !== undefined) return Math.min(placed.finishedBefore + 1, Math.max(1, count));
      return this.#level === 0 ? i + 1 : Math.min(Math.ceil((placeOf(placed) + 1) * stretch), most);
    };
    return all.map((trial, i) => {
      const { value, state, own, infeasible } = trial;
      return { at: atOf(trial, i), value, state, own, infeasible, improves: improving.has(idOf(trial)) };
    });
  }

  #levelOf({ log, number }: Placed): number {
    if (log !== this.#lastLog.log) this.#lastLog = { log, hash: hashText(log) };
    return Math.clz32(trialHash(this.#lastLog.hash, number));
  }
}

const idOf = ({ log, number }: Placed): string => `${log}:${number}`;

/** Every other one, and again, until there is room for them; the newest always. */
function thinned(records: readonly BestRecord[]): readonly BestRecord[] {
  let kept = records;
  while (kept.length > MAX_IMPROVEMENTS) {
    const { length } = kept;
    kept = kept.filter((_, i) => (length - 1 - i) % 2 === 0);
  }
  return kept;
}
