import { randomBytes } from "node:crypto";
import type { DatedClock, Timer } from "../../agent/ports.ts";
import { loadPruner, loadSampler } from "../../agent/work/search-methods.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { base64url, type PeerId, peerIdOf } from "../../swarm/ids.ts";
import { MAX_DELEGATIONS } from "../../swarm/notes/held-notes.ts";
import { AfterKept } from "../data/after-kept.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { type Answer, answer, no } from "../http-study/answer.ts";
import { HttpStudy, type StudyKeeper, type Swarm, type Worker } from "../http-study/http-study.ts";
import type { StudyRecord, TokenKind, TokenRecord } from "../http-study/study-record.ts";
import type { KeptStudy, StudyStore } from "../http-study/study-store.ts";
import { newKey, newToken, tokenHash } from "../http-study/tokens.ts";
import type { EndedRecord } from "../http-study/trial-record.ts";
import { MAX_JOURNALS } from "../journal/journal-limits.ts";
import { StudyJournal } from "../journal/study-journal.ts";
import {
  KEPT_UNUSED_MS,
  MAX_QUEUED,
  MAX_RUNNING,
  MAX_SHARED,
  MAX_STUDIES,
  MAX_STUDIES_OF_NETWORK,
  MAX_TOKENS,
  MAX_TRIALS_IN_ALL,
  MAX_TRIALS_OF_STUDY,
} from "./limits.ts";

/** Leases are seconds at least. */
const LOOK_MS = 500;
const SWEEP_MS = 3_600_000;
/** A study's record says to the hour when it was called last. */
const USED_MS = 3_600_000;

export interface NewStudy {
  readonly spec: StudySpec;
  readonly total: number | null;
  readonly leaseMs: number;
  readonly retries: number;
  readonly workers: readonly string[];
  /** What its author is called. */
  readonly author: string;
  /** Tabs can run its trials, too, or where it has no objective watch them. */
  readonly isShared: boolean;
  /** Whether the fourth system's calls are answered, too. */
  readonly coordinator: boolean;
}

export interface CreatedStudy {
  readonly study: string;
  readonly ownerToken: string;
  readonly workerTokens: readonly { readonly name: string; readonly token: string }[];
  readonly coordinatorToken: string | null;
}

/** Who calls, by the token. */
export interface Caller {
  readonly study: OpenStudy;
  readonly kind: TokenKind;
  readonly worker: Worker;
}

export interface OpenStudy {
  readonly id: string;
  readonly http: HttpStudy;
  /** On disk, in order. */
  readonly listeners: Set<(ended: EndedRecord) => void>;
  /** When it was called last, by the seed's date, to the hour. */
  readonly used: { ms: number };
  /** False while the swarm of a shared study is not there yet: its trials would be told to nobody. */
  isReady: boolean;
  /** Read when somebody first asks for it. */
  journal: Promise<StudyJournal> | null;
}

/** Who brings studies together with the tabs that work on them. */
export interface Joining {
  /**
   * Takes part for as long as the seed runs; `heard` is told of every trial of others, those of earlier starts included, and whose
   * it is. `tokens`: those who tell trials here.
   */
  join(
    id: string,
    spec: StudySpec,
    tokens: () => readonly TokenRecord[],
    heard: (trial: FinishedTrial, by: PeerId) => void,
  ): Promise<Swarm>;
}

export interface StudiesOptions {
  readonly store: StudyStore;
  readonly clock: DatedClock;
  /** No swarm will be joined. */
  readonly isAlone: boolean;
  readonly maxStudiesOfNetwork?: number | undefined;
}

/** All studies that this seed runs over HTTP. */
export class Studies {
  readonly #options: StudiesOptions;
  readonly #afterKept: AfterKept;
  readonly #open = new Map<string, OpenStudy>();
  readonly #byToken = new Map<string, { readonly study: OpenStudy; readonly token: TokenRecord }>();
  readonly #madeBy = new Map<string, number>();
  #joining: Joining | null = null;
  #timers: Timer[] = [];
  #sweptMs = 0;

  private constructor(options: StudiesOptions) {
    this.#options = options;
    this.#afterKept = new AfterKept(() => options.store.settled(), options.clock);
  }

  /** Reads what the store holds. */
  static async open(options: StudiesOptions): Promise<Studies> {
    const studies = new Studies(options);
    for (const kept of await options.store.loadAll()) await studies.#take(kept);
    studies.#look();
    return studies;
  }

