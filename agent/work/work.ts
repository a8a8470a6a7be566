import { MisuseError } from "../../study/errors.ts";
import type { Pruner } from "../../study/pruner.ts";
import type { Sampler } from "../../study/sampler.ts";
import { directionsOf, type StudySpec } from "../../study/spec/spec.ts";
import { Study } from "../../study/study.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { goesSameWay } from "../../study/trial/same-way.ts";
import type { FinishedTrial, LogId, TrialError, TrialOutcome, TrialPoint } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";
import type { SegmentDraft } from "../../swarm/log/segment.ts";
import type { LogView } from "../../swarm/swarm-views.ts";
import { HOPELESS_FAILURES, Standing } from "../best/standing.ts";
import type { Clock, ObjectiveProgram, TrialRunner } from "../ports.ts";
import { Outbox } from "../tell/outbox.ts";
import { type EngineClass, UNKNOWN_ENGINE } from "../tell/trial-codec.ts";
import { BatchSizer } from "./batches.ts";
import { BudgetMeter, goesFirst, type WorkKnown } from "./budget.ts";
import { Crew } from "./crew.ts";
import { Division, LONG_TRIAL_MS } from "./division.ts";
import { EndRules } from "./end-rules.ts";
import type { Leases } from "./leases.ts";
import type { RunningTrial } from "./lent-core.ts";
import { Rounds } from "./rounds.ts";
import { learns } from "./search-methods.ts";
import { StartPoints } from "./start-points.ts";
import type { TriedLog } from "./vain-count.ts";
import { VariantsLeft } from "./variants-left.ts";
import type { WorkTotals } from "./work-totals.ts";

/** A tab beside another of its profile hears of it within a second or so; longer it does not wait to begin. */
const SIBLING_WITHIN_MS = 3_000;

/** Others' running trials are run here, too, once they have been running for so many times what one takes, and at least so long. */
const TAKEN_OVER_TRIALS = 3;
const TAKEN_OVER_MS = 10_000;

/** Trials that say how long one takes. */
const LATEST = 10;

export interface WorkOptions {
  readonly spec: StudySpec;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly log: LogId;
  readonly peer: PeerId;
  readonly clock: Clock;
  readonly runner: TrialRunner | null;
  readonly program: ObjectiveProgram | null;
  /** Seeds the sampler. */
  readonly seed: string;
  /** With a seed of the study, what this log's chance follows from. Unsigned 32 bit. */
  readonly ordinal: number;
  readonly engine?: EngineClass | undefined;
  /** Nobody else can be there yet. */
  readonly isFirst: boolean;
  readonly totals: WorkTotals;
  readonly leases: Leases;
  readonly hasSibling?: boolean;
  readonly addedRounds?: number;
}

/** What becomes of trials. */
export interface CourseHooks {
  /** One of this tab's was stopped before its end, and waits to run again. */
  stopped(trial: RunningTrial): void;
  /** One has ended, of whichever log: called for every trial that is heard of, once. */
  ended(trial: FinishedTrial): void;
}

export interface WorkHooks {
  /** Whether new trials may begin. */
  isRunning(): boolean;
  /** A round begins: what others found enters the study now. */
  takeIn(): void;
  /** Trials have ended and are on their way to the others. */
  onProgress(improved: boolean): void;
  readonly courses: CourseHooks;
  /** It makes no sense to go on until a person looks at it. */
  onFailed(sentence: string): void;
  /** Trials have ended, in this order; some of them nobody else is told of. */
  keep(trials: readonly FinishedTrial[]): void;
  /** Something is amiss with what the sampler was told: a person should know, and the work goes on. */
  readonly onWarning: (sentence: string) => void;
  publish(draft: SegmentDraft): void;
  /** Segments handed over and not signed yet. */
  unsigned(): number;
  /** How long the study has been going on; null while that is not known yet. */
  studyMs(): number | null;
  isLinked(): boolean;
  /** All logs there are, with their signed totals. */
  logs(): readonly LogView[];
}

/** What the chance of a log follows from where its study has a seed. */
export const streamOf = (ordinal: number): string => `log ${ordinal}`;

/** This peer's own share of the study: asks within budget and rounds, runs over the lent cores, tells how trials ended. */
export class Work {
  readonly study: Study;
  readonly standing: Standing;
  readonly outbox: Outbox;
  /** Null: this peer cannot run trials. */
  readonly crew: Crew | null;
  readonly meter: BudgetMeter;
  /** Null in a study without variants. */
  readonly variants: VariantsLeft | null;
  readonly #options: WorkOptions;
  readonly #hooks: WorkHooks;
  readonly #rounds: Rounds;
  readonly #division: Division;
  readonly #startPoints: StartPoints;
  readonly #endRules: EndRules;
  #vainAt = { best: "", size: -1, held: 0 };
  readonly #learns: boolean;
  #prunedAtKnown = 0;
  readonly #startMs: number;

