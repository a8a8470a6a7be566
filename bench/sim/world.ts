import { Agent } from "../../agent/agent.ts";
import type { AgentOptions } from "../../agent/agent-options.ts";
import type { Address, SegmentStore, Transport, TrialRunner } from "../../agent/ports.ts";
import { MemorySegmentStore } from "../../agent/store/memory-segment-store.ts";
import { TabClock } from "../../agent/testing/tab-clock.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { loadPruner, loadSampler } from "../../agent/work/search-methods.ts";
import { SimulatedRunner } from "../../agent/work/simulated-runner.ts";
import { SimulatedNetwork, type SimulatedTransport } from "../../links/simulated-transport.ts";
import { type Rng, rngFromSeed } from "../../study/rng.ts";
import type { Sampler } from "../../study/sampler.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import { directionsOf, type StudySpec } from "../../study/spec/spec.ts";
import { base64url, type LogId, logIdOf } from "../../swarm/ids.ts";
import type { CountingRunner } from "./counting-runner.ts";
import { keyOf, type StandInKey, standInSignatures } from "./keys.ts";
import { namesOf, type SimObjective, valuesAt } from "./objectives.ts";
import { RoomsOfSeed } from "./rooms-of-seed.ts";
import { Station, type StationHooks } from "./station.ts";

export const STUDY_ID = "S".repeat(43);
/** One way. */
const LATENCY_MS = [20, 80] as const;

export interface WorldOptions {
  readonly seed: number;
  readonly spec: StudySpec;
  readonly objective: SimObjective;
  /** Of each honest tab. */
  readonly trials: number;
  /** Mean virtual time of a trial; each takes from half to one and a half of it. */
  readonly trialMs: number;
  /** Share of messages that vanish. */
  readonly loss: number;
}

/** A key's place in the network: a key of its own, a network of its own, and a link to the seed. */
export interface Place {
  readonly key: StandInKey;
  readonly logNonce: Uint8Array;
  readonly log: LogId;
  readonly station: SimulatedTransport;
  readonly channel: Transport;
  readonly network: string;
}

export interface AgentPlan {
  /** Names its key; the same name is the same key. */
  readonly name: string;
  /** 0 only watches. */
  readonly cores: number;
  readonly began?: AgentOptions["began"];
  /** Wraps what chooses its trials. */
  readonly sampler?: (inner: Sampler) => Sampler;
  /** Wraps what runs its trials. */
  readonly runner?: (inner: TrialRunner, clock: TabClock) => TrialRunner;
  readonly station?: StationHooks;
  /** What it tells the seed that it is not. */
  readonly rendezvous?: (inner: NonNullable<AgentOptions["rendezvous"]>) => NonNullable<AgentOptions["rendezvous"]>;
  readonly onChange?: AgentOptions["onChange"];
}

export interface Member extends Place {
  readonly name: string;
  readonly agent: Agent;
  readonly clock: TabClock;
  readonly store: SegmentStore;
}

/** Agents, lines and the seed in virtual time: the same seed gives the same run. */
export class World {
  readonly options: WorldOptions;
  readonly clock = new VirtualClock();
  readonly network: SimulatedNetwork;
  readonly seed: RoomsOfSeed;
  /** All chance but that of networks and rooms. */
  readonly chance: Rng;
  /** Points that liars have named, by `pointKey`. */
  readonly forgedPoints = new Set<string>();
  /** What honest tabs have run. */
  readonly honest: CountingRunner[] = [];
  /** Where honest tabs are. */
  readonly honestAddresses = new Set<Address>();
  /** Values of several objectives that any run came to, liars' included, as texts. */
  readonly #comeTo = new Set<string>();
  #clocks = 0;

  constructor(options: WorldOptions) {
    this.options = options;
    const { seed } = options;
    const [lines, rooms] = [rngFromSeed(seed, "lines"), rngFromSeed(seed, "rooms")];
    this.chance = rngFromSeed(seed, "world");
    this.network = new SimulatedNetwork({ clock: this.clock, random: () => lines.next(), latencyMs: LATENCY_MS });
    this.seed = new RoomsOfSeed(this.clock, this.network, () => rooms.next());
  }

