import { MisuseError } from "./errors.ts";
import { finishReturned, finishThrown } from "./finish.ts";
import { RetryFailed, type RetryPolicy } from "./retry-failed.ts";
import type { StopRule } from "./stopping/stop-rule.ts";
import type { Study } from "./study.ts";
import { TrialContext, type TrialSetting } from "./suggest.ts";
import type { FinishedTrial, TrialOutcome } from "./trial.ts";

type Values = number | readonly number[];

/** What is optimised: one number, or one per direction. It may be asynchronous, and throw `TrialPruned`. */
export type Objective = (trial: TrialContext) => Values | PromiseLike<Values>;

export interface OptimizeOptions {
  /** Trials to run now, failed and repeated ones included. Needed unless `stop` or a finite space ends it; may be Infinity. */
  readonly trials?: number;
  /** Ends it as soon as one of these says so; trials that run then end as they would. */
  readonly stop?: readonly StopRule[];
  /** Trials that run at the same time, if the objective is asynchronous. */
  readonly parallel?: number;
  /** Milliseconds from any origin, as `() => performance.now()`: for time limits and the trials' durations. */
  readonly clock?: () => number;
  /** Whether to go on after an objective that threw, or returned no number; without, `optimize` throws that error. */
  readonly catch?: boolean | ((thrown: unknown) => boolean);
  /** Called, and awaited, after every trial, one after the other. */
  readonly callbacks?: readonly ((study: Study, trial: FinishedTrial) => void | PromiseLike<void>)[];
  /** Runs failed trials again with their parameters; an error that is tried again is not thrown. */
  readonly retry?: RetryPolicy;
  /** Hears the trials' warnings, as `console.warn`. */
  readonly warn?: (sentence: string) => void;
}

/** How an optimisation ended. */
export interface Optimized {
  /** Trials it ran. */
  readonly trials: number;
  /** Why it ended, in words. */
  readonly reason: string;
}

/** Each running trial holds its proposal and its objective's promise; more at once than this only queue up elsewhere. */
const MAX_PARALLEL = 10_000;

const optimizations = new WeakMap<Study, Optimization>();

/**
 * Runs trials until it is told to stop: asks the study, runs the objective, tells what came out. Throws `MisuseError` for
 * options without a meaning, what the objective threw (unless caught), and what a callback threw; running trials end first.
 */
export async function optimize(study: Study, objective: Objective, options: OptimizeOptions = {}): Promise<Optimized> {
  if (optimizations.has(study)) {
    throw new MisuseError("This study is being optimised already; wait for that to end, or set parallel to run more.");
  }
  const optimization = new Optimization(study, objective, options);
  optimizations.set(study, optimization);
  try {
    return await optimization.run();
  } finally {
    optimizations.delete(study);
  }
}

/** Ends the study's optimisation once the trials that run now have ended. Throws `MisuseError` if there is none. */
export function stopOptimizing(study: Study): void {
  const optimization = optimizations.get(study);
  if (optimization === undefined) {
    throw new MisuseError("Nothing is being optimised; call stop() in the objective or in a callback of optimize().");
  }
  optimization.stop("stop() was called");
}

class Optimization {
  readonly #study: Study;
  readonly #objective: Objective;
  readonly #options: OptimizeOptions;
  readonly #setting: TrialSetting;
  readonly #retries: RetryFailed | null;
  readonly #startMs: number;
  #asked = 0;
  /** Trials whose loops have not come round yet: callbacks, too, may enqueue more. */
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #reason: string | null = null;
  /** The first error to be thrown at the end. */
  #thrown: { readonly error: unknown } | null = null;

  constructor(study: Study, objective: Objective, options: OptimizeOptions) {
    checkOptions(study, objective, options);
    this.#study = study;
    this.#objective = objective;
    this.#options = options;
    this.#setting = { directions: study.history.directions, pruner: study.prunerSnapshot() };
    this.#retries = options.retry === undefined ? null : new RetryFailed(options.retry);
    this.#startMs = options.clock?.() ?? 0;
  }

  stop(reason: string): void {
    this.#reason ??= reason;
  }

