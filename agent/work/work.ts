import { repeatsOf } from "../../study/spec/checkable.ts";
import { directionsOf } from "../../study/spec/spec.ts";
import { Study } from "../../study/study.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { goesSameWay } from "../../study/trial/same-way.ts";
import type { FinishedTrial, TrialError, TrialOutcome, TrialPoint } from "../../study/trial/trial.ts";
import { MAX_TRIAL_NUMBER } from "../../study/trial/trial-fault.ts";
import type { PeerId } from "../../swarm/ids.ts";
import { MeanCourse } from "../best/mean-course.ts";
import { HOPELESS_FAILURES, Standing } from "../best/standing.ts";
import { UNKNOWN_ENGINE } from "../tell/engine-class.ts";
import { Outbox } from "../tell/outbox.ts";
import { LEASE_AFTER_MS } from "../tell/own-status.ts";
import type { LogAbout } from "../tell/trial-codec.ts";
import type { Measured } from "../trust/measured-best.ts";
import type { Trust } from "../trust/trust.ts";
import { Asking } from "./asking/asking.ts";
import { Division, LONG_TRIAL_MS } from "./asking/division.ts";
import { DueRepeats } from "./asking/due-repeats.ts";
import { budgetUnder } from "./asking/own-quota.ts";
import { StartPoints } from "./asking/start-points.ts";
import { BatchSizer } from "./batches.ts";
import { CellWork, evolutionOf } from "./bred/cell-work.ts";
import { ASSUMED_WORKERS, BudgetMeter, goesFirst, type WorkKnown } from "./budget.ts";
import { Crew, type OwnLive } from "./crew.ts";
import { EndRules } from "./end-rules.ts";
import { Rounds } from "./rounds.ts";
import { learns } from "./search-methods.ts";
import type { TriedLog } from "./vain-count.ts";
import { type Unbeaten, VainHeld } from "./vain-held.ts";
import { VariantsLeft } from "./variants-left.ts";
import type { WorkHooks, WorkOptions } from "./work-options.ts";
import { OnTheirWay } from "./work-totals.ts";

/** A tab beside another of its profile hears of it within a second or so; longer it does not wait to begin. */
const SIBLING_WITHIN_MS = 3_000;

/** What the chance of a log follows from where its study has a seed. */
export const streamOf = (ordinal: number): string => `log ${ordinal}`;

/** This peer's own share of the study: asks within budget and rounds, runs over the lent cores, tells how trials ended. */
export class Work {
  readonly #onTheirWay = new OnTheirWay();
  readonly study: Study;
  readonly standing: Standing;
  readonly outbox: Outbox;
  /** Null: this peer cannot run trials. */
  readonly crew: Crew | null;
  readonly meter: BudgetMeter;
  /** Null in a study without variants. */
  readonly variants: VariantsLeft | null;
  /** Null in a study that breeds no generations. */
  readonly cells: CellWork | null;
  readonly #options: WorkOptions;
  readonly #hooks: WorkHooks;
  readonly #rounds: Rounds;
  readonly #division: Division;
  readonly #startPoints: StartPoints;
  readonly #endRules: EndRules;
  readonly #asking: Asking;
  readonly #vainHeld: VainHeld;
  /** Trials of which it was counted already that they brought something better. */
  readonly #better = new WeakSet<FinishedTrial>();
  readonly #learns: boolean;
  /** Null of a study that is not noisy. */
  readonly meanCourse: MeanCourse | null;
  #prunedAtKnown = 0;
  /** Since when the best mean of a noisy study is what it is. */
  measuredSinceMs = 0;
  #measured = { mean: Number.POSITIVE_INFINITY, origin: "" };
  readonly #startMs: number;

