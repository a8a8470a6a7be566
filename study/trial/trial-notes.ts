import { CurveRoom, type Side } from "./curve-room.ts";
import { evenly } from "./evenly.ts";
import {
  type Checkpoint,
  type FinishedTrial,
  type LogId,
  type MetricPoint,
  type RepeatOf,
  type Report,
  reportOf,
  type TrialError,
} from "./trial.ts";

/**
 * 32 MB of what trials reported of their objectives, which pruners read: 15,000 whole curves of 100 epochs, and 10,000 of
 * which 50 steps are kept. Past it only a trial's last report is.
 */
export const MAX_KEPT_REPORT_NUMBERS = 4_000_000;
/** 32 MB of steps and values of further metrics, however many are reported. Past it those of further trials are not kept. */
export const MAX_KEPT_METRIC_NUMBERS = 4_000_000;
/** 32 MB of text. Past it attributes, constraint values and error texts of further trials are not kept. */
export const MAX_KEPT_CHARACTERS = 16_000_000;

/** What only some trials have, so it is kept beside the columns. */
interface Notes {
  /** step, its values, step, its values, ... in the order reported. */
  readonly reports: Float64Array;
  /** Numbers in each report: the step and one value per objective. */
  readonly width: number;
  /** The report at the highest step. */
  readonly last: Report | null;
  readonly violation: number;
  readonly constraints: Readonly<Record<string, number>>;
  readonly userAttrs: FinishedTrial["userAttrs"];
  readonly error: TrialError | null;
  /** As `reports`, of each further metric. */
  readonly metrics: Curves;
  readonly thinned: FinishedTrial["thinned"];
  readonly log: LogId;
  readonly side: Side;
  /** Numbers in `metrics`. */
  readonly points: number;
  readonly checkpoint: Checkpoint | null;
  readonly repeatOf: RepeatOf | null;
  readonly startPoint: number | undefined;
  readonly characters: number;
}

type Rest = Pick<
  FinishedTrial,
  | "intermediate"
  | "metrics"
  | "thinned"
  | "constraints"
  | "userAttrs"
  | "error"
  | "checkpoint"
  | "repeatOf"
  | "startPoint"
>;

/** By name: step, value, step, value, ... in the order reported. */
type Curves = Readonly<Record<string, Float64Array>>;

const NONE = Object.freeze({});
const NO_REPORTS = new Float64Array(0);

/** Sum of the violated constraints: 0 for a feasible trial (Optuna). */
export function violationOf(constraints: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const key in constraints) {
    const value = constraints[key] ?? 0;
    if (value > 0) sum += value;
  }
  return sum;
}

const isEmpty = (record: object): boolean => {
  for (const _ in record) return false;
  return true;
};

/** Reports, metrics, constraints, attributes and errors by row: of each a bounded amount for all trials. */
export class TrialNotes {
  readonly #byRow = new Map<number, Notes>();
  readonly #reportRoom = new CurveRoom(MAX_KEPT_REPORT_NUMBERS);
  readonly #metricRoom = new CurveRoom(MAX_KEPT_METRIC_NUMBERS);
  #characters = 0;