  async run(): Promise<Optimized> {
    this.#askRules();
    await Promise.all(Array.from({ length: this.#options.parallel ?? 1 }, () => this.#loop()));
    if (this.#thrown !== null) throw this.#thrown.error;
    return { trials: this.#asked, reason: this.#reason ?? "" };
  }

  async #loop(): Promise<void> {
    for (;;) {
      const next = this.#next();
      if (next === "wait") {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      // The next to wait looks for itself once this loop has asked.
      this.#wakeOne();
      if (next === "end") return;
      await this.#runCounted();
    }
  }

  /** What a loop does next. It waits for running trials only: each of them ends, and wakes one that waits. */
  #next(): "run" | "wait" | "end" {
    const { trials = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#asked >= trials) this.stop(`${trials} trials were run`);
    if (this.#reason !== null) return "end";
    if (!this.#study.isAllTaken()) return "run";
    if (this.#running > 0) return "wait";
    // What others asked for and hold may never be told: it is tried here, too.
    if (!this.#study.isExhausted()) return "run";
    this.stop("nothing is left to try");
    return "end";
  }

  /** One at a time, and the next by that one: with thousands waiting, each looking at what runs would take minutes. */
  #wakeOne(): void {
    this.#waiting.shift()?.();
  }

  async #runCounted(): Promise<void> {
    this.#asked += 1;
    this.#running += 1;
    try {
      await this.#runTrial();
    } catch (error) {
      this.#abort(error);
    } finally {
      this.#running -= 1;
    }
  }

  async #runTrial(): Promise<void> {
    const study = this.#study;
    this.#setting.pruner = study.prunerSnapshot();
    const [proposal] = study.ask(1);
    if (proposal === undefined) return;
    const trial = new TrialContext(proposal, this.#setting);
    const startMs = this.#options.clock?.() ?? 0;
    const durationMs = (): number => Math.max(0, (this.#options.clock?.() ?? 0) - startMs);
    let outcome: TrialOutcome;
    let thrown: unknown = null;
    try {
      const returned = await this.#objective(trial);
      outcome = finishReturned(trial, returned, durationMs());
    } catch (error) {
      thrown = error;
      outcome = finishThrown(trial, error, durationMs());
    }
    const told = study.tell(outcome);
    for (const sentence of trial.warnings) this.#options.warn?.(`Trial ${trial.number}: ${sentence}`);
    this.#judge(told, thrown);
    this.#wakeOne();
    for (const callback of this.#options.callbacks ?? []) await callback(study, told);
    this.#askRules();
  }

  /** Whether a failed trial is run again, is put up with, or ends everything. */
  #judge(trial: FinishedTrial, thrown: unknown): void {
    const retry = this.#retries?.next(trial) ?? null;
    if (retry !== null && this.#study.enqueue(retry.fixed, retry.retryOf)) return;
    const { error } = trial;
    // NaN happens to sound objectives too.
    if (error === null || error.kind === "nan") return;
    const cause = error.kind === "wrong-values" ? new MisuseError(error.message) : thrown;
    const { catch: isCaught = false } = this.#options;
    if (typeof isCaught === "function" ? !isCaught(cause) : !isCaught) this.#abort(cause);
  }

  #abort(error: unknown): void {
    this.#thrown ??= { error };
    this.stop("an error was thrown");
  }

  #askRules(): void {
    const { clock, stop = [] } = this.#options;
    const elapsedSeconds = clock === undefined ? null : (clock() - this.#startMs) / 1000;
    for (const rule of stop) {
      const reason = rule.shouldStop(this.#study.history, elapsedSeconds);
      if (reason !== null) this.stop(reason);
    }
  }
}

function checkOptions(
  study: Study,
  objective: Objective,
  { trials, stop = [], parallel = 1, clock }: OptimizeOptions,
): void {
  if (typeof objective !== "function") {
    throw new MisuseError("optimize() needs the objective as a function of a trial, as in (trial) => 1; pass one.");
  }
  if (trials !== undefined && trials !== Number.POSITIVE_INFINITY && !(Number.isInteger(trials) && trials >= 0)) {
    throw new MisuseError(`trials must be a whole number, but is ${String(trials)}; give how many to run.`);
  }
  if (trials === undefined && stop.length === 0 && !study.isFinite) {
    throw new MisuseError("optimize() would never end; give trials, as in { trials: 100 }, or a stop rule.");
  }
  if (!(Number.isInteger(parallel) && parallel >= 1 && parallel <= MAX_PARALLEL)) {
    throw new MisuseError(`parallel must be a whole number from 1 to ${MAX_PARALLEL}, but is ${String(parallel)}.`);
  }
  if (clock === undefined && stop.some((rule) => rule.needsClock === true)) {
    throw new MisuseError("A time limit needs a clock; pass one as { clock: () => milliseconds }.");
  }
}
