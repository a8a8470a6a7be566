/**
 * What a model of one objective takes trials to have come to, however they ended: a search that hears nothing of failed and
 * pruned trials proposes the same again. A pruned one probably comes to what a line tells through what complete trials had
 * reported by the same step, and came to.
 */
import type { History } from "../../history/history.ts";

/** The newest complete trials are compared: reading reports costs their length. */
const WINDOW = 50;
/** The line goes through so many, whose reports were nearest; from three on. */
const NEAREST = 10;
const LEAST = 3;

/** What a complete trial had reported by a step, and its loss in the end. */
interface Pair {
  readonly reported: number;
  readonly loss: number;
}

export class TrialLosses {
  /** Rows of complete, feasible trials. */
  #complete: number[] = [];

  /** Call it once for every row, in order. Nothing is worse than to fail, or to be pruned with nothing reported: infinite. */
  lossOf(history: History, row: number): number {
    const state = history.state(row);
    if (state === "failed") return Number.POSITIVE_INFINITY;
    if (state === "pruned") return this.#estimate(history, row);
    if (history.violation(row) === 0) this.#complete.push(row);
    if (this.#complete.length > 2 * WINDOW) this.#complete = this.#complete.slice(-WINDOW);
    return history.loss(row);
  }

  /** No less than the least of the complete trials, and than their median where too few of them reported. */
  #estimate(history: History, row: number): number {
    const last = history.lastReport(row);
    const reported = history.loss(row);
    if (last === null || Number.isNaN(reported)) return Number.POSITIVE_INFINITY;
    const rows = this.#complete.slice(-WINDOW);
    const pairs = rows.map((complete) => ({
      reported: lossBy(history, complete, last[0]),
      loss: history.loss(complete),
    }));
    const known = pairs.filter((pair) => Number.isFinite(pair.reported) && Number.isFinite(pair.loss));
    const least = rows.reduce((low, complete) => Math.min(low, history.loss(complete)), Number.POSITIVE_INFINITY);
    if (known.length < LEAST || reported === Number.POSITIVE_INFINITY)
      return Math.max(reported, medianOf(history, rows));
    return Math.max(least, reported === Number.NEGATIVE_INFINITY ? least : onLine(known, reported));
  }
}

/** -Infinity if there are none. */
function medianOf(history: History, rows: readonly number[]): number {
  const losses = rows.map((row) => history.loss(row)).sort((a, b) => a - b);
  return losses[losses.length >> 1] ?? Number.NEGATIVE_INFINITY;
}

/** The last report up to a step as a loss; NaN if there is none. */
function lossBy(history: History, row: number, step: number): number {
  const reports = history.reports(row);
  let [latest, value] = [Number.NEGATIVE_INFINITY, Number.NaN];
  for (let at = 0; at < reports.length; at += 2) {
    const reported = reports[at] as number;
    if (reported <= step && reported > latest) [latest, value] = [reported, reports[at + 1] as number];
  }
  return history.directions[0] === "maximize" ? -value : value;
}

/** Least squares through the pairs nearest to `reported`; never downhill. */
function onLine(pairs: readonly Pair[], reported: number): number {
  const near = pairs
    .toSorted((a, b) => Math.abs(a.reported - reported) - Math.abs(b.reported - reported))
    .slice(0, NEAREST);
  const mean = (of: (pair: Pair) => number): number => near.reduce((sum, pair) => sum + of(pair) / near.length, 0);
  const [x, y] = [mean((pair) => pair.reported), mean((pair) => pair.loss)];
  const variance = mean((pair) => (pair.reported - x) ** 2);
  const covariance = mean((pair) => (pair.reported - x) * (pair.loss - y));
  const slope = variance > 0 ? Math.max(0, covariance / variance) : 1;
  return y + slope * (reported - x);
}
