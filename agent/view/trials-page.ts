import type { History } from "../../study/history/history.ts";
import { type FinishedTrial, type LogId, type TrialId, trialId } from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";
import type { TrialSummary, TrialsPage, TrialsQuery } from "./snapshot.ts";
import { rankOf, rankOfRow } from "./trial-rank.ts";
import type { TrialWords } from "./trial-words.ts";

/** One screen of a table and some to scroll ahead. */
export const MAX_PAGE_ROWS = 200;

export interface PageSources {
  readonly history: History;
  /** Known, but not taken into the history yet; newest last. */
  readonly pending: readonly FinishedTrial[];
  readonly isOwn: (log: LogId) => boolean;
  readonly nameOf: (log: LogId) => string;
  readonly words: TrialWords;
}

const NO_TRIALS: readonly FinishedTrial[] = [];

type Only = TrialsQuery["only"];

const forEachKind = <T>(of: () => T): Record<Only, T> => {
  return { all: of(), own: of(), complete: of(), pruned: of(), failed: of() };
};

/** Pages of the table of all trials held. Remembers how the history's rows are sorted, so that only new ones cost. */
export class TrialsTable {
  readonly #sources: Omit<PageSources, "pending">;
  readonly #rows = forEachKind<number[]>(() => []);
  readonly #sorted = forEachKind<{ rows: number[]; seen: number }>(() => ({ rows: [], seen: 0 }));
  #seen = 0;
  #revision = 0;

  constructor(sources: Omit<PageSources, "pending">) {
    this.#sources = sources;
  }

