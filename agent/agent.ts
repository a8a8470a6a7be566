import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Parsed, refused } from "../study/parsed.ts";
import { rngFromSeed } from "../study/rng.ts";
import { isCheckable } from "../study/spec/checkable.ts";
import { directionsOf, isToldByHttp } from "../study/spec/spec.ts";
import { type FinishedTrial } from "../study/trial/trial.ts";
import { base64url, type LogId, type PeerId } from "../swarm/ids.ts";
import type { SegmentPlace } from "../swarm/link/fetch-state.ts";
import type { SignedNote } from "../swarm/notes/note.ts";
import type { Evidence } from "../swarm/wire/evidence-codec.ts";
import { type AgentOptions, ordinalFrom, startOf } from "./agent-options.ts";
import type { AgentState } from "./agent-state.ts";
import { Belief } from "./belief.ts";
import { heldTrials } from "./best/held-trials.ts";
import { Commands } from "./commands.ts";
import { Delegations } from "./delegations.ts";
import { championLogOf } from "./generations/champion-log.ts";
import type { Generations } from "./generations/generations.ts";
import type { GenerationsPage, GenerationsQuery } from "./generations/generations-page.ts";
import { MOST_SEND_BYTES_PER_SECOND } from "./link/send-limit.ts";
import { SwarmHost, type SwarmHostHooks } from "./link/swarm-host.ts";
import { decodePreview, encodePreview } from "./preview/preview-codec.ts";
import { PreviewTrials, signedSpaces } from "./preview/preview-trials.ts";
import { ToldBest } from "./preview/told-best.ts";
import { OwnTrialsKeeper } from "./store/own-trials-keeper.ts";
import type { HeldChunk } from "./store/own-trials-shelf.ts";
import { restoreEvidence, restoreSegments } from "./store/restore.ts";
import { restoreOwnTrials } from "./store/restore-own.ts";
import type { Signer } from "./ports.ts";
import { DelegatedLog } from "./tell/delegated-log.ts";
import { UNKNOWN_ENGINE } from "./tell/engine-class.ts";
import { Intake } from "./tell/intake.ts";
import type { Command } from "./tell/note-body.ts";
import { type OwnSituation, OwnStatus } from "./tell/own-status.ts";
import { decodeStatus } from "./tell/status-codec.ts";
import { type GenerationGenomes, GenerationsView } from "./view/bred/generations-view.ts";
import { Courses, type EventsPage, type EventsQuery } from "./view/courses.ts";
import { CURVE_AFTER_MS, CurvesView } from "./view/curves.ts";
import type { CurvesPage, CurvesQuery } from "./view/curves-page.ts";

import type { ImportancePage, ImportanceQuery } from "./view/importance-page.ts";
import type { ImportanceView } from "./view/importance-view.ts";
import { contributorNames } from "./view/peer-rows.ts";
import { type PeerName, People } from "./view/people.ts";
import type { AgentSnapshot, TrialsPage, TrialsQuery } from "./view/snapshot.ts";
import {
  type BelievedSnapshot,
  believedOf,
  type SnapshotSources,
  snapshotOf,
  summaryOf,
} from "./view/snapshot-view.ts";
import { TrialWords } from "./view/trial-words.ts";
import { TrialsTable } from "./view/trials-page.ts";
import { lendableCores, trialsAtOnce } from "./work/cores.ts";
import { Leases } from "./work/leases.ts";
import { Pace } from "./work/pace.ts";
import { stateOf } from "./work/termination.ts";
import { streamOf, Work } from "./work/work.ts";
import { WorkTotals } from "./work/work-totals.ts";

/** The longest that `leave` and `stop` take to say goodbye: a tab that closes is given little more. */
/** A disk that takes longer does not keep a study from being finished. */
const SAVED_WITHIN_MS = 5_000;
const GOODBYE_WITHIN_MS = 2_000;

