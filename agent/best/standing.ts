import type { History } from "../../study/history/history.ts";
import type { Direction } from "../../study/spec/spec.ts";
import {
  type FinishedState,
  type FinishedTrial,
  type TrialError,
  type TrialId,
  type TrialOutcome,
  trialId,
} from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";
import type { LogId } from "../../swarm/ids.ts";
import { BestKnown } from "./best-known.ts";
import { Front } from "./front.ts";
import { HistoryPoints } from "./history-points.ts";
import { HypervolumeCourse } from "./hypervolume-course.ts";
import { Records } from "./records.ts";

/** A person reads the last few. */
export const MAX_RECENT_ERRORS = 20;
/** So many in a row before the first success are worth a word. */
export const WORRYING_FAILURES = 5;
/** So many in a row, and going on would only waste the volunteer's power. */
export const HOPELESS_FAILURES = 20;
/** A memory bomb takes down the jail of every study in the browser: three in a row, and it stops. */
const MEMORY_FAILURE_WEIGHT = 7;

export interface RecentError {
  readonly trial: TrialId;
  readonly log: LogId;
  readonly error: TrialError;
}

/** What a trial is now: the best of an objective, one of the best trade-offs, or neither. */
export type Noted = "best" | "front" | null;

/** How the study stands, as this tab has learned it trial by trial: the best, the own counts, the chart, the errors. */
export class Standing {
  /** By the first objective. */
  readonly best: BestKnown;
  /** Of several objectives, the best trade-offs; null of one. */
  readonly front: Front | null;
  /** How their hypervolume grew. */
  readonly course = new HypervolumeCourse();
  /** By the other objectives. */
  readonly #otherBests: readonly BestKnown[];
  /** Of this profile's trials alone. */
  readonly ownBest: BestKnown;
  /** The bests on the way there, as all tabs see them. */
  readonly records = new Records();
  readonly points = new HistoryPoints();
  /** Of this log, exact. */
  readonly own: Record<FinishedState, number> = { complete: 0, pruned: 0, failed: 0 };
  readonly #errors: RecentError[] = [];
  #infeasible = 0;
  #failuresInRow = 0;
  #bestHeardMs = 0;

  constructor(directions: readonly Direction[]) {
    const [first = "minimize", ...others] = directions;
    this.best = new BestKnown(first);
    this.ownBest = new BestKnown(first);
    this.#otherBests = others.map((direction, i) => new BestKnown(direction, i + 1));
    this.front = others.length > 0 ? new Front(directions) : null;
  }

  get ownFinished(): number {
    return this.own.complete + this.own.pruned + this.own.failed;
  }

  get bestHeardMs(): number {
    return this.#bestHeardMs;
  }

  /** Complete trials heard of that violate a constraint. */
  get infeasibleCount(): number {
    return this.#infeasible;
  }

  get recentErrors(): readonly RecentError[] {
    return this.#errors;
  }

  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /** Whether any own trial has ended well. */
  get hasSucceeded(): boolean {
    return this.own.complete + this.own.pruned > 0;
  }

  /** A person wants to try again. */
  forgive(): void {
    this.#failuresInRow = 0;
  }

  /** A trial of this log has ended. Those that others will hear of go to `noteTold` as well. */
  noteOwn(trial: FinishedTrial, nowMs: number): Noted {
    this.#countOwn(trial);
    this.ownBest.consider(trial);
    return this.#note(trial, true, nowMs);
  }

  /** One of the trials has ended here that a generation is made of: they count, and none of them is a best. */
  noteCell(log: LogId, outcome: TrialOutcome): void {
    this.#countOwn(outcome);
    this.#noteError(log, outcome);
  }

  /** A trial of another log; `isOwn`: of another log of this profile. */
  noteForeign(trial: FinishedTrial, isOwn: boolean, nowMs: number): Noted {
    if (isOwn) this.ownBest.consider(trial);
    this.#record(trial);
    return this.#note(trial, isOwn, nowMs);
  }

