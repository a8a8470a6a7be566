import { finishReturned, finishThrown, finishUnreadable } from "../../../study/trial/finish.ts";
import type { PrunerSnapshot } from "../../../study/trial/proposal.ts";
import { TrialContext, type TrialSetting } from "../../../study/trial/suggest.ts";
import type { TrialOutcome } from "../../../study/trial/trial.ts";
import type { Reported } from "../../../study/trial/trial-reports.ts";
import type { JailBatch, JailProposal } from "../wire/batch-codec.ts";
import {
  CHUNK_INTERVAL_MS,
  MAX_CHUNK_NUMBERS,
  MAX_CHUNK_TRIALS,
  MAX_WAITING_REPORTS,
  REPORT_INTERVAL_MS,
} from "../wire/jail-limits.ts";
import { MESSAGE_KIND, packMessage } from "../wire/message-bytes.ts";
import { OUTCOME_HEAD, OutcomeWriter } from "../wire/outcome-writer.ts";
import { framesMessages } from "../wire/shown-frames.ts";
import type { Position } from "./error-position.ts";

/** What the loop needs of the worker it runs in. */
export interface LoopWorld {
  readonly objective: (trial: TrialContext) => unknown;
  readonly directions: TrialSetting["directions"];
  readonly names?: TrialSetting["names"];
  readonly ends?: TrialSetting["ends"];
  nowMs(): number;
  send(bytes: ArrayBuffer): void;
  /** How many messages sent the engine has not taken yet, as far as known: while an objective runs, nothing is heard. */
  unacknowledged(): number;
  /** Lets waiting messages in, and waits while the engine is behind. */
  pause(): Promise<void>;
  positionOf(thrown: unknown): Position | null;
  /** Told of each trial's end, before anybody else is; never throws. */
  readonly onEnded?: (trial: TrialContext) => void;
}

/** Runs a batch's trials one after the other and sends their outcomes in chunks. */
export class TrialLoop {
  /** The running trial, whose stream `Math.random` is. */
  current: TrialContext | null = null;
  readonly #world: LoopWorld;
  readonly #setting: TrialSetting;
  #writer: OutcomeWriter;
  /** How the current trial ended; null if that could not be read. */
  #ended: TrialOutcome | null = null;
  /** Numbers of the trials the writer holds. */
  #waiting: number[] = [];
  /** Trials of the batch that have been sent. */
  #told = 0;
  readonly #unreadable: Uint8Array;
  #lastFlushMs: number;
  #lastReportMs = Number.NEGATIVE_INFINITY;

  constructor(world: LoopWorld) {
    this.#world = world;
    const { directions, names, ends } = world;
    this.#setting = { directions, names, ends, pruner: { kind: "nop" } };
    this.#unreadable = unreadableMessage();
    this.#writer = this.#newWriter();
    this.#lastFlushMs = world.nowMs();
  }

  refreshPruner(snapshot: PrunerSnapshot): void {
    this.#setting.pruner = snapshot;
  }

  /**
   * Every trial of the batch is told, in order, whatever its objective does to the trial or to the language's objects; or it
   * throws, or fewer are told than there are. Gives how many were.
   */
  async run(batch: JailBatch): Promise<number> {
    this.#told = 0;
    this.refreshPruner(batch.pruner);
    this.#lastFlushMs = this.#world.nowMs();
    let startMs = this.#lastFlushMs;
    let left = batch.proposals.length;
    for (const proposal of batch.proposals) {
      const settling = this.#call(proposal, startMs);
      if (settling !== null) await settling;
      if (proposal.isWatched === true && this.current !== null) this.#show(this.current, proposal.number);
      if (this.current !== null) this.#world.onEnded?.(this.current);
      this.current = null;
      this.#tell(proposal.number);
      startMs = this.#world.nowMs();
      // Once the last is told the next batch may come at any moment: nothing of this one may be left to wait for.
      left -= 1;
      if (left === 0) break;
      if (startMs - this.#lastFlushMs >= CHUNK_INTERVAL_MS || this.#isFull()) {
        this.#flush();
        await this.#world.pause();
        startMs = this.#world.nowMs();
        this.#lastFlushMs = startMs;
      }
    }
    this.#flush();
    return this.#told;
  }

