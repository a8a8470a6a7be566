import type { LiveReports } from "../../study/trial/live-reports.ts";
import type { Proposal, PrunerSnapshot } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import type { Clock, ObjectiveProgram, TrialRunner } from "../ports.ts";
import type { Checking, CheckRun } from "../trust/checking.ts";
import type { BatchSizer } from "./batches.ts";
import { MAX_SLOTS, trialsAtOnce } from "./cores.ts";
import { LentCore, type RunningTrial } from "./lent-core.ts";
import { WorkQueue } from "./work-queue.ts";

export interface CrewOptions {
  readonly runner: TrialRunner;
  readonly program: ObjectiveProgram;
  readonly clock: Clock;
  readonly sizer: BatchSizer;
  /** The sampler's proposals depend on results: a batch is asked for only when the one before has been told. */
  readonly learns: boolean;
  readonly trialTimeoutMs: number;
  /** Each trial takes so many of the lent cores. */
  readonly coresPerTrial: number;
  /** Whose trials run here again; null: nobody's. */
  readonly checking?: Checking | null | undefined;
}

export interface CrewHooks {
  /** At most `count` new proposals; none when there is nothing to do now (`wake` asks again). */
  ask(count: number): Proposal[];
  pruner(): PrunerSnapshot;
  /** What ran was stopped before its end, and waits to run again. */
  onStopped(trial: RunningTrial): void;
  /** Trials that have ended, in any way. */
  onEnded(outcomes: readonly TrialOutcome[]): void;
  onLoadFailed(error: TrialError): void;
  /** Nothing runs on any core until a person decides; what ran is unfinished. */
  onGivenUp(sentence: string): void;
}

/** A trial of this tab that has been asked for and has not ended. */
export type OwnLive =
  | (RunningTrial & { readonly state: "running" })
  | {
      readonly state: "waiting";
      readonly proposal: Proposal;
      readonly ranMs: null;
      readonly step: null;
      readonly value: null;
    };

interface StartedCheck {
  readonly run: CheckRun;
  /** With the opening of a worker, where one was opened for it. */
  readonly sinceMs: number;
}

const waiting = (proposal: Proposal): OwnLive => ({ state: "waiting", proposal, ranMs: null, step: null, value: null });