  /** From now on tabs take part in shared studies. Resolves once those that are here have joined. */
  async joinBy(joining: Joining): Promise<void> {
    this.#joining = joining;
    for (const study of this.#open.values()) await this.#join(study);
  }

  async #join(study: OpenStudy): Promise<void> {
    const { spec, isShared } = study.http.record;
    if (this.#joining !== null && isShared)
      study.http.join(
        await this.#joining.join(
          study.id,
          spec,
          () => study.http.record.tokens,
          (trial, by) => study.http.heard(trial, by),
        ),
      );
    study.isReady = true;
  }

  get store(): StudyStore {
    return this.#options.store;
  }

  get all(): Iterable<OpenStudy> {
    return this.#open.values();
  }

  /** Null for a token of nobody. */
  callerOf(token: string): Caller | null {
    const hash = tokenHash(token);
    const found = hash === null ? undefined : this.#byToken.get(hash);
    if (found === undefined) return null;
    const { study, token: record } = found;
    this.#touch(study);
    const { kind, name, key } = record;
    return { study, kind, worker: { name, peer: peerIdOf(key.publicKey) } };
  }

  async create(wanted: NewStudy, network: string): Promise<Answer<CreatedStudy>> {
    const made = this.#madeBy.get(network) ?? 0;
    if (made >= (this.#options.maxStudiesOfNetwork ?? MAX_STUDIES_OF_NETWORK))
      return no(
        429,
        "too-many-studies",
        "So many studies were created from this network that this seed makes no more for it.",
      );
    if (this.#open.size >= MAX_STUDIES)
      return no(503, "too-many-studies", "This seed has as many studies as it can keep: try another one.");
    const shared = [...this.#open.values()].filter(({ http }) => http.record.isShared).length;
    if (wanted.isShared && !this.#options.isAlone && shared >= MAX_SHARED)
      return no(
        409,
        "too-many-shared",
        "This seed takes part in as many studies of tabs as it can: leave the objective out.",
      );
    const owner = newToken("owner", "owner");
    const author = { key: base64url(owner.record.key.publicKey), name: wanted.author };
    const spec: StudySpec = { ...wanted.spec, author };
    const study = studyIdOf(spec);
    if (this.#open.has(study)) return no(409, "same-study", "This very study is here already: give it another name.");
    const workers = wanted.workers.map((name) => ({ name, ...newToken("worker", name) }));
    const coordinator = wanted.coordinator ? newToken("coordinator", "coordinator") : null;
    const record: StudyRecord = {
      study,
      spec,
      chance: randomBytes(16).toString("base64url"),
      createdMs: this.#options.clock.wallMs(),
      leaseMs: wanted.leaseMs,
      retries: wanted.retries,
      total: wanted.total,
      givesBeyond: wanted.coordinator,
      isShared: wanted.isShared,
      stopped: null,
      tokens: [owner, ...workers, ...(coordinator === null ? [] : [coordinator])].map((made) => made.record),
      starts: [],
    };
    this.#madeBy.set(network, made + 1);
    const opened = await this.#take({ record, usedMs: record.createdMs, ended: [], running: [], queued: [] });
    await this.#join(opened);
    return answer({
      study,
      ownerToken: owner.token,
      workerTokens: workers.map(({ name, token }) => ({ name, token })),
      coordinatorToken: coordinator?.token ?? null,
    });
  }

  /** Another worker's token. */
  addToken(study: OpenStudy, name: string): Answer<{ readonly name: string; readonly token: string }> {
    const { record } = study.http;
    if (record.tokens.length >= MAX_DELEGATIONS)
      return no(409, "too-many-tokens", `A study has ${MAX_DELEGATIONS} tokens at most, ended ones included.`);
    if (record.tokens.filter(({ isEnded }) => isEnded !== true).length >= MAX_TOKENS)
      return no(409, "too-many-tokens", `A study has ${MAX_TOKENS} tokens at most.`);
    const made = newToken("worker", name);
    study.http.change({ ...record, tokens: [...record.tokens, made.record] });
    this.#byToken.set(made.record.hash, { study, token: made.record });
    return answer({ name, token: made.token });
  }

  /** Ends all workers' tokens of that name. Returns how many. */
  endTokens(study: OpenStudy, name: string): number {
    const { record } = study.http;
    const ended = record.tokens.filter(
      (token) => token.kind === "worker" && token.name === name && token.isEnded !== true,
    );
    for (const { hash } of ended) this.#byToken.delete(hash);
    const tokens = record.tokens.map((token) => (ended.includes(token) ? { ...token, isEnded: true } : token));
    if (ended.length > 0) study.http.change({ ...record, tokens });
    return ended.length;
  }

  /** The journal by which Optuna's programs take part. */
  async journalOf(study: OpenStudy): Promise<Answer<StudyJournal>> {
    const isNew = study.journal === null && study.http.record.journal === undefined;
    const journals = [...this.#open.values()].filter(
      (it) => it.journal !== null || it.http.record.journal !== undefined,
    );
    if (isNew && journals.length >= MAX_JOURNALS)
      return no(503, "too-many-journals", "This seed keeps as many journals of Optuna's as it can: try another one.");
    const { store, clock } = this.#options;
    study.journal ??= StudyJournal.open({ study: study.id, http: study.http, store, wallMs: () => clock.wallMs() });
    try {
      return answer(await study.journal);
    } catch (error) {
      // It is read anew by the next who asks.
      study.journal = null;
      throw error;
    }
  }

  /** Whether there is room for one more trial, whosever it is. */
  get hasRoom(): boolean {
    let trials = 0;
    for (const { http } of this.#open.values()) trials += http.counts.ended + http.counts.running;
    return trials < MAX_TRIALS_IN_ALL;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#afterKept.close();
    await this.#options.store.close();
  }

  async #take(kept: KeptStudy): Promise<OpenStudy> {
    const { store, clock } = this.#options;
    // An earlier version made no keys.
    const tokens = kept.record.tokens.map((token) => ({ ...token, key: token.key ?? newKey() }));
    const { study: id, spec, isShared } = kept.record;
    const listeners: OpenStudy["listeners"] = new Set();
    const used = { ms: kept.usedMs };
    const keeper: StudyKeeper = {
      keepStudy: (record) => store.keepStudy(record, used.ms),
      keepTrial: (record, onKept) => {
        store.keepTrial(id, record);
        if (!("place" in record) || (listeners.size === 0 && !isShared)) return;
        this.#afterKept.do(() => {
          onKept?.();
          for (const listener of listeners) listener(record);
        });
      },
      keepQueued: (place, fixed) => store.keepQueued(id, place, fixed),
      dropQueued: (place) => store.dropQueued(id, place),
    };
    const http = new HttpStudy({
      kept: { ...kept, record: { ...kept.record, tokens } },
      awaitsSwarm: isShared && !this.#options.isAlone,
      sampler: await loadSampler(spec),
      pruner: await loadPruner(spec),
      log: randomBytes(16).toString("base64url"),
      keeper,
      bounds: { maxTrials: MAX_TRIALS_OF_STUDY, maxRunning: MAX_RUNNING, maxQueued: MAX_QUEUED },
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
    });
    const study: OpenStudy = { id, http, listeners, used, isReady: !isShared || this.#options.isAlone, journal: null };
    this.#open.set(id, study);
    for (const token of tokens) if (token.isEnded !== true) this.#byToken.set(token.hash, { study, token });
    return study;
  }

  #touch(study: OpenStudy): void {
    const nowMs = this.#options.clock.wallMs();
    if (Math.abs(nowMs - study.used.ms) < USED_MS) return;
    study.used.ms = nowMs;
    this.#options.store.keepStudy(study.http.record, nowMs);
  }

  #look(): void {
    const { clock } = this.#options;
    for (const { http } of this.#open.values()) http.expire();
    if (clock.nowMs() - this.#sweptMs > SWEEP_MS) this.#sweep();
    this.#timers = [clock.setTimer(LOOK_MS, () => this.#look())];
  }

  /** Nobody has called them for months. */
  #sweep(): void {
    const { clock, store } = this.#options;
    this.#sweptMs = clock.nowMs();
    this.#madeBy.clear();
    for (const study of this.#open.values()) {
      if (clock.wallMs() - study.used.ms < KEPT_UNUSED_MS) continue;
      this.#open.delete(study.id);
      for (const { hash } of study.http.record.tokens) this.#byToken.delete(hash);
      store.dropStudy(study.id);
    }
  }
}
