import {
  type Checkpoint,
  type FinishedTrial,
  type MetricPoint,
  type RepeatOf,
  type Report,
  reportOf,
  type TrialError,
} from "./trial.ts";

/** 32 MB of steps and values: 20,000 curves of 100 epochs. Past it only a trial's last report is kept. */
export const MAX_KEPT_NUMBERS = 4_000_000;
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

/** Reports, constraints, attributes and errors by row, under one budget for all trials. */
export class TrialNotes {
  readonly #byRow = new Map<number, Notes>();
  #numbers = 0;
  #characters = 0;

  keep(row: number, trial: FinishedTrial): void {
    const { intermediate, metrics, constraints, userAttrs, error, checkpoint, repeatOf, startPoint, thinned } = trial;
    const repeats = repeatOf !== null || startPoint !== undefined;
    const plain = intermediate.length === 0 && error === null && !repeats && checkpoint === null;
    if (plain && isEmpty(constraints) && isEmpty(userAttrs) && isEmpty(metrics)) return;
    const characters = JSON.stringify([constraints, userAttrs, error]).length;
    const fits = this.#characters + characters <= MAX_KEPT_CHARACTERS;
    const last = lastReport(intermediate);
    const width = last?.length ?? 2;
    const points = 2 * Object.values(metrics).reduce((sum, told) => sum + told.length, 0);
    const fitsAll = this.#numbers + width * intermediate.length + points <= MAX_KEPT_NUMBERS;
    const kept = fitsAll || last === null ? intermediate : [last];
    this.#put(row, {
      reports: kept.length === 0 ? NO_REPORTS : Float64Array.from(kept.flat()),
      width,
      last,
      violation: violationOf(constraints),
      constraints: fits ? constraints : NONE,
      userAttrs: fits ? userAttrs : NONE,
      error: fits || error === null ? error : { ...error, message: "" },
      metrics: fitsAll && points > 0 ? packed(metrics) : NONE,
      thinned: fitsAll ? thinned : lastAlone(trial),
      points: fitsAll ? points : 0,
      checkpoint,
      repeatOf,
      startPoint,
      characters: fits ? characters : 0,
    });
  }

  keepFrom(other: TrialNotes, otherRow: number, row: number): void {
    const notes = other.#byRow.get(otherRow);
    if (notes !== undefined) this.#put(row, notes);
  }

  #put(row: number, notes: Notes): void {
    this.#byRow.set(row, notes);
    this.#numbers += notes.reports.length + notes.points;
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

/** What is thinned of a trial of which only the last report is kept. */
function lastAlone({ intermediate, thinned }: FinishedTrial): FinishedTrial["thinned"] {
  const had = thinned?.[""] ?? intermediate.length;
  return had > 1 ? { "": had } : undefined;
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
