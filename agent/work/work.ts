import type { Pruner } from "../../study/pruner.ts";
import type { Sampler } from "../../study/sampler.ts";
import { directionsOf, firstObjective, type StudySpec } from "../../study/spec/spec.ts";
import { Study } from "../../study/study.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { FinishedTrial, LogId, TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";
import type { SegmentDraft } from "../../swarm/log/segment.ts";
import { HOPELESS_FAILURES, Standing } from "../best/standing.ts";
import type { Clock, ObjectiveProgram, TrialRunner } from "../ports.ts";
import { Outbox } from "../tell/outbox.ts";
import { BatchSizer } from "./batches.ts";
import { BudgetMeter, goesFirst, type WorkKnown } from "./budget.ts";
import { Crew } from "./crew.ts";
import type { Leases } from "./leases.ts";
import { Rounds } from "./rounds.ts";
import { learns } from "./search-methods.ts";
import type { WorkTotals } from "./work-totals.ts";

/** A tab beside another of its profile hears of it within a second or so; longer it does not wait to begin. */
const SIBLING_WITHIN_MS = 3_000;

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
  readonly totals: WorkTotals;
  readonly leases: Leases;
  readonly hasSibling?: boolean;
  readonly addedRounds?: number;
}

export interface WorkHooks {
  /** Whether new trials may begin. */
  isRunning(): boolean;
  /** A round begins: what others found enters the study now. */
  takeIn(): void;
  /** Trials have ended and are on their way to the others. */
  onProgress(improved: boolean): void;
  /** It makes no sense to go on until a person looks at it. */
  onFailed(sentence: string): void;
  /** Trials have ended, in this order; some of them nobody else is told of. */
  keep(trials: readonly FinishedTrial[]): void;
  publish(draft: SegmentDraft): void;
  /** Segments handed over and not signed yet. */
  unsigned(): number;
  /** How long the study has been going on; null while that is not known yet. */
  studyMs(): number | null;
}

/** This peer's own share of the study: asks within budget and rounds, runs over the lent cores, tells how trials ended. */
export class Work {
  readonly study: Study;
  readonly standing: Standing;
  readonly outbox: Outbox;
  /** Null: this peer cannot run trials. */
  readonly crew: Crew | null;
  readonly meter: BudgetMeter;
  readonly #options: WorkOptions;
  readonly #hooks: WorkHooks;
  readonly #rounds: Rounds;
  readonly #learns: boolean;
  #prunedAtKnown = 0;
  readonly #startMs: number;

  constructor(options: WorkOptions, hooks: WorkHooks) {
    const { spec, log, clock, seed } = options;
    this.#startMs = clock.nowMs();
    this.#options = options;
    this.#hooks = hooks;
    this.#learns = learns(spec);
    this.#rounds = new Rounds(spec.budget.trialsPerRound);
    this.meter = new BudgetMeter(spec.budget, options.addedRounds);
    this.standing = new Standing(firstObjective(spec).direction);
    this.study = new Study({
      directions: directionsOf(spec),
      sampler: this.#options.sampler,
      pruner: this.#options.pruner,
      seed,
      log,
    });
    this.outbox = new Outbox({
      log,
      directionCount: spec.objectives.length,
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

  /** Of the trials that wait to run again, gives those up that others have run meanwhile. */
  dropSurplus(): void {
    const surplus = this.meter.surplus(this.known());
    if (surplus === 0 || this.crew === null) return;
    for (const { number } of this.crew.drop(surplus)) this.study.forget(number);
  }

  /** Call several times a second. */
  tick(): void {
    const { history } = this.study;
    if (this.#options.spec.pruner.name !== "none" && history.known !== this.#prunedAtKnown) {
      this.#prunedAtKnown = history.known;
      this.crew?.refreshPruner();
    }
    this.crew?.tick();
    this.outbox.flush();
  }

  #makeCrew(): Crew | null {
    const { runner, program, clock, spec } = this.#options;
    if (runner === null || program === null) return null;
    const sizer = new BatchSizer(this.#learns, spec.budget.trialsPerRound);
    return new Crew(
      { runner, program, clock, sizer, learns: this.#learns, trialTimeoutMs: spec.trialTimeoutMs },
      {
        ask: (count) => this.#ask(count),
        pruner: () => this.study.prunerSnapshot(),
        onEnded: (outcomes) => this.#onEnded(outcomes),
        onLoadFailed: (error) => this.#hooks.onFailed(`The objective does not load${placeOf(error)}: ${error.message}`),
      },
    );
  }

  /** The start of a round takes in what others found; then as many proposals as round and budget allow. */
  #ask(count: number): Proposal[] {
    if (!this.#hooks.isRunning()) return [];
    if (this.#rounds.takesIn()) this.#hooks.takeIn();
    const inRound = this.#learns ? Math.min(count, this.#rounds.left) : count;
    const known = this.known();
    if (this.#awaitsSibling(known.nowMs)) return [];
    const allowed = Math.min(inRound, this.meter.allowance(known));
    if (allowed <= 0) return [];
    const proposals = this.study.ask(allowed, this.#options.leases.points());
    this.#rounds.asked(allowed);
    this.meter.asked(allowed);
    return proposals;
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
    for (const outcome of outcomes) {
      const trial = this.study.tell(outcome);
      trials.push(trial);
      if (standing.noteOwn(trial, nowMs)) improving.push(trial);
    }
    standing.noteTold(this.outbox.add(trials, improving, Math.floor(standing.ownFinished / t) > roundsBefore));
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
