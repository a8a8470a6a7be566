import type { Clock, ObjectiveProgram, RunnerSlot, Timer, TrialRunner } from "../../agent/ports.ts";
import type { Json } from "../../study/json.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";

/** The jail gives up on an objective that does not load in 10 s, and on a slow seed there may be a jail to fetch before. */
const LOAD_LIMIT_MS = 30_000;

export interface LoneTrialOptions {
  readonly runner: TrialRunner;
  readonly program: ObjectiveProgram;
  readonly proposal: Proposal;
  readonly clock: Clock;
  /** How long it may run; that its worker loads does not count. */
  readonly limitMs: number;
  /** How it ended, or why it did not; and what it showed, if it was watched. Called once, when the worker is gone; not after `stop`. */
  readonly onEnded: (outcome: TrialOutcome | TrialError, frames: readonly Json[]) => void;
}

/** Runs one trial in a worker of its own, which nothing ran in before. */
export class LoneTrial {
  readonly #options: LoneTrialOptions;
  readonly #slot: RunnerSlot;
  #limit: Timer;
  #frames: readonly Json[] = [];
  #ended = false;

  constructor(options: LoneTrialOptions) {
    this.#options = options;
    const { runner, program } = options;
    this.#limit = this.#limitOf(LOAD_LIMIT_MS, "The objective did not load");
    this.#slot = runner.openSlot(program, {
      onReady: () => this.#run(),
      onLoadFailed: (error) => this.#end(error),
      onFinished: ([outcome]) => {
        if (outcome !== undefined) this.#end(outcome);
      },
      onReport: () => {},
      onLost: (error) => this.#end(error),
      onFrames: (_number, frames) => {
        this.#frames = frames;
      },
    });
  }

  /** Resolves when the worker is gone. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#limit.cancel();
    await this.#slot.close();
  }

  #run(): void {
    if (this.#ended) return;
    const { proposal, limitMs } = this.#options;
    this.#limit.cancel();
    this.#limit = this.#limitOf(limitMs, "It did not end");
    this.#slot.run({ proposals: [proposal], pruner: { kind: "nop" } });
  }

  #limitOf(limitMs: number, what: string): Timer {
    const message = `${what} within ${limitMs / 1_000} s.`;
    return this.#options.clock.setTimer(limitMs, () =>
      this.#end({ kind: "timeout", message, line: null, column: null }),
    );
  }

  #end(outcome: TrialOutcome | TrialError): void {
    if (this.#ended) return;
    const frames = this.#frames;
    this.stop()
      .catch((reason: unknown) => console.warn("A lone trial's worker did not close.", reason))
      .finally(() => this.#options.onEnded(outcome, frames));
  }
}
