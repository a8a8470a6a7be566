import { trialHash, trialSeed } from "../bytes/hash.ts";
import type { NoisyPoint } from "../repeats/racing.ts";
import { isOfTheMachine } from "../repeats/repeat.ts";
import { noiseRepeatOf, repeatSeed } from "../repeats/repeat-seed.ts";
import { sameValue } from "../space/distribution.ts";
import type { SearchSpace, TrialSpace } from "../space/search-space.ts";
import { SpaceInterner } from "../space/space-interner.ts";
import {
  type FinishedState,
  type FinishedTrial,
  type LogId,
  type Report,
  type TrialId,
  type TrialPoint,
  trialId,
} from "../trial/trial.ts";
import { TrialNotes } from "../trial/trial-notes.ts";
import { isIdBefore } from "../trial/trial-order.ts";
import { idParts, type NoiseGroup, NoiseGroups } from "./noise-groups.ts";
import { type Retention, retain } from "./retention.ts";
import { RetryGroups, type Winner } from "./retry-groups.ts";
import { TrialIndex } from "./trial-index.ts";
import { TrialTable } from "./trial-table.ts";

/** About 25 MB at ten parameters; far more than any sampler uses. */
export const MAX_HISTORY = 200_000;
/** 64 MB of lists and of the keys that stand for them: past it a history of such trials is full, however few they are. */
const MAX_LIST_NUMBERS = 8_000_000;
/** So many trials are held however long their lists. */
const LEAST_TRIALS = 10;

export interface HistoryOptions {
  readonly directions: readonly ("minimize" | "maximize")[];
  /** Rows kept at most. */
  readonly maxTrials?: number;
}

/**
 * Every finished trial of a study, own and foreign alike, once each, in the order of arrival. Rows are columns, read by
 * row number 0..size-1. Past `maxTrials` rows are dropped by the rule in `retention.ts`; counts stay exact.
 */
export class History {
  readonly directions: readonly ("minimize" | "maximize")[];
  #maxTrials: number;
  #table: TrialTable;
  #notes = new TrialNotes();
  readonly #index = new TrialIndex();
  readonly #spaces = new SpaceInterner();
  readonly #retries = new RetryGroups();
  /** Of noisy points the rows that say something of the same one. */
  #noise = new NoiseGroups();
  /** Rows of trials whose retry group counts another one. */
  #beaten = new Set<number>();
  /** Rows of trials that nobody vouches for. */
  #doubted = new Set<number>();
  #judgements = 0;
  readonly #counts: Record<FinishedState, number> = { complete: 0, pruned: 0, failed: 0 };
  #known = 0;
  #bestRow = -1;
  #revision = 0;
  #compactions = 0;
  #retention: Retention | null = null;

  constructor(options: HistoryOptions) {
    this.directions = options.directions;
    this.#maxTrials = options.maxTrials ?? MAX_HISTORY;
    this.#table = new TrialTable(options.directions.length, this.maxTrials + 1);
  }

  /** Rows kept at most. Fewer than at first once the trials' lists have filled their room. */
  get maxTrials(): number {
    return this.#maxTrials;
  }