  /** `previews`: what neighbours say are the best trials, the best first; listed by `best` alone. */
  page(
    query: TrialsQuery,
    pending: readonly FinishedTrial[],
    previews: readonly FinishedTrial[] = NO_TRIALS,
  ): TrialsPage {
    if (query.trial !== undefined) return this.#alone(query.trial, pending, previews);
    this.#look();
    const waiting = pending.filter((trial) => this.#belongs(trial, query.only));
    const offset = Math.max(0, Math.floor(query.offset));
    const end = offset + Math.max(0, Math.min(MAX_PAGE_ROWS, Math.floor(query.limit)));
    const held = this.#rows[query.only].length + waiting.length;
    if (query.sort === "newest") return { total: held, rows: this.#newest(query.only, waiting, offset, end) };
    const told = previews.filter((trial) => this.#belongs(trial, query.only));
    const previewed = new Set(told);
    const rows = this.#best(query.only, [...waiting, ...told], previewed, offset, end);
    return { total: held + told.length, previewed: told.length, rows };
  }

  #alone(id: TrialId, pending: readonly FinishedTrial[], previews: readonly FinishedTrial[]): TrialsPage {
    const told = previews.find((trial) => trialId(trial) === id);
    if (told !== undefined) return { total: 1, previewed: 1, rows: [{ ...this.#summary(told), previewed: true }] };
    const waiting = pending.find((trial) => trialId(trial) === id);
    if (waiting !== undefined) return { total: 1, rows: [this.#summary(waiting)] };
    const cut = id.lastIndexOf(":");
    const row = this.#sources.history.rowOf({ log: id.slice(0, cut), number: Number(id.slice(cut + 1)) });
    return row < 0 ? { total: 0, rows: [] } : { total: 1, rows: [this.#summaryOfRow(row)] };
  }

  #newest(only: Only, waiting: readonly FinishedTrial[], offset: number, end: number): TrialSummary[] {
    const rows = this.#rows[only];
    const page: TrialSummary[] = [];
    for (let at = offset; at < end && at < waiting.length + rows.length; at++) {
      const trial = waiting[waiting.length - 1 - at];
      const row = rows[rows.length - 1 - (at - waiting.length)];
      if (trial !== undefined) page.push(this.#summary(trial));
      else if (row !== undefined) page.push(this.#summaryOfRow(row));
    }
    return page;
  }

  /** Merges the sorted rows with those that are not among them; `previewed` are not held at all. */
  #best(
    only: Only,
    others: readonly FinishedTrial[],
    previewed: ReadonlySet<FinishedTrial>,
    offset: number,
    end: number,
  ): TrialSummary[] {
    const sorted = this.#sortedRows(only);
    const fresh = others.toSorted((a, b) => this.#rankOf(a) - this.#rankOf(b));
    const page: TrialSummary[] = [];
    let [i, j] = [0, 0];
    for (let at = 0; at < end; at++) {
      const [row, trial] = [sorted[i], fresh[j]];
      if (row === undefined && trial === undefined) break;
      const takesRow =
        row !== undefined && (trial === undefined || rankOfRow(this.#sources.history, row) <= this.#rankOf(trial));
      if (takesRow) i++;
      else j++;
      if (at < offset) continue;
      if (takesRow) page.push(this.#summaryOfRow(row));
      else if (trial !== undefined && previewed.has(trial)) page.push({ ...this.#summary(trial), previewed: true });
      else if (trial !== undefined) page.push(this.#summary(trial));
    }
    return page;
  }

  /** Sorts what is new and merges it in. */
  #sortedRows(only: Only): readonly number[] {
    const known = this.#sorted[only];
    const rows = this.#rows[only];
    if (known.seen === rows.length) return known.rows;
    const ranks = new Map<number, number>();
    const rank = (row: number): number => {
      const before = ranks.get(row) ?? rankOfRow(this.#sources.history, row);
      ranks.set(row, before);
      return before;
    };
    const fresh = rows.slice(known.seen).sort((a, b) => rank(a) - rank(b));
    const merged: number[] = [];
    let i = 0;
    for (const row of fresh) {
      for (
        let old = known.rows[i];
        old !== undefined && rankOfRow(this.#sources.history, old) <= rank(row);
        old = known.rows[++i]
      ) {
        merged.push(old);
      }
      merged.push(row);
    }
    for (; i < known.rows.length; i++) merged.push(known.rows[i] ?? 0);
    known.rows = merged;
    known.seen = rows.length;
    return merged;
  }

  /** Takes in rows that came since, or all again when the history has moved them. */
  #look(): void {
    const { history } = this.#sources;
    if (this.#revision !== history.revision || this.#seen > history.size) {
      this.#revision = history.revision;
      this.#seen = 0;
      Object.assign(
        this.#rows,
        forEachKind(() => []),
      );
      Object.assign(
        this.#sorted,
        forEachKind(() => ({ rows: [], seen: 0 })),
      );
    }
    for (; this.#seen < history.size; this.#seen++) {
      this.#rows.all.push(this.#seen);
      this.#rows[history.state(this.#seen)].push(this.#seen);
      if (this.#sources.isOwn(history.log(this.#seen))) this.#rows.own.push(this.#seen);
    }
  }

  #get(row: number): FinishedTrial {
    return this.#sources.history.get(row);
  }

  #belongs(trial: FinishedTrial, only: Only): boolean {
    if (only === "own") return this.#sources.isOwn(trial.log);
    return only === "all" || trial.state === only;
  }

  #rankOf(trial: FinishedTrial): number {
    return rankOf(trial, this.#sources.history.directions[0] ?? "minimize");
  }

  #summaryOfRow(row: number): TrialSummary {
    return this.#summary(this.#get(row), this.#sources.history.violation(row));
  }

  #summary(trial: FinishedTrial, violation = violationOf(trial.constraints)): TrialSummary {
    const { isOwn, nameOf, words } = this.#sources;
    return {
      trial: trialId(trial),
      number: trial.number,
      name: words.nameOf(trial),
      by: nameOf(trial.log),
      own: isOwn(trial.log),
      state: trial.state,
      value: trial.values[0] ?? null,
      values: trial.values,
      params: words.paramsOf(trial),
      constraints: trial.constraints,
      infeasible: violation > 0,
      userAttrs: trial.userAttrs,
      metrics: shownMetrics(trial.metrics),
      startMs: trial.startMs,
      durationMs: trial.durationMs,
      foreignKnown: trial.foreignKnown,
      steps: trial.intermediate.length,
      error: trial.error,
    };
  }
}

/** Numbers of all metrics of a row together: a page has 200 rows. */
const MAX_SHOWN_POINTS = 512;

/** Of long curves evenly spaced steps, the last one included. */
function shownMetrics(metrics: FinishedTrial["metrics"]): FinishedTrial["metrics"] {
  const all = Object.entries(metrics);
  const room = Math.max(2, Math.floor(MAX_SHOWN_POINTS / Math.max(1, all.length)));
  if (all.every(([, points]) => points.length <= room)) return metrics;
  return Object.fromEntries(
    all.map(([name, points]) => {
      if (points.length <= room) return [name, points];
      const stride = (points.length - 1) / (room - 1);
      return [name, Array.from({ length: room }, (_, i) => points[Math.round(i * stride)] ?? [0, Number.NaN])];
    }),
  );
}
