import { MisuseError } from "../errors.ts";
import { shown } from "../option-checks.ts";
import { isRecord } from "../parsed.ts";
import { isParamName, MAX_NAME_LENGTH } from "../space/distribution.ts";
import type { MetricPoint, Report } from "./trial.ts";
import { MAX_METRIC_POINTS, MAX_REPORTS, MAX_TRIAL_METRICS } from "./trial-limits.ts";

/** Numbers that `report` takes: of one objective, of each in order, or by name. */
export type Reported = number | readonly number[] | Readonly<Record<string, number>>;

/** The name that an objective goes by if its study gave none. */
export const defaultNames = (objectives: number): readonly string[] =>
  objectives === 1 ? ["value"] : Array.from({ length: objectives }, (_, i) => `value ${i}`);

const NO_METRICS = Object.freeze({});

/** What one running trial has reported so far: its objectives for the pruner, and whatever else by name. */
export class TrialReports {
  /** In the order made. */
  readonly intermediate: Report[] = [];
  readonly #names: readonly string[];
  readonly #steps = new Set<number>();
  readonly #metrics = new Map<string, Map<number, number>>();
  #points = 0;
  /** Of a trial that reports without end every so many-th report is kept. */
  #stride = 1;

  /** `names`: of the objectives, in order. */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /**
   * Keeps what is reported at `step`, the first value each time. Returns what was passed over because it had been reported
   * before, in words; null: nothing. Throws `MisuseError` for what is no report.
   */
  add(value: unknown, step: unknown): string | null {
    if (!isRecord(value)) return this.#addValues(reportedValues(value, this.#names.length), stepOf(step));
    return this.#addNamed(value, stepOf(step));
  }

  /** As `add`, of a trial that may report without end: of more than fit evenly spaced ones stay. `step` counts from 1. */
  addEvenly(value: Readonly<Record<string, number>>, step: number): void {
    if ((step - 1) % this.#stride !== 0) return;
    const more = Math.min(Object.keys(value).length, MAX_TRIAL_METRICS);
    while (this.intermediate.length >= MAX_REPORTS || this.#points + more > MAX_METRIC_POINTS) {
      this.#halve();
      if ((step - 1) % this.#stride !== 0) return;
    }
    this.#addNamed(value, step);
  }

  /** Leaves every second report out, from now on, too. */
  #halve(): void {
    this.#stride *= 2;
    const stays = (step: number): boolean => (step - 1) % this.#stride === 0;
    const kept = this.intermediate.filter(([step]) => stays(step));
    this.intermediate.splice(0, this.intermediate.length, ...kept);
    for (const step of this.#steps) if (!stays(step)) this.#steps.delete(step);
    for (const points of this.#metrics.values()) {
      for (const step of points.keys()) if (!stays(step) && points.delete(step)) this.#points -= 1;
    }
  }

  /** Further metrics by name, in the order first reported. */
  get metrics(): Readonly<Record<string, readonly MetricPoint[]>> {
    if (this.#metrics.size === 0) return NO_METRICS;
    return Object.fromEntries(Array.from(this.#metrics, ([name, points]) => [name, [...points]]));
  }

  get hasMetrics(): boolean {
    return this.#metrics.size > 0;
  }

  #addValues([first, ...more]: readonly [number, ...number[]], step: number): string | null {
    if (this.#steps.has(step)) return `Step ${step} was reported before; the first value stays.`;
    if (this.#steps.size >= MAX_REPORTS) {
      throw new MisuseError(`A trial can report ${MAX_REPORTS} steps at most; report every tenth step.`);
    }
    this.#steps.add(step);
    this.intermediate.push([step, first, ...more]);
    return null;
  }

  #addNamed(value: Readonly<Record<string, unknown>>, step: number): string | null {
    const told = Object.entries(value);
    for (const [name, number] of told) {
      if (typeof number !== "number") {
        throw new MisuseError(`report({ ${name} }, step) needs a number, but got ${shown(number)}; convert it first.`);
      }
    }
    const numbers = new Map(told as [string, number][]);
    let passedOver: string | null = null;
    if (this.#names.some((name) => numbers.has(name))) {
      const [first = Number.NaN, ...more] = this.#names.map((name) => numbers.get(name) ?? Number.NaN);
      passedOver = this.#addValues([first, ...more], step);
    }
    for (const [name, number] of numbers) {
      if (!this.#names.includes(name)) passedOver = this.#addMetric(name, number, step) ?? passedOver;
    }
    return passedOver;
  }

  #addMetric(name: string, value: number, step: number): string | null {
    let points = this.#metrics.get(name);
    if (points?.has(step) === true) return `"${name}" was reported at step ${step} before; the first value stays.`;
    if (points === undefined) {
      if (!isParamName(name)) {
        throw new MisuseError(`A metric needs a name of 1 to ${MAX_NAME_LENGTH} whole characters, not ${shown(name)}.`);
      }
      if (this.#metrics.size >= MAX_TRIAL_METRICS) {
        throw new MisuseError(`A trial can report ${MAX_TRIAL_METRICS} metrics at most; leave the least useful out.`);
      }
      points = new Map();
      this.#metrics.set(name, points);
    }
    if (this.#points >= MAX_METRIC_POINTS) {
      throw new MisuseError(`A trial can report ${MAX_METRIC_POINTS} numbers by name; report every tenth step.`);
    }
    this.#points++;
    points.set(step, value);
    return null;
  }
}

function stepOf(step: unknown): number {
  if (typeof step === "number" && Number.isSafeInteger(step) && step >= 0) return step;
  throw new MisuseError(`report(value, step) needs a whole step >= 0, but got ${String(step)}; count from 0.`);
}

function reportedValues(value: unknown, count: number): [number, ...number[]] {
  if (count === 1) {
    if (typeof value === "number") return [value];
    const given = Array.isArray(value) ? "an array; give its one number itself" : `${typeof value}; convert it first`;
    throw new MisuseError(`report(value, step) needs a number as value, but got ${given}.`);
  }
  const [first, ...more]: unknown[] = Array.isArray(value) && value.length === count ? Array.from(value) : [];
  const isNumbers = typeof first === "number" && more.length === count - 1;
  if (isNumbers && more.every((it): it is number => typeof it === "number")) return [first, ...more];
  throw new MisuseError(
    `report(values, step) needs an array of ${count} numbers, because this study has ${count} objectives; give one for each.`,
  );
}