  /** Before its outcome, so that nobody waits for more once that is there. */
  #show(trial: TrialContext, number: number): void {
    try {
      for (const bytes of framesMessages(number, trial.frames)) this.#world.send(bytes);
    } catch {
      // The objective changed its trial, or the objects that writing needs: it has shown nothing.
    }
  }

  #newWriter(): OutcomeWriter {
    return new OutcomeWriter((bytes) => {
      this.#told += this.#waiting.length;
      this.#waiting = [];
      this.#world.send(bytes);
    });
  }

  #tell(number: number): void {
    const ended = this.#ended;
    this.#ended = null;
    try {
      this.#writer.add(ended === null || ended.number !== number ? finishUnreadable(number, 0) : ended);
      this.#waiting.push(number);
    } catch {
      this.#flush();
      this.#sendUnreadable(number);
    }
  }

  #flush(): void {
    try {
      this.#writer.flush();
    } catch {
      // What waits cannot be written any more: someone changed the objects that writing needs.
      const lost = this.#waiting;
      this.#waiting = [];
      this.#writer = this.#newWriter();
      for (let i = 0; i < lost.length; i++) this.#sendUnreadable(lost[i] ?? 0);
    }
  }

  /** Needs nothing but memory: the message was made before any objective ran. */
  #sendUnreadable(number: number): void {
    const bytes = new Uint8Array(this.#unreadable.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.#unreadable[i] ?? 0;
    const row = new Float64Array(bytes.buffer, bytes.length - OUTCOME_HEAD * 8);
    row[0] = number;
    this.#told += 1;
    this.#world.send(bytes.buffer);
  }

  #isFull(): boolean {
    return this.#writer.trials >= MAX_CHUNK_TRIALS || this.#writer.length >= MAX_CHUNK_NUMBERS;
  }

  #begin(proposal: JailProposal): TrialContext {
    const trial = new ReportingTrial({ ...proposal, foreignKnown: 0, repeatOf: null }, this.#setting, (step, value) =>
      this.#report(proposal.number, step, value),
    );
    this.current = trial;
    return trial;
  }

  /** A promise only if the objective gave one: awaiting costs more than a cheap trial. How it ended is in `#ended`. */
  #call(proposal: JailProposal, startMs: number): Promise<void> | null {
    const trial = this.#begin(proposal);
    try {
      const returned = this.#world.objective(trial);
      if (isThenable(returned)) return this.#settle(trial, returned, startMs);
      this.#ended = finishReturned(trial, returned, this.#world.nowMs() - startMs);
    } catch (error) {
      this.#endThrown(trial, error, startMs);
    }
    return null;
  }

  async #settle(trial: TrialContext, promise: PromiseLike<unknown>, startMs: number): Promise<void> {
    try {
      const returned = await promise;
      this.#ended = finishReturned(trial, returned, this.#world.nowMs() - startMs);
    } catch (error) {
      this.#endThrown(trial, error, startMs);
    }
  }

  #endThrown(trial: TrialContext, error: unknown, startMs: number): void {
    try {
      this.#ended = finishThrown(trial, error, this.#world.nowMs() - startMs, this.#world.positionOf(error));
    } catch {
      this.#ended = null;
    }
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

  override report(value: Reported, step: number): void {
    this.#hear(step, () => super.report(value, step));
  }

  override reportEvenly(value: Readonly<Record<string, number>>, step: number): void {
    this.#hear(step, () => super.reportEvenly(value, step));
  }

  /** Tells what was kept, also where the trial ends by it. */
  #hear(step: number, report: () => void): void {
    const before = this.intermediate.at(-1);
    try {
      report();
    } finally {
      const last = this.intermediate.at(-1);
      if (last !== undefined && last !== before && last[0] === step) this.#onReport(step, last[1]);
    }
  }
}

/** A message with one trial that cannot be read, whose row (without params and reports) stands at its end. */
function unreadableMessage(): Uint8Array {
  let message = new Uint8Array(0);
  const writer = new OutcomeWriter((bytes) => {
    message = new Uint8Array(bytes);
  });
  writer.add(finishUnreadable(0, 0));
  writer.flush();
  return message;
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