  constructor(options: WorkOptions, hooks: WorkHooks) {
    const { spec, log, clock, ordinal } = options;
    this.#startMs = clock.nowMs();
    this.#options = options;
    this.#hooks = hooks;
    this.#learns = learns(spec);
    this.variants = spec.trainable === null ? null : new VariantsLeft(spec.trainable);
    this.#rounds = new Rounds(spec.budget.trialsPerRound);
    this.meter = new BudgetMeter(spec.budget, options.addedRounds);
    this.standing = new Standing(directionsOf(spec));
    this.#division = new Division(log, options.leases, this.#startMs, options.isFirst, spec.resources.cores);
    const { startPoints: points, trialTimeoutMs } = spec;
    this.#startPoints = new StartPoints({ points, trialTimeoutMs, division: this.#division });
    this.#endRules = new EndRules(spec);
    this.study = new Study({
      directions: directionsOf(spec),
      sampler: this.#options.sampler,
      pruner: this.#options.pruner,
      seed: spec.seed ?? options.seed,
      log,
      stream: spec.seed === null ? undefined : streamOf(ordinal),
    });
    this.outbox = new Outbox({
      log,
      directionCount: spec.objectives.length,
      about: { ordinal: spec.seed === null ? null : ordinal, engine: options.engine ?? UNKNOWN_ENGINE },
      clock,
      best: this.standing.best,
      publish: (draft) => hooks.publish(draft),
      unsigned: () => hooks.unsigned(),
    });
    this.crew = this.#makeCrew();
  }

  known(): WorkKnown {
    const { clock, totals, leases, peer, log } = this.#options;
    const nowMs = clock.nowMs();
    const others = totals.others(nowMs);
    const { ownFinished } = this.standing;
    return {
      nowMs,
      studyMs: this.#hooks.studyMs(),
      ownFinished: ownFinished + others.ownElsewhere,
      ownRunning: this.crew?.unfinishedCount ?? 0,
      siblingsRunning: leases.runningOf(peer),
      yields: others.siblings.some((sibling) => {
        const clear = this.#rounds.trialsPerRound;
        return leases.isWorking(sibling.log) && goesFirst(sibling, { log, finished: ownFinished }, clear);
      }),
      swarmFinished: ownFinished + others.complete + others.pruned + others.failed,
      othersRunning: leases.runningTotal,
      workers: 1 + leases.workingCount,
    };
  }

