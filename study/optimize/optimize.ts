import { MisuseError } from "../errors.ts";
import { RetryFailed } from "../history/retry-failed.ts";
import { shown } from "../option-checks.ts";
import { EndInSight } from "../stopping/end-in-sight.ts";
import { reasonOf } from "../stopping/stop-rule.ts";
import type { Study } from "../study.ts";
import { type Callable, functionIn } from "../trial/callable.ts";
import { finishReturned, finishThrown } from "../trial/finish.ts";
import { noteText } from "../trial/objective-notes.ts";
import { TrialContext, type TrialSetting } from "../trial/suggest.ts";
import type { FinishedTrial, TrialId, TrialOutcome } from "../trial/trial.ts";
import { checkOptimizeOptions, type OptimizeOptions } from "./optimize-options.ts";

type Values = number | readonly number[];

/**
 * What is optimised: gives one number, or one per direction. It may be asynchronous, and throw `TrialPruned`; it may be an
 * object with a method `call` or `run`.
 */
export type Objective = Callable<ObjectiveFunction>;

type ObjectiveFunction = (trial: TrialContext) => Values | PromiseLike<Values>;

/** How an optimisation ended. */
export interface Optimized {
  /** Trials it ran. */
  readonly trials: number;
  /** Why it ended, in words. */
  readonly reason: string;
}

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
  readonly #objective: ObjectiveFunction;
  readonly #options: OptimizeOptions;
  readonly #setting: TrialSetting;
  readonly #retries: RetryFailed | null;
  /** First trials of which a retry was enqueued here, and has not ended. */
  readonly #retrying = new Set<TrialId>();
  readonly #startMs: number;
  /** What the clock said last. */
  #lastMs = 0;
  #asked = 0;
  /** Trials whose loops have not come round yet: callbacks, too, may enqueue more. */
  #running = 0;
  readonly #endInSight: EndInSight;
  /** Generations that had closed before; 0 where none are bred. */
  readonly #generationsBefore: number;
  /** As many had closed when the end was looked for last. */
  #generationsSeen: number;
  readonly #waiting: (() => void)[] = [];
  #hasToldOfSteps = false;
  #reason: string | null = null;
  /** The first error to be thrown at the end. */
  #thrown: { readonly error: unknown } | null = null;

  constructor(study: Study, objective: Objective, options: OptimizeOptions) {
    checkOptimizeOptions(study, objective, options);
    this.#study = study;
    const call = functionIn(objective);
    if (typeof call === "string") throw new MisuseError(call);
    this.#objective = call as ObjectiveFunction;
    this.#options = options;
    const { names, ends } = options;
    this.#setting = { directions: study.history.directions, pruner: study.prunerSnapshot(), names, ends };
    this.#retries = options.retry === undefined ? null : new RetryFailed(options.retry);
    this.#startMs = this.#nowMs();
    this.#generationsBefore = study.evolution?.generation ?? 0;
    this.#generationsSeen = this.#generationsBefore;
    const { history, enqueued } = study;
    const elapsedSeconds = this.#elapsedSeconds;
    this.#endInSight = new EndInSight(options.stop ?? [], study.isFinite, { history, elapsedSeconds, enqueued });
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
    if (this.#asked >= trials) this.stop(trials === 1 ? "1 trial was run" : `${trials} trials were run`);
    this.#countGenerations();
    if (this.#reason !== null) return "end";
    if (!this.#study.isAllTaken()) return "run";
    if (this.#running > 0) return "wait";
    if (this.#study.evolution !== null) return this.#endOfBreeding();
    // What others asked for and hold may never be told: it is tried here, too.
    if (!this.#study.isExhausted()) return "run";
    this.#warnOfEnd();
    this.stop("nothing is left to try");
    return "end";
  }

  #countGenerations(): void {
    const { generations } = this.#options;
    const { evolution } = this.#study;
    if (generations === undefined || evolution === null) return;
    if (evolution.generation - this.#generationsBefore < generations) return;
    this.stop(generations === 1 ? "1 generation was bred" : `${generations} generations were bred`);
  }

  /** Nothing runs here and nothing is free: the last generation has closed, or trials that this one needs run elsewhere. */
  #endOfBreeding(): "end" {
    if (!this.#study.isExhausted()) {
      const fix = "tell() or forget() them first";
      this.#abort(new MisuseError(`All trials that the generation still needs were asked for by ask(); ${fix}.`));
    }
    this.stop("genomes have no room for another generation");
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
    const [proposal] = study.ask(1, [], this.#options.warn);
    if (proposal === undefined) return;
    const trial = new TrialContext(proposal, this.#setting);
    const startMs = this.#nowMs();
    const durationMs = (): number => Math.max(0, this.#nowMs() - startMs);
    let outcome: TrialOutcome;
    let thrown: unknown = null;
    try {
      const returned = await this.#objective(trial);
      outcome = finishReturned(trial, returned, durationMs());
    } catch (error) {
      thrown = error;
      outcome = finishThrown(trial, error, durationMs());
    }
    const told = study.tell(outcome, this.#options.clock === undefined ? null : startMs - this.#startMs);
    this.#warnOf(trial);
    const isOwnRetry = told.repeatOf !== null && this.#retrying.delete(told.repeatOf.trial);
    this.#judge(told, thrown);
    this.#wakeOne();
    this.#watchEnd(isOwnRetry);
    for (const callback of this.#options.callbacks ?? []) await callback(study, told);
    this.#askRules();
  }

  /** Whether a failed trial is run again, is put up with, or ends everything. */
  #judge(trial: FinishedTrial, thrown: unknown): void {
    const retry = this.#retries?.next(trial) ?? null;
    if (retry !== null && this.#study.enqueue(retry.fixed, retry.repeatOf)) {
      this.#retrying.add(retry.repeatOf.trial);
      return;
    }
    const { error } = trial;
    // NaN happens to sound objectives too.
    if (error === null || error.kind === "nan") return;
    const cause = error.kind === "wrong-values" ? new MisuseError(error.message) : thrown;
    const { catch: isCaught = false } = this.#options;
    if (typeof isCaught === "function" ? !isCaught(cause) : !isCaught) this.#abort(cause);
  }

  /**
   * Ends it with an error where no end is in sight. Retries of the policy, if limited, are part of the trial they repeat;
   * those that others enqueue may go on for ever.
   */
  #watchEnd(isOwnRetry: boolean): void {
    const { trials, generations, retry } = this.#options;
    if (trials !== undefined || generations !== undefined || !this.#isNews()) return;
    if (isOwnRetry && Number.isFinite(retry?.maxRetries)) return;
    const { history, enqueued } = this.#study;
    const progress = this.#study.endProgress();
    const fault = this.#endInSight.faultIn({ history, elapsedSeconds: this.#elapsedSeconds, enqueued, progress });
    if (fault !== null) this.#abort(new MisuseError(fault));
  }

  /** Whether stop rules have more to look at: of a generation they see the champion alone. */
  #isNews(): boolean {
    const { evolution } = this.#study;
    if (evolution === null) return true;
    const isNews = evolution.generation > this.#generationsSeen;
    this.#generationsSeen = evolution.generation;
    return isNews;
  }

  /**
   * A step that goes back does so in every trial: that is said once, and not where steps are folds in any order. Asking
   * for a name again may well be meant.
   */
  #warnOf({ number, warnings, notes }: TrialContext): void {
    for (const sentence of warnings) this.#options.warn?.(`Trial ${number}: ${sentence}`);
    const stepBack = notes.find(({ kind }) => kind === "step-back");
    if (stepBack === undefined || this.#hasToldOfSteps || this.#study.takesStepsInAnyOrder) return;
    this.#hasToldOfSteps = true;
    this.#options.warn?.(`Trial ${number}: ${noteText(stepBack)}`);
  }

  #warnOfEnd(): void {
    const { doubt = null } = this.#study.endProgress() ?? {};
    if (doubt !== null) this.#options.warn?.(doubt);
  }

  #abort(error: unknown): void {
    this.#thrown ??= { error };
    this.stop("an error was thrown");
  }

  #askRules(): void {
    const elapsedSeconds = this.#elapsedSeconds;
    for (const rule of this.#options.stop ?? []) {
      const reason = reasonOf(rule, this.#study.history, elapsedSeconds);
      if (reason !== null) this.stop(reason);
    }
  }

  get #elapsedSeconds(): number | null {
    return this.#options.clock === undefined ? null : (this.#nowMs() - this.#startMs) / 1000;
  }

  /** The clock's time, 0 without one. A clock that tells none ends it all: its time limit would never come. */
  #nowMs(): number {
    const { clock } = this.#options;
    if (clock === undefined) return 0;
    const told: unknown = clock();
    if (typeof told === "number" && Number.isFinite(told)) {
      this.#lastMs = told;
    } else {
      const fix = "give milliseconds as a finite number, as in { clock: () => milliseconds }";
      this.#abort(new MisuseError(`The clock told ${shown(told)}; ${fix}.`));
    }
    return this.#lastMs;
  }
}