  /** The key of `name` at a new address, under a new log. */
  place(name: string, hooks: StationHooks = {}): Place {
    const key = this.keyOf(name);
    const logNonce = this.bytes(16);
    const station = this.network.join();
    const network = `network of ${name}`;
    const tried = (address: Address, hasAnswered: boolean) => this.seed.tried(address, network, hasAnswered);
    const watched = new Station(station, {
      onOpened: (_, address, incoming) => !incoming && tried(address, true),
      onFailed: (address) => tried(address, false),
      onSend: (_, bytes) => (this.options.loss > 0 && this.chance.next() < this.options.loss ? [] : [bytes]),
    });
    const log = logIdOf(key.publicKey, STUDY_ID, logNonce);
    return { key, logNonce, log, station, channel: new Station(watched, hooks), network };
  }

  /** A tab opens the study. */
  async join(plan: AgentPlan): Promise<Member> {
    const { spec, objective, trialMs } = this.options;
    const place = this.place(plan.name, plan.station);
    const { key, logNonce, channel, station, network } = place;
    const clock = new TabClock(this.clock, this.clock.nowMs() - ++this.#clocks * 10_007);
    const store = new MemorySegmentStore();
    const names = namesOf(objective);
    const simulated = new SimulatedRunner({
      clock,
      objective: {
        run: (trial) => {
          const values = valuesAt(
            objective,
            names.map((name) => trial.suggestFloat(name, objective.low, objective.high)),
          );
          if (values.length === 1) return values[0] ?? Number.NaN;
          this.#comeTo.add(String(values));
          return [...values];
        },
        durationMs: (_, { seed }) => trialMs * (0.5 + (seed % 1_000) / 1_000),
      },
    });
    const rendezvous = this.seed.rendezvous(station.ownAddress, network);
    const sampler = await loadSampler(spec);
    const agent = new Agent({
      studyId: STUDY_ID,
      spec,
      sampler: plan.sampler?.(sampler) ?? sampler,
      pruner: await loadPruner(spec),
      signer: key,
      verifier: standInSignatures,
      logNonce,
      seed: this.bytes(32),
      clock,
      began: plan.began,
      store,
      channel,
      rendezvous: plan.rendezvous?.(rendezvous) ?? rendezvous,
      runner: plan.runner?.(simulated, clock) ?? simulated,
      program: {
        studyId: STUDY_ID,
        javascript: "",
        positions: null,
        directions: directionsOf(spec),
        names: spec.objectives.map(({ name }) => name),
      },
      profileName: plan.name,
      cores: plan.cores,
      maxCores: 8,
      onChange: (kind) => plan.onChange?.(kind),
    });
    const started = agent.start();
    await this.clock.advance(0);
    await started;
    return { ...place, name: plan.name, agent, clock, store };
  }

  /** Whether any run came to these values of several objectives. */
  hasComeTo(values: readonly number[]): boolean {
    return this.#comeTo.has(String(values));
  }

  /** The best that honest tabs have run so far. */
  found(): number {
    return Math.min(...this.honest.map(({ best }) => best));
  }

  /** The point of it; null before the first. */
  bestPoint(): { readonly params: readonly ParamValue[]; readonly value: number } | null {
    const [first, ...others] = this.honest;
    const best = others.reduce((a, b) => (b.best < (a?.best ?? Number.POSITIVE_INFINITY) ? b : a), first);
    return best?.bestParams ? { params: best.bestParams, value: best.best } : null;
  }

  /** As `place` names keys. */
  keyOf(name: string): StandInKey {
    return keyOf(`${name} of ${this.options.seed}`);
  }

  /** From now on, each time after so long. */
  every(ms: number, act: () => void): void {
    this.clock.setTimer(ms, () => {
      act();
      this.every(ms, act);
    });
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.chance.nextUint32() & 255);
  }

  /** By whose key the study is published: the first tab's. */
  static authorKey(name: string, seed: number): string {
    return base64url(keyOf(`${name} of ${seed}`).publicKey);
  }
}

/** What liars do to a swarm. */
export interface Attack {
  /** For people, one line. */
  readonly about: string;
  /** Of the study that it is aimed at; absent: rounds, where nobody's work depends on what others say of theirs. */
  readonly budget?: "total" | "time";
  /** What that study minimizes; absent: whatever the bench is told. */
  readonly objective?: string;
  /** Sets liar `at` of `count` to work. Resolves once it has begun. */
  readonly join: (world: World, at: number, count: number) => Promise<void>;
}
