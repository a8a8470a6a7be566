import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import { isVector } from "../../study/space/vector-distribution.ts";
import {
  type Checkpoint,
  type FinishedTrial,
  type LogId,
  type MetricPoint,
  type RepeatOf,
  reportOf,
  type TrialError,
} from "../../study/trial/trial.ts";
import { trialFault } from "../../study/trial/trial-fault.ts";
import { float64Of } from "./float64.ts";
import { type Columns, ERROR_KINDS, type RareColumns, repeatOfTold, STATES } from "./trial-columns.ts";
import { VectorReader } from "./vector-values.ts";

/** The trials in these spaces that a segment's columns tell of, each without fault; or why there are none. */
export function assemble(
  told: Columns,
  spaces: readonly TrialSpace[],
  log: LogId,
  directionCount: number,
): Parsed<FinishedTrial[]> {
  const [, , , numbers, foreignKnown, states, valueCounts, spaceOf, startSteps] = told;
  const count = numbers.length;
  if (
    [foreignKnown, states, valueCounts, spaceOf, startSteps, told.at(-2) as readonly unknown[]].some(
      (column) => column.length !== count,
    )
  ) {
    return refused("the columns differ in length");
  }
  const durations = float64Of(told[9]);
  const values = new Cursor(float64Of(told[10]));
  const numerical = new Cursor(float64Of(told[11]));
  const categories = new Cursor(told[12]);
  const vectors = new VectorReader(told.at(-1) as Uint8Array);
  const rare = rareFrom(told.slice(13, -2) as unknown as RareColumns, directionCount);
  const placeSteps = told.at(-2) as readonly (number | null)[];
  if (durations === null || durations.length !== count || rare === null) return refused("a column is cut short");

  const trials: FinishedTrial[] = [];
  let before = 0;
  let finishedBefore = 0;
  for (let at = 0; at < count; at++) {
    const state = STATES[states[at] ?? STATES.length];
    const space = spaces[spaceOf[at] ?? spaces.length];
    const own = values.take(valueCounts[at] ?? 0);
    const params = space === undefined ? null : paramsFrom(space, numerical, categories, vectors);
    if (state === undefined || space === undefined) return refused("a trial has no state or no space");
    if (own === null || params === null) return refused("a value is missing");
    const step = startSteps[at] ?? null;
    const startMs = step === null ? null : before + step;
    before = startMs ?? before;
    const placeStep = placeSteps[at] ?? null;
    finishedBefore += placeStep ?? 0;
    const trial: FinishedTrial = {
      log,
      number: numbers[at] ?? 0,
      state,
      values: own,
      space,
      params,
      ...rareOf(rare, at),
      durationMs: durations[at] ?? 0,
      startMs,
      foreignKnown: foreignKnown[at] ?? 0,
      ...(placeStep === null ? {} : { finishedBefore }),
    };
    const fault = trialFault(trial, directionCount);
    if (fault !== null) return refused(fault);
    trials.push(trial);
  }
  const isAtEnd = [values, numerical, categories, vectors].every((column) => column.isAtEnd);
  return isAtEnd ? parsed(trials) : refused("values are left over");
}

/** One trial's parameters; null where a column has no value left, or none of the distribution. */
export function paramsFrom(
  space: TrialSpace,
  numerical: Cursor,
  categories: Cursor,
  vectors: VectorReader,
): ParamValue[] | null {
  const params: ParamValue[] = [];
  for (const distribution of space.distributions) {
    if (isVector(distribution)) {
      const list = vectors.take(distribution);
      if (list === undefined) return null;
      params.push(list);
      continue;
    }
    const [number] = (distribution.kind === "categorical" ? categories : numerical).take(1) ?? [];
    const value = distribution.kind === "categorical" ? distribution.choices[number ?? -1] : number;
    if (value === undefined) return null;
    params.push(value);
  }
  return params;
}

