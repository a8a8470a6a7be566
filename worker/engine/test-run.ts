import type { Clock, ObjectiveProgram, RunnerSlot, Timer, TrialRunner } from "../../agent/ports.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { paramsOf, type TrialError, type TrialOutcome } from "../../study/trial/trial.ts";
import { TEST_RUN_LIMIT_MS, type TestRun } from "./engine-api.ts";

export interface TestRunOptions {
  readonly runner: TrialRunner;
  readonly program: ObjectiveProgram;
  readonly count: number;
  readonly trialTimeoutMs: number;
  readonly clock: Clock;
  /** Fresh chance: every test run tries other parameters. */
  readonly nextUint32: () => number;
}

/** A few trials of an objective nobody has published, with parameters drawn at random. */
export interface RunningTest {
  /** Settles within `TEST_RUN_LIMIT_MS`. Never rejects because of the objective. */
  readonly result: Promise<TestRun>;
  /** Ends it now, with what is finished. */
  stop(): void;
}

export function startTestRun(options: TestRunOptions): RunningTest {
  const run = new Run(options);
  return { result: run.result, stop: () => run.end(null) };
}

class Run {
  readonly result: Promise<TestRun>;
  readonly #options: TestRunOptions;
  readonly #trials: TestRun["trials"][number][] = [];
  readonly #slot: RunnerSlot;
  readonly #limit: Timer;
  #deadline: Timer | null = null;
  #startedMs = 0;
  #next = 0;
  #ended = false;
  #resolve: (run: TestRun) => void = () => {};

  constructor(options: TestRunOptions) {
    this.#options = options;
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#limit = options.clock.setTimer(TEST_RUN_LIMIT_MS, () => this.#overLimit());
    this.#slot = options.runner.openSlot(options.program, {
      onReady: () => this.#runNext(),
      onLoadFailed: (error) => this.end(error),
      onFinished: (outcomes) => this.#finished(outcomes),
      onReport: () => {},
      onLost: (error) => this.#lost(error),
    });
  }

  end(failure: TrialError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#limit.cancel();
    this.#deadline?.cancel();
    this.#slot
      .close()
      .catch((reason: unknown) => console.warn("The test run's worker did not close.", reason))
      .finally(() => this.#resolve({ trials: this.#trials, error: failure }));
  }

  #runNext(): void {
    if (this.#ended) return;
    if (this.#next >= this.#options.count) {
      this.end(null);
      return;
    }
    const { clock, trialTimeoutMs } = this.#options;
    this.#startedMs = clock.nowMs();
    this.#deadline = clock.setTimer(trialTimeoutMs, () =>
      this.#slot.restart(timeoutError(`The trial ran longer than ${trialTimeoutMs / 1000} s and was stopped.`)),
    );
    this.#slot.run({ proposals: [this.#proposal(this.#next++)], pruner: { kind: "nop" } });
  }

  #finished(outcomes: readonly TrialOutcome[]): void {
    this.#deadline?.cancel();
    for (const outcome of outcomes) {
      const { state, values, durationMs, error } = outcome;
      this.#trials.push({ params: paramsOf(outcome), state, values, durationMs, error });
    }
    this.#runNext();
  }

  /** The slot begins anew by itself and says when it is ready. */
  #lost(error: TrialError): void {
    this.#deadline?.cancel();
    if (this.#trials.length < this.#next) this.#addUnfinished(error);
  }

  #overLimit(): void {
    const seconds = TEST_RUN_LIMIT_MS / 1000;
    if (this.#trials.length < this.#next) {
      this.#addUnfinished(timeoutError(`The test run was stopped after ${seconds} s.`));
    }
    this.end(this.#trials.length > 0 ? null : timeoutError(`The objective did not load within ${seconds} s.`));
  }

  #addUnfinished(error: TrialError): void {
    const durationMs = this.#options.clock.nowMs() - this.#startedMs;
    this.#trials.push({ params: {}, state: "failed", values: [], durationMs, error });
  }

  /** Proposes nothing: every parameter is drawn from the trial's own stream, which is the random sampler. */
  #proposal(number: number): Proposal {
    return {
      number,
      seed: this.#options.nextUint32(),
      space: { names: [], distributions: [] },
      values: [],
      fixed: null,
      mixtures: null,
      foreignKnown: 0,
      retryOf: null,
    };
  }
}

const timeoutError = (message: string): TrialError => ({ kind: "timeout", message, line: null, column: null });
