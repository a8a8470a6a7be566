import type { Clock, ObjectiveProgram, RunnerSlot, SlotEvents, TrialBatch, TrialRunner } from "../../agent/ports.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";

/** A point as one text. */
export const pointKey = (params: readonly ParamValue[]): string => JSON.stringify(params);

/** What a tab ran, counted between its agent and its jail: whatever the agent says of itself has no part in it. */
export class CountingRunner implements TrialRunner {
  readonly #inner: TrialRunner;
  readonly #clock: Clock;
  /** Points of its own trials, by `pointKey`; repeats of others' are not among them. */
  readonly points: string[] = [];
  /** The least value of them; of several objectives, the least sum. */
  best = Number.POSITIVE_INFINITY;
  bestParams: readonly ParamValue[] | null = null;
  trialMs = 0;
  /** Repeats of others' trials while its own rounds lasted, and the time they took. */
  checks = 0;
  checkMs = 0;
  #busy = 0;
  #idleSinceMs: number;
  #longestIdleMs = 0;
  #roundsLast = true;

  constructor(inner: TrialRunner, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#idleSinceMs = clock.nowMs();
  }

  openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
    let running: TrialBatch | null = null;
    const rest = (): void => {
      if (running !== null && --this.#busy === 0) this.#idleSinceMs = this.#clock.nowMs();
      running = null;
    };
    let left = 0;
    const slot = this.#inner.openSlot(program, {
      onReady: () => events.onReady(),
      onLoadFailed: (error) => events.onLoadFailed(error),
      onReport: (number, step, value) => events.onReport(number, step, value),
      onFinished: (outcomes) => {
        if (running !== null) this.#count(outcomes, running);
        left -= outcomes.length;
        if (left <= 0) rest();
        events.onFinished(outcomes);
      },
      onLost: (error) => {
        rest();
        events.onLost(error);
      },
      onGivenUp: (sentence) => {
        rest();
        events.onGivenUp?.(sentence);
      },
    });
    return {
      run: (batch: TrialBatch) => {
        this.#noteIdle();
        [running, left] = [batch, batch.proposals.length];
        this.#busy++;
        slot.run(batch);
      },
      refreshPruner: (snapshot: TrialBatch["pruner"]) => slot.refreshPruner(snapshot),
      restart: (error: TrialError) => slot.restart(error),
      close: () => {
        rest();
        return slot.close();
      },
    };
  }

  /** From now on it owes nobody anything. */
  endRounds(): void {
    this.#noteIdle();
    this.#roundsLast = false;
  }

  /** It was wrong: there is work left, and was all the time. */
  goOn(): void {
    this.#roundsLast = true;
  }

  /** The longest time in which nothing ran here while there was work left. */
  longestIdleMs(): number {
    this.#noteIdle();
    return this.#longestIdleMs;
  }

  #noteIdle(): void {
    if (this.#busy > 0 || !this.#roundsLast) return;
    const nowMs = this.#clock.nowMs();
    this.#longestIdleMs = Math.max(this.#longestIdleMs, nowMs - this.#idleSinceMs);
  }

  #count(outcomes: readonly TrialOutcome[], { pruner }: TrialBatch): void {
    for (const { params, values, durationMs } of outcomes) {
      // Nothing else replays how a trial was stopped.
      if (pruner.kind === "replay") {
        if (!this.#roundsLast) continue;
        this.checks++;
        this.checkMs += durationMs;
      } else {
        this.points.push(pointKey(params));
        const value = values.length === 0 ? Number.POSITIVE_INFINITY : values.reduce((sum, one) => sum + one, 0);
        if (value < this.best) [this.best, this.bestParams] = [value, params];
        this.trialMs += durationMs;
      }
    }
  }
}