/** What few trials have, by the trial's place. */
export interface Rare {
  readonly intermediate: Map<number, FinishedTrial["intermediate"]>;
  readonly constraints: Map<number, FinishedTrial["constraints"]>;
  readonly userAttrs: Map<number, FinishedTrial["userAttrs"]>;
  readonly errors: Map<number, TrialError>;
  readonly repeats: Map<number, RepeatOf>;
  readonly metrics: Map<number, Record<string, readonly MetricPoint[]>>;
  readonly checkpoints: Map<number, Checkpoint>;
  readonly startPoints: Map<number, number>;
  readonly thinned: Map<number, Record<string, number>>;
}

/** Null where a column is cut short. */
export function rareFrom(told: RareColumns, directionCount: number): Rare | null {
  const rare: Rare = {
    intermediate: new Map(),
    constraints: new Map(),
    userAttrs: new Map(),
    errors: new Map(),
    repeats: new Map(),
    metrics: new Map(),
    checkpoints: new Map(),
    startPoints: new Map(),
    thinned: new Map(),
  };
  for (const [at, steps, bytes] of told[0]) {
    const values = float64Of(bytes);
    if (values?.length !== steps.length * directionCount) return null;
    rare.intermediate.set(
      at,
      steps.map((step, i) => reportOf(step, values.slice(i * directionCount, (i + 1) * directionCount))),
    );
  }
  for (const [at, names, bytes] of told[1]) {
    const values = float64Of(bytes);
    if (values?.length !== names.length) return null;
    rare.constraints.set(at, Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0])));
  }
  for (const [at, names, values] of told[2]) {
    if (values.length !== names.length) return null;
    rare.userAttrs.set(at, Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])));
  }
  for (const [at, kind, message, line, column] of told[3]) {
    rare.errors.set(at, { kind: ERROR_KINDS[kind] ?? "crashed", message, line, column });
  }
  for (const [at, trial, why] of told[4]) rare.repeats.set(at, repeatOfTold(trial, why));
  for (const [at, name, steps, bytes] of told[5]) {
    const values = float64Of(bytes);
    if (values?.length !== steps.length) return null;
    const metrics = rare.metrics.get(at) ?? {};
    if (Object.hasOwn(metrics, name)) return null;
    metrics[name] = steps.map((step, i) => [step, values[i] ?? Number.NaN]);
    rare.metrics.set(at, metrics);
  }
  for (const [at, sha256, bytes] of told[6]) rare.checkpoints.set(at, { sha256, bytes });
  for (const [at, startPoint] of told[7]) rare.startPoints.set(at, startPoint);
  for (const [at, name, steps] of told[8]) {
    const thinned = rare.thinned.get(at) ?? {};
    if (Object.hasOwn(thinned, name ?? "")) return null;
    thinned[name ?? ""] = steps;
    rare.thinned.set(at, thinned);
  }
  return rare;
}

/** What the trial at this place has of it. */
export function rareOf(rare: Rare, at: number) {
  const startPoint = rare.startPoints.get(at);
  const thinned = rare.thinned.get(at);
  return {
    intermediate: rare.intermediate.get(at) ?? [],
    metrics: rare.metrics.get(at) ?? {},
    constraints: rare.constraints.get(at) ?? {},
    userAttrs: rare.userAttrs.get(at) ?? {},
    error: rare.errors.get(at) ?? null,
    checkpoint: rare.checkpoints.get(at) ?? null,
    repeatOf: rare.repeats.get(at) ?? null,
    ...(startPoint === undefined ? {} : { startPoint }),
    ...(thinned === undefined ? {} : { thinned }),
  };
}

/** Reads a column from front to back. */
export class Cursor {
  readonly #column: readonly number[] | null;
  #at = 0;

  constructor(column: readonly number[] | null) {
    this.#column = column;
  }

  /** Null when there are not so many left. */
  take(count: number): readonly number[] | null {
    if (this.#column === null || this.#at + count > this.#column.length) return null;
    this.#at += count;
    return this.#column.slice(this.#at - count, this.#at);
  }

  get isAtEnd(): boolean {
    return this.#column !== null && this.#at === this.#column.length;
  }
}