/** One participant of one study, from `start` to `leave` or `stop`. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #host: SwarmHost;
  readonly #work: Work;
  readonly #intake: Intake;
  /** Null: claims are believed as they are signed. */
  readonly #belief: Belief | null;
  readonly #kept: OwnTrialsKeeper;
  readonly #totals: WorkTotals;
  readonly #pace = new Pace();
  readonly #leases = new Leases(() => this.#host.census());
  readonly #people = new People();
  readonly #ownStatus = new OwnStatus();
  readonly #words: TrialWords;
  readonly #table: TrialsTable;
  /** What newcomers are shown first, and what this tab is. */
  readonly #toldBest: ToldBest;
  readonly #previews: PreviewTrials;
  readonly #courses: Courses;
  readonly #curves: CurvesView;
  readonly #generations: GenerationsView | null;
  #importance: ImportanceView | null = null;
  readonly #commands: Commands;
  readonly #delegations: Delegations;
  readonly #delegated: DelegatedLog[] = [];
  #name: string;
  #wantedCores: number;
  #uploadBytesPerSecond: number;
  #state: AgentState = "joining";
  #restored = false;
  #left = false;
  #publishedCount = 0;
  #paused = false;
  #failure: string | null = null;
  #seedKnowsValue = false;
  #warning: string | null = null;

  constructor(options: AgentOptions) {
    const { spec, seed } = options;
    this.#options = options;
    this.#name = options.profileName;
    this.#wantedCores = isToldByHttp(spec) ? 0 : options.cores;
    this.#uploadBytesPerSecond = options.uploadBytesPerSecond ?? MOST_SEND_BYTES_PER_SECOND;
    const seedFor = (use: string): Uint8Array => sha256(concatBytes(seed, utf8ToBytes(use)));
    const rng = rngFromSeed(base64url(seedFor("host")));
    const host = { ...options, start: startOf(options), seed: seedFor("swarm"), rng };
    this.#host = new SwarmHost(host, this.#hostHooks());
    this.#delegations = new Delegations(spec);
    this.#commands = new Commands(this.#host, spec, options.signer.publicKey);
    const { log, peer } = this.#host;
    this.#people.meet(log, peer);
    this.#people.setName(peer, this.#name);
    for (const [other, name] of options.names ?? []) this.#people.setName(other, name);
    this.#totals = new WorkTotals(
      () => this.#host.logs(),
      peer,
      (other) => this.#belief?.isDoubtful(other) ?? false,
      (other) => this.#belief?.hasPassed(other) ?? false,
      (other) => this.#belief?.trust.vouching.standing(other) === "wrong",
    );
    this.#words = new TrialWords(spec);
    const [direction = "minimize"] = directionsOf(spec);
    this.#toldBest = new ToldBest(direction);
    const championLog = spec.sampler.name === "deepga" ? championLogOf(options.studyId) : null;
    this.#courses = new Courses(
      { host: this.#host, people: this.#people, words: this.#words, hasVariants: spec.trainable !== null, championLog },
      { work: () => this.#work, intake: () => this.#intake },
    );
    this.#belief = isCheckable(spec) ? this.#newBelief(base64url(seedFor("checks"))) : null;
    this.#work = new Work(
      {
        ...options,
        belief: this.#belief,
        log,
        peer,
        seed: base64url(seedFor("study")),
        ordinal: options.began === "now" ? 0 : ordinalFrom(seedFor("ordinal")),
        isFirst: options.began === "now",
        totals: this.#totals,
        leases: this.#leases,
      },
      {
        isRunning: () => this.#state === "running",
        takeIn: () => this.#intake.drain(),
        onProgress: (improved) => this.#onProgress(improved),
        onFailed: (sentence) => this.#onFailed(sentence),
        onWarning: (sentence) => this.#warn(sentence),
        nameOf: (of) => this.#people.nameOf(this.#people.peerOf(of)),
        onMeasured: () => this.#onVerified(),
        courses: this.#courses,
        keep: (trials) => {
          this.#kept.add(trials);
          for (const _ of trials) this.#belief?.noteOwn();
        },
        publish: (draft, trials = []) => {
          const index = this.#publishedCount++;
          this.#host.publish(draft);
          for (const trial of trials) this.#toldBest.note(trial, index);
        },
        board: this.#host,
        unsigned: () => this.#host.unsigned,
        tellDelayMs: () => this.#host.tellDelayMs,
        studyMs: () => this.#host.studyMs(),
        isLinked: () => this.#host.links().length > 0,
        logs: () => this.#host.logs(),
      },
    );
    this.#intake = new Intake(this.#work.study, spec.objectives.length, {
      authorOf: (segment) => this.#people.authorOf(segment),
      counts: (author) => this.#delegations.counts(author),
      basisOf: (segment) => this.#host.basisOf(segment),
      onAbout: (of, { ordinal, engine }) => {
        this.#belief?.noteEngine(of, engine);
        if (spec.seed !== null && ordinal !== null) this.#work.study.history.nameStream(of, streamOf(ordinal));
      },
      onHeard: (trial, author) => this.#onHeard(trial, author),
      isBelieved: (trial) => this.#belief?.heeds(trial) ?? true,
      onTold: (trial, index) => this.#toldBest.note(trial, index),
      onKnown: (trial, author) => {
        if (author === peer) this.#work.standing.noteTold([trial]);
      },
    });
    this.#kept = new OwnTrialsKeeper({
      ...options,
      log,
      history: this.#work.study.history,
      isNeeded: () => this.#work.outbox.hasUntold,
      onFault: (error) => this.#onStoreFault(error),
    });
    const sources = {
      words: this.#words,
      history: this.#work.study.history,
      isOwn: (of: LogId) => this.#people.peerOf(of) === peer,
      nameOf: (of: LogId) => this.#people.nameOf(this.#people.peerOf(of)),
    };
    this.#table = new TrialsTable(sources);
    this.#previews = new PreviewTrials({
      direction,
      isHeld: (trial) => this.#work.study.history.has(trial) || this.#intake.has(trial),
      lengthOf: (of) => this.#host.lengthOf(of),
      holds: (place) => this.#host.holds(place),
      best: () => this.#work.standing.best.trial,
      spaces: () => signedSpaces(this.#work.study.history, this.#intake.pending),
      nowMs: () => this.#options.clock.nowMs(),
    });
    const { cells } = this.#work;
    this.#generations = cells && new GenerationsView(cells.generations);
    if (cells !== null) this.#people.nameLog(cells.championLog, "all tabs");
    const { metrics } = spec;
    this.#curves = new CurvesView({ ...sources, log, objectives: spec.objectives.map(({ name }) => name), metrics });
  }

  /** Loads what the store holds, joins the swarm and begins (`paused`: without opening a slot). Resolves once restored. */
  async start(how: { readonly paused: boolean } = { paused: false }): Promise<void> {
    const { store, studyId, clock } = this.#options;
    this.#paused ||= how.paused;
    await this.#restoreOwn();
    try {
      const evidence = await restoreEvidence(store, studyId);
      if (evidence !== null) this.#takeEvidence(evidence);
      for (const note of this.#host.notes()) this.#noted(note);
      this.#commands.restored();
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
    this.#courses.restored();
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

  /** The author's word to all tabs. Anybody else is refused, in a sentence. */
  command(command: Command): Parsed<null> {
    if (this.#left || !this.#restored) return refused("This tab takes no part in the study now; join it first.");
    const { endReason } = this.#work;
    if (command.kind === "extend" && endReason !== null)
      return refused(`The study has ended (${endReason}); publish it anew to go on.`);
    const given = this.#commands.give(command);
    if (given.ok) void this.#reconsider();
    return given;
  }

  /** Goes on after `pause`, or tries again after a failure. */
  resume(): void {
    this.#paused = false;
    this.#failure = null;
    this.#work.standing.forgive();
    void this.#reconsider();
  }

  /** Gives as many rounds again as the budget has, and goes on. Returns the rounds added so far; 0 under another budget. */
  runMoreRounds(): number {
    const { meter } = this.#work;
    meter.addBudget(this.#work.known());
    this.resume();
    return meter.addedRounds;
  }

  /** What the contributors call themselves, the busiest first, at most MAX_PEER_ROWS. */
  names(): PeerName[] {
    return contributorNames(this.#host.logs(), this.#people, this.#host.peer);
  }

  /** A log that this peer writes for somebody who is none, with that one's key; at most one for each key. */
  writeFor(signer: Signer, nonce: Uint8Array): DelegatedLog {
    const { studyId, spec, clock } = this.#options;
    const written = new DelegatedLog({
      studyId,
      signer,
      nonce,
      directions: directionsOf(spec),
      clock,
      tellDelayMs: () => this.#host.tellDelayMs,
      sign: (by, bytes, then) => this.#host.signAs(by, bytes, then),
      adopt: (segment) => this.#host.adopt(segment),
    });
    this.#delegated.push(written);
    return written;
  }

  /** Says to everybody what another key has signed. */
  say(note: SignedNote): void {
    this.#host.adoptNote(note);
  }

  /** Whether the trial is held here. */
  has(trial: Pick<FinishedTrial, "log" | "number">): boolean {
    return this.#work.study.history.has(trial) || this.#intake.has(trial);
  }

  /** How long the study has been going on; null while nobody knows. */
  studyMs(): number | null {
    return this.#host.studyMs();
  }

  /** 0 only watches. */
  setCores(cores: number): void {
    if (isToldByHttp(this.#options.spec)) return;
    const couldRun = this.#canRun;
    this.#wantedCores = Math.max(0, Math.min(lendableCores(this.#options.maxCores), Math.floor(cores)));
    if (!couldRun && this.#canRun) this.#belief?.beginsToRun();
    this.#options.onChange("state");
    void this.#reconsider();
  }

  /** Within LEAST_ and MOST_SEND_BYTES_PER_SECOND. */
  limitUpload(bytesPerSecond: number): void {
    this.#uploadBytesPerSecond = bytesPerSecond;
    this.#host.limitUpload(bytesPerSecond);
    this.#options.onChange("state");
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
    this.#work.end();
    for (const written of this.#delegated) written.close();
    await Promise.all([this.#kept.close(), this.#host.stop(GOODBYE_WITHIN_MS)]);
  }

  snapshot(): AgentSnapshot {
    return snapshotOf(this.#snapshotSources());
  }

  /** Of the snapshot what is held for the best; costs a tenth of it. */
  believed(): BelievedSnapshot {
    return believedOf(this.#snapshotSources());
  }

  /** It can run nothing: nobody's tab. */
  get #isArchive(): boolean {
    return this.#options.runner === null;
  }

  #snapshotSources(): SnapshotSources {
    return {
      ...this.#options,
      isArchive: this.#isArchive,
      host: this.#host,
      work: this.#work,
      belief: this.#belief,
      totals: this.#totals,
      pace: this.#pace,
      people: this.#people,
      leases: this.#leases,
      words: this.#words,
      name: this.#name,
      state: this.#state,
      failure: this.#failure,
      warning: this.#warning,
      cores: this.#wantedCores,
      uploadBytesPerSecond: this.#uploadBytesPerSecond,
      pendingCount: this.#intake.pending.length,
    };
  }

  /** When the study began, by this machine's date: to be kept for the next visit. Null while it is doubtful. */
  beganMs(): number | null {
    const studyMs = this.#host.toldStudyMs();
    return studyMs === null ? null : Math.max(0, this.#options.clock.wallMs() - studyMs);
  }

  trialsPage(query: TrialsQuery): TrialsPage {
    return this.#table.page(query, this.#intake.pending, this.#previews.shown());
  }

  /** Who did what when. */
  events(query: EventsQuery): EventsPage {
    return this.#courses.page(query);
  }

  /** The trials held here, one by one, in the order that all tabs agree on. */
  heldTrials(): Iterable<FinishedTrial> {
    return heldTrials(this.#work.study.history, this.#intake.pending);
  }

  /** What trials reported of one metric; null where nothing is new since `query.since`. */
  curves(query: CurvesQuery): CurvesPage | null {
    const live = Array.from(this.#work.crew?.reported(CURVE_AFTER_MS) ?? []);
    return this.#curves.page(query, this.#intake.pending, live);
  }

  /** The log of the generations; null where nothing is new since `query.since`, or where the study breeds none. */
  generations(query: GenerationsQuery): GenerationsPage | null {
    return this.#generations?.page(query, this.#work.meter.generations) ?? null;
  }

  /** The survivors of a closed generation; null where this tab holds none such. */
  genomesOf(generation: number): GenerationGenomes | null {
    return this.#generations?.genomesOf(generation) ?? null;
  }

  /** Which parameters matter; null where nothing is new since `query.since`. Its code is fetched at the first question. */
  async importances(query: ImportanceQuery): Promise<ImportancePage | null> {
    const { ImportanceView } = await import("./view/importance-view.ts");
    this.#importance ??= new ImportanceView({
      history: this.#work.study.history,
      words: this.#words,
      hasVariants: this.#options.spec.trainable !== null,
    });
    return this.#importance.page(query);
  }

  #hostHooks(): SwarmHostHooks {
    return {
      onDeliver: (segments) => {
        this.#totals.changed();
        const { best } = this.#work.standing;
        const before = best.trial;
        this.#intake.deliver(segments);
        this.#options.onChange(best.trial === before ? "any" : "best");
      },
      onCounts: () => {
        this.#totals.changed();
        this.#options.onChange("any");
      },
      counts: (peer) => this.#delegations.counts(peer),
      onPeerStatus: (log, peer, body, ageMs) => this.#onPeerStatus(log, peer, body, ageMs),
      onPeerRunning: (log, peer, body) => this.#onPeerRunning(log, peer, body),
      makePreview: () => encodePreview(this.#toldBest.all),
      onPreview: (body) => this.#onPreview(body),
      onPeerGone: (log) => {
        this.#totals.changed();
        this.#leases.end(log);
        this.#courses.gone(log);
        // What fell to it falls to others at once.
        if (this.#work.cells !== null) this.#work.crew?.wake();
        this.#options.onChange("any");
      },
      onBanned: (peer, logs) => {
        this.#disown(new Set(logs));
        this.#belief?.disown(new Set([peer]));
      },
      onNote: (note) => {
        this.#commands.noted(note);
        this.#noted(note);
      },
      onCells: (cells) => this.#onBoard((generations) => generations.take(cells)),
      onEpochsOffered: (from, records) => this.#onBoard((generations) => generations.offered(from, records)),
      onBegan: () => this.#options.onBegan?.(),
      onTick: () => this.#onTick(),
      onLinksChanged: () => this.#options.onChange("state"),
      onFault: (fault, error) => {
        if (fault === "store") this.#onStoreFault(error);
        else {
          const why = `This tab cannot sign what it found (${String(error)}), so nobody else hears of it; reload the page.`;
          this.#warn(why);
        }
      },
      summary: () => summaryOf(this.#snapshotSources()),
    };
  }

  #onPreview(body: Uint8Array): readonly SegmentPlace[] | null {
    const told = decodePreview(body, this.#options.spec.objectives.length);
    if (!told.ok) return null;
    // Nobody can say yet whose they are.
    if (isToldByHttp(this.#options.spec)) return [];
    this.#previews.take(told.value);
    this.#options.onChange("any");
    return this.#previews.places();
  }

  #noted(note: SignedNote): void {
    this.#belief?.noted(note);
    const delegated = this.#delegations.noted(note);
    if (delegated === null) return;
    this.#people.setName(delegated.peer, `${delegated.name} (HTTP)`);
    this.#intake.recount();
    this.#totals.changed();
    this.#options.onChange("any");
  }

  /** A study that breeds no generations has nothing to do with a board. */
  #onBoard(take: (generations: Generations) => void): void {
    const { cells } = this.#work;
    if (cells === null) return;
    take(cells.generations);
    this.#options.onChange("any");
  }

  #onProgress(improved: boolean): void {
    if (improved) this.#tellSeedOfValue();
    const work = this.#work;
    if (work.ownRunning === 0 && work.meter.isSpent(work.known())) void this.#reconsider();
    this.#options.onChange(improved ? "best" : "any");
  }

  #takeEvidence(evidence: Evidence): void {
    const { cells } = this.#work;
    this.#host.restoreEvidence(evidence);
    if (cells === null) return;
    if (cells.generations.restore(evidence.records)) this.#host.restoreBoard(evidence);
    else this.#warn("What this browser kept of the generations could not be read; the swarm brings them again.");
  }

  async #restoreOwn(): Promise<void> {
    const { store, studyId, spec, clock } = this.#options;
    const take = (chunk: HeldChunk, trials: readonly FinishedTrial[]): void => this.#takeKept(chunk, trials);
    try {
      const lost = await restoreOwnTrials(store, studyId, spec.objectives.length, clock, take);
      const places = lost === 1 ? "one place" : `${lost} places`;
      if (lost > 0) {
        this.#warn(
          `What this browser kept of its own trials is damaged in ${places}: the trials there are lost, unless other tabs heard of them.`,
        );
      }
    } catch (error) {
      this.#warn(`What this browser kept of its own trials could not be read (${String(error)}).`);
    }
  }

  /** What this profile computed on earlier visits: once each, whether or not segments tell of it, too. */
  #takeKept(chunk: HeldChunk, trials: readonly FinishedTrial[]): void {
    const work = this.#work;
    this.#people.meet(chunk.log, this.#host.peer);
    for (const trial of trials) {
      if (!work.study.addForeign(trial)) continue;
      this.#belief?.noteOwn();
      this.#totals.kept(trial);
      work.kept(trial);
      this.#options.onHeard?.(trial, this.#host.peer);
    }
    this.#kept.adopt(chunk);
  }

  #onStoreFault(error: unknown): void {
    this.#warn(`This browser does not keep the study (${String(error)}); after a reload it comes from other tabs.`);
  }

  /** The seed lists a study once a trial has ended with a value, so the first one does not wait for its turn. */
  #tellSeedOfValue(): void {
    if (this.#seedKnowsValue || summaryOf(this.#snapshotSources()).best === null) return;
    this.#seedKnowsValue = true;
    this.#host.announceNews();
  }

  #onHeard(trial: FinishedTrial, author: PeerId): void {
    const isOwn = author === this.#host.peer;
    if (!isOwn) this.#belief?.trust.heard(trial, author);
    const { startMs, durationMs } = trial;
    if (!isOwn && this.#restored && startMs !== null) this.#host.trialSaid(author, startMs + durationMs, durationMs);
    this.#work.heard(trial, author);
    this.#options.onHeard?.(trial, author);
  }

  get #canRun(): boolean {
    const { spec, runner, program } = this.#options;
    return runner !== null && program !== null && this.#wantedCores >= spec.resources.cores;
  }

  #newBelief(secret: string): Belief {
    const { spec, engine = UNKNOWN_ENGINE } = this.#options;
    const { peer, log } = this.#host;
    return new Belief({
      spec,
      own: peer,
      log,
      engine,
      secret,
      canRun: () => this.#canRun,
      history: () => this.#work.study.history,
      noise: () => this.#work.study.noise,
      pending: () => this.#intake.pending,
      authorOf: (of) => this.#people.peerOf(of),
      say: (kind, body) => this.#host.say(kind, body),
      workers: () => (this.#canRun ? 1 : 0) + this.#leases.verifyingCount,
      working: () => this.#leases.verifying(),
      isDone: () => this.#state === "finished",
      isWaiting: () => this.#work.meter.awaitsChecks(() => this.#work.known()),
      onVerified: () => this.#onVerified(),
      onJudged: () => this.#totals.changed(),
      endsBy: (trial, outcome) => this.#work.endsBy(trial, outcome),
    });
  }

  #onVerified(): void {
    this.#work.verified();
    this.#tellSeedOfValue();
    this.#options.onChange("best");
    if (this.#state === "running" && this.#work.endReason !== null) void this.#reconsider();
  }

  #onPeerStatus(log: LogId, peer: PeerId, body: Uint8Array, ageMs: number): void {
    this.#totals.changed();
    const status = decodeStatus(body);
    if (status.ok) {
      this.#people.meet(log, peer);
      if (this.#people.setName(peer, status.value.name)) this.#options.onNamed?.();
      const isFollowed = this.#leases.update(log, peer, status.value, this.#options.clock.nowMs(), ageMs);
      if (isFollowed) this.#courses.told(log, status.value, ageMs);
    }
    this.#options.onChange("any");
  }

  /** As `#onPeerStatus`, for this tab alone. */
  #onPeerRunning(log: LogId, peer: PeerId, body: Uint8Array | null): void {
    const status = body === null ? null : decodeStatus(body);
    if (status?.ok === false) return;
    if (status !== null) this.#people.meet(log, peer);
    const said = status?.value ?? null;
    const isFollowed = this.#leases.updateNear(log, peer, said, this.#options.clock.nowMs());
    if (isFollowed && said !== null) this.#courses.told(log, said, 0);
    this.#options.onChange("any");
  }

  /** The best must not stay that of a peer whose word counts for nothing any more. */
  #disown(logs: ReadonlySet<LogId>): void {
    this.#totals.changed();
    this.#intake.forget(logs);
    this.#toldBest.forget(logs);
    this.#previews.forget(logs);
    for (const log of logs) {
      this.#leases.end(log);
      this.#courses.gone(log);
    }
    this.#work.standing.disown(logs, this.#work.study.history, this.#intake.pending);
    this.#options.onChange("any");
  }

  #onTick(): void {
    // Without rounds of its own a peer takes in what it hears as it comes.
    if (this.#state !== "running") this.#intake.drain();
    this.#work.tick();
    this.#belief?.refill();
    this.#belief?.listen(this.#options.clock.nowMs());
    this.#belief?.bestNow(this.#options.clock.nowMs());
    const { cells, crew, standing } = this.#work;
    if (cells === null) this.#courses.look(crew?.running() ?? []);
    this.#pace.look(this.#options.clock.nowMs(), cells?.counts() ?? this.#host.liveCounts(standing.ownFinished));
    void this.#reconsider();
    this.#tellStatus();
    this.#options.onChange("time");
  }

  #onFailed(sentence: string): void {
    this.#failure = sentence;
    void this.#reconsider();
  }

  #warn(sentence: string): void {
    this.#warning = sentence;
    this.#options.onChange("any");
  }

  /** State follows from circumstances, and the number of open slots from the state. Never rejects. */
  async #reconsider(): Promise<void> {
    const { crew, meter } = this.#work;
    const before = this.#state;
    meter.obey(this.#commands.orders());
    const ended = this.#work.endReason !== null;
    if (before !== "running" || ended) this.#work.dropSurplus();
    const known = this.#work.known();
    const next = stateOf({
      restored: this.#restored,
      left: this.#left,
      paused: this.#paused,
      failure: this.#failure,
      trialsAtOnce: crew ? trialsAtOnce(this.#wantedCores, this.#options.spec.resources.cores) : 0,
      budgetSpent: meter.isSpent(known),
      ended,
      unfinished: known.ownRunning,
    });
    // Who reads "finished" may close the tab at once: by then all is written.
    if (before === "running" && next === "finished" && this.#kept.isBehind) {
      await this.#kept.flushWithin(SAVED_WITHIN_MS);
      return this.#reconsider();
    }
    this.#state = next;
    const cores = this.#state === "running" || this.#checks ? this.#wantedCores : 0;
    const settled = crew && crew.cores !== cores ? crew.setCores(cores) : null;
    if (this.#state !== before) {
      if (before === "running") this.#work.rests();
      if (before === "running") void this.#kept.flush();
      this.#tellStatus();
      this.#options.onChange("state");
    }
    await settled;
  }

  /** Whether a tab that has no trials of its own to run any more has something to check. */
  get #checks(): boolean {
    if (this.#state !== "finished" || this.#paused || this.#failure !== null || this.#work.meter.stopped) return false;
    return this.#belief?.trust.hasClaims ?? false;
  }

  #tellStatus(): void {
    if (!this.#restored || this.#left) return;
    const { crew } = this.#work;
    const known = this.#work.known();
    const now: OwnSituation = {
      name: this.#name,
      cores: crew?.cores ?? 0,
      state: this.#state,
      isArchive: this.#isArchive,
      round: this.#work.roundOf(known),
      // What has ended and is not told yet must not look like work still to be done. A peer that rests does none: others
      // may run its share.
      runningCount: (this.#state === "running" ? known.ownRunning : 0) + this.#work.outbox.waitingCount,
      running: Array.from(this.#work.told()),
      breeding: this.#work.cells?.told(),
      startPoints: this.#work.startPoints,
      countMatters: this.#options.spec.budget.kind === "trials" || this.#leases.follows(this.#host.peer),
      runsOnce: this.#work.study.triesOnce,
    };
    const near = this.#ownStatus.toNeighbours(now);
    if (near !== null) this.#host.setRunning(near);
    const news = this.#ownStatus.news(now, known.nowMs);
    if (news !== null) this.#host.setStatus(news.body, this.#state === "finished", news.isQuiet);
  }
}