  /** A trial of an earlier log of this profile, as it was kept here; `noteTold` hears of it if the others do. */
  noteKept(trial: FinishedTrial, nowMs: number): void {
    this.ownBest.consider(trial);
    this.#note(trial, true, nowMs);
  }

  /** Trials of this profile that the others will hear of: what nobody else can know is no best that all tabs count. */
  noteTold(trials: readonly FinishedTrial[]): void {
    for (const trial of trials) this.#record(trial);
  }

  /** These logs' owner signed two histories: what they claim is not the best any more. */
  disown(logs: ReadonlySet<LogId>, history: History, pending: readonly FinishedTrial[]): void {
    this.points.disown(logs);
    const hadRecords = this.records.forget(logs);
    const lost = [this.best, ...this.#otherBests].filter(({ trial }) => logs.has(trial?.log ?? ""));
    const hadFront = this.front?.hasAny(logs) ?? false;
    if (!hadRecords && !hadFront && lost.length === 0) return;
    for (const best of lost) best.forget();
    if (hadFront) {
      this.front?.forget();
      this.course.forget();
    }
    const consider = (other: FinishedTrial): void => {
      if (logs.has(other.log)) return;
      this.best.consider(other);
      for (const best of this.#otherBests) best.consider(other);
      if (hadFront) this.#enterFront(other);
      this.#record(other);
    };
    for (let row = 0; row < history.size; row++) {
      // The history knows a violation also where it could not keep the constraints.
      if (history.violation(row) === 0) consider(history.get(row));
    }
    for (const other of pending) consider(other);
  }

  /** What the history holds now is all there ever was: other trials have taken the place of some. */
  restart(history: History, nowMs: number): void {
    for (const best of [this.best, ...this.#otherBests]) best.forget();
    this.front?.forget();
    this.course.forget();
    this.points.forget();
    this.records.forget(new Set(this.records.all.map(({ log }) => log)));
    this.#infeasible = 0;
    for (let row = 0; row < history.size; row++) this.noteForeign(history.get(row), false, nowMs);
  }

  #countOwn({ state, error }: TrialOutcome): void {
    this.own[state]++;
    const weight = error?.kind === "memory" ? MEMORY_FAILURE_WEIGHT : 1;
    this.#failuresInRow = state === "failed" ? this.#failuresInRow + weight : 0;
  }

  #noteError(log: LogId, { number, error }: TrialOutcome): void {
    if (error === null) return;
    this.#errors.push({ trial: trialId({ log, number }), log, error });
    if (this.#errors.length > MAX_RECENT_ERRORS) this.#errors.shift();
  }

  #record(trial: FinishedTrial): void {
    const loss = this.best.lossOf(trial);
    if (!Number.isNaN(loss) && violationOf(trial.constraints) === 0) this.records.consider(trial, loss);
  }

  #enterFront(trial: FinishedTrial): boolean {
    const { front } = this;
    if (front?.consider(trial) !== true) return false;
    const losses = front.lossesOf(trial);
    if (losses !== null) this.course.enter(losses);
    return true;
  }

  #note(trial: FinishedTrial, own: boolean, nowMs: number): Noted {
    const improves = this.best.consider(trial);
    if (improves) this.#bestHeardMs = nowMs;
    let isBest = improves;
    for (const best of this.#otherBests) isBest = best.consider(trial) || isBest;
    this.course.count();
    const isOnFront = this.#enterFront(trial);
    const infeasible = trial.state === "complete" && violationOf(trial.constraints) > 0;
    if (infeasible) this.#infeasible++;
    const { log, number, foreignKnown, finishedBefore, values, state } = trial;
    const value = values[0] ?? Number.NaN;
    this.points.add({ log, number, foreignKnown, finishedBefore, value, state, own, infeasible });
    this.#noteError(trial.log, trial);
    return isBest ? "best" : isOnFront ? "front" : null;
  }
}
