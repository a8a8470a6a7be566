import type { History } from "../../study/history/history.ts";
import type { LiveReports } from "../../study/trial/live-reports.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { type FinishedTrial, type LogId, trialId } from "../../study/trial/trial.ts";
import { bySeconds, pointsOf } from "./curve-points.ts";
import {
  type Curve,
  type CurvePoints,
  type CurvesPage,
  type CurvesQuery,
  MAX_CURVE_METRICS,
  MAX_CURVES,
  SECONDS_METRIC,
} from "./curves-page.ts";
import { rankOf, rankOfRow } from "./trial-rank.ts";
import type { TrialWords } from "./trial-words.ts";

/** A trial that ends sooner has its own curve soon enough. */
export const CURVE_AFTER_MS = 1_000;

/** A trial of this tab that runs, and what it has reported of the first objective. */
export interface LiveCurve {
  readonly proposal: Pick<Proposal, "number" | "space" | "values">;
  readonly reports: LiveReports;
}

export interface CurveSources {
  /** This tab's. */
  readonly log: LogId;
  readonly history: History;
  /** The names of the study's objectives, in order. */
  readonly objectives: readonly string[];
  readonly isOwn: (log: LogId) => boolean;
  readonly nameOf: (log: LogId) => string;
  readonly words: TrialWords;
}

/** Rows of the history whose trials reported one metric. */
interface Reported {
  /** Newest last. */
  readonly rows: number[];
  readonly own: number[];
  /** The best, best first, at most MAX_CURVES. */
  readonly best: Ranked[];
}

interface Ranked {
  readonly row: number;
  readonly rank: number;
}

/** A trial that may be shown: a row, one that waits to become one, or one that runs. */
interface Candidate {
  readonly id: string;
  readonly rank: number;
  /** Later is higher. */
  readonly at: number;
  readonly from: number | FinishedTrial | LiveCurve;
}

/** What trials reported, a metric at a time. Only trials that came since the last question cost. */
export class CurvesView {
  readonly #sources: CurveSources;
  #reported = new Map<string, Reported>();
  #seen = 0;
  #rowsRevision = 0;
  #asOf = "";
  #revision = 0;

  constructor(sources: CurveSources) {
    this.#sources = sources;
  }

