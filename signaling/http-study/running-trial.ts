import type { ParamValue } from "../../study/space/distribution.ts";
import { finishReturned, finishStopped, finishThrown } from "../../study/trial/finish.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { TrialContext, type TrialSetting } from "../../study/trial/suggest.ts";
import type { TrialError, TrialOutcome, TrialPoint } from "../../study/trial/trial.ts";
import { TrialPruned } from "../../study/errors.ts";
import { orMisuse } from "./answer.ts";
import type { PeerId } from "../../swarm/ids.ts";
import { type Suggested, suggestIn } from "./suggested.ts";
import type { RunningRecord } from "./trial-record.ts";

/** What a worker says of a trial beside its values. */
export interface ToldExtras {
  readonly constraints: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly durationMs: number | null;
  /** Of what it was shown in a preview, what it took, in the order in which it asked. */
  readonly suggested: readonly Suggested[];
}

export type Told =
  | { readonly state: "complete"; readonly values: readonly number[] }
  | { readonly state: "pruned" }
  | { readonly state: "failed"; readonly error: TrialError };

/** A trial that runs in some program: the jail's own `TrialContext`, and what it takes to make it anew. */
export class RunningTrial implements TrialPoint {
  readonly log: string;
  readonly numberInLog: number;
  readonly number: number;
  readonly known: number;
  readonly askedMs: number;
  readonly proposal: Proposal;
  readonly #context: TrialContext;
  readonly #suggested: Suggested[];
  readonly #reports: [number, ...number[]][];
  worker: string;
  /** Empty of a trial that an earlier version gave. */
  workerKey: PeerId;
  given: number;
  key: string | null;
  /** By the process's own time. */
  silentFromMs: number;

  constructor(record: RunningRecord, setting: TrialSetting, nowMs: number) {
    this.log = record.log;
    this.numberInLog = record.numberInLog;
    this.number = record.number;
    this.known = record.known;
    this.askedMs = record.askedMs;
    this.proposal = record.proposal;
    this.worker = record.worker;
    this.workerKey = record.workerKey ?? "";
    this.given = record.given;
    this.key = record.key ?? null;
    this.silentFromMs = nowMs;
    this.#context = new TrialContext(record.proposal, setting);
    this.#suggested = [...record.suggested];
    this.#reports = record.reports.map((report) => [...report]);
    for (const suggested of this.#suggested) suggestIn(this.#context, suggested);
    for (const [step, ...values] of this.#reports) this.#note(step, values);
  }

  get space() {
    return this.#context.space.names.length > 0 ? this.#context.space : this.proposal.space;
  }

  get params(): readonly ParamValue[] {
    return this.#context.space.names.length > 0 ? this.#context.params : this.proposal.values;
  }

  /** Throws `MisuseError`. True in `isNew` where there is something to be kept. */
  suggest(suggested: Suggested): { readonly value: ParamValue; readonly isNew: boolean } {
    const before = this.#context.params.length;
    const value = suggestIn(this.#context, suggested);
    const isNew = this.#context.params.length > before;
    if (isNew) this.#suggested.push(suggested);
    return { value, isNew };
  }

  /** False where the step was reported before: the first value stays. Throws `MisuseError`. */
  report(step: number, values: readonly number[]): boolean {
    const before = this.#context.intermediate.length;
    this.#note(step, values);
    const isNew = this.#context.intermediate.length > before;
    if (isNew) this.#reports.push([step, ...values]);
    return isNew;
  }

  shouldPrune(): boolean {
    return this.#context.shouldPrune();
  }

  /** Throws `MisuseError` for constraints and attributes that cannot be. */
  outcome(told: Told, extras: ToldExtras, durationMs: number): TrialOutcome {
    for (const suggested of extras.suggested) this.suggest(suggested);
    for (const [key, value] of Object.entries(extras.constraints)) this.#context.setConstraint(key, value);
    for (const [key, value] of Object.entries(extras.attributes)) this.#context.setUserAttr(key, value);
    if (told.state === "failed") return finishStopped(this.#context, told.error, durationMs);
    if (told.state === "pruned") return finishThrown(this.#context, new TrialPruned(), durationMs);
    return finishReturned(this.#context, told.values, durationMs);
  }

  record(): RunningRecord {
    return {
      number: this.number,
      log: this.log,
      numberInLog: this.numberInLog,
      known: this.known,
      worker: this.worker,
      workerKey: this.workerKey,
      askedMs: this.askedMs,
      given: this.given,
      // They are large, and matter only for ranges that were never asked for before.
      proposal: { ...this.proposal, mixtures: null },
      suggested: [...this.#suggested],
      reports: this.#reports,
      key: this.key,
    };
  }

  /** What it would be given for these, one after the other; nothing is kept of it. Ends where one cannot be. */
  preview(asked: Iterable<Suggested>, setting: TrialSetting): ReadonlyMap<string, ParamValue> {
    const copy = new RunningTrial({ ...this.record(), proposal: this.proposal }, setting, this.silentFromMs);
    const values = new Map<string, ParamValue>();
    for (const suggested of asked) {
      const value = orMisuse(() => copy.suggest(suggested).value);
      if (!value.ok) break;
      values.set(suggested.name, value.value);
    }
    return values;
  }

  #note(step: number, values: readonly number[]): void {
    const [first = Number.NaN, ...more] = values;
    this.#context.report(more.length === 0 ? first : [first, ...more], step);
  }
}
