import { BestKnown } from "../../agent/best/best-known.ts";
import type { Clock } from "../../agent/ports.ts";
import { UNKNOWN_ENGINE } from "../../agent/tell/engine-class.ts";
import { Outbox } from "../../agent/tell/outbox.ts";
import { LEASE_AFTER_MS, type OwnSituation, OwnStatus } from "../../agent/tell/own-status.ts";
import { LONG_TRIAL_MS } from "../../agent/work/asking/division.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { DURATION_DIGITS } from "../../study/trial/trial-limits.ts";
import type { Chance } from "../../swarm/chance.ts";
import type { SegmentDraft } from "../../swarm/log/segment.ts";
import type { Participant } from "../../swarm/simulator/participant.ts";
import type { Simulation } from "../../swarm/simulator/simulation.ts";

/** What all tabs of a run work on. */
export interface Task {
  readonly simulation: Simulation;
  readonly clock: Clock;
  readonly space: TrialSpace;
  readonly trialMs: number;
  /** Of one tab. */
  readonly trialsPerSecond: number;
  /** A segment that carries these trials is on its way to be signed. */
  readonly onTold: (tab: Participant, trials: readonly FinishedTrial[]) => void;
}

/** Everything a trial that is no best is worth is above this, everything a best is worth below. */
const WORST_BEST = 1_000;
const COMMON_TRIALS_PER_ROUND = 10;
/** Longer than any news waits. */
const CALM_AFTER_MS = 10_000;
/** Places losses in order; nothing is ever considered, so that all tabs share it. */
const minimized = new BestKnown("minimize");

/** What a trial comes to that is no best. */
export const commonValue = (chance: Chance): number => WORST_BEST * (1 + chance.between(0, 1));

/** Parameters `x0` to `x<dims - 1>`. */
export const spaceOf = (dims: number): TrialSpace => ({
  names: Array.from({ length: dims }, (_, i) => `x${i}`),
  distributions: Array.from({ length: dims }, () => ({ kind: "float", low: -5, high: 5, log: false, step: null })),
});

/** A clock of the simulation's time. */
export function clockOf(simulation: Simulation): Clock {
  return {
    nowMs: () => simulation.nowMs,
    setTimer(delayMs, fire) {
      let isSet = true;
      simulation.after(delayMs, () => {
        if (isSet) fire();
      });
      return {
        cancel() {
          isSet = false;
        },
      };
    },
  };
}

interface Running {
  readonly number: number;
  readonly startMs: number;
  readonly params: readonly number[];
}

/** What a tab's agent tells the swarm: trials through the real outbox and codec, and what it says of itself. */
export class WorkingTab {
  readonly tab: Participant;
  readonly #task: Task;
  readonly #outbox: Outbox;
  readonly #status = new OwnStatus();
  readonly #running = new Set<Running>();
  #ended = 0;
  #begun = 0;
  #isAtWork = false;
  #toldEnded = -1;
  #changedMs = 0;

