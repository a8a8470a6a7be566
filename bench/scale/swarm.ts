import { TICK_MS } from "../../agent/link/swarm-host.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { LogId } from "../../swarm/ids.ts";
import type { Participant } from "../../swarm/simulator/participant.ts";
import { CALM, Simulation } from "../../swarm/simulator/simulation.ts";
import { Bests } from "./bests.ts";
import { formerLog } from "./history.ts";
import { Ledger } from "./ledger.ts";
import { Meter } from "./meter.ts";
import { RoomsSeed } from "./rooms-seed.ts";
import { clockOf, commonValue, spaceOf, type Task, WorkingTab } from "./working-tab.ts";

export interface ScaleOptions {
  readonly peers: number;
  readonly seconds: number;
  /** Between the last tab's joining and what is measured. */
  readonly warmSeconds: number;
  /** Trials a second of each tab, and how long each takes. */
  readonly rate: number;
  readonly trialMs: number;
  /** Of the whole swarm. */
  readonly bestsPerSecond: number;
  readonly dims: number;
  /** Share of messages that vanish. */
  readonly loss: number;
  /** Of each tab. */
  readonly uplinkKbPerSecond: number;
  /** Trials that the swarm holds before anything is measured. */
  readonly held: number;
  readonly seed: number;
}

/** Nobody opens more tabs in a second than that. */
const JOINS_PER_SECOND = 170;
const MIN_RAMP_MS = 3_000;
/** One way. */
const LATENCY_MS = [20, 80] as const;
/** Logs of tabs that have left, at most: as many as there are tabs. */
const MAX_FORMER_LOGS = 100;

/** A swarm on the real seed's rooms, with the host's ticks, and what is counted of it. */
export class ScaleSwarm {
  readonly options: ScaleOptions;
  readonly simulation: Simulation;
  readonly bests: Bests;
  readonly meter: Meter;
  readonly ledger = new Ledger();
  /** By log: how many trials its tab has handed over to be signed. */
  readonly told = new Map<string, number>();
  /** Called for what each segment of a log carries, in order. */
  onTold: ((log: LogId, trials: readonly FinishedTrial[]) => void) | null = null;
  readonly #task: Task;
  readonly #workers = new Map<Participant, WorkingTab>();
  #joined = 0;
  #bestCount = 0;
  #seeksBests = false;

  constructor(options: ScaleOptions) {
    this.options = options;
    const config = {
      ...CALM,
      seed: options.seed,
      drop: options.loss,
      latencyMs: LATENCY_MS,
      uplinkBytesPerMs: options.uplinkKbPerSecond,
      tickMs: TICK_MS,
      trusting: true,
      remembering: false,
    };
    this.simulation = new Simulation(config, new RoomsSeed(options.seed));
    this.bests = new Bests(this.simulation);
    this.meter = new Meter(this.bests);
    this.simulation.watcher = this.meter;
    this.meter.onDelivered = (tab, segments) => this.ledger.delivered(tab, segments);
    this.#task = {
      simulation: this.simulation,
      clock: clockOf(this.simulation),
      space: spaceOf(options.dims),
      trialMs: options.trialMs,
      trialsPerSecond: options.rate,
      onTold: (tab, trials) => this.#toldOf(tab.log, trials),
    };
  }

  get nowMs(): number {
    return this.simulation.nowMs;
  }

  run(durationMs: number): void {
    this.simulation.run(durationMs);
  }

  join(): Participant {
    const tab = this.simulation.join(`tab${this.#joined++}`);
    this.#workers.set(tab, new WorkingTab(this.#task, tab));
    return tab;
  }

  /** All tabs, at random moments, and the time they need to settle. */
  grow(): void {
    const { peers, warmSeconds } = this.options;
    const { simulation } = this;
    const rampMs = Math.max(MIN_RAMP_MS, (1_000 * peers) / JOINS_PER_SECOND);
    for (let i = 0; i < peers; i++) simulation.after(simulation.chance.between(0, rampMs), () => this.join());
    this.run(rampMs);
    this.#fill();
    this.run(1_000 * warmSeconds);
    // A newcomer is to find a best among them.
    if (this.options.held > 0) this.findBest();
  }

  work(): void {
    for (const worker of this.#workers.values()) worker.work();
    this.#seeksBests = true;
    this.#findBestLater();
  }

  rest(): void {
    this.#seeksBests = false;
    for (const worker of this.#workers.values()) worker.rest();
  }

  workerOf(tab: Participant): WorkingTab | undefined {
    return this.#workers.get(tab);
  }

  /** A random tab finds what is better than all before. */
  findBest(): void {
    const [finder] = this.simulation.chance.sample(this.simulation.live(), 1);
    if (finder === undefined) return;
    const value = this.#workers.get(finder)?.findBest(this.#bestCount++);
    if (value !== undefined) this.bests.told(finder, value);
  }

  /** The best there is. */
  get bestValue(): number | null {
    return this.#bestCount === 0 ? null : -this.#bestCount;
  }

  /** Vanishes without a word, or closes the page. */
  end(tab: Participant, politely: boolean): void {
    if (politely) tab.close();
    else tab.kill();
    this.#workers.delete(tab);
    this.simulation.bury(tab);
  }

  #findBestLater(): void {
    const { bestsPerSecond } = this.options;
    if (bestsPerSecond === 0) return;
    const everyMs = 1_000 / bestsPerSecond;
    this.simulation.after(this.simulation.chance.between(0.8, 1.2) * everyMs, () => {
      if (!this.#seeksBests) return;
      this.findBest();
      this.#findBestLater();
    });
  }

  #toldOf(log: LogId, trials: readonly FinishedTrial[]): void {
    this.told.set(log, (this.told.get(log) ?? 0) + trials.length);
    this.onTold?.(log, trials);
  }

  /** Every tab has trials from before in its store, of tabs that have left. */
  #fill(): void {
    const { held, peers } = this.options;
    if (held === 0) return;
    const { simulation } = this;
    const logs = Math.min(MAX_FORMER_LOGS, peers);
    for (let at = 0; at < logs; at++) {
      const count = Math.floor((held * (at + 1)) / logs) - Math.floor((held * at) / logs);
      const { log, segments, trials } = formerLog(`former${at}`, count, this.#task.space, simulation.chance, () =>
        commonValue(simulation.chance),
      );
      for (const some of trials) this.#toldOf(log, some);
      for (const tab of simulation.live()) tab.step({ type: "restored", nowMs: this.nowMs, segments });
    }
  }
}
