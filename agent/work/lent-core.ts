import { LiveReports } from "../../study/trial/live-reports.ts";
import type { Proposal, PrunerSnapshot } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import type { Clock, ObjectiveProgram, RunnerSlot, TrialRunner } from "../ports.ts";

/** A worker that is not there by then is asked for anew: a page that loads on a slow machine needs seconds, not this. */
export const READY_WITHIN_MS = 30_000;

export interface LentCoreHooks {
  /** Nothing runs here: give it work. Also called once when the slot becomes ready. */
  onFree(core: LentCore): void;
  /** `proposals` are those of `outcomes`, in the same order. Called before `onFree`. */
  onFinished(core: LentCore, outcomes: readonly TrialOutcome[], proposals: readonly Proposal[]): void;
  /** The worker was lost with these unfinished; the first of them was running. */
  onLost(core: LentCore, error: TrialError, unfinished: readonly Proposal[], running: RunningTrial | null): void;
  onLoadFailed(error: TrialError): void;
  /** Nothing runs here any more until a person decides. */
  onGivenUp(sentence: string): void;
}

/** How far a trial is that runs here. */
export interface RunningTrial {
  readonly proposal: Proposal;
  readonly ranMs: number;
  /** Of its last report; null before the first. */
  readonly step: number | null;
  /** Of its first objective there. */
  readonly value: number | null;
}

const NO_PROPOSALS: readonly Proposal[] = [];

/** One slot of the runner, with the batch it runs and the time by which something must have come back. */
export class LentCore {
  readonly #slot: RunnerSlot;
  readonly #clock: Clock;
  readonly #hooks: LentCoreHooks;
  #batch: readonly Proposal[] = NO_PROPOSALS;
  #handed = 0;
  #done = 0;
  #ready = false;
  #closed = false;
  #startedMs: number;
  /** Of the trial that reported last. */
  #reportOf = -1;
  #reports = new LiveReports();
  /** Since the batch began or its last outcome came. */
  #progressMs: number;
  /** Since when its first unfinished trial runs. */
  #trialMs = 0;

  constructor(runner: TrialRunner, program: ObjectiveProgram, clock: Clock, hooks: LentCoreHooks) {
    this.#clock = clock;
    this.#hooks = hooks;
    this.#startedMs = clock.nowMs();
    this.#progressMs = this.#startedMs;
    this.#slot = runner.openSlot(program, {
      onReady: () => this.#onReady(),
      onLoadFailed: (error) => this.#ifOpen(() => hooks.onLoadFailed(error)),
      onFinished: (outcomes) => this.#onFinished(outcomes),
      // Every report comes again with its trial's outcome; until then these say how far the trial is.
      onReport: (number, step, value) => {
        if (number !== this.#reportOf) this.#reports = new LiveReports();
        this.#reportOf = number;
        this.#reports.add(step, value);
      },
      onLost: (error) => this.#onLost(error),
      onGivenUp: (sentence) => this.#ifOpen(() => hooks.onGivenUp(sentence)),
    });
  }

  /** Whether it was ever handed anything. */
  get hasRun(): boolean {
    return this.#handed > 0;
  }

  get isFree(): boolean {
    return this.#ready && !this.#closed && this.#batch.length === 0;
  }

  /** What was handed over and has not come back. */
  get unfinished(): readonly Proposal[] {
    return this.#done === 0 ? this.#batch : this.#batch.slice(this.#done);
  }

  get unfinishedCount(): number {
    return this.#batch.length - this.#done;
  }

  /** Of the newest batch, finished or not. */
  get batchSize(): number {
    return this.#handed;
  }

  get startedMs(): number {
    return this.#startedMs;
  }

  /** The trial that runs, the first unfinished one, and how far it is; null if none does. */
  running(): RunningTrial | null {
    const proposal = this.#batch[this.#done];
    if (proposal === undefined) return null;
    const [step, value] = this.reports?.last ?? [null, null];
    return { proposal, ranMs: this.#clock.nowMs() - this.#trialMs, step, value };
  }

  /** What the trial that runs has reported; null while that is nothing. */
  get reports(): LiveReports | null {
    const proposal = this.#batch[this.#done];
    return proposal !== undefined && proposal.number === this.#reportOf ? this.#reports : null;
  }

  /** Throws if it is not free. */
  run(proposals: readonly Proposal[], pruner: PrunerSnapshot): void {
    if (!this.isFree) throw new Error("This core is not free.");
    this.#batch = proposals;
    this.#handed = proposals.length;
    this.#done = 0;
    this.#reportOf = -1;
    this.#startedMs = this.#clock.nowMs();
    this.#progressMs = this.#startedMs;
    this.#trialMs = this.#startedMs;
    this.#slot.run({ proposals, pruner });
  }

  refreshPruner(pruner: PrunerSnapshot): void {
    if (this.#batch.length > 0) this.#slot.refreshPruner(pruner);
  }

  /** Called often: restarts the worker when nothing came back for `trialTimeoutMs`, or it never became ready. */
  checkDeadline(trialTimeoutMs: number, timeout: TrialError): void {
    if (this.#closed) return;
    const waitedMs = this.#clock.nowMs() - this.#progressMs;
    if (this.#batch.length > 0 && waitedMs >= trialTimeoutMs) this.#restart(timeout);
    else if (!this.#ready && waitedMs >= READY_WITHIN_MS) this.#restart(timeout);
  }

  /** Kills what runs, for good, and returns what was unfinished. */
  close(): { readonly unfinished: readonly Proposal[]; readonly closed: Promise<void> } {
    const { unfinished } = this;
    this.#closed = true;
    this.#batch = NO_PROPOSALS;
    this.#done = 0;
    return { unfinished, closed: this.#slot.close() };
  }

  #restart(error: TrialError): void {
    this.#progressMs = this.#clock.nowMs();
    this.#slot.restart(error);
  }

  #ifOpen(then: () => void): void {
    if (!this.#closed) then();
  }

  #onReady(): void {
    if (this.#closed) return;
    this.#ready = true;
    if (this.isFree) this.#hooks.onFree(this);
  }

  #onFinished(outcomes: readonly TrialOutcome[]): void {
    if (this.#closed || outcomes.length === 0) return;
    const from = this.#done;
    const proposals = this.#batch.slice(from, from + outcomes.length);
    this.#done = from + proposals.length;
    this.#progressMs = this.#clock.nowMs();
    this.#trialMs = this.#progressMs;
    const isWhole = this.#done >= this.#batch.length;
    if (isWhole) {
      this.#batch = NO_PROPOSALS;
      this.#done = 0;
    }
    this.#hooks.onFinished(this, outcomes, proposals);
    if (isWhole && this.isFree) this.#hooks.onFree(this);
  }

  #onLost(error: TrialError): void {
    if (this.#closed) return;
    const { unfinished } = this;
    const running = this.running();
    this.#batch = NO_PROPOSALS;
    this.#done = 0;
    this.#ready = false;
    this.#progressMs = this.#clock.nowMs();
    this.#hooks.onLost(this, error, unfinished, running);
  }
}