  constructor(task: Task, tab: Participant) {
    this.tab = tab;
    this.#task = task;
    this.#outbox = new Outbox({
      log: tab.log,
      directionCount: 1,
      about: { ordinal: task.simulation.chance.nextUint32(), engine: UNKNOWN_ENGINE },
      clock: task.clock,
      best: minimized,
      publish: (draft, trials) => this.#publish(draft, trials),
      unsigned: () => 0,
      tellDelayMs: () => tab.core.tellDelayMs(task.simulation.nowMs),
    });
    tab.onTick = () => this.#tellStatus();
  }

  /** Trials one after another from now on, on as many cores as it takes. */
  work(): void {
    const { trialsPerSecond, trialMs, simulation } = this.#task;
    if (trialsPerSecond === 0) return;
    this.#isAtWork = true;
    const cores = Math.max(1, Math.ceil((trialsPerSecond * trialMs) / 1_000));
    const everyMs = (1_000 * cores) / trialsPerSecond;
    for (let core = 0; core < cores; core++)
      simulation.after(simulation.chance.between(0, everyMs), () => this.#runOne(everyMs));
  }

  /** Nothing runs here any more: what waits is told. */
  rest(): void {
    this.#isAtWork = false;
    this.#outbox.tellAll();
  }

  /** A trial ends that is better than all before; `order`: how many such there were. */
  findBest(order: number): number {
    const value = -1 - order;
    const best = this.#finished(this.#begin(), value);
    this.#tell([best], [best]);
    return value;
  }

  #runOne(everyMs: number): void {
    if (!this.#isAtWork || !this.tab.alive) return;
    const { simulation, trialMs } = this.#task;
    const running = this.#begin();
    this.#running.add(running);
    const ranMs = trialMs * simulation.chance.between(0.9, 1.1);
    simulation.after(ranMs, () => {
      this.#running.delete(running);
      if (this.tab.alive) this.#tell([this.#finished(running, commonValue(simulation.chance))], []);
      simulation.after(Math.max(0, everyMs - ranMs), () => this.#runOne(everyMs));
    });
  }

  #begin(): Running {
    const { simulation, space } = this.#task;
    const params = space.names.map(() => simulation.chance.between(-5, 5) + simulation.chance.between(0, 1e-8));
    return { number: this.#begun++, startMs: simulation.nowMs, params };
  }

  #finished({ number, startMs, params }: Running, value: number): FinishedTrial {
    const { simulation, space } = this.#task;
    return {
      number,
      space,
      params,
      state: "complete",
      values: [value],
      intermediate: [],
      metrics: {},
      constraints: {},
      userAttrs: {},
      error: null,
      checkpoint: null,
      durationMs: Number((simulation.nowMs - startMs).toPrecision(DURATION_DIGITS)),
      log: this.tab.log,
      foreignKnown: this.#ended,
      startMs: Math.round(startMs),
      repeatOf: null,
    };
  }

  #tell(trials: readonly FinishedTrial[], improved: readonly FinishedTrial[]): void {
    this.#ended += trials.length;
    this.#outbox.add(trials, improved);
  }

  #publish(draft: SegmentDraft, trials: readonly FinishedTrial[]): void {
    this.#task.onTold(this.tab, trials);
    this.tab.step({ type: "publish", nowMs: this.#task.simulation.nowMs, draft });
  }

  /** As the agent does after every tick. */
  #tellStatus(): void {
    const { simulation, trialMs, space } = this.#task;
    const { nowMs } = simulation;
    const leaseAfterMs = trialMs >= LONG_TRIAL_MS ? 0 : LEASE_AFTER_MS;
    // Nothing has changed for longer than counts wait to be told.
    if (this.#running.size > 0 || this.#toldEnded !== this.#ended) this.#changedMs = nowMs;
    this.#toldEnded = this.#ended;
    if (nowMs - this.#changedMs > CALM_AFTER_MS) return;
    const running = [...this.#running].filter(({ startMs }) => nowMs - startMs >= leaseAfterMs);
    const situation: OwnSituation = {
      name: this.tab.name,
      cores: 1,
      state: "running",
      isArchive: false,
      round: Math.floor(this.#ended / COMMON_TRIALS_PER_ROUND),
      runningCount: this.#running.size + this.#outbox.waitingCount,
      running: running.map(({ number, startMs, params }) => ({
        proposal: {
          number,
          seed: 0,
          space,
          values: params,
          fixed: null,
          mixtures: null,
          foreignKnown: 0,
          repeatOf: null,
        },
        state: "running",
        ranMs: nowMs - startMs,
        step: null,
        value: null,
      })),
      startPoints: [],
      countMatters: false,
      runsOnce: false,
    };
    const news = this.#status.news(situation, nowMs);
    if (news !== null) this.tab.step({ type: "setStatus", nowMs, body: news.body, done: false, quiet: news.isQuiet });
    const near = this.#status.toNeighbours(situation);
    if (near !== null) this.tab.step({ type: "setRunning", nowMs, body: near });
  }
}
