import { finishReturned, finishThrown } from "../../study/trial/finish.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { TrialContext, type TrialSetting } from "../../study/trial/suggest.ts";
import type { Report, TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import type { Clock, ObjectiveProgram, RunnerSlot, SlotEvents, Timer, TrialBatch, TrialRunner } from "../ports.ts";

/** What an objective of the simulation may return besides values: how its worker ends instead. */
export type Mishap =
  | { readonly mishap: "hang" }
  | { readonly mishap: "crash"; readonly error: TrialError }
  | { readonly mishap: "give up"; readonly error: TrialError; readonly sentence: string };

export interface SimulatedObjective {
  /** `attempt`: how often this number has been run before, over all slots. */
  run(trial: TrialContext, attempt: number, proposal: Proposal): number | readonly number[] | Mishap;
  /** Virtual time one trial takes. */
  durationMs(trial: TrialContext, proposal: Proposal): number;
  /** What a trial reported is told while it runs, at even distances; else only with its outcome. */
  readonly tellsReports?: boolean;
}

/** An objective that awaits between its steps, and hears then what others found meanwhile. */
export interface PacedObjective {
  /** Yields the virtual time, in ms, after which it goes on. `isCheck`: a trial of another tab runs again. */
  pace(trial: TrialContext, isCheck: boolean): Generator<number, number>;
}

export interface SimulatedRunnerOptions {
  readonly clock: Clock;
  readonly objective: SimulatedObjective | PacedObjective;
  /** Time to start a worker, at first and after every loss. */
  readonly startMs?: number;
  /** Time a message takes to a worker or back. */
  readonly messageMs?: number;
  /** How many outcomes a worker gathers before it sends them; those it holds are lost with it. */
  readonly outcomesPerMessage?: number;
}

/** Runs objectives in virtual time, and hangs, crashes or dies on demand. */
export class SimulatedRunner implements TrialRunner {
  readonly options: Required<SimulatedRunnerOptions>;
  readonly attempts = new Map<number, number>();
  /** Messages with work, to all slots. */
  batches = 0;
  readonly #slots = new Set<SimulatedSlot>();

  constructor(options: SimulatedRunnerOptions) {
    this.options = { startMs: 20, messageMs: 1, outcomesPerMessage: 1, ...options };
  }

  openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
    const slot = new SimulatedSlot(this, program, events, () => this.#slots.delete(slot));
    this.#slots.add(slot);
    return slot;
  }

  get openSlots(): number {
    return this.#slots.size;
  }

  /** Trials whose workers use the processor at this moment. */
  get busySlots(): number {
    return [...this.#slots].filter((slot) => slot.isBusy).length;
  }

  /** The frame dies with every worker in it, whoever was to blame. */
  loseAll(error: TrialError): void {
    for (const slot of this.#slots) slot.lose(error);
  }
}

class SimulatedSlot implements RunnerSlot {
  readonly #runner: SimulatedRunner;
  readonly #setting: TrialSetting;
  readonly #events: SlotEvents;
  readonly #onClosed: () => void;
  #timer: Timer | null = null;
  #gathered: TrialOutcome[] = [];
  #busy = false;
  #closed = false;

  constructor(runner: SimulatedRunner, program: ObjectiveProgram, events: SlotEvents, onClosed: () => void) {
    this.#runner = runner;
    this.#setting = { directions: program.directions, names: program.names, pruner: { kind: "nop" } };
    this.#events = events;
    this.#onClosed = onClosed;
    this.#start();
  }

  get isBusy(): boolean {
    return this.#busy;
  }

  run(batch: TrialBatch): void {
    if (this.#closed || this.#busy) throw new Error("This slot cannot run a batch now.");
    this.#setting.pruner = batch.pruner;
    this.#runner.batches++;
    this.#gathered = [];
    this.#busy = true;
    this.#after(this.#runner.options.messageMs, () => this.#runFrom(batch.proposals, 0));
  }

  refreshPruner(snapshot: TrialBatch["pruner"]): void {
    this.#setting.pruner = snapshot;
  }

  restart(error: TrialError): void {
    this.lose(error);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#busy = false;
    this.#timer?.cancel();
    this.#onClosed();
  }

  lose(error: TrialError): void {
    if (this.#closed) return;
    this.#timer?.cancel();
    this.#busy = false;
    this.#events.onLost(error);
    this.#start();
  }

  #giveUp(error: TrialError, sentence: string): void {
    this.#busy = false;
    this.#events.onLost(error);
    this.#events.onGivenUp?.(sentence);
  }

  #start(): void {
    this.#after(this.#runner.options.startMs, () => this.#events.onReady());
  }

  /** Each trial after the one before, each taking its duration. */
  #runFrom(proposals: readonly Proposal[], at: number): void {
    const proposal = proposals[at];
    if (proposal === undefined) return;
    const { clock, objective, messageMs } = this.#runner.options;
    const attempt = this.#runner.attempts.get(proposal.number) ?? 0;
    this.#runner.attempts.set(proposal.number, attempt + 1);
    const trial = new TrialContext(proposal, this.#setting);
    if ("pace" in objective) {
      const isCheck = this.#setting.pruner.kind === "replay";
      this.#follow(objective.pace(trial, isCheck), trial, clock.nowMs(), (outcome) =>
        this.#end(outcome, proposals, at),
      );
      return;
    }
    const result = this.#evaluate(objective, trial, attempt, proposal);
    if ("mishap" in result) {
      if (result.mishap === "crash") this.#after(messageMs, () => this.lose(result.error));
      if (result.mishap === "give up") this.#after(messageMs, () => this.#giveUp(result.error, result.sentence));
      return;
    }
    const durationMs = objective.durationMs(trial, proposal);
    const reports = objective.tellsReports === true ? result.intermediate : [];
    const gapMs = durationMs / (reports.length + 1);
    this.#tell(proposal.number, reports, 0, gapMs, () => {
      this.#after(gapMs, () => this.#end({ ...result, durationMs }, proposals, at));
    });
  }

  /** One report after the other, and then what follows. */
  #tell(number: number, reports: readonly Report[], at: number, gapMs: number, then: () => void): void {
    const report = reports[at];
    if (report === undefined) {
      then();
      return;
    }
    this.#after(gapMs, () => {
      this.#events.onReport(number, report[0], report[1]);
      this.#tell(number, reports, at + 1, gapMs, then);
    });
  }

  #end(outcome: TrialOutcome, proposals: readonly Proposal[], at: number): void {
    const { messageMs, outcomesPerMessage } = this.#runner.options;
    const isLast = at === proposals.length - 1;
    const tell = (): void => {
      if (isLast) this.#busy = false;
      this.#gathered.push(outcome);
      if (isLast || this.#gathered.length >= outcomesPerMessage) this.#events.onFinished(this.#gathered.splice(0));
      if (!isLast && !this.#closed) this.#runFrom(proposals, at + 1);
    };
    if (isLast) this.#after(messageMs, tell);
    else tell();
  }

  #follow(
    steps: Generator<number, number>,
    trial: TrialContext,
    startMs: number,
    then: (outcome: TrialOutcome) => void,
  ): void {
    const durationMs = this.#runner.options.clock.nowMs() - startMs;
    try {
      const { done, value } = steps.next();
      if (done === true) then(finishReturned(trial, value, durationMs));
      else this.#after(value, () => this.#follow(steps, trial, startMs, then));
    } catch (thrown) {
      then(finishThrown(trial, thrown, durationMs));
    }
  }

  #evaluate(
    objective: SimulatedObjective,
    trial: TrialContext,
    attempt: number,
    proposal: Proposal,
  ): TrialOutcome | Mishap {
    try {
      const returned = objective.run(trial, attempt, proposal);
      if (typeof returned === "object" && "mishap" in returned) return returned;
      return finishReturned(trial, returned, 0);
    } catch (thrown) {
      return finishThrown(trial, thrown, 0);
    }
  }

  #after(ms: number, then: () => void): void {
    this.#timer = this.#runner.options.clock.setTimer(ms, () => {
      if (!this.#closed) then();
    });
  }
}