  keep(row: number, trial: FinishedTrial, side: Side = "own"): void {
    const { log, intermediate, metrics, constraints, userAttrs, error, checkpoint, repeatOf, startPoint } = trial;
    const repeats = repeatOf !== null || startPoint !== undefined;
    const plain = intermediate.length === 0 && error === null && !repeats && checkpoint === null;
    if (plain && isEmpty(constraints) && isEmpty(userAttrs) && isEmpty(metrics)) return;
    const characters = JSON.stringify([constraints, userAttrs, error]).length;
    const fits = this.#characters + characters <= MAX_KEPT_CHARACTERS;
    const last = lastReport(intermediate);
    const width = last?.length ?? 2;
    const kept = this.#keptReports(trial, side, last);
    const curves = this.#keptMetrics(trial, side);
    this.#put(row, {
      reports: kept.length === 0 ? NO_REPORTS : Float64Array.from(kept.flat()),
      width,
      last,
      violation: violationOf(constraints),
      constraints: fits ? constraints : NONE,
      userAttrs: fits ? userAttrs : NONE,
      error: fits || error === null ? error : { ...error, message: "" },
      metrics: isEmpty(curves) ? NONE : packed(curves),
      thinned: stillThinned(trial, kept, curves),
      log,
      side,
      points: numbersIn(curves),
      checkpoint,
      repeatOf,
      startPoint,
      characters: fits ? characters : 0,
    });
  }

  /** What the trial repeats. */
  repeatOf(row: number): RepeatOf | null {
    return this.#byRow.get(row)?.repeatOf ?? null;
  }

  keepFrom(other: TrialNotes, otherRow: number, row: number): void {
    const notes = other.#byRow.get(otherRow);
    if (notes !== undefined) this.#put(row, notes);
  }

  #keptReports({ log, intermediate }: FinishedTrial, side: Side, last: Report | null): readonly Report[] {
    if (last === null) return intermediate;
    const most = this.#reportRoom.stepsFor(log, side, (steps) => last.length * Math.min(steps, intermediate.length));
    return most === 0 ? [last] : evenly(intermediate, most);
  }

  #keptMetrics({ log, metrics }: FinishedTrial, side: Side): FinishedTrial["metrics"] {
    if (isEmpty(metrics)) return NONE;
    const most = this.#metricRoom.stepsFor(log, side, (steps) => numbersIn(metrics, steps));
    if (most === Number.POSITIVE_INFINITY) return metrics;
    if (most === 0) return NONE;
    return Object.fromEntries(Object.entries(metrics).map(([name, points]) => [name, evenly(points, most)]));
  }

  #put(row: number, notes: Notes): void {
    this.#byRow.set(row, notes);
    this.#reportRoom.take(notes.log, notes.side, notes.reports.length);
    this.#metricRoom.take(notes.log, notes.side, notes.points);
    this.#characters += notes.characters;
  }

  has(row: number): boolean {
    return this.#byRow.has(row);
  }

  /** step, its values, step, its values, ... in the order reported. */
  reports(row: number): Float64Array {
    return this.#byRow.get(row)?.reports ?? NO_REPORTS;
  }

  lastReport(row: number): Report | null {
    return this.#byRow.get(row)?.last ?? null;
  }

  violation(row: number): number {
    return this.#byRow.get(row)?.violation ?? 0;
  }

  /** What the trial's constraints came to, by name; empty if it has none or they were too much to keep. */
  constraints(row: number): Readonly<Record<string, number>> {
    return this.#byRow.get(row)?.constraints ?? NONE;
  }

  /** What the trial reported besides its objectives; empty if nothing, or it was too much to keep. */
  metrics(row: number): Curves {
    return this.#byRow.get(row)?.metrics ?? NONE;
  }

  thinned(row: number): FinishedTrial["thinned"] {
    return this.#byRow.get(row)?.thinned;
  }

  restOf(row: number): Rest {
    const notes = this.#byRow.get(row);
    const reports = notes?.reports ?? NO_REPORTS;
    const width = notes?.width ?? 2;
    const intermediate: Report[] = [];
    for (let at = 0; at < reports.length; at += width) {
      intermediate.push(reportOf(reports[at] ?? 0, reports.subarray(at + 1, at + width)));
    }
    return {
      intermediate,
      metrics: notes === undefined || notes.metrics === NONE ? NONE : unpacked(notes.metrics),
      constraints: notes?.constraints ?? NONE,
      userAttrs: notes?.userAttrs ?? NONE,
      error: notes?.error ?? null,
      checkpoint: notes?.checkpoint ?? null,
      repeatOf: notes?.repeatOf ?? null,
      ...(notes?.startPoint === undefined ? {} : { startPoint: notes.startPoint }),
      ...(notes?.thinned === undefined ? {} : { thinned: notes.thinned }),
    };
  }
}

/** Steps and values of all metrics, of each at most so many steps. */
const numbersIn = (metrics: FinishedTrial["metrics"], steps = Number.POSITIVE_INFINITY): number =>
  2 * Object.values(metrics).reduce((sum, points) => sum + Math.min(points.length, steps), 0);

/** How many steps the curves had of which fewer are kept: by now, or before this tab heard of them. */
function stillThinned(
  { intermediate, metrics, thinned }: FinishedTrial,
  reports: readonly Report[],
  curves: FinishedTrial["metrics"],
): FinishedTrial["thinned"] {
  const had: [name: string, steps: number][] = [];
  const note = (name: string, kept: number, all: number): void => {
    const before = thinned !== undefined && Object.hasOwn(thinned, name) ? thinned[name] : undefined;
    if (before !== undefined || kept < all) had.push([name, before ?? all]);
  };
  if (reports.length > 0) note("", reports.length, intermediate.length);
  for (const [name, points] of Object.entries(curves)) note(name, points.length, metrics[name]?.length ?? 0);
  return had.length === 0 ? undefined : Object.fromEntries(had);
}

/** Sixteen bytes a point; a pair of its own for each takes several times as much. */
const packed = (metrics: FinishedTrial["metrics"]): Curves =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, points]) => {
      const numbers = new Float64Array(2 * points.length);
      points.forEach(([step, value], i) => {
        numbers[2 * i] = step;
        numbers[2 * i + 1] = value;
      });
      return [name, numbers];
    }),
  );

const unpacked = (metrics: Curves): FinishedTrial["metrics"] =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, numbers]) => [
      name,
      Array.from(
        { length: numbers.length / 2 },
        (_, i): MetricPoint => [numbers[2 * i] ?? 0, numbers[2 * i + 1] ?? Number.NaN],
      ),
    ]),
  );

function lastReport(intermediate: FinishedTrial["intermediate"]): Report | null {
  let last: Report | null = null;
  for (const report of intermediate) if (last === null || report[0] > last[0]) last = report;
  return last;
}
