import { fromInternal, type ParamValue, toInternal } from "../space/distribution.ts";
import { searchSpaceOf, toKeys } from "../space/random-keys.ts";
import { EMPTY_SPACE, type SearchSpace, type TrialSpace } from "../space/search-space.ts";
import type { FinishedState, FinishedTrial } from "../trial/trial.ts";

const STATES: readonly FinishedState[] = ["complete", "pruned", "failed"];

type Column = Float64Array | Uint32Array | Uint8Array;

/** The column with room for `needed` entries: itself, or a copy of twice the size (never above `max`). */
function grown<T extends Column>(column: T, needed: number, max = Number.POSITIVE_INFINITY): T {
  if (needed <= column.length) return column;
  const size = Math.max(needed, Math.min(max, column.length * 2));
  const larger = new (column.constructor as new (size: number) => T)(size);
  larger.set(column);
  return larger;
}

const FIRST_ROWS = 64;
/** No count is as large (`MAX_TRIAL_NUMBER`). */
const UNKNOWN = 2 ** 32 - 1;

/**
 * Finished trials as columns: 45 bytes a trial, 8 for each value and parameter, and nothing the garbage collector
 * has to walk. A trial with lists has the keys that stand for them in its columns, and its own values beside them. Rows are
 * only appended.
 */
export class TrialTable {
  readonly objectives: number;
  readonly #maxRows: number;
  #size = 0;
  #numbers = new Uint32Array(FIRST_ROWS);
  #logs = new Uint32Array(FIRST_ROWS);
  #states = new Uint8Array(FIRST_ROWS);
  #spaceOf = new Uint32Array(FIRST_ROWS);
  #values: Float64Array;
  #paramsFrom = new Uint32Array(FIRST_ROWS);
  #params = new Float64Array(FIRST_ROWS);
  #paramCount = 0;
  #foreignKnown = new Uint32Array(FIRST_ROWS);
  /** UNKNOWN where the trial does not say. */
  #finishedBefore = new Uint32Array(FIRST_ROWS);
  #durations = new Float64Array(FIRST_ROWS);
  /** NaN where unknown. */
  #starts = new Float64Array(FIRST_ROWS);
  readonly #spaces: TrialSpace[] = [];
  readonly #searchSpaces: SearchSpace[] = [];
  /** All parameters of the rows that have lists. */
  readonly #withLists = new Map<number, readonly ParamValue[]>();
  #listNumbers = 0;
  readonly #spaceIndex = new Map<TrialSpace, number>();
  #lastSpace: TrialSpace = EMPTY_SPACE;
  #lastSpaceIndex = -1;

  /** `objectives` is the number of values a complete trial has. */
  constructor(objectives: number, maxRows: number) {
    this.objectives = objectives;
    this.#maxRows = maxRows;
    this.#values = new Float64Array(FIRST_ROWS * objectives);
  }

  get size(): number {
    return this.#size;
  }

  /** Every space of the table, by index: equal spaces must come in as one object. */
  get spaces(): readonly TrialSpace[] {
    return this.#spaces;
  }

  /** `space` is the interned equal of the trial's own. */
  append(trial: FinishedTrial, log: number, space: TrialSpace): void {
    const index = this.#indexOf(space);
    const at = this.#open(log, trial.number, STATES.indexOf(trial.state), index);
    this.#foreignKnown[at] = trial.foreignKnown;
    this.#finishedBefore[at] = trial.finishedBefore ?? UNKNOWN;
    this.#durations[at] = trial.durationMs;
    this.#starts[at] = trial.startMs ?? Number.NaN;
    for (let i = 0; i < this.objectives; i++) this.#values[at * this.objectives + i] = trial.values[i] ?? Number.NaN;
    const searched = this.#searchSpaces[index] ?? EMPTY_SPACE;
    const { distributions } = searched;
    const params = searched === space ? trial.params : this.#keep(at, space, trial.params);
    const from = this.#openParams(at, distributions.length);
    for (let i = 0; i < distributions.length; i++) {
      const distribution = distributions[i];
      if (distribution !== undefined) this.#params[from + i] = toInternal(distribution, params[i] ?? null);
    }
  }