  /**
   * Null where nothing has changed since the revision asked for. `pending`: known, but not in the history yet; newest last.
   * `live`: those that run here.
   */
  page(query: CurvesQuery, pending: readonly FinishedTrial[], live: readonly LiveCurve[] = []): CurvesPage | null {
    this.#look(pending, live);
    if (query.since === this.#revision) return null;
    const metrics = this.#metrics(pending, live);
    const metric = query.metric !== null && metrics.includes(query.metric) ? query.metric : (metrics[0] ?? null);
    const base = { revision: this.#revision, metrics, metric, hasSeconds: metrics.includes(SECONDS_METRIC) };
    if (metric === null) return { ...base, total: 0, curves: [] };
    const waiting = this.#waiting(metric, pending);
    // How many seconds a trial had been running at a step is not told before it ends.
    const running = metric === this.#first && query.across === "step" ? this.#running(live) : [];
    const total = (this.#reported.get(metric)?.rows.length ?? 0) + waiting.length + running.length;
    const known = new Set(query.known);
    const chosen = this.#choose(metric, waiting, running, Math.min(query.limit, MAX_CURVES), total);
    return { ...base, total, curves: chosen.map((one) => this.#curve(one, metric, query.across, known.has(one.id))) };
  }

  /** Takes in rows that came since, or all again when the history has moved them. */
  #look(pending: readonly FinishedTrial[], live: readonly LiveCurve[]): void {
    const { history } = this.#sources;
    if (this.#rowsRevision !== history.revision || this.#seen > history.size) {
      this.#rowsRevision = history.revision;
      this.#seen = 0;
      this.#reported = new Map();
    }
    for (; this.#seen < history.size; this.#seen++) if (!history.isPlain(this.#seen)) this.#take(this.#seen);
    const newest = pending.at(-1);
    const runs = live.map(({ proposal, reports }) => `${proposal.number}/${reports.count}`);
    const asOf = [history.revision, history.size, pending.length, newest && trialId(newest), ...runs].join();
    if (asOf === this.#asOf) return;
    this.#asOf = asOf;
    this.#revision += 1;
  }

  #take(row: number): void {
    const { history, objectives, isOwn } = this.#sources;
    // A stranger's metric may have an objective's name: it is not shown.
    const names = Object.keys(history.metrics(row)).filter((name) => !objectives.includes(name));
    if (history.reports(row).length > 0) names.push(...objectives);
    if (names.length === 0) return;
    const own = isOwn(history.log(row));
    const rank = rankOfRow(history, row);
    for (const name of names) {
      let reported = this.#reported.get(name);
      if (reported === undefined) {
        if (this.#reported.size >= MAX_CURVE_METRICS) continue;
        reported = { rows: [], own: [], best: [] };
        this.#reported.set(name, reported);
      }
      reported.rows.push(row);
      if (own) reported.own.push(row);
      insert(reported.best, { row, rank });
    }
  }

  get #first(): string | undefined {
    return this.#sources.objectives[0];
  }

  #metrics(pending: readonly FinishedTrial[], live: readonly LiveCurve[]): readonly string[] {
    const { objectives } = this.#sources;
    const names = new Set(this.#reported.keys());
    if (live.length > 0) names.add(this.#first ?? "");
    for (const { intermediate, metrics } of pending) {
      if (intermediate.length > 0) for (const name of objectives) names.add(name);
      for (const name in metrics) names.add(name);
    }
    const first = objectives.filter((name) => names.has(name));
    return [...first, ...[...names].filter((name) => !objectives.includes(name))].slice(0, MAX_CURVE_METRICS);
  }

  #waiting(metric: string, pending: readonly FinishedTrial[]): readonly Candidate[] {
    const { history, objectives } = this.#sources;
    const isObjective = objectives.includes(metric);
    const reports = ({ intermediate, metrics }: FinishedTrial): boolean =>
      isObjective ? intermediate.length > 0 : Object.hasOwn(metrics, metric);
    return pending.filter(reports).map((trial, i) => {
      const rank = rankOf(trial, history.directions[0] ?? "minimize");
      return { id: trialId(trial), rank, at: history.size + i, from: trial };
    });
  }

  #running(live: readonly LiveCurve[]): readonly Candidate[] {
    const { log } = this.#sources;
    return live.map((one) => {
      const { number } = one.proposal;
      return { id: trialId({ log, number }), rank: Number.POSITIVE_INFINITY, at: number, from: one };
    });
  }

  #choose(
    metric: string,
    waiting: readonly Candidate[],
    running: readonly Candidate[],
    limit: number,
    total: number,
  ): readonly Candidate[] {
    const { rows, own, best } = this.#reported.get(metric) ?? { rows: [], own: [], best: [] };
    const chosen = new Map<string, Candidate>();
    const add = (candidate: Candidate): void => {
      if (chosen.size < limit) chosen.set(candidate.id, candidate);
    };
    const ranked = [...best.map(({ row, rank }) => this.#candidate(row, rank)), ...waiting].sort(byRank);
    for (const candidate of total > limit ? ranked.slice(0, Math.ceil(limit / 2)) : []) add(candidate);
    for (const one of running) add(one);
    const { isOwn } = this.#sources;
    const newest = waiting.toReversed();
    for (const one of newest) if (typeof one.from !== "number" && "log" in one.from && isOwn(one.from.log)) add(one);
    for (let i = own.length - 1; i >= 0 && chosen.size < limit; i--) add(this.#candidate(own[i] ?? 0));
    for (const one of newest) add(one);
    for (let i = rows.length - 1; i >= 0 && chosen.size < limit; i--) add(this.#candidate(rows[i] ?? 0));
    return [...chosen.values()].sort(byRank);
  }

  #candidate(row: number, rank?: number): Candidate {
    const { history } = this.#sources;
    const id = trialId({ log: history.log(row), number: history.number(row) });
    return { id, rank: rank ?? rankOfRow(history, row), at: row, from: row };
  }

  #curve({ id, from }: Candidate, metric: string, across: CurvesQuery["across"], isKnown: boolean): Curve {
    const { history, isOwn, nameOf, words } = this.#sources;
    if (typeof from !== "number" && "reports" in from) return this.#liveCurve(id, from);
    const isRow = typeof from === "number";
    const log = isRow ? history.log(from) : from.log;
    const thinned = isRow ? history.thinned(from) : from.thinned;
    const key = this.#sources.objectives.includes(metric) ? "" : metric;
    return {
      trial: id,
      name: words.nameOf(isRow ? history.point(from) : from),
      by: nameOf(log),
      own: isOwn(log),
      state: isRow ? history.state(from) : from.state,
      thinnedFrom: (thinned !== undefined && Object.hasOwn(thinned, key) ? thinned[key] : undefined) ?? null,
      points: isKnown ? null : this.#points(from, metric, across),
    };
  }

  #liveCurve(trial: Curve["trial"], { proposal, reports }: LiveCurve): Curve {
    const { log, nameOf, words } = this.#sources;
    const { space, values: params } = proposal;
    return {
      trial,
      name: words.nameOf({ space, params }),
      by: nameOf(log),
      own: true,
      state: "running",
      thinnedFrom: reports.isThinned ? reports.count : null,
      points: pointsOf(reports.flat(), 2, 1),
    };
  }

  #points(from: number | FinishedTrial, metric: string, across: CurvesQuery["across"]): CurvePoints {
    const points = this.#bySteps(from, metric);
    return across === "step" ? points : bySeconds(points, this.#bySteps(from, SECONDS_METRIC));
  }

  #bySteps(from: number | FinishedTrial, metric: string): CurvePoints {
    const { history, objectives } = this.#sources;
    const place = objectives.indexOf(metric);
    if (place >= 0) {
      const reports = typeof from === "number" ? history.reports(from) : Float64Array.from(from.intermediate.flat());
      return pointsOf(reports, 1 + objectives.length, 1 + place);
    }
    const metrics = typeof from === "number" ? history.metrics(from) : from.metrics;
    const told = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    if (told === undefined) return pointsOf(NOTHING, 2, 1);
    return pointsOf(told instanceof Float64Array ? told : Float64Array.from(told.flat()), 2, 1);
  }
}

const NOTHING = new Float64Array(0);

/** The best first; of equal ones the newest. */
const byRank = (a: Candidate, b: Candidate): number => (a.rank === b.rank ? b.at - a.at : a.rank - b.rank);

/** Into what is ordered, best first, and holds no more than can be shown. */
function insert(best: Ranked[], one: Ranked): void {
  if (best.length >= MAX_CURVES && one.rank >= (best.at(-1)?.rank ?? 0)) return;
  let at = best.length;
  while (at > 0 && (best[at - 1]?.rank ?? 0) > one.rank) at--;
  best.splice(at, 0, one);
  if (best.length > MAX_CURVES) best.pop();
}
