import type { Clock, ConsoleLine, ObjectiveProgram, RunnerSlot, Timer, TrialRunner } from "../../agent/ports.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { paramsOf, type TrialError, type TrialOutcome } from "../../study/trial/trial.ts";
import { LoneTrial } from "../play/lone-trial.ts";
import {
  MAX_REPEATED_MS,
  TEST_RUN_LIMIT_MS,
  type TestNoise,
  type TestNote,
  type TestRepeat,
  type TestRun,
  type TestRunPhase,
} from "./engine-api.ts";

export interface TestRunOptions {
  readonly runner: TrialRunner;
  readonly program: ObjectiveProgram;
  readonly count: number;
  readonly trialTimeoutMs: number;
  readonly clock: Clock;
  /** Fresh chance: every test run tries other parameters. */
  readonly nextUint32: () => number;
  /** Hears of every trial that has ended, and of the repetition's beginning. */
  readonly onProgress?: (soFar: TestRun) => void;
}

/** A few trials of an objective nobody has published, with parameters drawn at random. */
export interface RunningTest {
  /** Settles within the limit of a test run, and the time to repeat a trial. Never rejects because of the objective. */
  readonly result: Promise<TestRun>;
  /** Ends it now, with what is finished. */
  stop(): void;
}

export function startTestRun(options: TestRunOptions): RunningTest {
  const run = new Run(options);
  return { result: run.result, stop: () => run.stop() };
}

/** The first time it took less than 10 s; one that takes three times as long now is not the same. */
const REPEAT_LIMIT_MS = 30_000;
/** What of the console is shown: each worker tells 50 lines at most, and a trial that kills its worker brings another. */
const MAX_CONSOLE_LINES = 100;
/** Different remarks of the trials: more than anybody has reason for. */
const MAX_NOTES = 20;

/** idle: loading, or between two trials. */
type Place = "idle" | "trial" | "repeat" | "over";

class Run {
  readonly result: Promise<TestRun>;
  readonly #options: TestRunOptions;
  readonly #trials: TestRun["trials"][number][] = [];
  readonly #proposals: Proposal[] = [];
  readonly #console: ConsoleLine[] = [];
  readonly #notes = new Map<string, TestNote>();
  readonly #slot: RunnerSlot;
  readonly #limitMs: number;
  readonly #limit: Timer;
  #deadline: Timer | null = null;
  #startedMs = 0;
  #place: Place = "idle";
  #phase: TestRunPhase = "running";
  #error: TrialError | null = null;
  /** The last one with a value, which is repeated. */
  #last: TrialOutcome | null = null;
  #repeating: LoneTrial | null = null;
  #repeat: TestRepeat | null = null;
  #resolve: (run: TestRun) => void = () => {};