  constructor(options: WorkOptions, hooks: WorkHooks) {
    const { spec, log, clock, ordinal, leases, studyId, isFirst } = options;
    this.#startMs = clock.nowMs();
    this.#options = options;
    this.#hooks = hooks;
    this.#learns = learns(spec);
    this.variants = spec.trainable === null ? null : new VariantsLeft(spec.trainable);
    const budget = budgetUnder(spec.budget, options.ownQuota);
    this.#rounds = new Rounds(budget.trialsPerRound);
    this.meter = new BudgetMeter(budget, options.addedRounds, options.ownQuota);
    this.standing = new Standing(directionsOf(spec));
    this.#division = new Division(log, leases, this.#startMs, isFirst, spec.resources.cores);
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
      repeats: repeatsOf(spec),
    });
    const about: LogAbout = { ordinal: spec.seed === null ? null : ordinal, engine: options.engine ?? UNKNOWN_ENGINE };
    this.outbox = new Outbox({
      log,
      directionCount: spec.objectives.length,
      about,
      clock,
      best: this.standing.best,
      publish: (draft, trials) => hooks.publish(draft, trials),
      unsigned: () => hooks.unsigned(),
      // What is tried once must be known as soon as it is, or others try it again.
      tellDelayMs: () => (this.study.triesOnce ? 0 : hooks.tellDelayMs()),
    });
    const { study, standing } = this;
    this.meanCourse = study.noise === null ? null : new MeanCourse(study.history, study.noise.repeats);
    this.#vainHeld = new VainHeld(study.history, () => this.#unbeaten());
    this.#asking = new Asking({
      study,
      leases,
      division: this.#division,
      startPoints: this.#startPoints,
      repeats: study.noise === null ? null : new DueRepeats(study, this.#division),
      trialTimeoutMs,
      isLinked: () => hooks.isLinked(),
      isVouched: (peer) => peer === options.peer || (options.belief?.trust.vouching.isVouched(peer) ?? true),
      onWarning: (sentence) => hooks.onWarning(sentence),
      onFailed: (sentence) => hooks.onFailed(sentence),
    });
    const settings = evolutionOf(spec, studyId);
    const endRules = this.#endRules;
    const given = {
      studyId,
      spec,
      peer: options.peer,
      log,
      about,
      clock,
      isFirst,
      leases,
      study,
      standing,
      endRules,
      hooks,
    };
    this.cells = settings && new CellWork({ ...given, settings, crew: () => this.crew });
    this.crew = this.#makeCrew();
  }

  /** Asked for here, and not ended. */
  get ownRunning(): number {
    return this.cells?.generations.runningCount ?? this.crew?.unfinishedCount ?? 0;
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
      startFinished: ownFinished,
      ownRunning: this.ownRunning,
      siblingsRunning:
        leases.runningOf(peer) +
        this.#onTheirWay.count(others.siblings, (of) => leases.get(of)?.status.runningCount ?? 0, nowMs),
      yields: others.siblings.some((sibling) => {
        const clear = this.#rounds.trialsPerRound;
        return leases.isWorking(sibling.log) && goesFirst(sibling, { log, finished: ownFinished }, clear);
      }),
      swarmFinished:
        this.cells?.generations.totals.evaluations ?? ownFinished + others.complete + others.pruned + others.failed,
      othersRunning: leases.runningTotal,
      ...this.#doubtful(others.doubtful, this.cells === null ? others.unborne : 0),
      generations: this.cells?.progress ?? NO_GENERATIONS,
    };
  }

  /** Who is not known here counts for little: keys are free. */
  #doubtful(finished: number, unborne: number): Pick<WorkKnown, "doubtful" | "unborne" | "workers"> {
    const { leases, belief, spec } = this.#options;
    const working = leases.workingCount;
    if (spec.budget.kind !== "trials") return { doubtful: NO_DOUBTS, unborne, workers: 1 + working };
    // Who looks at nobody's trials has what is held to go by, and some may be on its way.
    if (belief === null || !belief.canRun)
      return { doubtful: { ...NO_DOUBTS, finished: unborne }, unborne: 0, workers: 1 + working };
    const unknown = leases.workingBy(belief.isDoubtful);
    return {
      doubtful: {
        finished,
        running: leases.runningBy(belief.isDoubtful),
        likelyRunning: leases.runningBy(belief.isDoubtful, LIKELY_RUNNING),
      },
      unborne,
      workers: 1 + working - unknown + Math.min(unknown, working - unknown + ASSUMED_WORKERS),
    };
  }

  /** The round under way, or the generation, from 1; 0 before the first trial. Goes on over reloads. */
  roundOf(known: WorkKnown): number {
    if (this.cells !== null) return known.generations.closed + (known.generations.openShare > 0 ? 1 : 0);
    return Math.ceil((known.ownFinished + known.ownRunning) / this.#rounds.trialsPerRound);
  }

  /** Why the study has ended before its budget, in words; null while it has not. */
  get endReason(): string | null {
    if (this.meter.stopped) return "its author stopped it";
    if (this.#endRules.reason !== null) return this.#endRules.reason;
    if (this.cells !== null) return this.cells.endReason;
    if (!this.study.isExhausted() || this.#startPoints.openCount > 0) return null;
    return this.variants === null ? "every point has been tried" : "every variant has been run";
  }

  /** What others are told of that runs here. */
  told(): Iterable<OwnLive> {
    return this.cells === null ? (this.crew?.liveFor(this.hasLongTrials ? 0 : LEASE_AFTER_MS) ?? []) : [];
  }

  /** Start points that run here. */
  get startPoints(): readonly number[] {
    return this.#startPoints.running;
  }

  /** A trial of another log, before any round takes it in. */
  heard(trial: FinishedTrial, author: PeerId): void {
    const { belief, peer } = this.#options;
    const isOwn = author === peer;
    if (isOwn) belief?.trust.noteOwned(trial);
    const noted = this.standing.noteForeign(trial, isOwn, this.#options.clock.nowMs());
    belief?.trust.claims.course?.count();
    const judge = this.#judge;
    if (judge !== null && !isOwn && this.#endRules.wouldEnd(trial)) judge.ends.heard(trial, author);
    this.#noteEnd(trial, judge === null ? noted !== null : judge.isBetter(trial), judge === null || isOwn);
    if (this.study.triesOnce) this.#dropTaken([trial]);
  }

  /** A trial that this profile computed on an earlier visit. */
  kept(trial: FinishedTrial): void {
    this.#options.belief?.trust.noteOwned(trial);
    this.standing.noteKept(trial, this.#options.clock.nowMs());
    this.#options.belief?.trust.claims.course?.count();
    this.#noteEnd(trial, false);
  }

  /** Of the trials that wait to run again, gives those up that others have run meanwhile, or that nobody needs any more. */
  dropSurplus(): void {
    if (this.cells !== null) {
      this.cells.dropSurplus();
      return;
    }
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
    const isTaken = ({ space, values, startPoint, repeatOf }: Proposal): boolean =>
      startPoint === undefined &&
      repeatOf === null &&
      taken.some((point) => goesSameWay(point, { space, params: values }));
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
    this.cells?.tick();
    this.#lookAtMeans();
    if (!this.#endRules.countsVain) return;
    if (this.cells === null) this.#endRules.look(this.#tried(), this.study.noise === null ? this.#vainHeld.value : 0);
    else this.#endRules.look([], this.cells.inVain);
  }

  /** The best that counts: verified or own, and as it is claimed where nobody here can verify. Of a noisy study, the first trial of the point. */
  get best(): FinishedTrial | null {
    const measured = this.measured;
    if (measured !== null) return measured.best === null ? null : this.study.history.get(measured.best.point.row);
    const trust = this.#trust;
    return trust === null ? this.standing.best.trial : trust.claims.best;
  }

  /** Others' claims were run again, or others have: what ends the study may be reached. */
  verified(): void {
    this.#endRules.noteBest(this.bestValue);
    const { claims } = this.#trust ?? {};
    if (claims === undefined || !this.#endRules.countsVain || this.study.noise !== null) return;
    if (claims.unbeaten.some((trial) => !this.#better.has(trial))) this.#endRules.improved();
    for (const trial of claims.unbeaten) this.#better.add(trial);
  }

  /** Whose word is not enough to say that something better was found, or that nothing was; null: everybody's is. */
  get #judge(): Trust | null {
    return this.#options.belief?.canRun === true ? this.#trust : null;
  }

  /** As `#judge` sees it: what is claimed counts until somebody finds otherwise, and hides nothing that is verified. */
  #unbeaten(): Unbeaten {
    const judge = this.#judge;
    const { best, front } = this.standing;
    if (judge === null) {
      const { trial } = best;
      return {
        revision: `told/${trial?.log}:${trial?.number}/${front?.members.length}`,
        trials: front?.members.map((member) => member.trial) ?? (trial === null ? [] : [trial]),
      };
    }
    const { unbeaten, open, revision } = judge.claims;
    return { revision: `judged/${revision}/${open.length}`, trials: [...unbeaten, ...open.map(({ trial }) => trial)] };
  }

  /** Null where claims are believed as they are signed. */
  get #trust(): Trust | null {
    const trust = this.#options.belief?.trust ?? null;
    return trust === null || trust.isUnrepeatable ? null : trust;
  }

  /** What a noisy study shows; null of any other. */
  get measured(): Measured | null {
    return this.#options.belief?.measured?.now() ?? null;
  }

  /** As `best`; of a noisy study, its mean. */
  get bestValue(): number | null {
    const measured = this.measured;
    if (measured === null) return this.best?.values[0] ?? null;
    return measured.best === null ? null : this.valueOf(measured.best.mean);
  }

  /** A loss in the first objective's own terms. */
  valueOf(loss: number): number {
    return this.study.history.directions[0] === "maximize" ? -loss : loss;
  }

  /** Of a noisy study: a mean is no trial's own, so what ends the study is looked for now and then. */
  #lookAtMeans(): void {
    const best = this.measured?.best ?? null;
    if (best === null || (best.mean === this.#measured.mean && best.point.origin === this.#measured.origin)) return;
    if (best.mean < this.#measured.mean) this.#endRules.improved();
    this.#measured = { mean: best.mean, origin: best.point.origin };
    this.measuredSinceMs = this.#options.clock.nowMs();
    this.#endRules.noteBest(this.bestValue);
    this.#hooks.onMeasured();
  }

  /** Nothing runs here any more: what waits is told. */
  rests(): void {
    this.outbox.tellAll();
    this.cells?.rests();
  }

  /** Ends for good. */
  end(): void {
    this.cells?.end();
    this.outbox.flushAll();
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

  #makeCrew(): Crew | null {
    const { runner, program, clock, spec } = this.#options;
    if (runner === null || program === null) return null;
    const repeats = spec.seed !== null;
    // What runs in a cell is the same however many of them a batch has.
    const isBred = this.cells !== null;
    const { trialsPerRound } = this.#rounds;
    const sizer = new BatchSizer(!isBred && this.#learns, trialsPerRound, !isBred && repeats);
    return new Crew(
      {
        runner,
        program,
        clock,
        sizer,
        learns: this.#learns,
        trialTimeoutMs: spec.trialTimeoutMs,
        coresPerTrial: spec.resources.cores,
        checking: this.#options.belief?.checking,
      },
      {
        ask: (count) => this.#ask(count),
        pruner: () => this.study.prunerSnapshot(),
        onEnded: (outcomes) => this.#onEnded(outcomes),
        onStopped: (trial) => {
          if (!isBred) this.#hooks.courses.stopped(trial);
        },
        onGivenUp: (sentence) => this.#hooks.onFailed(sentence),
        onLoadFailed: (error) => this.#hooks.onFailed(`The objective does not load${placeOf(error)}: ${error.message}`),
      },
    );
  }

  /** The start of a round takes in what others found; then as many proposals as round and budget allow. */
  #ask(count: number): Proposal[] {
    if (!this.#hooks.isRunning()) return [];
    if (this.cells !== null) return this.#askCells(this.cells, count);
    const { study } = this;
    if (this.#rounds.takesIn() || study.triesOnce || study.noise !== null) this.#hooks.takeIn();
    const inRound = this.#learns ? Math.min(count, this.#rounds.left) : count;
    const known = this.known();
    if (this.#awaitsSibling(known.nowMs)) return [];
    const allowed = Math.min(inRound, this.meter.allowance(known));
    if (allowed <= 0) return [];
    const proposals = this.#asking.propose(allowed, known.nowMs);
    this.#rounds.asked(proposals.length);
    this.meter.asked(proposals.length);
    return proposals;
  }

  /** Rounds have no part in it: what others found counts at once. */
  #askCells({ generations }: CellWork, count: number): Proposal[] {
    const known = this.known();
    if (this.endReason !== null || !this.#division.isSettled(known.nowMs, this.#hooks.isLinked())) return [];
    const proposals = generations.ask(Math.min(count, this.meter.allowance(known)));
    this.meter.asked(proposals.length);
    return proposals;
  }

  /** Whether others know of a trial here before it ends. */
  get hasLongTrials(): boolean {
    return this.#asking.typicalMs() >= LONG_TRIAL_MS;
  }

  /** A trial of somebody else that was told to end the study has run here. True if it ends by what it came to. */
  endsBy(trial: FinishedTrial, outcome: TrialOutcome): boolean {
    const found = { ...trial, ...outcome };
    const ends = this.#endRules.wouldEnd(found);
    if (ends) this.#endRules.note(found, false, null);
    return ends;
  }

  /** `isSure`: it ran here, or nobody here can run it. */
  #noteEnd(trial: FinishedTrial, improves: boolean, isSure = true): void {
    if (improves && this.#endRules.countsVain) this.#better.add(trial);
    this.#startPoints.note(trial);
    this.variants?.note(trial);
    this.#hooks.courses.ended(trial);
    // Of a noisy study a mean may improve, and no trial.
    if (this.study.noise !== null) this.#endRules.note(trial, false, null, isSure);
    else this.#endRules.note(trial, improves, this.bestValue, isSure);
  }

  /** Whether a tab of this profile is known to be here of which nothing was heard yet. */
  #awaitsSibling(nowMs: number): boolean {
    const { hasSibling, leases, peer, spec } = this.#options;
    if (hasSibling !== true || spec.budget.kind !== "rounds" || leases.follows(peer)) return false;
    return Math.abs(nowMs - this.#startMs) < SIBLING_WITHIN_MS;
  }

  #onEnded(outcomes: readonly TrialOutcome[]): void {
    if (this.cells === null) this.#tellEnded(outcomes);
    else this.cells.ended(outcomes);
    if (this.standing.failuresInRow < HOPELESS_FAILURES) return;
    const { message } = outcomes.at(-1)?.error ?? { message: "" };
    this.#hooks.onFailed(`One trial after another failed, so this tab stopped. The last one: ${message}`);
  }

  #tellEnded(outcomes: readonly TrialOutcome[]): void {
    const { standing } = this;
    const { belief } = this.#options;
    const nowMs = this.#options.clock.nowMs();
    const trials: FinishedTrial[] = [];
    const improving: FinishedTrial[] = [];
    const onFront: FinishedTrial[] = [];
    // The last one has ended just now, and they ran one after the other.
    const studyMs = this.#hooks.studyMs();
    const { complete, pruned, failed } = this.#options.totals.latest;
    const othersFinished = complete + pruned + failed;
    let leftMs = outcomes.reduce((sum, { durationMs }) => sum + durationMs, 0);
    for (const outcome of outcomes) {
      const finishedBefore = Math.min(MAX_TRIAL_NUMBER, standing.ownFinished + othersFinished);
      const trial = this.study.tell(outcome, studyMs === null ? null : studyMs - leftMs, finishedBefore);
      leftMs -= outcome.durationMs;
      trials.push(trial);
      const noted = standing.noteOwn(trial, nowMs);
      const improves = belief?.trust.noteOwn(trial) ?? false;
      // Whoever claims too much must not keep others from telling what they found.
      if (noted === "best" || (improves && standing.front === null)) improving.push(trial);
      else if (noted === "front" || improves) onFront.push(trial);
      belief?.trust.claims.course?.count();
      this.#noteEnd(trial, this.#judge === null ? noted !== null : improves);
    }
    standing.noteTold(this.outbox.add(trials, improving, onFront));
    this.#hooks.keep(trials);
    this.#hooks.onProgress(improving.length > 0);
  }
}

/** Of a tab that nobody knows: one trial, and one that waits. */
const LIKELY_RUNNING = 2;

const NO_DOUBTS: WorkKnown["doubtful"] = { finished: 0, running: 0, likelyRunning: 0 };

const NO_GENERATIONS: WorkKnown["generations"] = { closed: 0, openShare: 0 };

const placeOf = ({ line, column }: TrialError): string =>
  line === null ? "" : ` (line ${line}${column === null ? "" : `, column ${column}`})`;
