import { SimulatedNetwork, type SimulatedTransport } from "../../links/simulated-transport.ts";
import { StudyTimes } from "../../signaling/rooms/study-times.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { directionsOf, type StudySpec, specWith } from "../../study/spec/spec.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { base64url } from "../../swarm/ids.ts";
import type { NoteKind } from "../../swarm/notes/note.ts";
import { Agent } from "../agent.ts";
import type { AgentOptions, ChangeKind } from "../agent-options.ts";
import { SwarmHost } from "../link/swarm-host.ts";
import type { Address, Rendezvous, SegmentStore, Signer, Transport, Verifier } from "../ports.ts";
import { encodePreview } from "../preview/preview-codec.ts";
import { MemorySegmentStore } from "../store/memory-segment-store.ts";
import { encodeTrials } from "../tell/trial-codec.ts";
import type { PeerName } from "../view/people.ts";
import type { TrialSummary } from "../view/snapshot.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { loadPruner, loadSampler } from "../work/search-methods.ts";
import { type PacedObjective, type SimulatedObjective, SimulatedRunner } from "../work/simulated-runner.ts";
import { nodeSignatures } from "./node-signatures.ts";
import { TabClock } from "./tab-clock.ts";

type Keys = Verifier & { signer(secret: Uint8Array): Promise<Signer> };

export const studyId = "S".repeat(43);

export const baseSpec = specWith({
  name: "quadratic",
  objective: { language: "javascript", source: "" },
  sampler: { name: "tpe" },
  pruner: { name: "none" },
  budget: { kind: "rounds", rounds: 10, trialsPerRound: 10 },
  trialTimeoutMs: 60_000,
  maxPeers: 100,
  listed: false,
  author: { key: "", name: "" },
  createdMs: 1_700_000_000_000,
});

/** x^2 + y over x in [-100, 100], y in {-1, 0, 1}: least at (0, -1). */
export const quadratic = (durationMs: number): SimulatedObjective => ({
  run: (trial) => trial.suggestFloat("x", -100, 100) ** 2 + trial.suggestCategorical("y", [-1, 0, 1]),
  durationMs: () => durationMs,
});

export interface TabOptions {
  readonly spec?: Partial<StudySpec>;
  readonly objective?: SimulatedObjective | PacedObjective;
  readonly cores?: number;
  readonly outcomesPerMessage?: number;
  /** Tabs of one profile share key and store. */
  readonly profile?: number;
  readonly store?: SegmentStore;
  /** It can run nothing, and only keeps what is told. */
  readonly isArchive?: boolean;
  readonly paused?: boolean;
  /** Known from the start to be beside another tab of its profile. */
  readonly hasSibling?: boolean;
  /** How far the machine's date is ahead of the right one. */
  readonly aheadMs?: number;
  readonly began?: AgentOptions["began"];
  /** What this tab makes of its links and of the seed, if it is no honest one. */
  readonly tamper?: (channel: Transport, seed: Rendezvous) => readonly [Transport, Rendezvous];
  readonly addedRounds?: number;
  /** What contributors called themselves, as an earlier visit kept it. */
  readonly names?: readonly PeerName[];
}

export interface Tab {
  readonly agent: Agent;
  readonly clock: TabClock;
  readonly runner: SimulatedRunner;
  readonly station: SimulatedTransport;
  readonly store: SegmentStore;
  /** Set when the tab is killed: a dead tab writes nothing any more. */
  readonly life: { over: boolean };
  readonly changes: ChangeKind[];
  readonly profile: number;
}

export interface Visit {
  readonly log: string;
  /** The visitor's, as an author's stands in a study. */
  readonly key: string;
  /** Signed with the visitor's key, as if it were the author's. */
  say(kind: NoteKind, body: Uint8Array): void;
  /** Says something else of itself. */
  tell(body: Uint8Array): void;
  /** Tells results of the generation that is open for it, or what it holds to be such. */
  publish(body: Uint8Array): void;
  /** Tells of one trial, and that its log has so many. */
  count(complete: number): void;
  /** Holds that these generations have closed, if it holds no longer history. */
  claim(from: number, records: readonly Uint8Array[]): void;
  /** How often it was asked for the best trials. */
  askedForPreviews(): number;
  /** Says goodbye. */
  leave(): Promise<void>;
}

