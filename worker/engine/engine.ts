import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Agent } from "../../agent/agent.ts";
import type { GenerationsPage, GenerationsQuery } from "../../agent/generations/generations-page.ts";
import type { LinkMux } from "../../agent/link/link-mux.ts";
import { NO_SECRET, WRONG_SECRET } from "../../agent/locked-study.ts";
import type {
  DatedClock,
  Membership,
  ObjectiveProgram,
  Rendezvous,
  Signer,
  StoredMembership,
  TrialRunner,
  Verifier,
} from "../../agent/ports.ts";
import type { EngineClass } from "../../agent/tell/engine-class.ts";
import type { EventsPage, EventsQuery } from "../../agent/view/courses.ts";
import type { CurvesPage, CurvesQuery } from "../../agent/view/curves-page.ts";
import type { ImportancePage, ImportanceQuery } from "../../agent/view/importance-page.ts";
import type { AgentSnapshot, TrialsPage, TrialsQuery } from "../../agent/view/snapshot.ts";
import type { OwnQuota } from "../../agent/work/asking/own-quota.ts";
import { loadPruner, loadSampler } from "../../agent/work/search-methods.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { linkedIdOf } from "../../study/spec/linked-id.ts";
import { firstObjective, isToldByHttp, type StudyId, type StudySpec, specWith } from "../../study/spec/spec.ts";
import { SECRET_BYTES, type StudySecret, secretHash, studySecret } from "../../study/spec/study-secret.ts";
import { base64url, logIdOf, NONCE_BYTES } from "../../swarm/ids.ts";
import type { StripResult } from "../jail/source/strip-types.ts";
import { ChampionDesk } from "../play/champion-desk.ts";
import type { ChampionPlay } from "../play/champion-play.ts";
import type { KeptStore } from "../store/kept-store.ts";
import { closedGeneration, generationFile } from "./closed-generation.ts";
import type { EngineApi, FormerStudyRow, MembershipRow, StudyDescription, StudyDraft, TestRun } from "./engine-api.ts";
import { MAX_TEST_TRIALS } from "./engine-api.ts";
import {
  checkResources,
  Refusal,
  toCores,
  toCount,
  toEpisode,
  toEventsQuery,
  toGeneration,
  toGenerationsQuery,
  toImportanceQuery,
  toQuery,
  toSecret,
  toStudyId,
  toUpload,
} from "./engine-input.ts";
import { findSpec } from "./find-spec.ts";
import { contributedBy } from "./former-studies.ts";
import { Memberships } from "./memberships.ts";
import { isWhole } from "./resumption.ts";
import type { Exported } from "../export/export-study.ts";
import { SnapshotFeed } from "./snapshot-feed.ts";
import { buildProgram, sentenceOf } from "./study-program.ts";
import type { TabStudy } from "./tab-memory.ts";
import { TestDesk } from "./test-desk.ts";
import { Turns } from "./turns.ts";

/** What the engine is built from; the composition root chooses the adapters. */
export interface EngineParts {
  readonly signer: Signer;
  readonly verifier: Verifier;
  readonly clock: DatedClock;
  readonly store: KeptStore;
  readonly mux: LinkMux;
  readonly rendezvous: Rendezvous;
  readonly runner: TrialRunner;
  readonly stripTypes: (source: string) => Promise<StripResult>;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly maxCores: number;
  readonly profileName: string;
  readonly engineClass?: EngineClass;
  /** Studies that other tabs of this profile take part in now. */
  readonly studiesElsewhere: () => Promise<ReadonlySet<StudyId>>;
  /** The same by what they hold, without their answer; absent where the browser has no locks. */
  readonly studiesHeldElsewhere?: () => Promise<ReadonlySet<StudyId>>;
  /** Told of every log this tab opens, before anything is written to it. */
  readonly onOwnLog: (log: string) => void;
  /** What this very tab took part in before it was reloaded; nothing in a new tab. */
  readonly recalled?: readonly TabStudy[];
  /** What the person lets this peer run of each study, where that is not for the study to say. */
  readonly ownQuota?: OwnQuota | undefined;
  /** Told of what this tab takes part in whenever that changes, for its next load. */
  readonly onOwnStudies?: (studies: readonly TabStudy[]) => void;
}

interface Described {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly secret: StudySecret | null;
}

