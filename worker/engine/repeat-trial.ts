import type { Clock, ObjectiveProgram, RunnerSlot, Timer, TrialRunner } from "../../agent/ports.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";

/** The first time it took less than 10 s; one that takes three times as long now, loading included, is not the same. */
const REPEAT_LIMIT_MS = 30_000;

export interface RepeatOptions {
  readonly runner: TrialRunner;
  readonly program: ObjectiveProgram;
  readonly proposal: Proposal;
  readonly clock: Clock;
  /** How it ended, or why it did not. Called once, when the worker is gone; not after `stop`. */
  readonly onEnded: (outcome: TrialOutcome | TrialError) => void;
}

/** Runs one trial in a worker of its own, which nothing ran in before. */
export class RepeatedTrial {
  readonly #onEnded: RepeatOptions["onEnded"];
  readonly #slot: RunnerSlot;
  readonly #limit: Timer;
  #ended = false;

  constructor({ runner, program, proposal, clock, onEnded }: RepeatOptions) {
    this.#onEnded = onEnded;
    this.#limit = clock.setTimer(REPEAT_LIMIT_MS, () =>
      this.#end({
        kind: "timeout",
        message: `It did not end within ${REPEAT_LIMIT_MS / 1_000} s.`,
        line: null,
        column: null,
      }),
    );
    this.#slot = runner.openSlot(program, {
      onReady: () => {
        if (!this.#ended) this.#slot.run({ proposals: [proposal], pruner: { kind: "nop" } });
      },
      onLoadFailed: (error) => this.#end(error),
      onFinished: ([outcome]) => {
        if (outcome !== undefined) this.#end(outcome);
      },
      onReport: () => {},
      onLost: (error) => this.#end(error),
    });
  }

  /** Resolves when the worker is gone. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#limit.cancel();
    await this.#slot.close();
  }

  #end(outcome: TrialOutcome | TrialError): void {
    if (this.#ended) return;
    this.stop()
      .catch((reason: unknown) => console.warn("The repeated trial's worker did not close.", reason))
      .finally(() => this.#onEnded(outcome));
  }
}