  /** Keeps the row's own values, and gives the keys that stand for them. */
  #keep(row: number, space: TrialSpace, params: readonly ParamValue[]): readonly ParamValue[] {
    const keys = toKeys(space, params);
    this.#withLists.set(row, params);
    this.#listNumbers += numbersIn(params) + keys.length;
    return keys;
  }

  appendFrom(other: TrialTable, row: number): void {
    const index = this.#indexOf(other.trialSpace(row));
    const at = this.#open(other.log(row), other.number(row), STATES.indexOf(other.state(row)), index);
    this.#foreignKnown[at] = other.foreignKnown(row);
    this.#finishedBefore[at] = other.finishedBefore(row) ?? UNKNOWN;
    this.#durations[at] = other.durationMs(row);
    this.#starts[at] = other.startMs(row) ?? Number.NaN;
    for (let i = 0; i < this.objectives; i++) this.#values[at * this.objectives + i] = other.value(row, i);
    const { length } = other.space(row).names;
    const from = this.#openParams(at, length);
    for (let i = 0; i < length; i++) this.#params[from + i] = other.param(row, i);
    const params = other.#withLists.get(row);
    if (params === undefined) return;
    this.#withLists.set(at, params);
    this.#listNumbers += numbersIn(params) + length;
  }

  #open(log: number, number: number, state: number, spaceIndex: number): number {
    const at = this.#size;
    if (at >= this.#numbers.length) this.#grow(at + 1);
    this.#numbers[at] = number;
    this.#logs[at] = log;
    this.#states[at] = state;
    this.#spaceOf[at] = spaceIndex;
    this.#size = at + 1;
    return at;
  }

  #openParams(at: number, count: number): number {
    const from = this.#paramCount;
    this.#params = grown(this.#params, from + count);
    this.#paramsFrom[at] = from;
    this.#paramCount = from + count;
    return from;
  }

  #grow(needed: number): void {
    this.#numbers = grown(this.#numbers, needed, this.#maxRows);
    this.#logs = grown(this.#logs, needed, this.#maxRows);
    this.#states = grown(this.#states, needed, this.#maxRows);
    this.#spaceOf = grown(this.#spaceOf, needed, this.#maxRows);
    this.#paramsFrom = grown(this.#paramsFrom, needed, this.#maxRows);
    this.#foreignKnown = grown(this.#foreignKnown, needed, this.#maxRows);
    this.#finishedBefore = grown(this.#finishedBefore, needed, this.#maxRows);
    this.#durations = grown(this.#durations, needed, this.#maxRows);
    this.#starts = grown(this.#starts, needed, this.#maxRows);
    this.#values = grown(this.#values, needed * this.objectives, this.#maxRows * this.objectives);
  }

  #indexOf(space: TrialSpace): number {
    if (space === this.#lastSpace && this.#lastSpaceIndex >= 0) return this.#lastSpaceIndex;
    let index = this.#spaceIndex.get(space);
    if (index === undefined) {
      index = this.#spaces.length;
      this.#spaces.push(space);
      this.#searchSpaces.push(searchSpaceOf(space));
      this.#spaceIndex.set(space, index);
    }
    this.#lastSpace = space;
    this.#lastSpaceIndex = index;
    return index;
  }

  number(row: number): number {
    return this.#numbers[row] ?? 0;
  }

  log(row: number): number {
    return this.#logs[row] ?? 0;
  }

  state(row: number): FinishedState {
    return STATES[this.#states[row] ?? 2] ?? "failed";
  }

  /** NaN where the trial has no value. */
  value(row: number, objective = 0): number {
    return this.#values[row * this.objectives + objective] ?? Number.NaN;
  }

  spaceIndex(row: number): number {
    return this.#spaceOf[row] ?? 0;
  }

  trialSpace(row: number): TrialSpace {
    return this.#spaces[this.#spaceOf[row] ?? 0] ?? EMPTY_SPACE;
  }

  /** The same as samplers search it. */
  space(row: number): SearchSpace {
    return this.#searchSpaces[this.#spaceOf[row] ?? 0] ?? EMPTY_SPACE;
  }

  /** The trial's own values, in the order of its own space. */
  params(row: number): readonly ParamValue[] {
    return (
      this.#withLists.get(row) ??
      this.space(row).distributions.map((distribution, i) => fromInternal(distribution, this.param(row, i)))
    );
  }

  /** Numbers held for trials with lists: those in the lists, and the columns of such trials. */
  get listNumbers(): number {
    return this.#listNumbers;
  }

  /** Internal value of the row's `i`th parameter, in the order of its space as samplers search it. */
  param(row: number, i: number): number {
    return this.#params[(this.#paramsFrom[row] ?? 0) + i] ?? Number.NaN;
  }

  foreignKnown(row: number): number {
    return this.#foreignKnown[row] ?? 0;
  }

  /** Null where the trial does not say. */
  finishedBefore(row: number): number | null {
    const count = this.#finishedBefore[row] ?? UNKNOWN;
    return count === UNKNOWN ? null : count;
  }

  durationMs(row: number): number {
    return this.#durations[row] ?? 0;
  }

  startMs(row: number): number | null {
    const startMs = this.#starts[row] ?? Number.NaN;
    return Number.isNaN(startMs) ? null : startMs;
  }

  /** Bytes held by the columns. */
  get sizeBytes(): number {
    const columns: Column[] = [this.#numbers, this.#logs, this.#states, this.#spaceOf, this.#paramsFrom];
    columns.push(this.#foreignKnown, this.#finishedBefore, this.#durations, this.#starts, this.#values, this.#params);
    return columns.reduce((sum, column) => sum + column.byteLength, 0);
  }
}

const numbersIn = (params: readonly ParamValue[]): number =>
  params.reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0);
