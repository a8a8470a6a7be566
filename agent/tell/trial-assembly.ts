import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import { isVector } from "../../study/space/vector-distribution.ts";
import { type FinishedTrial, type LogId, reportOf, type TrialError } from "../../study/trial/trial.ts";
import { trialFault } from "../../study/trial/trial-fault.ts";
import { float64Of } from "./float64.ts";
import { parseSpace } from "./space-codec.ts";
import { type Columns, ERROR_KINDS, STATES } from "./trial-columns.ts";
import { VectorReader } from "./vector-values.ts";

/** The trials that a segment's columns tell of, each without fault; or why there are none. */
export function assemble(told: Columns, log: LogId, directionCount: number): Parsed<FinishedTrial[]> {
  const [, plainSpaces, numbers, foreignKnown, states, valueCounts, spaceOf] = told;
  const count = numbers.length;
  if ([foreignKnown, states, valueCounts, spaceOf].some((column) => column.length !== count)) {
    return refused("the columns differ in length");
  }
  const spaces: TrialSpace[] = [];
  for (const plain of plainSpaces) {
    const space = parseSpace(plain);
    if (!space.ok) return space;
    spaces.push(space.value);
  }
  const durations = float64Of(told[7]);
  const values = new Cursor(float64Of(told[8]));
  const numerical = new Cursor(float64Of(told[9]));
  const categories = new Cursor(told[10]);
  const vectors = new VectorReader(told[16]);
  const rare = rareFrom(told, directionCount);
  if (durations === null || durations.length !== count || rare === null) return refused("a column is cut short");

  const trials: FinishedTrial[] = [];
  for (let at = 0; at < count; at++) {
    const state = STATES[states[at] ?? STATES.length];
    const space = spaces[spaceOf[at] ?? spaces.length];
    const own = values.take(valueCounts[at] ?? 0);
    const params = space === undefined ? null : paramsFrom(space, numerical, categories, vectors);
    if (state === undefined || space === undefined) return refused("a trial has no state or no space");
    if (own === null || params === null) return refused("a value is missing");
    const trial: FinishedTrial = {
      log,
      number: numbers[at] ?? 0,
      state,
      values: own,
      space,
      params,
      intermediate: rare.intermediate.get(at) ?? [],
      constraints: rare.constraints.get(at) ?? {},
      userAttrs: rare.userAttrs.get(at) ?? {},
      error: rare.errors.get(at) ?? null,
      durationMs: durations[at] ?? 0,
      foreignKnown: foreignKnown[at] ?? 0,
      retryOf: rare.retries.get(at) ?? null,
    };
    const fault = trialFault(trial, directionCount);
    if (fault !== null) return refused(fault);
    trials.push(trial);
  }
  const isAtEnd = [values, numerical, categories, vectors].every((column) => column.isAtEnd);
  return isAtEnd ? parsed(trials) : refused("values are left over");
}

function paramsFrom(
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

interface Rare {
  readonly intermediate: Map<number, FinishedTrial["intermediate"]>;
  readonly constraints: Map<number, FinishedTrial["constraints"]>;
  readonly userAttrs: Map<number, FinishedTrial["userAttrs"]>;
  readonly errors: Map<number, TrialError>;
  readonly retries: Map<number, string>;
}

function rareFrom(told: Columns, directionCount: number): Rare | null {
  const rare: Rare = {
    intermediate: new Map(),
    constraints: new Map(),
    userAttrs: new Map(),
    errors: new Map(),
    retries: new Map(),
  };
  for (const [at, steps, bytes] of told[11]) {
    const values = float64Of(bytes);
    if (values?.length !== steps.length * directionCount) return null;
    rare.intermediate.set(
      at,
      steps.map((step, i) => reportOf(step, values.slice(i * directionCount, (i + 1) * directionCount))),
    );
  }
  for (const [at, names, bytes] of told[12]) {
    const values = float64Of(bytes);
    if (values?.length !== names.length) return null;
    rare.constraints.set(at, Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0])));
  }
  for (const [at, names, values] of told[13]) {
    if (values.length !== names.length) return null;
    rare.userAttrs.set(at, Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])));
  }
  for (const [at, kind, message, line, column] of told[14]) {
    rare.errors.set(at, { kind: ERROR_KINDS[kind] ?? "crashed", message, line, column });
  }
  for (const [at, retryOf] of told[15]) rare.retries.set(at, retryOf);
  return rare;
}

/** Reads a column from front to back. */
class Cursor {
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