  /**
   * Takes a finished trial in; false if it was known already. The caller has checked strangers' trials (`trialFault`).
   * `isBelieved`: whether samplers and pruners may learn from it now; `believe` and `doubt` change that later.
   */
  add(trial: FinishedTrial, side: "own" | "foreign" = "own", isBelieved = true): boolean {
    const log = this.#index.intern(trial.log);
    if (this.#index.has(log, trial.number)) return false;
    this.#known += 1;
    const { counts, displaced } = this.#retries.enter(trial, this.#originalOf);
    if (displaced !== null) this.#displace(displaced);
    if (counts && isBelieved) this.#counts[trial.state] += 1;
    if (this.#retention !== null && !this.#isKept(trial, log, this.#retention)) {
      this.#index.setDropped(log, trial.number);
      return true;
    }
    const space = this.#spaces.intern(trial.space, side);
    if (space === null) {
      this.#index.setDropped(log, trial.number);
      return true;
    }
    const row = this.#table.size;
    this.#table.append(trial, log, space);
    this.#notes.keep(row, trial, side);
    this.#index.setRow(log, trial.number, row);
    if (!counts) this.#beaten.add(row);
    if (!isBelieved) this.#doubted.add(row);
    if (this.#groupNoise(row, trial)) this.#noisePointChanged();
    else if (this.isCounted(row)) this.#considerBest(row);
    if (this.#table.listNumbers > MAX_LIST_NUMBERS) this.#maxTrials = Math.max(LEAST_TRIALS, this.#table.size - 1);
    if (this.#table.size > this.maxTrials) this.#compact();
    return true;
  }

  /** The trials of these logs are believed now: samplers and pruners learn from them, too. */
  believe(isMeant: (log: LogId) => boolean): void {
    const rows = [...this.#doubted].filter((row) => isMeant(this.log(row)));
    if (rows.length === 0) return;
    for (const row of rows) {
      this.#doubted.delete(row);
      if (!this.#bearsOn(row)) continue;
      this.#counts[this.#table.state(row)] += 1;
      if (this.#noise.size === 0) this.#considerBest(row);
    }
    this.#regroupNoise();
    this.#judged();
  }

  /** Nobody vouches for the trials of these logs any more: they are held, and nothing learns from them. */
  doubt(isMeant: (log: LogId) => boolean): void {
    let has = false;
    for (let row = 0; row < this.#table.size; row++) {
      if (this.#doubted.has(row) || !isMeant(this.log(row))) continue;
      has = true;
      if (this.#bearsOn(row)) this.#counts[this.#table.state(row)] -= 1;
      this.#doubted.add(row);
    }
    if (!has) return;
    this.#regroupNoise();
    this.#searchBest();
    this.#judged();
  }

  #judged(): void {
    this.#judgements += 1;
    this.#revision += 1;
  }

  /** What the chance of this log's trials follows from, if that is not the log's id; before the first of them. */
  nameStream(log: LogId, stream: string): void {
    this.#index.nameStream(this.#index.intern(log), stream);
  }

  /** Whether an own trial with this space can be held: not if it is new and such spaces fill their room. */
  hasRoomFor(space: TrialSpace): boolean {
    return this.#spaces.intern(space, "own") !== null;
  }

  has(trial: { readonly log: string; readonly number: number }): boolean {
    const log = this.#index.logOf(trial.log);
    return log !== null && this.#index.has(log, trial.number);
  }

  /** The row of a trial, or -1 if it is unknown or was dropped. */
  rowOf(trial: { readonly log: string; readonly number: number }): number {
    const log = this.#index.logOf(trial.log);
    return log === null ? -1 : this.#index.row(log, trial.number);
  }

  /** Rows held. */
  get size(): number {
    return this.#table.size;
  }

  /** Trials that ended so, exact also for dropped rows; of a trial and its retries one counts. */
  get counts(): Readonly<Record<FinishedState, number>> {
    return this.#counts;
  }

  /** Different trials ever taken in, retries included. */
  get known(): number {
    return this.#known;
  }

  /** How often rows were dropped, after which others have moved. */
  get compactions(): number {
    return this.#compactions;
  }

  /** How often trials that were held already came to be believed, or doubted: any row may count now that did not, and otherwise. */
  get judgements(): number {
    return this.#judgements;
  }

  /** Changes whenever rows read before are no longer what they were; otherwise rows are only appended. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Whether samplers and pruners should look at this row: false for the loser among a trial and its retries, where it is doubted,
   * and for all rows of a noisy point but the one that stands for it.
   */
  isCounted(row: number): boolean {
    return this.#bearsOn(row) && !this.#noise.isRepresented(row);
  }

  /** Whether it is neither beaten nor doubted. */
  #bearsOn(row: number): boolean {
    return (this.#beaten.size === 0 || !this.#beaten.has(row)) && (this.#doubted.size === 0 || !this.#doubted.has(row));
  }

  /** The noisy points of which a repeat is held, each with what is known of it and believed. */
  noisyPoints(): NoisyPoint[] {
    return Array.from(this.#noise.groups(), (group) => this.#noisyPoint(group));
  }

  /** Rows of trials that are fresh-chance repeats, also such as are doubted. */
  get repeatCount(): number {
    return this.#noise.repeats;
  }

  /** Whether the row is one of a noisy point that has been repeated. */
  isRepeated(row: number): boolean {
    return this.#noise.has(row);
  }

  /** Whether the row belongs to the unbiased sample that stays when others are dropped. True while nothing was. */
  isSampled(row: number): boolean {
    return this.#retention === null || this.#hash(row) < this.#retention.threshold;
  }

  state(row: number): FinishedState {
    return this.#table.state(row);
  }

  /** The trial's number in its log. */
  number(row: number): number {
    return this.#table.number(row);
  }

  /** The objective's value: complete trials have all, pruned ones perhaps one; else NaN. */
  value(row: number, objective = 0): number {
    return this.#table.value(row, objective);
  }

  /** The value as something to minimise; of a noisy point that has been repeated, the mean of what it came to. */
  loss(row: number, objective = 0): number {
    if (objective === 0 && this.#noise.size > 0) return this.#noise.meanOf(row) ?? this.#ownLoss(row, 0);
    return this.#ownLoss(row, objective);
  }

  #ownLoss(row: number, objective: number): number {
    const value = this.#table.value(row, objective);
    return this.directions[objective] === "maximize" ? -value : value;
  }

  /** What samplers search, with a float for every item of a list (`random-keys.ts`). Interned: equal spaces are one object. */
  space(row: number): SearchSpace {
    return this.#table.space(row);
  }

  /** The trial's own space; the same object as `space` where it has no list. */
  trialSpace(row: number): TrialSpace {
    return this.#table.trialSpace(row);
  }

  /** Of all rows, each once. */
  get trialSpaces(): readonly TrialSpace[] {
    return this.#table.spaces;
  }

  /** The row's `i`th parameter (order of `space(row).names`) as a number; a category as the index of the choice. */
  param(row: number, i: number): number {
    return this.#table.param(row, i);
  }

  /** The seed of the proposal a trial came of, whether or not it is held. */
  seedOf({ log, number, repeatOf = null }: Pick<FinishedTrial, "log" | "number"> & Partial<FinishedTrial>): number {
    const known = this.#index.logOf(log);
    const stream = known === null ? log : this.#index.stream(known);
    const repeat = noiseRepeatOf({ repeatOf });
    if (repeat === null) return trialSeed(stream, number);
    return repeatSeed(this.seedOf(idParts(repeat.origin)), stream, repeat.index);
  }

  /** The seed of the proposal the trial came of. */
  seed(row: number): number {
    return this.seedOf({ log: this.log(row), number: this.number(row), repeatOf: this.#notes.repeatOf(row) });
  }

  /** When the trial began, in milliseconds after the study did; null where nobody knew. */
  startMs(row: number): number | null {
    return this.#table.startMs(row);
  }

  /**
   * What the trial reported besides its objectives, by name: step, value, step, value, ... in the order reported. Empty if
   * nothing, or it was too much to keep.
   */
  metrics(row: number): Readonly<Record<string, Float64Array>> {
    return this.#notes.metrics(row);
  }

  /** Of which of its curves only some steps are held, and how many they had; "" is the objectives'. */
  thinned(row: number): FinishedTrial["thinned"] {
    return this.#notes.thinned(row);
  }

  log(row: number): LogId {
    return this.#index.logId(this.#table.log(row));
  }

  /** What the trial tried, in its own terms. */
  point(row: number): TrialPoint {
    return { space: this.#table.trialSpace(row), params: this.#table.params(row) };
  }

  /** How many trials of other logs were known when it was proposed. */
  foreignKnown(row: number): number {
    return this.#table.foreignKnown(row);
  }

  /** Trials of the whole study that had finished when this one ended, as its tab knew; null where it does not say. */
  finishedBefore(row: number): number | null {
    return this.#table.finishedBefore(row);
  }

  /** Whether the columns say all of it: no reports, metrics, constraints, attributes, error, checkpoint, no repeat. */
  isPlain(row: number): boolean {
    return !this.#notes.has(row);
  }

  /** How long the trial took, in milliseconds. */
  durationMs(row: number): number {
    return this.#table.durationMs(row);
  }

  /** step, its value for each direction, step, its values, ... in the order reported. */
  reports(row: number): Float64Array {
    return this.#notes.reports(row);
  }

  /** The report at the highest step. */
  lastReport(row: number): Report | null {
    return this.#notes.lastReport(row);
  }

  /** Sum of violated constraints; 0 is feasible. */
  violation(row: number): number {
    return this.#notes.violation(row);
  }

  /** The constraints' values by name, above 0 where violated; empty if the trial has none or they were not kept. */
  constraints(row: number): Readonly<Record<string, number>> {
    return this.#notes.constraints(row);
  }

  /** The row with the best first value among complete, feasible trials, or -1. Ties go to the smallest id. */
  get bestRow(): number {
    return this.#bestRow;
  }

  best(): FinishedTrial | null {
    return this.#bestRow < 0 ? null : this.get(this.#bestRow);
  }

  /** The whole trial of a row. */
  get(row: number): FinishedTrial {
    const table = this.#table;
    if (!(row >= 0 && row < table.size)) throw new RangeError(`There is no row ${row} among ${table.size}.`);
    const values: number[] = [];
    for (let i = 0; i < table.objectives; i++) if (!Number.isNaN(table.value(row, i))) values.push(table.value(row, i));
    const finishedBefore = table.finishedBefore(row);
    return {
      log: this.#index.logId(table.log(row)),
      number: table.number(row),
      state: table.state(row),
      values,
      space: table.trialSpace(row),
      params: table.params(row),
      foreignKnown: table.foreignKnown(row),
      durationMs: table.durationMs(row),
      startMs: table.startMs(row),
      ...(finishedBefore === null ? {} : { finishedBefore }),
      ...this.#notes.restOf(row),
    };
  }

  /** Bytes of the columns, without the notes some trials have. */
  get columnBytes(): number {
    return this.#table.sizeBytes;
  }

  /** What is known of a finished trial that others repeat. One whose row was dropped keeps counting, whatever its state. */
  readonly #originalOf = (id: TrialId): Winner | null => {
    const { log, number } = idParts(id);
    if (!this.has({ log, number })) return null;
    const row = this.rowOf({ log, number });
    return { log, number, state: row < 0 ? "complete" : this.#table.state(row), isOriginal: true };
  };

  /** True if what is known of a noisy point has changed. */
  #groupNoise(row: number, trial: Pick<FinishedTrial, "log" | "number" | "repeatOf">): boolean {
    const repeat = noiseRepeatOf(trial);
    const origin = repeat?.origin ?? (this.#noise.size === 0 ? null : trialId(trial));
    const group = origin === null ? null : this.#noise.enter(row, origin, repeat?.index ?? 0);
    if (group === null) return false;
    if (repeat !== null && group.rows.length === 1) {
      const first = this.rowOf(idParts(repeat.origin));
      if (first >= 0) this.#noise.enter(first, repeat.origin, 0);
    }
    this.#noise.settle(group, this.#noisyPoint(group));
    return true;
  }

  /** Whoever says that a trial repeats another must have run it at the same parameters. */
  #noisyPoint({ origin, rows, indices }: NoiseGroup): NoisyPoint {
    const runs: number[] = [];
    const runRows: number[] = [];
    const doubtedRows: number[] = [];
    const filled = new Set<number>();
    const firstRow = rows[indices.indexOf(0)];
    if (firstRow === undefined)
      return { origin, row: rows[0] ?? -1, first: Number.NaN, runs, runRows, doubtedRows, filled, isOut: true };
    const first = this.#bearsOn(firstRow) ? this.#usableLoss(firstRow) : Number.NaN;
    let row = this.#bearsOn(firstRow) ? firstRow : -1;
    let isOut = this.#bearsOn(firstRow) && this.#saysBad(firstRow, first);
    rows.forEach((each, i) => {
      const index = indices[i] ?? 0;
      if (index === 0 || this.#beaten.has(each) || !this.#isSamePoint(each, firstRow)) return;
      const loss = this.#usableLoss(each);
      if (this.#doubted.has(each)) {
        if (Number.isFinite(loss)) doubtedRows.push(each);
        return;
      }
      filled.add(index);
      isOut ||= this.#saysBad(each, loss);
      if (!Number.isFinite(loss)) return;
      runs.push(loss);
      runRows.push(each);
      if (row < 0) row = each;
    });
    return { origin, row: row < 0 ? firstRow : row, first, runs, runRows, doubtedRows, filled, isOut };
  }

  /** NaN of a trial that says nothing of how good its point is. */
  #usableLoss(row: number): number {
    return this.#table.state(row) === "complete" && this.#notes.violation(row) === 0
      ? this.#ownLoss(row, 0)
      : Number.NaN;
  }

  #saysBad(row: number, loss: number): boolean {
    return !Number.isFinite(loss) && !isOfTheMachine(this.#notes.restOf(row).error);
  }

  #isSamePoint(a: number, b: number): boolean {
    if (this.#table.trialSpace(a) !== this.#table.trialSpace(b)) return false;
    const [ofA, ofB] = [this.#table.params(a), this.#table.params(b)];
    return ofA.every((value, i) => sameValue(value, ofB[i]));
  }

  /** Where rows have moved, or others are believed. */
  #regroupNoise(): void {
    if (this.#noise.size === 0) return;
    this.#noise = new NoiseGroups();
    const { size } = this.#table;
    const repeats: number[] = [];
    for (let row = 0; row < size; row++) if (this.#notes.repeatOf(row)?.why === "noise") repeats.push(row);
    for (const row of repeats) {
      const trial = { log: this.log(row), number: this.number(row), repeatOf: this.#notes.repeatOf(row) };
      this.#groupNoise(row, trial);
    }
    this.#noisePointChanged();
  }

  #noisePointChanged(): void {
    this.#revision += 1;
    this.#searchBest();
  }

  #displace(winner: Winner): void {
    const row = this.rowOf(winner);
    if (row < 0 || this.#bearsOn(row)) this.#counts[winner.state] -= 1;
    if (row < 0) return;
    this.#beaten.add(row);
    this.#revision += 1;
    if (row === this.#bestRow) this.#searchBest();
  }

  #searchBest(): void {
    this.#bestRow = -1;
    for (let row = 0; row < this.#table.size; row++) if (this.isCounted(row)) this.#considerBest(row);
  }

  #considerBest(row: number): void {
    if (this.#table.state(row) !== "complete") return;
    if (this.#bestRow >= 0 && !this.#isBetter(row, this.#bestRow)) return;
    if (this.#notes.violation(row) === 0) this.#bestRow = row;
  }

  #isBetter(row: number, than: number): boolean {
    const [a, b] = [this.loss(row), this.loss(than)];
    if (a !== b) return a < b;
    const table = this.#table;
    const [logA, logB] = [this.#index.logId(table.log(row)), this.#index.logId(table.log(than))];
    return isIdBefore(logA, table.number(row), logB, table.number(than));
  }

  #hash(row: number): number {
    return trialHash(this.#index.logHash(this.#table.log(row)), this.#table.number(row));
  }

  #isKept(trial: FinishedTrial, log: number, retention: Retention): boolean {
    const hash = trialHash(this.#index.logHash(log), trial.number);
    if (hash < retention.threshold) return true;
    if (trial.state !== "complete") return false;
    const losses = trial.values.map((value, j) => (this.directions[j] === "maximize" ? -value : value));
    return retention.mayBeBest(losses, hash);
  }

  /** Forgets every trial of a log, as if none had ever come: they may come again, and otherwise. */
  withdraw(log: LogId): void {
    const withdrawn = this.#index.logOf(log);
    if (withdrawn === null) return;
    const kept = new Uint8Array(this.#table.size).fill(1);
    for (let row = 0; row < kept.length; row++) {
      if (this.#table.log(row) !== withdrawn) continue;
      kept[row] = 0;
      this.#known -= 1;
      if (this.#bearsOn(row)) this.#counts[this.#table.state(row)] -= 1;
    }
    if (!kept.includes(0)) return;
    this.#keepRows(kept);
    this.#index.forget(withdrawn);
    if (this.#bestRow < 0) this.#searchBest();
  }

  /** Applies the rule, keeping the order of arrival. */
  #compact(): void {
    const old = this.#table;
    const ranked = (row: number) => old.state(row) === "complete" && this.isCounted(row) && this.violation(row) === 0;
    const rows = {
      size: old.size,
      objectives: old.objectives,
      hash: (row: number) => this.#hash(row),
      loss: (row: number, objective: number) => this.loss(row, objective),
      ranked,
    };
    const { retention, kept } = retain(rows, this.#known, this.maxTrials, this.#retention);
    this.#retention = retention;
    // Among equals the smallest id is the best one, whatever it hashes to.
    if (this.#bestRow >= 0) kept[this.#bestRow] = 1;
    this.#keepRows(kept);
    this.#compactions += 1;
  }

  /** Drops the rows that are not marked. */
  #keepRows(kept: Uint8Array): void {
    const old = this.#table;
    const table = new TrialTable(this.directions.length, this.maxTrials + 1);
    const notes = new TrialNotes();
    const beaten = new Set<number>();
    const doubted = new Set<number>();
    let bestRow = -1;
    for (let row = 0; row < old.size; row++) {
      if (kept[row] !== 1) {
        this.#index.setDropped(old.log(row), old.number(row));
        continue;
      }
      const at = table.size;
      table.appendFrom(old, row);
      notes.keepFrom(this.#notes, row, at);
      this.#index.setRow(old.log(row), old.number(row), at);
      if (this.#beaten.has(row)) beaten.add(at);
      if (this.#doubted.has(row)) doubted.add(at);
      if (row === this.#bestRow) bestRow = at;
    }
    this.#table = table;
    this.#notes = notes;
    this.#beaten = beaten;
    this.#doubted = doubted;
    this.#bestRow = bestRow;
    this.#index.compact();
    this.#spaces.retain(table.spaces);
    this.#revision += 1;
    this.#regroupNoise();
  }
}
