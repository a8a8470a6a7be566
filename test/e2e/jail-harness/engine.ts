// An engine worker with a jail and nothing else: opens slots, runs batches, keeps what was reported, measures its timer.

import { expose } from "comlink";
import type { Clock, RunnerSlot } from "../../../agent/ports.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import type { SearchSpace } from "../../../study/space/search-space.ts";
import type { Proposal } from "../../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../../study/trial/trial.ts";
import { JailRunner } from "../../../worker/jail/jail-runner.ts";
import type { JailHost } from "../../../worker/jail/jail-slot.ts";
// oxlint-disable-next-line import/default -- the build gives the program as text.
import runtime from "../../../worker/jail/objective/objective-runtime.ts?inline-script";

const clock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

const SPACE: SearchSpace = {
  names: ["x", "y"],
  distributions: [
    { kind: "float", low: -100, high: 100, log: false, step: null },
    { kind: "categorical", choices: [-1, 0, 1] },
  ],
};

interface Event {
  readonly type: "ready" | "loadFailed" | "finished" | "report" | "lost";
  readonly atMs: number;
  readonly error?: TrialError;
  readonly outcomes?: readonly TrialOutcome[];
  readonly report?: readonly [number, number, number];
}

interface Opened {
  slot: RunnerSlot;
  readonly events: Event[];
  next: number;
  finished: number;
}

export interface OpenOptions {
  readonly positions?: string | null;
  readonly directions?: readonly ("minimize" | "maximize")[];
  /** A program to run in place of the honest objective worker. */
  readonly runtime?: string;
  /** Runs batch after batch of so many trials, also after a loss; their outcomes are only counted. */
  readonly keepRunning?: number;
}

class JailLab {
  #host: JailHost | null = null;
  #runner: JailRunner | null = null;
  readonly #others: JailRunner[] = [];
  readonly #slots = new Map<string, Opened>();
  #gapMs = 0;

  boot(host: JailHost): void {
    this.#host = host;
    this.#runner = new JailRunner({ host, clock, runtime });
    let lastMs = performance.now();
    setInterval(() => {
      const nowMs = performance.now();
      this.#gapMs = Math.max(this.#gapMs, nowMs - lastMs);
      lastMs = nowMs;
    }, 50);
  }

  onJailLost(slot: number): void {
    for (const runner of [this.#runner, ...this.#others]) runner?.onJailLost(slot);
  }

  open(name: string, javascript: string, options: OpenOptions = {}): void {
    if (this.#host === null || this.#runner === null) throw new Error("boot first");
    let runner = this.#runner;
    if (options.runtime !== undefined) {
      runner = new JailRunner({ host: this.#host, clock, runtime: options.runtime });
      this.#others.push(runner);
    }
    const events: Event[] = [];
    const tell = (event: Omit<Event, "atMs">): void => {
      const body = JSON.stringify({ name, type: event.type, error: event.error });
      void fetch("/event", { method: "POST", body });
    };
    const note = (event: Omit<Event, "atMs">): void => {
      events.push({ ...event, atMs: clock.nowMs() });
      tell(event);
    };
    let waiting = 0;
    const goOn = (): void => {
      waiting = options.keepRunning ?? 0;
      if (waiting > 0) this.run(name, waiting);
    };
    let toldMs = 0;
    const finished = (outcomes: readonly TrialOutcome[]): void => {
      opened.finished += outcomes.length;
      waiting -= outcomes.length;
      if (options.keepRunning === undefined) events.push({ type: "finished", outcomes, atMs: clock.nowMs() });
      else if (clock.nowMs() - toldMs > 50) {
        toldMs = clock.nowMs();
        tell({ type: "finished" });
      }
      if (waiting === 0) goOn();
    };
    const slot = runner.openSlot(
      {
        studyId: name,
        javascript,
        positions: options.positions ?? null,
        directions: options.directions ?? ["minimize"],
      },
      {
        onReady: () => {
          note({ type: "ready" });
          goOn();
        },
        onLoadFailed: (error) => note({ type: "loadFailed", error }),
        onFinished: finished,
        onReport: (number, step, value) => note({ type: "report", report: [number, step, value] }),
        onLost: (error) => note({ type: "lost", error }),
      },
    );
    const opened: Opened = { slot, events, next: 0, finished: 0 };
    this.#slots.set(name, opened);
  }

  events(name: string): readonly Event[] {
    return this.#of(name).events;
  }

  finishedCount(name: string): number {
    return this.#of(name).finished;
  }

  run(name: string, count: number, fixed: Record<string, ParamValue> | null = null): void {
    const opened = this.#of(name);
    opened.slot.run({ proposals: proposals(opened.next, count, fixed), pruner: { kind: "nop" } });
    opened.next += count;
  }

  restart(name: string): void {
    this.#of(name).slot.restart({ kind: "timeout", message: "took too long", line: null, column: null });
  }

  async close(name: string): Promise<number> {
    const startMs = performance.now();
    await this.#of(name).slot.close();
    return performance.now() - startMs;
  }

  /** The longest gap between two ticks of a 50 ms timer since the last call. */
  takeGapMs(): number {
    const gapMs = this.#gapMs;
    this.#gapMs = 0;
    return gapMs;
  }

  /** Trials per second through the jail, proposals encoded and outcomes decoded here. */
  async bench(javascript: string, seconds: number, batchSize: number): Promise<number> {
    const runner = this.#runner;
    if (runner === null) throw new Error("boot first");
    let done = 0;
    let next = 0;
    let startMs = 0;
    return new Promise((resolve, reject) => {
      const refill = (): void => {
        slot.run({ proposals: proposals(next, batchSize, null), pruner: { kind: "nop" } });
        next += batchSize;
      };
      const slot = runner.openSlot(
        { studyId: "bench", javascript, positions: null, directions: ["minimize"] },
        {
          onReady() {
            startMs = performance.now();
            refill();
          },
          onLoadFailed: (error) => reject(new Error(error.message)),
          onFinished(outcomes) {
            done += outcomes.length;
            const spentMs = performance.now() - startMs;
            if (done < next) return;
            if (spentMs < seconds * 1_000) refill();
            else void slot.close().then(() => resolve((done / spentMs) * 1_000));
          },
          onReport: () => undefined,
          onLost: (error) => reject(new Error(error.message)),
        },
      );
    });
  }

  #of(name: string): Opened {
    const opened = this.#slots.get(name);
    if (opened === undefined) throw new Error(`no slot ${name}`);
    return opened;
  }
}

function proposals(from: number, count: number, fixed: Proposal["fixed"]): Proposal[] {
  return Array.from({ length: count }, (_, i) => ({
    number: from + i,
    seed: ((from + i) * 2_654_435_761) >>> 0,
    space: SPACE,
    values: [((from + i) % 200) - 100, ((from + i) % 3) - 1],
    fixed,
    mixtures: null,
    foreignKnown: 0,
    repeatOf: null,
  }));
}

export type Lab = JailLab;
expose(new JailLab());