  /** The round under way, from 1; 0 before the first trial. Goes on over reloads. */
  roundOf(known: WorkKnown): number {
    return Math.ceil((known.ownFinished + known.ownRunning) / this.#rounds.trialsPerRound);
  }

  /** Why the study has ended before its budget, in words; null while it has not. */
  get endReason(): string | null {
    if (this.meter.stopped) return "its author stopped it";
    if (this.#endRules.reason !== null) return this.#endRules.reason;
    if (!this.study.isExhausted() || this.#startPoints.openCount > 0) return null;
    return this.variants === null ? "every point has been tried" : "every variant has been run";
  }

  /** Start points that run here. */
  get startPoints(): readonly number[] {
    return this.#startPoints.running;
  }

  /** A trial of another log, before any round takes it in; `isOwn`: of another log of this profile. */
  heard(trial: FinishedTrial, isOwn: boolean): void {
    const noted = this.standing.noteForeign(trial, isOwn, this.#options.clock.nowMs());
    this.#noteEnd(trial, noted !== null);
    if (this.study.triesOnce) this.#dropTaken([trial]);
  }

  /** A trial that this profile computed on an earlier visit. */
  kept(trial: FinishedTrial): void {
    this.standing.noteKept(trial, this.#options.clock.nowMs());
    this.#noteEnd(trial, false);
  }

  /** Of the trials that wait to run again, gives those up that others have run meanwhile, or that nobody needs any more. */
  dropSurplus(): void {
    if (this.study.triesOnce) this.#dropTaken(this.#options.leases.points());
    const surplus = this.endReason === null ? this.meter.surplus(this.known()) : Number.MAX_SAFE_INTEGER;
    if (surplus === 0 || this.crew === null) return;
    for (const { number, startPoint } of this.crew.drop(surplus)) {
      this.study.forget(number);
      if (startPoint !== undefined) this.#startPoints.giveUp(startPoint);
    }
  }

  /** Of the trials that wait to run again, gives those up that would try what others try or have tried; no start points. */
  #dropTaken(taken: readonly TrialPoint[]): void {
    if (this.crew === null || this.crew.queuedCount === 0) return;
    const isTaken = ({ space, values, startPoint }: Proposal): boolean =>
      startPoint === undefined && taken.some((point) => goesSameWay(point, { space, params: values }));
    for (const { number } of this.crew.dropWhere(isTaken)) this.study.forget(number);
  }

  /** Call several times a second. */
  tick(): void {
    const { history, triesOnce } = this.study;
    const hasPruner = this.#options.spec.pruner.name !== "none";
    // What is tried once does not depend on how others ended, so trials under way may hear of it at any time.
    if (hasPruner && triesOnce) this.#hooks.takeIn();
    if (hasPruner && history.known !== this.#prunedAtKnown) {
      this.#prunedAtKnown = history.known;
      this.crew?.refreshPruner();
    }
    this.crew?.tick();
    this.outbox.flush();
    if (this.#endRules.countsVain) this.#endRules.look(this.#tried(), this.#heldInVain());
  }

  /** How far all logs are. */
  #tried(): TriedLog[] {
    const { complete, pruned } = this.standing.own;
    const others = this.#hooks.logs().filter(({ own }) => !own);
    return [
      { log: this.#options.log, tried: complete + pruned },
      ...others.map(({ log, totals }) => ({ log, tried: totals.complete + totals.pruned })),
    ];
  }

  /**
   * Of the trials held here, those whose tab knew more than that of the last of the best ones when they were begun: who
   * comes late, or back, has heard of them in an order that says nothing. Looked at anew only once many have come.
   */
  #heldInVain(): number {
    const { history } = this.study;
    const { best, front } = this.standing;
    const { trial } = best;
    const known = `${history.revision}/${trial?.log}:${trial?.number}/${front?.members.length}`;
    if (this.#vainAt.best === known && history.size < 1.1 * this.#vainAt.size + 20) return this.#vainAt.held;
    const members = front?.members.map((member) => member.trial) ?? (trial === null ? [] : [trial]);
    const last = members.reduce((most, { number, foreignKnown }) => Math.max(most, number + foreignKnown), -1);
    let held = 0;
    for (let row = 0; row < history.size; row++) {
      if (history.state(row) !== "failed" && history.number(row) + history.foreignKnown(row) > last) held++;
    }
    this.#vainAt = { best: known, size: history.size, held };
    return held;
  }

  #makeCrew(): Crew | null {
    const { runner, program, clock, spec } = this.#options;
    if (runner === null || program === null) return null;
    const repeats = spec.seed !== null;
    const sizer = new BatchSizer(this.#learns, spec.budget.trialsPerRound, repeats);
    return new Crew(
      {
        runner,
        program,
        clock,
        sizer,
        learns: this.#learns,
        trialTimeoutMs: spec.trialTimeoutMs,
        coresPerTrial: spec.resources.cores,
      },
      {
        ask: (count) => this.#ask(count),
        pruner: () => this.study.prunerSnapshot(),
        onEnded: (outcomes) => this.#onEnded(outcomes),
        onStopped: (trial) => this.#hooks.courses.stopped(trial),
        onLoadFailed: (error) => this.#hooks.onFailed(`The objective does not load${placeOf(error)}: ${error.message}`),
      },
    );
  }

  /** The start of a round takes in what others found; then as many proposals as round and budget allow. */
  #ask(count: number): Proposal[] {
    if (!this.#hooks.isRunning()) return [];
    const { study } = this;
    if (this.#rounds.takesIn() || study.triesOnce) this.#hooks.takeIn();
    const inRound = this.#learns ? Math.min(count, this.#rounds.left) : count;
    const known = this.known();
    if (this.#awaitsSibling(known.nowMs)) return [];
    const allowed = Math.min(inRound, this.meter.allowance(known));
    if (allowed <= 0) return [];
    const proposals = this.#propose(allowed, known.nowMs);
    this.#rounds.asked(proposals.length);
    this.meter.asked(proposals.length);
    return proposals;
  }

  /** Start points go first. What is to be done once is done by the tab that it falls to. */
  #propose(count: number, nowMs: number): Proposal[] {
    const { study } = this;
    const { leases } = this.#options;
    const isDivided = study.triesOnce || this.#startPoints.openCount > 0;
    if (isDivided) this.#division.refresh();
    if (isDivided && !this.#division.isSettled(nowMs, this.#hooks.isLinked())) return [];
    const claimed = leases.startPoints();
    for (const { index, values } of this.#startPoints.take(count, claimed, nowMs)) study.enqueue(values, null, index);
    if (study.enqueued === 0 && this.#startPoints.awaitsOthers(claimed, nowMs)) return [];
    const first = study.enqueued > 0 ? Math.min(count, study.enqueued) : count;
    try {
      const { onWarning } = this.#hooks;
      if (!study.triesOnce) return study.ask(first, leases.points(), onWarning);
      const busy = [...leases.points(), ...leases.justEnded(nowMs)];
      const trialMs = this.#typicalMs();
      let proposals = study.ask(first, busy, onWarning, this.#division.isMine);
      const isHelp = proposals.length === 0;
      if (isHelp) {
        for (const isForHelp of this.#division.help(nowMs, trialMs)) {
          // One at a time: the next one may be somebody else's to help with.
          proposals = study.ask(1, busy, onWarning, isForHelp, true);
          if (proposals.length > 0) break;
        }
        if (proposals.length === 0) proposals = this.#takeOver(nowMs);
      }
      this.#division.served(proposals.length, nowMs, trialMs, isHelp);
      return proposals;
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
      this.#hooks.onFailed(`The sampler cannot go on: ${error.message}`);
      return [];
    }
  }

  /**
   * Where nothing is left but what others say that they run: what has been said for longer than trials take is run here,
   * too. So a tab that is far slower gets help, and who only says that it works holds nothing up.
   */
  #takeOver(nowMs: number): Proposal[] {
    const { leases, spec } = this.#options;
    const hasEnded = this.study.history.size > 0;
    const typicalMs = hasEnded ? this.#typicalMs() : spec.trialTimeoutMs / TAKEN_OVER_TRIALS;
    const left = leases.pointsSince(nowMs, Math.max(TAKEN_OVER_MS, TAKEN_OVER_TRIALS * typicalMs));
    if (left.length === leases.points().length) return [];
    const busy = [...left, ...leases.justEnded(nowMs)];
    return this.study.ask(1, busy, this.#hooks.onWarning, () => true, true);
  }

  /** Whether others know of a trial here before it ends. */
  get hasLongTrials(): boolean {
    return this.#typicalMs() >= LONG_TRIAL_MS;
  }

  /** What a trial takes, about: of the latest ones; before any has ended, what the longest of those that run has taken. */
  #typicalMs(): number {
    const { history } = this.study;
    const count = Math.min(LATEST, history.size);
    if (count === 0) return this.#options.leases.longestMs();
    let sum = 0;
    for (let i = 1; i <= count; i++) sum += history.durationMs(history.size - i);
    return sum / count;
  }

  #noteEnd(trial: FinishedTrial, improves: boolean): void {
    this.#startPoints.note(trial);
    this.variants?.note(trial);
    this.#hooks.courses.ended(trial);
    this.#endRules.note(trial, improves, this.standing.best.trial?.values[0] ?? null);
  }

  /** Whether a tab of this profile is known to be here of which nothing was heard yet. */
  #awaitsSibling(nowMs: number): boolean {
    const { hasSibling, leases, peer, spec } = this.#options;
    if (hasSibling !== true || spec.budget.kind !== "rounds" || leases.follows(peer)) return false;
    return Math.abs(nowMs - this.#startMs) < SIBLING_WITHIN_MS;
  }

  #onEnded(outcomes: readonly TrialOutcome[]): void {
    const { standing } = this;
    const nowMs = this.#options.clock.nowMs();
    const t = this.#rounds.trialsPerRound;
    const roundsBefore = Math.floor(standing.ownFinished / t);
    const trials: FinishedTrial[] = [];
    const improving: FinishedTrial[] = [];
    const onFront: FinishedTrial[] = [];
    // The last one has ended just now, and they ran one after the other.
    const studyMs = this.#hooks.studyMs();
    let leftMs = outcomes.reduce((sum, { durationMs }) => sum + durationMs, 0);
    for (const outcome of outcomes) {
      const trial = this.study.tell(outcome, studyMs === null ? null : studyMs - leftMs);
      leftMs -= outcome.durationMs;
      trials.push(trial);
      const noted = standing.noteOwn(trial, nowMs);
      if (noted === "best") improving.push(trial);
      else if (noted === "front") onFront.push(trial);
      this.#noteEnd(trial, noted !== null);
    }
    const hasEndedRound = Math.floor(standing.ownFinished / t) > roundsBefore;
    standing.noteTold(this.outbox.add(trials, improving, hasEndedRound, onFront));
    this.#hooks.keep(trials);
    if (standing.failuresInRow >= HOPELESS_FAILURES) {
      const { message } = trials.at(-1)?.error ?? { message: "" };
      this.#hooks.onFailed(`One trial after another failed, so this tab stopped. The last one: ${message}`);
    }
    this.#hooks.onProgress(improving.length > 0);
  }
}

const placeOf = ({ line, column }: TrialError): string =>
  line === null ? "" : ` (line ${line}${column === null ? "" : `, column ${column}`})`;