  constructor(options: TestRunOptions) {
    this.#options = options;
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#limitMs = Math.max(TEST_RUN_LIMIT_MS, 2 * options.trialTimeoutMs);
    this.#limit = options.clock.setTimer(this.#limitMs, () => this.#overLimit());
    this.#slot = options.runner.openSlot(options.program, {
      onReady: () => this.#runNext(),
      onLoadFailed: (error) => this.#endTrials("done", error),
      onFinished: (outcomes) => this.#finished(outcomes),
      onReport: () => {},
      onLost: (error) => this.#lost(error),
      onConsole: (lines) => this.#hear(lines),
    });
  }

  stop(): void {
    this.#endTrials("stopped");
    this.#phase = "stopped";
    const found = this.#repeat ?? ({ kind: "not-run", why: "stopped" } as const);
    if (this.#repeating !== null) this.#endRepeat(found, this.#repeating.stop());
  }

  get #soFar(): TestRun {
    return {
      asked: this.#options.count,
      trials: [...this.#trials],
      error: this.#error,
      phase: this.#phase,
      repeat: this.#repeat,
      console: [...this.#console],
      notes: [...this.#notes.values()],
    };
  }

  #runNext(): void {
    if (this.#place !== "idle") return;
    const { clock, trialTimeoutMs } = this.#options;
    this.#place = "trial";
    this.#startedMs = clock.nowMs();
    this.#deadline = clock.setTimer(trialTimeoutMs, () => this.#overTime());
    const proposal = this.#proposal(this.#proposals.length);
    this.#proposals.push(proposal);
    this.#slot.run({ proposals: [proposal], pruner: { kind: "nop" } });
  }

  #finished(outcomes: readonly TrialOutcome[]): void {
    const [outcome] = outcomes;
    if (this.#place !== "trial" || outcome === undefined) return;
    if (outcome.state === "complete") this.#last = outcome;
    const { state, values, durationMs, error, constraints } = outcome;
    const metrics = lastMetrics(outcome);
    this.#note({
      params: paramsOf(outcome),
      state,
      values,
      durationMs,
      error,
      ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
      ...(Object.keys(metrics).length === 0 ? {} : { metrics }),
    });
    if (this.#trials.length >= this.#options.count) this.#endTrials("done");
    else this.#runNext();
  }

  /** The slot begins anew by itself and says when it is ready. */
  #lost(error: TrialError): void {
    if (this.#place !== "trial") return;
    this.#noteUnfinished(error);
    if (this.#trials.length >= this.#options.count) this.#endTrials("done");
  }

  /** The others would hardly be quicker, and the author has something to mend first. */
  #overTime(): void {
    const seconds = this.#options.trialTimeoutMs / 1000;
    this.#noteUnfinished(timeoutError(`The trial ran longer than ${seconds} s and was stopped.`));
    this.#endTrials("timeout");
  }

  #overLimit(): void {
    const isEmpty = this.#trials.length === 0;
    this.#endTrials(
      "limit",
      isEmpty ? timeoutError(`The objective did not load within ${this.#limitMs / 1000} s.`) : null,
    );
  }

  #note(trial: TestRun["trials"][number]): void {
    this.#deadline?.cancel();
    this.#place = "idle";
    this.#trials.push(trial);
    this.#options.onProgress?.(this.#soFar);
  }

  #noteUnfinished(error: TrialError): void {
    const durationMs = this.#options.clock.nowMs() - this.#startedMs;
    this.#note({ params: {}, state: "failed", values: [], durationMs, error });
  }

  #hear(lines: readonly ConsoleLine[]): void {
    for (const line of lines) {
      if (line.level === "note" || line.level === "steps") {
        const about = line.level === "steps" ? "steps" : "other";
        if (this.#notes.size < MAX_NOTES) this.#notes.set(line.text, { about, text: line.text });
      } else if (this.#console.length < MAX_CONSOLE_LINES) this.#console.push(line);
    }
  }

  #endTrials(how: TestRunPhase, error: TrialError | null = null): void {
    if (this.#place === "repeat" || this.#place === "over") return;
    this.#place = "repeat";
    this.#phase = how;
    this.#error = error;
    this.#limit.cancel();
    this.#deadline?.cancel();
    this.#slot
      .close()
      .catch((reason: unknown) => console.warn("The test run's worker did not close.", reason))
      .finally(() => this.#repeatLast());
  }

  /** In a fresh worker: what an objective keeps between trials is not there, and neither is the time of the first run. */
  #repeatLast(): void {
    const how = this.#phase;
    const last = this.#last;
    const first = last === null ? undefined : this.#proposals[last.number];
    if (last === null || first === undefined) this.#settle();
    else if (how === "stopped") this.#endRepeat({ kind: "not-run", why: "stopped" });
    else if (how === "limit" || this.#trials.some(({ durationMs }) => durationMs >= MAX_REPEATED_MS))
      this.#endRepeat({ kind: "not-run", why: "slow" });
    else {
      this.#phase = "repeating";
      const { program } = this.#options;
      this.#again(last, first.seed, 0, (again) => {
        const found = comparison(last, again);
        // Of a variant there is one run: nobody could take the mean of several.
        if (found.kind !== "same" || program.trainable !== undefined) {
          this.#phase = how;
          this.#endRepeat(found);
        } else this.#runFreshly(last, found, how);
      });
      this.#options.onProgress?.(this.#soFar);
    }
  }

  /** What repeats with the same chance may still be noisy: with another one it says so. */
  #runFreshly(last: TrialOutcome, same: SameRepeat, how: TestRunPhase): void {
    this.#repeat = same;
    this.#again(last, this.#options.nextUint32(), 1, (fresh) => {
      this.#phase = how;
      this.#endRepeat({ ...same, noise: noiseOf(last, fresh) });
    });
  }

  /** `time`: how often it was run again before. */
  #again(last: TrialOutcome, seed: number, time: number, onEnded: (outcome: TrialOutcome | TrialError) => void): void {
    const first = this.#proposals[last.number];
    if (first === undefined) return;
    const { runner, program, clock, count } = this.#options;
    // Another number, as it would have in another tab.
    const proposal: Proposal = { ...first, seed, number: count + time, space: last.space, values: last.params };
    this.#repeating = new LoneTrial({ runner, program, clock, proposal, limitMs: REPEAT_LIMIT_MS, onEnded });
  }

  #endRepeat(repeat: TestRepeat, gone: Promise<void> = Promise.resolve()): void {
    if (this.#place === "over") return;
    this.#repeat = repeat;
    gone
      .catch((reason: unknown) => console.warn("The repeated trial's worker did not close.", reason))
      .finally(() => this.#settle());
    this.#place = "over";
  }

  #settle(): void {
    this.#place = "over";
    this.#resolve(this.#soFar);
  }

  /**
   * Proposes nothing: every parameter is drawn from the trial's own stream, which is the random sampler. Only variants come
   * in their order.
   */
  #proposal(number: number): Proposal {
    const { trainable } = this.#options.program;
    return {
      number,
      seed: this.#options.nextUint32(),
      space: { names: [], distributions: [] },
      values: [],
      fixed: trainable === undefined ? null : { [VARIANT_PARAM]: number % trainable.trials },
      mixtures: null,
      foreignKnown: 0,
      repeatOf: null,
    };
  }
}

