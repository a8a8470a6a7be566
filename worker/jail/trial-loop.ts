import { finishReturned, finishThrown } from "../../study/finish.ts";
import type { PrunerSnapshot } from "../../study/proposal.ts";
import { TrialContext, type TrialSetting } from "../../study/suggest.ts";
import type { TrialOutcome } from "../../study/trial.ts";
import type { JailBatch, JailProposal } from "./batch-codec.ts";
import type { Position } from "./error-position.ts";
import {
  CHUNK_INTERVAL_MS,
  MAX_CHUNK_NUMBERS,
  MAX_CHUNK_TRIALS,
  MAX_WAITING_REPORTS,
  REPORT_INTERVAL_MS,
} from "./jail-limits.ts";
import { MESSAGE_KIND, packMessage } from "./message-bytes.ts";
import { OutcomeWriter } from "./outcome-writer.ts";

/** What the loop needs of the worker it runs in. */
export interface LoopWorld {
  readonly objective: (trial: TrialContext) => unknown;
  readonly directions: TrialSetting["directions"];
  nowMs(): number;
  send(bytes: ArrayBuffer): void;
  /** How many messages sent the engine has not taken yet, as far as known: while an objective runs, nothing is heard. */
  unacknowledged(): number;
  /** Lets waiting messages in, and waits while the engine is behind. */
  pause(): Promise<void>;
  positionOf(thrown: unknown): Position | null;
}

/** Runs a batch's trials one after the other and sends their outcomes in chunks. */
export class TrialLoop {
  /** The running trial, whose stream `Math.random` is. */
  current: TrialContext | null = null;
  readonly #world: LoopWorld;
  readonly #setting: TrialSetting;
  readonly #writer: OutcomeWriter;
  #lastFlushMs: number;
  #lastReportMs = Number.NEGATIVE_INFINITY;

  constructor(world: LoopWorld) {
    this.#world = world;
    this.#setting = { directions: world.directions, pruner: { kind: "nop" } };
    this.#writer = new OutcomeWriter((bytes) => world.send(bytes));
    this.#lastFlushMs = world.nowMs();
  }

  refreshPruner(snapshot: PrunerSnapshot): void {
    this.#setting.pruner = snapshot;
  }

  async run(batch: JailBatch): Promise<void> {
    this.refreshPruner(batch.pruner);
    this.#lastFlushMs = this.#world.nowMs();
    let startMs = this.#lastFlushMs;
    for (const proposal of batch.proposals) {
      const trial = this.#begin(proposal);
      const ended = this.#call(trial, startMs);
      const outcome = "then" in ended ? await ended : ended;
      this.current = null;
      this.#writer.add(outcome);
      startMs = this.#world.nowMs();
      if (startMs - this.#lastFlushMs >= CHUNK_INTERVAL_MS || this.#isFull()) {
        this.#writer.flush();
        await this.#world.pause();
        startMs = this.#world.nowMs();
        this.#lastFlushMs = startMs;
      }
    }
    this.#writer.flush();
  }

  #isFull(): boolean {
    return this.#writer.trials >= MAX_CHUNK_TRIALS || this.#writer.length >= MAX_CHUNK_NUMBERS;
  }

  #begin(proposal: JailProposal): TrialContext {
    const trial = new ReportingTrial({ ...proposal, foreignKnown: 0, retryOf: null }, this.#setting, (step, value) =>
      this.#report(proposal.number, step, value),
    );
    this.current = trial;
    return trial;
  }

  /** A promise only if the objective gave one: awaiting costs more than a cheap trial. */
  #call(trial: TrialContext, startMs: number): TrialOutcome | Promise<TrialOutcome> {
    try {
      const returned = this.#world.objective(trial);
      if (isThenable(returned)) return this.#settle(trial, returned, startMs);
      return finishReturned(trial, returned, this.#world.nowMs() - startMs);
    } catch (error) {
      return this.#thrown(trial, error, startMs);
    }
  }

  async #settle(trial: TrialContext, promise: PromiseLike<unknown>, startMs: number): Promise<TrialOutcome> {
    try {
      const returned = await promise;
      return finishReturned(trial, returned, this.#world.nowMs() - startMs);
    } catch (error) {
      return this.#thrown(trial, error, startMs);
    }
  }

  #thrown(trial: TrialContext, error: unknown, startMs: number): TrialOutcome {
    return finishThrown(trial, error, this.#world.nowMs() - startMs, this.#world.positionOf(error));
  }

  /** Seldomer the longer nothing is heard of the engine, so that no honest objective ever looks like a flood. */
  #report(trialNumber: number, step: number, value: number): void {
    const waiting = this.#world.unacknowledged();
    const nowMs = this.#world.nowMs();
    if (nowMs - this.#lastReportMs < REPORT_INTERVAL_MS * (1 + waiting)) return;
    // After its end a trial is nobody's business: something in the objective was not awaited.
    if (waiting >= MAX_WAITING_REPORTS || this.current?.number !== trialNumber) return;
    this.#lastReportMs = nowMs;
    this.#world.send(packMessage(MESSAGE_KIND.report, undefined, Float64Array.of(trialNumber, step, value)));
  }
}

class ReportingTrial extends TrialContext {
  readonly #onReport: (step: number, value: number) => void;

  constructor(
    proposal: ConstructorParameters<typeof TrialContext>[0],
    setting: TrialSetting,
    onReport: (step: number, value: number) => void,
  ) {
    super(proposal, setting);
    this.#onReport = onReport;
  }

  override report(value: number, step: number): void {
    super.report(value, step);
    this.#onReport(step, value);
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
