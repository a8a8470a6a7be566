// When a swarm's trials become known to its tabs: they wait for each other by the swarm's own rule, and then travel in hops.
import { BestKnown } from "../../agent/best/best-known.ts";
import { TICK_MS } from "../../agent/link/swarm-host.ts";
import type { Clock } from "../../agent/ports.ts";
import { Outbox } from "../../agent/tell/outbox.ts";
import type { Rng } from "../../study/rng.ts";
import type { Study } from "../../study/study.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { SegmentDraft } from "../../swarm/log/segment.ts";
import { EventQueue } from "../../swarm/simulator/event-queue.ts";
import { TellDelay } from "../../swarm/spread/tell-delay.ts";

/** What `bench/scale` shows of swarms of so many. */
const HOPS = [2, 3] as const;
const HOP_MS = [20, 80] as const;

interface Teller {
  readonly study: Study;
  readonly outbox: Outbox;
  readonly delay: TellDelay;
  readonly best: BestKnown;
  length: number;
}

/** Trials of these studies, told to each other as tabs tell them. */
export class RuleTelling {
  readonly #queue = new EventQueue();
  readonly #tellers: readonly Teller[];
  readonly #chance: Rng;
  readonly #finishedMs = new Map<FinishedTrial, number>();
  /** How long after its end another tab heard of a trial, over all trials and tabs. */
  #lateMs = 0;
  #heard = 0;

  constructor(studies: readonly Study[], chance: Rng) {
    this.#chance = chance;
    this.#tellers = studies.map((study) => this.#tellerOf(study));
  }

  /** Everything that tabs hear until then. */
  until(nowMs: number): void {
    this.#queue.run(nowMs - this.#queue.nowMs);
  }

  /** The trial has just ended in tab `at`, which knows it already. */
  finished(at: number, trial: FinishedTrial): void {
    const teller = this.#tellers[at];
    if (teller === undefined) return;
    this.#finishedMs.set(trial, this.#queue.nowMs);
    const improved = teller.best.consider(trial) ? [trial] : [];
    teller.outbox.add([trial], improved);
  }

  /** On average, of what has been heard. */
  get meanLateMs(): number {
    return this.#lateMs / this.#heard;
  }

  #tellerOf(study: Study): Teller {
    const delay = new TellDelay(this.#queue.nowMs);
    const best = new BestKnown("minimize");
    const outbox = new Outbox({
      log: study.log,
      directionCount: 1,
      clock: clockOf(this.#queue),
      best,
      publish: (draft, trials) => this.#publish(teller, draft, trials),
      unsigned: () => 0,
      tellDelayMs: () => delay.delayMs(this.#queue.nowMs),
    });
    const teller: Teller = { study, outbox, delay, best, length: 0 };
    return teller;
  }

  #publish(teller: Teller, draft: SegmentDraft, trials: readonly FinishedTrial[]): void {
    const length = ++teller.length;
    this.#count(teller, teller, draft, length);
    for (const other of this.#tellers) {
      if (other === teller) continue;
      this.#queue.after(this.#travelMs(draft), () => {
        this.#count(other, teller, draft, length);
        for (const trial of trials) this.#hear(other, trial);
      });
    }
  }

  #count({ delay }: Teller, { study }: Teller, draft: SegmentDraft, length: number): void {
    delay.grown(study.log, length, this.#queue.nowMs);
    if (draft.lane === "rest") delay.came(draft.count, draft.trials.length);
  }

  #hear(by: Teller, trial: FinishedTrial): void {
    by.study.addForeign(trial);
    by.best.consider(trial);
    this.#lateMs += this.#queue.nowMs - (this.#finishedMs.get(trial) ?? Number.NaN);
    this.#heard += 1;
  }

  /** Bests leave every tab on the way at once, the rest with its next tick. */
  #travelMs({ lane }: SegmentDraft): number {
    const hops = this.#chance.next() < 0.5 ? HOPS[0] : HOPS[1];
    let ms = 0;
    for (let hop = 0; hop < hops; hop++) {
      ms += HOP_MS[0] + this.#chance.next() * (HOP_MS[1] - HOP_MS[0]);
      if (lane === "rest") ms += this.#chance.next() * TICK_MS;
    }
    return ms;
  }
}

function clockOf(queue: EventQueue): Clock {
  return {
    nowMs: () => queue.nowMs,
    setTimer(delayMs, fire) {
      let isSet = true;
      queue.after(delayMs, () => {
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
