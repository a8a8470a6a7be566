import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Proposal } from "../study/proposal.ts";
import { rngFromSeed } from "../study/rng.ts";
import type { StudyId, StudySpec } from "../study/spec.ts";
import { createStudy, type Study } from "../study/study.ts";
import { type FinishedTrial, paramsOf, type TrialId, type TrialOutcome, trialId } from "../study/trial.ts";
import type { LogId, PeerId } from "../swarm/events.ts";
import { base64url } from "../swarm/ids.ts";
import { BatchSizer } from "./batches.ts";
import { BudgetMeter, type WorkKnown } from "./budget.ts";
import { Crew } from "./crew.ts";
import { Intake } from "./intake.ts";
import { heirOf, Leases, type LostTrial } from "./leases.ts";
import { Outbox } from "./outbox.ts";
import { LEASE_AFTER_MS, OwnStatus } from "./own-status.ts";
import { peerRows } from "./peer-rows.ts";
import { People } from "./people.ts";
import type {
  Clock,
  ObjectiveProgram,
  Rendezvous,
  SegmentStore,
  Signer,
  StudySummary,
  Transport,
  TrialRunner,
  Verifier,
} from "./ports.ts";
import { restoreSegments } from "./restore.ts";
import { Rounds } from "./rounds.ts";
import { learns, prunerOf, samplerOf } from "./samplers.ts";
import type { AgentSnapshot, AgentState, BestSummary, TrialsPage, TrialsQuery } from "./snapshot.ts";
import { HOPELESS_FAILURES, Standing, WORRYING_FAILURES } from "./standing.ts";
import { decodeStatus } from "./status-codec.ts";
import { SwarmHost } from "./swarm-host.ts";
import { stateOf } from "./termination.ts";
import { TrialsTable } from "./trials-page.ts";
import { WorkTotals } from "./work-totals.ts";

/** `best`: a better value is known, show it at once. `any`: something else changed. Called at most once per event, not per trial. */
export type ChangeKind = "best" | "any";

/** The longest that `leave` and `stop` take to say goodbye: a tab that closes is given little more. */
export const GOODBYE_WITHIN_MS = 2_000;
export interface AgentOptions {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly signer: Signer;
  readonly verifier: Verifier;
  /** 16 fresh random bytes for every engine start: names this start's log. */
  readonly logNonce: Uint8Array;
  /** 16 to 64 fresh random bytes: all chance of this agent comes from them. */
  readonly seed: Uint8Array;
  readonly clock: Clock;
  readonly store: SegmentStore;
  /** This study's share of the tab's links: `LinkMux.open(studyId)`, or a transport of its own. */
  readonly channel: Transport;
  /** Null: no seed; links come from elsewhere. */
  readonly rendezvous: Rendezvous | null;
  /** Null: only watches, shares and stores (the seed as archive). */
  readonly runner: TrialRunner | null;
  readonly program: ObjectiveProgram | null;
  readonly profileName: string;
  /** How many slots to run; 0 only watches. */
  readonly cores: number;
  readonly maxCores: number;
  readonly onChange: (kind: ChangeKind) => void;
}