type SameRepeat = Extract<TestRepeat, { readonly kind: "same" }>;

/** A failure with fresh chance says nothing of the value. */
function noiseOf(first: TrialOutcome, fresh: TrialOutcome | TrialError): TestNoise | null {
  if ("kind" in fresh || fresh.state !== "complete") return null;
  const isSame = fresh.values.every((value, i) => value === first.values[i]);
  return isSame ? null : { first: first.values, fresh: fresh.values };
}

function comparison(first: TrialOutcome, again: TrialOutcome | TrialError): TestRepeat {
  const trial = first.number + 1;
  const differs = { kind: "differs", trial, first: first.values } as const;
  if ("kind" in again) return { ...differs, again: null, error: again };
  if (again.state !== "complete") return { ...differs, again: null, error: again.error };
  const isSame = again.values.every((value, i) => value === first.values[i]);
  return isSame ? { kind: "same", trial, noise: null } : { ...differs, again: again.values, error: null };
}

/** The test run of a text that is no objective: nothing ran. */
export const unreadableRun = (asked: number, error: TrialError): TestRun => ({
  asked,
  trials: [],
  error,
  phase: "done",
  repeat: null,
  console: [],
  notes: [],
});

const timeoutError = (message: string): TrialError => ({ kind: "timeout", message, line: null, column: null });

/** The last value of each further metric, by name. */
const lastMetrics = ({ metrics }: TrialOutcome): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(metrics).flatMap(([name, curve]) => {
      const last = curve.at(-1);
      return last === undefined ? [] : [[name, last[1]] as const];
    }),
  );