/** A study this tab takes part in. */
interface Participation {
  readonly agent: Agent;
  /** Null: nothing of the study runs in a tab. */
  readonly program: ObjectiveProgram | null;
  membership: Membership;
  feed: SnapshotFeed<AgentSnapshot> | null;
}

/** What a person chooses, kept for the next visit. */
type RememberedKey = "state" | "cores" | "addedRounds" | "uploadBytesPerSecond";

/** As much chance as the agent takes in. */
const SEED_BYTES = 32;
/** Names come with the first trials of a tab, and many tabs may join at once: one write for all of them. */
const NAMES_DELAY_MS = 5_000;
/** How long publishing waits for the seed: an invite link is of use only once the seed knows the study. */
const OFFER_LIMIT_MS = 2_000;

/** Several studies at once over one set of links. Every refusal is a sentence for the person. */
export class Engine implements Omit<EngineApi, "boot" | "setName" | "notice" | "dismissNotice"> {
  readonly #parts: EngineParts;
  readonly #memberships: Memberships;
  readonly #desk: TestDesk;
  readonly #champions: ChampionDesk;
  readonly #active = new Map<StudyId, Participation>();
  /** Studies whose text had to be fetched again, until they go on or it is known that they do not. */
  readonly #fetchedAgain = new Map<StudyId, Promise<void>>();
  /** Of private studies among them. */
  readonly #keptSecrets = new Map<StudyId, StudySecret>();
  /** What is asked of one study happens in the order asked. */
  readonly #turns = new Turns();
  /** Studies whose contributors' names are about to be kept. */
  readonly #naming = new Set<StudyId>();
  #profileName: string;
  #notice: string | null = null;
  /** Somebody looks at the page, as far as it says. */
  #seen = true;
  /** The last spec that was described: Join runs exactly what was read, and does not ask the seed again. */
  #described: Described | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#profileName = parts.profileName;
    this.#memberships = new Memberships(parts);
    this.#desk = new TestDesk(parts);
    this.#champions = new ChampionDesk(parts);
  }

  /** What this tab takes part in. */
  get studies(): readonly StudyId[] {
    return [...this.#active.keys()];
  }

  /**
   * Takes up every study where it was when the page last went away; one that fails does not hold up the others. A study
   * that another tab of this profile takes part in waits for a Join, unless this tab took part too before its reload.
   */
  async resumeMemberships(): Promise<void> {
    const current = await this.#memberships.load();
    for (const membership of current) if (!isWhole(membership)) this.#fetchAgain(membership);
    await Promise.all(
      current
        .filter(isWhole)
        .map((membership) =>
          this.#turns
            .take(membership.studyId, () => this.#begin(membership))
            .catch((error: unknown) => console.warn(`Could not take up "${membership.spec.name}".`, error)),
        ),
    );
  }

  /** Shown with every study from now on: nothing more is kept for the next visit. */
  loseStorage(reason: string): void {
    this.#notice = `${reason} What this tab finds from now on is not kept for its next visit.`;
    for (const { feed } of this.#active.values()) feed?.changed("any");
  }

  /** While nobody looks at the page its snapshots come seldom, and the newest as soon as somebody does. */
  setSeen(seen: boolean): void {
    this.#seen = seen;
    for (const { feed } of this.#active.values()) feed?.setSeen(seen);
  }

  rename(name: string): void {
    this.#profileName = name;
    for (const { agent } of this.#active.values()) agent.setName(name);
  }

  async createStudy(draft: StudyDraft, cores: number): Promise<StudyId> {
    const secret = draft.isPrivate === true ? studySecret(this.#parts.randomBytes(SECRET_BYTES)) : null;
    return this.publish(this.specOf(draft, secret), cores, secret);
  }

  /** Begins a study of this profile as its author, and offers it to the seed. */
  async publish(spec: StudySpec, cores: number, secret: StudySecret | null = null): Promise<StudyId> {
    const lent = toCores(cores, this.#parts.maxCores);
    checkResources(lent, spec.resources.cores, this.#parts.maxCores);
    const studyId = await linkedIdOf(spec, secret).catch(notFetched);
    await this.#turns.take(studyId, () => this.#begin(this.#memberships.begin(studyId, spec, lent, secret), "now"));
    await this.#offer(spec, secret);
    return studyId;
  }

  async testRun(draft: StudyDraft, count: number, onProgress?: (soFar: TestRun) => unknown): Promise<TestRun> {
    this.#desk.stop();
    return this.#desk.run(this.specOf(draft), toCount(count, MAX_TEST_TRIALS), onProgress);
  }

  async stopTestRun(): Promise<void> {
    this.#desk.stop();
  }

  async describe(
    studyId: StudyId,
    onMissing?: (sentence: string) => void,
    linkSecret?: string | null,
  ): Promise<StudyDescription> {
    const id = toStudyId(studyId);
    const joined = this.#active.has(id);
    const [described, elsewhere] = await Promise.all([
      this.#find(id, toSecret(linkSecret), onMissing),
      joined ? new Set<StudyId>() : this.#memberships.lookElsewhere(),
    ]);
    await this.#fetchedAgain.get(id);
    this.#described = described;
    const { spec, secret } = described;
    const contributed = this.#memberships.get(id)?.contributed;
    return {
      studyId: id,
      spec,
      secret,
      objectiveHash: bytesToHex(sha256(utf8ToBytes(spec.objective.source))),
      joined: this.#active.has(id),
      inOtherTab: elsewhere.has(id),
      isAuthor: spec.author.key === base64url(this.#parts.signer.publicKey),
      contributed: contributed === undefined ? null : contributedBy(contributed, this.#parts.clock.wallMs()),
    };
  }

  async join(studyId: StudyId, cores: number): Promise<void> {
    const id = toStudyId(studyId);
    const lent = toCores(cores, this.#parts.maxCores);
    await this.#turns.take(id, async () => {
      const active = this.#active.get(id);
      if (!active) {
        const { spec, secret } = await this.#find(id, null);
        if (lent > 0 && isToldByHttp(spec)) throw new Refusal(ONLY_WATCHED);
        return this.#begin(this.#memberships.begin(id, spec, lent, secret));
      }
      active.agent.setCores(lent);
      active.agent.resume();
      this.#remember(active, { state: lent > 0 ? "running" : "watching", cores: lent });
      return undefined;
    });
  }

  async pause(studyId: StudyId): Promise<void> {
    // Not in order with the rest: what runs must stop now, whatever else is being waited for.
    const active = this.#participation(studyId);
    await active.agent.pause();
    // Whoever left meanwhile is not to take part again at the next visit.
    if (this.#active.get(active.membership.studyId) === active) this.#remember(active, { state: "paused" });
  }

  async resume(studyId: StudyId): Promise<void> {
    const active = this.#participation(studyId);
    active.agent.resume();
    this.#remember(active, { state: active.membership.cores > 0 ? "running" : "watching" });
  }

  async runMoreRounds(studyId: StudyId): Promise<void> {
    const active = this.#participation(studyId);
    if (active.membership.spec.budget.kind !== "rounds") {
      throw new Refusal("This study has no rounds of its own to add to: its budget is shared by all tabs.");
    }
    const addedRounds = active.agent.runMoreRounds();
    this.#remember(active, { state: active.membership.cores > 0 ? "running" : "watching", addedRounds });
  }

  async setCores(studyId: StudyId, cores: number): Promise<void> {
    const active = this.#participation(studyId);
    const lent = toCores(cores, this.#parts.maxCores);
    active.agent.setCores(lent);
    const paused = active.membership.state === "paused";
    this.#remember(active, { cores: lent, state: paused ? "paused" : lent > 0 ? "running" : "watching" });
  }

  async limitUpload(studyId: StudyId, bytesPerSecond: number): Promise<void> {
    const active = this.#participation(studyId);
    const uploadBytesPerSecond = toUpload(bytesPerSecond);
    active.agent.limitUpload(uploadBytesPerSecond);
    this.#remember(active, { uploadBytesPerSecond });
  }

  async leave(studyId: StudyId): Promise<void> {
    const active = this.#participation(studyId);
    this.#active.delete(studyId);
    this.#memberships.partFrom(studyId);
    this.#champions.stop(studyId);
    // Leaving ends the work at once, before all else; the goodbye may take a moment longer, and joining again waits for it.
    const gone = active.agent.leave();
    const { ownTrialCount = 0, ownBest = null } = snapshotOf(active.agent) ?? {};
    const contributed = { trials: ownTrialCount, best: ownBest, leftMs: this.#parts.clock.wallMs() };
    await this.#turns.take(studyId, async () => {
      await this.#memberships.leave(active.membership, contributed);
      await gone;
      this.#parts.mux.close(studyId);
      active.feed?.close();
    });
  }

  async memberships(): Promise<readonly MembershipRow[]> {
    const { current } = this.#memberships;
    if (current.some(({ studyId }) => this.#memberships.isOnlyElsewhere(studyId)))
      await this.#memberships.lookElsewhere();
    return this.#memberships.current.map(({ studyId, spec }) => {
      const active = this.#active.get(studyId);
      // One that could not be taken up again still is a membership: its page says what is wrong.
      const { name } = spec;
      const { unit } = firstObjective(spec);
      if (!active) {
        const state = this.#memberships.isOnlyElsewhere(studyId) ? "elsewhere" : "failed";
        return { studyId, name, unit, state, best: null, ownTrials: 0, ownBest: null };
      }
      const snapshot = snapshotOf(active.agent);
      if (snapshot === null) return { studyId, name, unit, state: "failed", best: null, ownTrials: 0, ownBest: null };
      const { state, best, ownTrialCount, ownBest } = snapshot;
      return { studyId, name, unit, state, best: best?.value ?? null, ownTrials: ownTrialCount, ownBest };
    });
  }

  async formerStudies(): Promise<readonly FormerStudyRow[]> {
    const nowMs = this.#parts.clock.wallMs();
    return this.#memberships.former().map(({ studyId, spec, contributed }) => {
      const { name } = spec;
      const { unit } = firstObjective(spec);
      const { trials, best, leftAgoMs } = contributedBy(contributed, nowMs);
      return { studyId, name, unit, trials, best, leftAgoMs };
    });
  }

  async forget(studyId: StudyId): Promise<void> {
    const id = toStudyId(studyId);
    await this.#turns.take(id, async () => {
      if (this.#active.has(id)) throw new Refusal("This tab takes part in the study. Leave it first, then remove it.");
      await this.#memberships.drop(id);
    });
  }

  async watch(studyId: StudyId, onSnapshot: (snapshot: AgentSnapshot) => unknown): Promise<void> {
    const active = this.#participation(studyId);
    active.feed?.close();
    active.feed = new SnapshotFeed(
      () => {
        const snapshot = active.agent.snapshot();
        return { ...snapshot, reason: snapshot.reason ?? this.#notice };
      },
      async (snapshot) => {
        // Over Comlink the callback gives a promise, settled when the page has taken it.
        await onSnapshot(snapshot);
      },
      this.#parts.clock,
      this.#seen,
    );
  }

  async unwatch(studyId: StudyId): Promise<void> {
    const active = this.#active.get(toStudyId(studyId));
    active?.feed?.close();
    if (active) active.feed = null;
  }

  async trials(studyId: StudyId, query: TrialsQuery): Promise<TrialsPage> {
    return this.#participation(studyId).agent.trialsPage(toQuery(query));
  }

  /** What is held of the study now, for a file; a program in the same realm goes through it trial by trial. */
  exported(studyId: StudyId): Exported {
    const { agent } = this.#participation(studyId);
    const { spec, heldCount, trialCount } = agent.snapshot();
    return { spec, trials: () => agent.heldTrials(), held: heldCount, known: trialCount };
  }

  async events(studyId: StudyId, query: EventsQuery): Promise<EventsPage> {
    return this.#participation(studyId).agent.events(toEventsQuery(query));
  }

  async curves(studyId: StudyId, query: CurvesQuery): Promise<CurvesPage | null> {
    return this.#participation(studyId).agent.curves(query);
  }

  async importances(studyId: StudyId, query: ImportanceQuery): Promise<ImportancePage | null> {
    return this.#participation(studyId).agent.importances(toImportanceQuery(query));
  }

  async generations(studyId: StudyId, query: GenerationsQuery): Promise<GenerationsPage | null> {
    return this.#participation(studyId).agent.generations(toGenerationsQuery(query));
  }

  async generationFile(studyId: StudyId, generation: number): Promise<Uint8Array<ArrayBuffer>> {
    const { agent, membership } = this.#participation(studyId);
    return generationFile(closedGeneration(agent, membership.spec, toGeneration(generation)));
  }

  async playChampion(studyId: StudyId, generation: number, episode: number): Promise<ChampionPlay> {
    const { agent, membership, program } = this.#participation(studyId);
    if (program === null) throw new Refusal(ONLY_WATCHED);
    const played = toEpisode(episode);
    const { survivors, sigma } = closedGeneration(agent, membership.spec, toGeneration(generation));
    const genome = survivors[0]?.genome ?? [];
    const { trialTimeoutMs } = membership.spec;
    return this.#champions.play({ program, trialTimeoutMs, generation, genome, sigma }, played);
  }

  async stopPlay(): Promise<void> {
    this.#champions.stop();
  }

  /** The tab closes: says goodbye and writes what waits. */
  async goodbye(): Promise<void> {
    this.#desk.stop();
    this.#champions.stop();
    // Other tabs of the profile may have kept theirs since: a reload finds cores and pause as they were in this one.
    for (const active of this.#active.values()) this.#remember(active, {});
    await Promise.all([...this.#active.values()].map(({ agent }) => agent.stop()));
    await this.#parts.store.flush();
  }

  /** `began` "now": its author begins the study; else it began when the membership says, as far as it says. */
  async #begin(membership: Membership, began?: "now"): Promise<void> {
    const {
      studyId,
      spec,
      secret,
      cores,
      state,
      beganMs,
      addedRounds = 0,
      names = [],
      uploadBytesPerSecond,
    } = membership;
    if (this.#active.has(studyId)) throw new Refusal("This tab takes part in the study already.");
    if (spec.private !== null && secret === undefined) throw new Refusal(NO_SECRET);
    const { signer, verifier, clock, store, mux, rendezvous, runner, maxCores, randomBytes, onOwnLog } = this.#parts;
    const logNonce = randomBytes(NONCE_BYTES);
    const log = logIdOf(signer.publicKey, studyId, logNonce);
    const [built, { Agent }, sampler, pruner, hidden] = await Promise.all([
      buildProgram(studyId, spec, this.#parts.stripTypes, { log, hostname: this.#profileName }),
      loadAgent().catch(notFetched),
      loadSampler(spec).catch(notFetched),
      loadPruner(spec).catch(notFetched),
      secret === undefined ? null : loadPrivateLinks().catch(notFetched),
    ]);
    if (!built.ok) throw new Refusal(sentenceOf(built.error));
    onOwnLog(log);
    const open = { channel: mux.open(studyId), rendezvous };
    const links =
      hidden === null || secret === undefined ? open : hidden.privateLinks({ ...open, secret, clock, randomBytes });
    const agent = new Agent({
      studyId,
      spec,
      sampler,
      pruner,
      signer,
      verifier,
      logNonce,
      seed: randomBytes(SEED_BYTES),
      clock,
      began: began ?? (beganMs === undefined ? undefined : { wallMs: beganMs }),
      store,
      ...links,
      runner,
      program: built.program,
      profileName: this.#profileName,
      engine: this.#parts.engineClass,
      cores: toCores(cores, maxCores),
      maxCores,
      hasSibling: this.#memberships.isElsewhere(studyId),
      addedRounds,
      ownQuota: this.#parts.ownQuota,
      uploadBytesPerSecond,
      names,
      onChange: (kind) => this.#active.get(studyId)?.feed?.changed(kind),
      onBegan: () => {
        const active = this.#active.get(studyId);
        if (active) this.#remember(active, {});
      },
      onNamed: () => this.#rememberNamesSoon(studyId),
    });
    const participation: Participation = { agent, program: built.program, membership, feed: null };
    this.#active.set(studyId, participation);
    try {
      await agent.start({ paused: state === "paused" });
    } catch (error) {
      this.#active.delete(studyId);
      mux.close(studyId);
      throw error;
    }
    this.#remember(participation, {});
  }

  /** The store has no sound text of the study: it comes from the seed, checked against the id, and the work goes on. */
  #fetchAgain(membership: StoredMembership): void {
    const { studyId, secret = null } = membership;
    const { rendezvous, clock } = this.#parts;
    if (secret !== null) this.#keptSecrets.set(studyId, secret);
    const begun = this.#turns.take(studyId, async () =>
      this.#begin({ ...membership, spec: await findSpec(studyId, rendezvous, clock, undefined, secret) }),
    );
    const settled = begun
      .catch((error: unknown) => console.warn("A study could not be taken up again.", error))
      .finally(() => this.#fetchedAgain.delete(studyId));
    this.#fetchedAgain.set(studyId, settled);
  }

  #rememberNamesSoon(studyId: StudyId): void {
    if (this.#naming.has(studyId)) return;
    this.#naming.add(studyId);
    this.#parts.clock.setTimer(NAMES_DELAY_MS, () => {
      this.#naming.delete(studyId);
      const active = this.#active.get(studyId);
      if (active) this.#remember(active, {});
    });
  }

  /** Kept soon: nobody waits for the disk to begin or to stop. */
  #remember(active: Participation, change: Partial<Pick<Membership, RememberedKey>>): void {
    const { agent } = active;
    const beganMs = agent.beganMs();
    const known = { names: agent.names(), ...(beganMs === null ? {} : { beganMs }) };
    active.membership = { ...active.membership, ...known, ...change };
    this.#memberships.remember(active.membership);
  }

  #participation(studyId: StudyId): Participation {
    const active = this.#active.get(toStudyId(studyId));
    if (active) return active;
    throw new Refusal("This tab does not take part in this study. Open its invite link to join.");
  }

  /** `secret`: of the link; without one what this profile knows by itself will do. */
  async #find(
    studyId: StudyId,
    secret: StudySecret | null,
    onMissing?: (sentence: string) => void,
  ): Promise<Described> {
    const { rendezvous, clock } = this.#parts;
    const known = this.#memberships.get(studyId);
    if (known !== undefined) {
      if (secret !== null && known.secret !== undefined && secret !== known.secret) throw new Refusal(WRONG_SECRET);
      return { studyId, spec: known.spec, secret: known.secret ?? null };
    }
    const before = this.#described;
    if (before?.studyId === studyId && (secret === null || secret === before.secret)) return before;
    const its = secret ?? this.#keptSecrets.get(studyId) ?? null;
    const spec = await findSpec(studyId, rendezvous, clock, onMissing, its);
    return { studyId, spec, secret: spec.private === null ? null : its };
  }

  /** What `draft` publishes; throws with a sentence where it is none. */
  specOf(draft: StudyDraft, secret: StudySecret | null = null): StudySpec {
    const { isPrivate: _, ...said } = draft;
    const author = { key: base64url(this.#parts.signer.publicKey), name: this.#profileName };
    const hidden = secret === null ? {} : { private: { secretHash: secretHash(secret) }, listed: false };
    const parsed = parseSpec(specWith({ ...said, ...hidden, author, createdMs: this.#parts.clock.wallMs() }));
    if (!parsed.ok) throw new Refusal(`This study cannot be published: ${parsed.reason}.`);
    return parsed.value;
  }

  /** A seed that cannot be reached is offered the spec again when it next hears of the study. */
  async #offer(spec: StudySpec, secret: StudySecret | null): Promise<void> {
    const offered = this.#parts.rendezvous
      .offerSpec(spec, secret)
      .catch((error: unknown) => console.info("The seed did not take the study yet.", error));
    const limit = new Promise<void>((resolve) => {
      this.#parts.clock.setTimer(OFFER_LIMIT_MS, resolve);
    });
    await Promise.race([offered, limit]);
  }
}

/** Null where it cannot be made: our own fault, and no reason to keep a person from leaving, or from other studies. */
function snapshotOf(agent: Agent): AgentSnapshot | null {
  try {
    return agent.snapshot();
  } catch (error) {
    console.error("What is known of a study could not be put together.", error);
    return null;
  }
}

/** Most of the engine, fetched like the sampler: whoever only looks at what there is needs none of it. */
const loadAgent = () => import("../../agent/agent.ts");

/** What the links of a private study take. */
const loadPrivateLinks = () => import("../../agent/link/private-links.ts");

const ONLY_WATCHED =
  "The values of this study come by HTTP: programs of its owner run its trials, and nothing runs here. Watch it instead.";

/** A part of the program that is fetched when a study needs it. */
function notFetched(error: unknown): never {
  throw new Refusal("A part of the program could not be fetched from the seed; reload the page.", { cause: error });
}