/** The lent cores and their work: hands out batches, watches deadlines, replaces lost workers, finds out who is to blame. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #hooks: CrewHooks;
  readonly #queue = new WorkQueue();
  #cores: LentCore[] = [];
  /** What cores run, or are about to, that is no trial of this tab. */
  readonly #checks = new Map<LentCore, StartedCheck>();
  #lent = 0;
  /** Asked ahead for whichever core is free next, so that it need not wait until its results are told. */
  #prepared: readonly Proposal[] = [];
  #feeding = false;
  #hungry = false;

  constructor(options: CrewOptions, hooks: CrewHooks) {
    this.#options = options;
    this.#hooks = hooks;
  }

  /** Lent, also those that are too few for one more trial. */
  get cores(): number {
    return this.#lent;
  }

  /** Those that trials run on. */
  get usedCores(): number {
    const { coresPerTrial } = this.#options;
    return this.#cores.reduce((sum, core) => sum + (core.unfinishedCount > 0 ? coresPerTrial : 0), 0);
  }

  /** Trials asked for and not ended, waiting ones included. */
  get unfinishedCount(): number {
    return this.runningCount + this.#queue.size + this.#prepared.length;
  }

  /** Trials handed to a worker. */
  get runningCount(): number {
    return this.#working.reduce((sum, core) => sum + core.unfinishedCount, 0);
  }

  /** Trials of others that are run again. */
  get checkCount(): number {
    return this.#checks.size;
  }

  /** Trials handed to a worker, and those that wait to run again. */
  get liveCount(): number {
    return this.runningCount + this.#queue.size;
  }

  /** What the workers run at this moment. */
  *running(): Generator<RunningTrial> {
    for (const core of this.#working) {
      const running = core.running();
      if (running !== null) yield running;
    }
  }

  /** What trials have reported that have been running for `ms`. */
  *reported(ms: number): Generator<{ readonly proposal: Proposal; readonly reports: LiveReports }> {
    for (const core of this.#working) {
      const { reports } = core;
      const running = core.running();
      if (running !== null && reports !== null && running.ranMs >= ms) yield { proposal: running.proposal, reports };
    }
  }

  /** What has been running for `ms`, with what waits behind it, and what waits to run again. */
  *liveFor(ms: number): Generator<OwnLive> {
    const nowMs = this.#options.clock.nowMs();
    for (const core of this.#working) {
      if (nowMs - core.startedMs < ms) continue;
      const running = core.running();
      if (running === null) continue;
      yield { ...running, state: "running" };
      const { unfinished } = core;
      for (let i = 1; i < unfinished.length; i++) yield waiting(unfinished[i] ?? running.proposal);
    }
    for (const proposal of this.#queue) yield waiting(proposal);
  }

  /** Gives up to `count` of the trials up that wait to run again. */
  drop(count: number): Proposal[] {
    return this.#queue.drop(count);
  }

  /** Gives those of them up that `isSurplus` says. */
  dropWhere(isSurplus: (proposal: Proposal) => boolean): Proposal[] {
    return this.#queue.dropWhere(isSurplus);
  }

  /** Trials that wait to run again. */
  get queuedCount(): number {
    return this.#queue.size;
  }

  /**
   * Opens or closes slots: as many as trials fit on the cores. What ran in a closed one runs again elsewhere. Resolves when
   * closed ones are gone.
   */
  async setCores(wanted: number): Promise<void> {
    this.#lent = Math.max(0, Math.floor(wanted));
    const count = Math.min(MAX_SLOTS, trialsAtOnce(this.#lent, this.#options.coresPerTrial));
    const closing: Promise<void>[] = [];
    // Those without work go first: nothing has to run twice.
    const surplus = this.#cores
      .toSorted((a, b) => a.unfinishedCount - b.unfinishedCount)
      .slice(0, this.#cores.length - count);
    if (this.#cores.length > count) {
      this.#cores = this.#cores.filter((core) => !surplus.includes(core));
      for (const core of surplus) {
        const check = this.#takeCheck(core);
        const stopped = check === null ? core.running() : null;
        if (stopped !== null) this.#hooks.onStopped(stopped);
        const { unfinished, closed } = core.close();
        if (check === null) this.#queue.giveBack(unfinished);
        else this.#options.checking?.dropped(check.run);
        closing.push(closed);
      }
    }
    if (count === 0) {
      this.#queue.giveBack(this.#prepared);
      this.#prepared = [];
    }
    while (this.#cores.length < count) this.#cores.push(this.#openCore());
    this.wake();
    await Promise.allSettled(closing);
  }

  /** Gives work to every free core. */
  wake(): void {
    this.#hungry = true;
    if (this.#feeding) return;
    this.#feeding = true;
    try {
      while (this.#hungry) {
        this.#hungry = false;
        for (const core of this.#cores) if (core.isFree) this.#feed(core);
      }
    } finally {
      this.#feeding = false;
    }
    this.#prepare();
  }

  /** Call several times a second. */
  tick(): void {
    const { trialTimeoutMs } = this.#options;
    const timeout = timeoutError(trialTimeoutMs);
    for (const core of this.#cores) core.checkDeadline(trialTimeoutMs, timeout);
    this.wake();
  }

  refreshPruner(): void {
    const snapshot = this.#hooks.pruner();
    for (const core of this.#working) core.refreshPruner(snapshot);
  }

  /** Cores that run trials of this tab, or nothing. */
  get #working(): readonly LentCore[] {
    return this.#checks.size === 0 ? this.#cores : this.#cores.filter((core) => !this.#checks.has(core));
  }

  /** Where all that is left of a batch `isSurplus`, a new worker takes the place of the one that runs it. */
  stopWhere(isSurplus: (proposal: Proposal) => boolean): void {
    const stopped = this.#working.filter(({ unfinished }) => unfinished.length > 0 && unfinished.every(isSurplus));
    for (const core of stopped) {
      const { unfinished, closed } = core.close();
      for (const { number } of unfinished) this.#queue.settle(number);
      void Promise.allSettled([closed]);
      this.#cores[this.#cores.indexOf(core)] = this.#openCore();
    }
  }

  #openCore(): LentCore {
    const { runner, program, clock } = this.#options;
    return new LentCore(runner, program, clock, {
      onFree: () => this.wake(),
      onFinished: (core, outcomes, proposals) => this.#onFinished(core, outcomes, proposals),
      onLost: (core, error, unfinished, running) => {
        if (this.#onLost(core, error, unfinished) && running !== null) this.#hooks.onStopped(running);
      },
      onLoadFailed: (error) => this.#hooks.onLoadFailed(error),
      onGivenUp: (sentence) => this.#hooks.onGivenUp(sentence),
    });
  }

  #feed(core: LentCore): void {
    if (this.#beginCheck(core)) return;
    const proposals = this.#next();
    if (proposals.length > 0) core.run(proposals, this.#hooks.pruner());
  }

  /** Whether the core is taken by a check now. */
  #beginCheck(core: LentCore): boolean {
    const waiting = this.#checks.get(core);
    if (waiting !== undefined) {
      core.run([waiting.run.proposal], waiting.run.pruner);
      return true;
    }
    const run = this.#options.checking?.next() ?? null;
    if (run === null) return false;
    const check = { run, sinceMs: this.#options.clock.nowMs() };
    if (run.isFresh && core.hasRun) {
      const fresh = this.#openCore();
      this.#cores[this.#cores.indexOf(core)] = fresh;
      this.#checks.set(fresh, check);
      void Promise.allSettled([core.close().closed]);
    } else {
      this.#checks.set(core, check);
      core.run([run.proposal], run.pruner);
    }
    return true;
  }

  #takeCheck(core: LentCore): StartedCheck | null {
    const check = this.#checks.get(core) ?? null;
    this.#checks.delete(core);
    return check;
  }

  #endCheck({ run, sinceMs }: StartedCheck, outcome: TrialOutcome): void {
    this.#options.checking?.ended(run, outcome, this.#options.clock.nowMs() - sinceMs);
  }

  #next(): readonly Proposal[] {
    const { size } = this.#options.sizer;
    if (this.#queue.size > 0) return this.#queue.take(size);
    const prepared = this.#prepared;
    this.#prepared = [];
    return prepared.length > 0 ? prepared : this.#hooks.ask(size);
  }

  #prepare(): void {
    const { learns, sizer } = this.#options;
    if (learns || sizer.size <= 1 || this.#prepared.length > 0 || this.#cores.length === 0) return;
    this.#prepared = this.#hooks.ask(sizer.size);
  }

  #onFinished(core: LentCore, outcomes: readonly TrialOutcome[], proposals: readonly Proposal[]): void {
    const check = this.#takeCheck(core);
    if (check !== null) {
      const [outcome] = checked(outcomes, proposals);
      if (outcome !== undefined) this.#endCheck(check, outcome);
      return;
    }
    if (core.isFree) {
      this.#options.sizer.observe(core.batchSize, this.#options.clock.nowMs() - core.startedMs);
      if (this.#prepared.length > 0 && this.#queue.size === 0) this.#feed(core);
    }
    this.#end(checked(outcomes, proposals));
  }

  /** Whether what ran there is to run again. */
  #onLost(core: LentCore, error: TrialError, unfinished: readonly Proposal[]): boolean {
    const check = unfinished.length > 0 ? this.#takeCheck(core) : null;
    if (check !== null) {
      this.#endCheck(check, failedOutcome(check.run.proposal, error, this.#options.clock.nowMs() - core.startedMs));
      return false;
    }
    const [first, ...rest] = unfinished;
    if (first === undefined) return false;
    if (rest.length > 0) this.#options.sizer.reset();
    if (rest.length > 0 && error.kind !== "abandoned") {
      this.#queue.suspect(unfinished);
      return true;
    }
    this.#queue.giveBack(rest);
    if (error.kind !== "timeout" && this.#queue.mayRetry(first, error.kind === "abandoned")) return true;
    this.#queue.exonerate();
    this.#end([failedOutcome(first, error, this.#options.clock.nowMs() - core.startedMs)]);
    return false;
  }

  #end(outcomes: readonly TrialOutcome[]): void {
    for (const { number } of outcomes) this.#queue.settle(number);
    this.#hooks.onEnded(outcomes);
  }
}

/** A slot answers for the trials it was given, in their order: anything else comes from an objective that forges reports. */
function checked(outcomes: readonly TrialOutcome[], proposals: readonly Proposal[]): readonly TrialOutcome[] {
  for (let i = 0; i < proposals.length; i++) {
    if (outcomes[i]?.number !== proposals[i]?.number)
      return proposals.map((proposal) => failedOutcome(proposal, FORGED, 0));
  }
  return outcomes.length === proposals.length ? outcomes : outcomes.slice(0, proposals.length);
}

const FORGED: TrialError = {
  kind: "misuse",
  message:
    "The objective's worker reported a trial that was not running there; an objective must only return its value.",
  line: null,
  column: null,
};

const timeoutError = (trialTimeoutMs: number): TrialError => ({
  kind: "timeout",
  message: `The trial ran longer than ${trialTimeoutMs / 1_000} s and was stopped.`,
  line: null,
  column: null,
});

function failedOutcome(proposal: Proposal, error: TrialError, durationMs: number): TrialOutcome {
  const { number, space, values } = proposal;
  return {
    number,
    state: "failed",
    values: [],
    space,
    params: values,
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error,
    checkpoint: null,
    durationMs: Math.max(0, durationMs),
  };
}