/** Whole agents with real studies, real swarm cores and real signatures, on a simulated network in virtual time. */
export class TestSwarm {
  readonly clock = new VirtualClock();
  readonly network: SimulatedNetwork;
  readonly tabs: Tab[] = [];
  readonly #rng;
  /** Whether the seed says how long the study has been going on. */
  seedTellsTime = true;
  readonly #rooms = new Map<Address, { readonly heardMs: number; readonly studyMs: number | undefined }>();
  #times = new StudyTimes(this.clock);
  #profiles = 0;
  #clocks = 0;
  announcements = 0;

  readonly #keys: Keys;

  /** `keys`: cheap ones where a great many batches pass and nobody forges any. */
  constructor(seed = 1, keys: Keys = nodeSignatures) {
    this.#keys = keys;
    this.#rng = rngFromSeed(seed, "test swarm");
    this.network = new SimulatedNetwork({ clock: this.clock, random: () => this.#rng.next(), latencyMs: [1, 10] });
  }

  async join(options: TabOptions = {}): Promise<Tab> {
    const profile = options.profile ?? this.#profiles++;
    const store = options.store ?? new MemorySegmentStore();
    const station = this.network.join();
    const clock = new TabClock(this.clock, this.clock.nowMs() - ++this.#clocks * 10_007, options.aheadMs);
    const seed = this.#rendezvous(station);
    const [channel, rendezvous] = options.tamper?.(station, seed) ?? [station, seed];
    const runner = new SimulatedRunner({
      clock,
      objective: options.objective ?? quadratic(50),
      outcomesPerMessage: options.outcomesPerMessage ?? 1,
    });
    const secret = new Uint8Array(32).fill(profile + 1);
    const changes: ChangeKind[] = [];
    const life = { over: false };
    const spec = { ...baseSpec, ...options.spec };
    const agent = new Agent({
      studyId,
      spec,
      sampler: await loadSampler(spec),
      pruner: await loadPruner(spec),
      signer: await this.#keys.signer(secret),
      verifier: this.#keys,
      logNonce: this.#bytes(16),
      seed: this.#bytes(32),
      clock,
      began: options.began,
      store: mortalStore(store, life),
      channel,
      rendezvous,
      runner: options.isArchive === true ? null : runner,
      program: {
        studyId,
        javascript: "",
        positions: null,
        directions: directionsOf(spec),
        names: spec.objectives.map(({ name }) => name),
      },
      profileName: `tab ${profile}`,
      cores: options.cores ?? 1,
      maxCores: 8,
      hasSibling: options.hasSibling ?? false,
      addedRounds: options.addedRounds ?? 0,
      names: options.names ?? [],
      onChange: (kind) => changes.push(kind),
    });
    const tab: Tab = { agent, clock, runner, station, store, life, changes, profile };
    this.tabs.push(tab);
    const started = agent.start({ paused: options.paused ?? false });
    await this.clock.advance(0);
    await started;
    return tab;
  }

  /** `preview`: what it says are the best trials. One visit of a stranger who speaks the swarm's protocol and says `body` of itself; the same `key` is the same peer. */
  async visit(key: number, body: Uint8Array, preview: () => Uint8Array = () => encodePreview([])): Promise<Visit> {
    let asked = 0;
    const station = this.network.join();
    const signer = await this.#keys.signer(new Uint8Array(32).fill(key));
    const host = new SwarmHost(
      {
        studyId,
        spec: { ...baseSpec, author: { key: base64url(signer.publicKey), name: "" } },
        start: { from: "guess", studyMs: 0 },
        signer,
        verifier: this.#keys,
        logNonce: this.#bytes(16),
        seed: this.#bytes(32),
        rng: rngFromSeed(key, "stranger"),
        clock: this.clock,
        store: new MemorySegmentStore(),
        channel: station,
        rendezvous: this.#rendezvous(station),
      },
      {
        onDeliver: () => {},
        makePreview: () => {
          asked++;
          return preview();
        },
        onCounts: () => {},
        onPeerStatus: () => {},
        onPeerGone: () => {},
        onBanned: () => {},
        onTick: () => {},
        onLinksChanged: () => {},
        onNote: () => {},
        onBegan: () => {},
        onFault: () => {},
        summary: () => ({ best: null, trials: 0, peers: 1 }),
      },
    );
    host.start();
    host.setStatus(body, false);
    return {
      log: host.log,
      key: base64url(signer.publicKey),
      say: (kind, note) => host.say(kind, note),
      tell: (status) => host.setStatus(status, false),
      publish: (cells) => host.publishCells(cells),
      count: (complete) =>
        host.publish({
          trials: encodeTrials([finished({ log: host.log, number: 0, values: [1e9] })], 1) ?? new Uint8Array(),
          count: 1,
          totals: { complete, pruned: 0, failed: 0 },
          best: null,
          lane: "rest",
          basis: "own",
        }),
      claim: (from, records) => host.replaceEpochs(from, records),
      askedForPreviews: () => asked,
      leave: () => host.stop(500),
    };
  }

  /** The tab vanishes without a word. */
  crash(tab: Tab): void {
    tab.life.over = true;
    this.network.crash(tab.station);
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    this.#rooms.delete(tab.station.ownAddress);
    void tab.agent.pause();
  }

  /** The seed starts anew and has forgotten everything. */
  restartSeed(): void {
    this.#rooms.clear();
    this.#times = new StudyTimes(this.clock);
  }

  /** As long as it takes, at most `withinMs`; resolves with the virtual time it took. Throws if it does not happen. */
  async until(what: () => boolean, withinMs: number): Promise<number> {
    const startMs = this.clock.nowMs();
    await this.clock.advance(withinMs, what);
    if (!what()) throw new Error(`Did not happen within ${withinMs} ms: ${what.toString()}`);
    return this.clock.nowMs() - startMs;
  }

  #seedsWord(): number | undefined {
    if (!this.seedTellsTime) return undefined;
    const said = [...this.#rooms.values()].flatMap((member) =>
      member.studyMs === undefined ? [] : [member.heardMs - member.studyMs],
    );
    return this.#times.ask(studyId, said);
  }

  #bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#rng.nextUint32() & 255);
  }

  #rendezvous(station: SimulatedTransport): Rendezvous {
    const reached = (): void => {
      if (!this.network.seedIsUp()) throw new Error("The seed is away.");
    };
    return {
      announce: async (_, { studyMs }) => {
        reached();
        this.announcements++;
        this.#rooms.set(station.ownAddress, { heardMs: this.clock.nowMs(), studyMs });
        const addresses = [...this.#rooms.keys()].filter((address) => address !== station.ownAddress);
        return { addresses, wantsSpec: false, studyMs: this.#seedsWord() };
      },
      leave: async () => {
        reached();
        this.#rooms.delete(station.ownAddress);
      },
      fetchSpec: async () => null,
      offerSpec: async () => {},
    };
  }
}

/** Every trial this tab holds, page by page. */
export function everyTrial(tab: Pick<Tab, "agent">): TrialSummary[] {
  const rows: TrialSummary[] = [];
  for (let offset = 0; ; offset += 200) {
    const page = tab.agent.trialsPage({ offset, limit: 200, sort: "newest", only: "all" });
    rows.push(...page.rows);
    if (page.rows.length < 200) return rows;
  }
}

function mortalStore(store: SegmentStore, life: { readonly over: boolean }): SegmentStore {
  return {
    appendSegments: (id, segments) => (life.over ? new Promise(() => {}) : store.appendSegments(id, segments)),
    loadSegments: (id) => store.loadSegments(id),
    dropLogs: (id, logs) => store.dropLogs(id, logs),
    dropSegments: (id, keys) => (life.over ? new Promise(() => {}) : store.dropSegments(id, keys)),
    dropStudy: (id) => store.dropStudy(id),
    saveEvidence: (id, bytes) => (life.over ? new Promise(() => {}) : store.saveEvidence(id, bytes)),
    loadEvidence: (id) => store.loadEvidence(id),
    saveMembership: (membership) => store.saveMembership(membership),
    loadMemberships: () => store.loadMemberships(),
    appendOwnTrials: (id, chunk, instead) =>
      life.over ? new Promise(() => {}) : store.appendOwnTrials(id, chunk, instead),
    loadOwnTrials: (id) => store.loadOwnTrials(id),
    dropOwnTrials: (id, ids) => (life.over ? new Promise(() => {}) : store.dropOwnTrials(id, ids)),
  };
}