/** One participant of one study, from `start` to `leave` or `stop`. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #study: Study;
  readonly #host: SwarmHost;
  readonly #crew: Crew | null;
  readonly #standing: Standing;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  readonly #rounds: Rounds;
  readonly #meter: BudgetMeter;
  readonly #totals: WorkTotals;
  readonly #leases = new Leases();
  readonly #people = new People();
  readonly #ownStatus = new OwnStatus();
  readonly #table: TrialsTable;
  #name: string;
  #wantedCores: number;
  #state: AgentState = "joining";
  #restored = false;
  #left = false;
  #paused = false;
  #failure: string | null = null;
  #warning: string | null = null;
  #prunedAtKnown = 0;

  constructor(options: AgentOptions) {
    const { spec, clock, seed } = options;
    this.#options = options;
    this.#name = options.profileName;
    this.#wantedCores = options.cores;
    const seedFor = (use: string): Uint8Array => sha256(concatBytes(seed, utf8ToBytes(use)));
    this.#host = new SwarmHost(
      { ...options, seed: seedFor("swarm"), rng: rngFromSeed(base64url(seedFor("host"))) },
      this.#hostHooks(),
    );
    const { log, peer } = this.#host;
    this.#study = createStudy({
      directions: spec.directions,
      sampler: samplerOf(spec),
      pruner: prunerOf(spec),
      seed: base64url(seedFor("study")),
      log,
    });
    this.#people.meet(log, peer);
    this.#people.setName(peer, this.#name);
    this.#standing = new Standing(spec.directions[0] ?? "minimize");
    this.#rounds = new Rounds(spec.budget.trialsPerRound);
    this.#meter = new BudgetMeter(spec.budget, spec.createdMs);
    this.#totals = new WorkTotals(() => this.#host.logs(), peer);
    this.#intake = new Intake(this.#study, spec.directions.length, {
      authorOf: (segment) => this.#people.authorOf(segment),
      onHeard: (trial, author) => this.#onHeard(trial, author),
    });
    this.#outbox = new Outbox({
      log,
      directionCount: spec.directions.length,
      clock,
      best: this.#standing.best,
      publish: (draft) => this.#host.publish(draft),
      unsigned: () => this.#host.unsigned,
    });
    this.#table = new TrialsTable({
      history: this.#study.history,
      isOwn: (of) => this.#people.peerOf(of) === peer,
      nameOf: (of) => this.#people.nameOf(this.#people.peerOf(of)),
    });
    this.#crew = this.#makeCrew();
  }

  /** Loads what the store holds, joins the swarm and begins (`paused`: without opening a slot). Resolves once restored. */
  async start(how: { readonly paused: boolean } = { paused: false }): Promise<void> {
    const { store, studyId, clock } = this.#options;
    this.#paused ||= how.paused;
    try {
      await restoreSegments(store, studyId, clock, (segments) => {
        this.#host.restore(segments);
        for (const segment of segments) this.#intake.restore(segment);
        this.#intake.drain();
      });
    } catch (error) {
      this.#warn(
        `What this browser kept of the study could not be read (${String(error)}); the swarm brings it again.`,
      );
    }
    if (this.#left) return;
    this.#restored = true;
    this.#totals.changed();
    this.#host.start();
    void this.#reconsider();
  }

  /** Kills every slot at once; their trials run again after `resume`. Resolves when the slots are gone. Never rejects. */
  async pause(): Promise<void> {
    this.#paused = true;
    await this.#reconsider();
  }

  /** Goes on after `pause`, or tries again after a failure. */
  resume(): void {
    this.#paused = false;
    this.#failure = null;
    this.#standing.forgive();
    void this.#reconsider();
  }

  /** 0 only watches. */
  setCores(cores: number): void {
    this.#wantedCores = Math.max(0, Math.min(this.#options.maxCores, Math.floor(cores)));
    void this.#reconsider();
  }

  setName(name: string): void {
    this.#name = name;
    this.#people.setName(this.#host.peer, name);
    this.#tellStatus();
  }

  /** Publishes what is finished, says goodbye and ends for good. Resolves when said, after 2 s at the latest. Never rejects. */
  async leave(): Promise<void> {
    await this.stop();
  }

  /** As `leave`, for a tab that closes: the study stays a membership. */
  async stop(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    void this.#reconsider();
    this.#outbox.flushAll();
    await this.#host.stop(GOODBYE_WITHIN_MS);
  }

  snapshot(): AgentSnapshot {
    const { studyId, spec, maxCores, clock } = this.#options;
    this.#totals.refresh(clock.nowMs());
    const others = this.#totals.others(clock.nowMs());
    const { own } = this.#standing;
    const known = this.#known();
    return {
      studyId,
      spec,
      state: this.#state,
      reason: this.#reason(),
      best: this.#bestSummary(),
      trialCount: known.swarmFinished,
      ownTrialCount: known.ownFinished,
      ownBest: this.#standing.ownBest.trial?.values[0] ?? null,
      failedCount: others.failed + own.failed,
      prunedCount: others.pruned + own.pruned,
      heldCount: this.#study.history.size + this.#intake.pending.length,
      trialsPerSecond: this.#totals.perSecond,
      cores: this.#wantedCores,
      maxCores,
      runningTrials: this.#crew?.runningCount ?? 0,
      progress: this.#meter.progress(known, spec.createdMs),
      round: this.#roundOf(known),
      peers: peerRows({
        logs: this.#host.logs(),
        links: this.#host.links(),
        people: this.#people,
        leases: this.#leases,
        you: {
          peer: this.#host.peer,
          log: this.#host.log,
          name: this.#name,
          trials: this.#standing.ownFinished,
          cores: this.#crew?.cores ?? 0,
          done: this.#state === "finished",
        },
      }),
      peerCount: 1 + this.#host.liveLogs().length,
      seedReachable: this.#host.seedReachable,
      points: this.#standing.points.points(),
      recentErrors: this.#standing.recentErrors.map(({ trial, log, error }) => ({
        trial,
        by: this.#people.nameOf(this.#people.peerOf(log)),
        error,
      })),
    };
  }

  trialsPage(query: TrialsQuery): TrialsPage {
    return this.#table.page(query, this.#intake.pending);
  }

  /** Trials that repeat another one whose peer vanished: [the repeated, the repetition], as far as held. */
  retries(): (readonly [TrialId, TrialId])[] {
    const { history } = this.#study;
    const retries: (readonly [TrialId, TrialId])[] = [];
    for (let row = 0; row < history.size; row++) {
      const trial = history.get(row);
      if (trial.retryOf !== null) retries.push([trial.retryOf, trialId(trial)]);
    }
    return retries.sort(([, a], [, b]) => (a < b ? -1 : 1));
  }

  #makeCrew(): Crew | null {
    const { runner, program, clock, spec } = this.#options;
    if (runner === null || program === null) return null;
    const adapts = learns(spec);
    const sizer = new BatchSizer(adapts, spec.budget.trialsPerRound);
    return new Crew(
      { runner, program, clock, sizer, learns: adapts, trialTimeoutMs: spec.trialTimeoutMs },
      {
        ask: (count) => this.#ask(count),
        pruner: () => this.#study.prunerSnapshot(),
        onEnded: (outcomes) => this.#onEnded(outcomes),
        onReport: () => {},
        onLoadFailed: (error) => this.#fail(`The objective does not load: ${error.message}`),
      },
    );
  }

  #hostHooks(): ConstructorParameters<typeof SwarmHost>[1] {
    const changed = (): void => this.#options.onChange("any");
    return {
      onDeliver: (segments) => {
        this.#totals.changed();
        const bestBefore = this.#standing.best.trial;
        this.#intake.deliver(segments);
        this.#options.onChange(this.#standing.best.trial === bestBefore ? "any" : "best");
      },
      onPeerStatus: (log, peer, body) => {
        this.#totals.changed();
        this.#onPeerStatus(log, peer, body);
        changed();
      },
      onPeerGone: (log) => {
        this.#totals.changed();
        for (const lost of this.#leases.end(log)) this.#takeOver(lost);
        changed();
      },
      onBanned: (_, logs) => {
        this.#totals.changed();
        this.#disown(new Set(logs));
        changed();
      },
      onTick: () => this.#onTick(),
      onLinksChanged: changed,
      onFault: (fault, error) =>
        this.#warn(
          fault === "store"
            ? `This browser does not keep the study (${String(error)}); after a reload it comes from other tabs.`
            : `This tab cannot sign what it found (${String(error)}), so nobody else hears of it; reload the page.`,
        ),
      summary: () => this.#summary(),
    };
  }

  /** The start of a round takes in what others found; then as many proposals as round and budget allow. */
  #ask(count: number): Proposal[] {
    if (this.#state !== "running") return [];
    if (this.#rounds.takesIn()) this.#intake.drain();
    const inRound = learns(this.#options.spec) ? Math.min(count, this.#rounds.left) : count;
    const allowed = Math.min(inRound, this.#meter.allowance(this.#known()));
    if (allowed <= 0) return [];
    const proposals = this.#study.ask(allowed, this.#leases.points());
    this.#rounds.asked(allowed);
    this.#meter.asked(allowed);
    return proposals;
  }

  #onEnded(outcomes: readonly TrialOutcome[]): void {
    const standing = this.#standing;
    const nowMs = this.#options.clock.nowMs();
    const t = this.#rounds.trialsPerRound;
    const roundsBefore = Math.floor(standing.ownFinished / t);
    const trials: FinishedTrial[] = [];
    const improving: FinishedTrial[] = [];
    for (const outcome of outcomes) {
      const trial = this.#study.tell(outcome);
      trials.push(trial);
      if (standing.noteOwn(trial, nowMs)) improving.push(trial);
    }
    if (improving.length > 0) this.#people.foundBest(this.#host.peer);
    this.#outbox.add(trials, improving, Math.floor(standing.ownFinished / t) > roundsBefore);
    if (standing.failuresInRow >= HOPELESS_FAILURES) {
      const { message } = trials.at(-1)?.error ?? { message: "" };
      this.#fail(`The last ${HOPELESS_FAILURES} trials failed, so this tab stopped. The last one: ${message}`);
    }
    this.#reconsiderIfSpent();
    this.#options.onChange(improving.length > 0 ? "best" : "any");
  }

  #onHeard(trial: FinishedTrial, author: PeerId): void {
    const isOwn = author === this.#host.peer;
    if (this.#standing.noteForeign(trial, isOwn, this.#options.clock.nowMs())) this.#people.foundBest(author);
  }

  #onPeerStatus(log: LogId, peer: PeerId, body: Uint8Array): void {
    const status = decodeStatus(body);
    if (!status.ok) return;
    this.#people.meet(log, peer);
    this.#people.setName(peer, status.value.name);
    this.#leases.update(log, peer, status.value);
  }

  /** A vanished peer's trial runs again only where it would be missed: under a total budget, or if a person asked for it. */
  #takeOver({ retryOf, lost, lease }: LostTrial): void {
    if (this.#options.spec.budget.kind !== "trials" && !lease.enqueued) return;
    if (this.#state !== "running" || this.#intake.knows(lost) || this.#intake.knows(retryOf)) return;
    const heir = heirOf(lost, [...this.#leases.workingLogs(), this.#host.log]);
    if (heir === this.#host.log) this.#study.enqueue(paramsOf(lease), retryOf);
  }

  /** The best must not stay that of a peer whose word counts for nothing any more. */
  #disown(logs: ReadonlySet<LogId>): void {
    this.#intake.forget(logs);
    for (const log of logs) this.#leases.end(log);
    this.#standing.disown(logs, this.#study.history, this.#intake.pending);
  }

  #onTick(): void {
    const nowMs = this.#options.clock.nowMs();
    if (this.#state !== "running" && this.#restored) this.#intake.drain();
    const prunes = this.#options.spec.pruner.name !== "none" && this.#study.history.known !== this.#prunedAtKnown;
    if (prunes) {
      this.#prunedAtKnown = this.#study.history.known;
      this.#crew?.refreshPruner();
    }
    this.#crew?.tick();
    this.#outbox.flush();
    this.#totals.look(nowMs, this.#known().swarmFinished);
    void this.#reconsider();
    this.#tellStatus();
    this.#options.onChange("any");
  }

  #known(): WorkKnown {
    const nowMs = this.#options.clock.nowMs();
    const others = this.#totals.others(nowMs);
    const { ownFinished } = this.#standing;
    return {
      nowMs,
      ownFinished: ownFinished + others.ownElsewhere,
      ownRunning: this.#crew?.unfinishedCount ?? 0,
      siblingsRunning: this.#leases.runningOf(this.#host.peer),
      swarmFinished: ownFinished + others.complete + others.pruned + others.failed,
      othersRunning: this.#leases.runningTotal,
      workers: 1 + this.#leases.workingCount,
    };
  }

  #fail(sentence: string): void {
    this.#failure = sentence;
    void this.#reconsider();
  }

  #warn(sentence: string): void {
    this.#warning = sentence;
    this.#options.onChange("any");
  }

  #reconsiderIfSpent(): void {
    if ((this.#crew?.unfinishedCount ?? 0) === 0 && this.#meter.isSpent(this.#known())) void this.#reconsider();
  }

  /** State follows from circumstances, and the number of open slots from the state. Never rejects. */
  async #reconsider(): Promise<void> {
    const known = this.#known();
    const state = stateOf({
      restored: this.#restored,
      left: this.#left,
      paused: this.#paused,
      failure: this.#failure,
      wantedCores: this.#crew ? this.#wantedCores : 0,
      budgetSpent: this.#meter.isSpent(known),
      unfinished: known.ownRunning,
    });
    const changed = state !== this.#state;
    this.#state = state;
    const cores = state === "running" ? this.#wantedCores : 0;
    const settled = this.#crew && this.#crew.cores !== cores ? this.#crew.setCores(cores) : null;
    if (changed) {
      if (!this.#left) this.#tellStatus();
      this.#options.onChange("any");
    }
    await settled;
  }

  #tellStatus(): void {
    if (!this.#restored || this.#left) return;
    const known = this.#known();
    const body = this.#ownStatus.news(
      {
        name: this.#name,
        cores: this.#crew?.cores ?? 0,
        state: this.#state,
        round: this.#roundOf(known),
        runningCount: known.ownRunning,
        running: this.#crew?.runningFor(LEASE_AFTER_MS) ?? [],
        countMatters: this.#options.spec.budget.kind === "trials" || this.#leases.follows(this.#host.peer),
      },
      known.nowMs,
    );
    if (body !== null) this.#host.setStatus(body, this.#state === "finished");
  }

  #roundOf(known: WorkKnown): number {
    return Math.ceil((known.ownFinished + known.ownRunning) / this.#rounds.trialsPerRound);
  }

  #summary(): StudySummary {
    const best = this.#standing.best.trial?.values[0] ?? null;
    const finite = best !== null && Number.isFinite(best) ? best : null;
    return { best: finite, trials: this.#known().swarmFinished, peers: 1 + this.#host.liveLogs().length };
  }

  #bestSummary(): BestSummary | null {
    const { trial } = this.#standing.best;
    if (trial === null) return null;
    const peerId = this.#people.peerOf(trial.log);
    const foundBy = { peerId, name: this.#people.nameOf(peerId), isYou: peerId === this.#host.peer };
    const value = trial.values[0] ?? Number.NaN;
    return { value, params: paramsOf(trial), trial: trialId(trial), foundBy, heardMs: this.#standing.bestHeardMs };
  }

  #reason(): string | null {
    if (this.#state === "failed") return this.#failure;
    if (this.#state === "paused") return "Paused on this tab. It goes on sharing what is known.";
    if (!this.#standing.hasSucceeded && this.#standing.failuresInRow >= WORRYING_FAILURES) {
      const last = this.#standing.recentErrors.at(-1)?.error.message ?? "";
      return `No trial has succeeded yet and ${this.#standing.failuresInRow} failed. The last one: ${last}`;
    }
    return this.#warning;
  }
}
