import { beforeEach, describe, expect, it } from "vitest";
import type { ObjectiveProgram, SlotEvents, TrialBatch, TrialRunner } from "../../agent/ports.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import { TEST_RUN_LIMIT_MS } from "./engine-api.ts";
import { startTestRun } from "./test-run.ts";

const program: ObjectiveProgram = { studyId: "s", javascript: "", positions: null, directions: ["minimize"] };

/** A jail whose objective takes `trialMs`, in virtual time. */
class TimedRunner implements TrialRunner {
  readonly batches: TrialBatch[] = [];
  isClosed = false;
  readonly #clock: VirtualClock;
  readonly #trialMs: number;
  readonly #loadError: TrialError | null;

  constructor(clock: VirtualClock, trialMs: number, loadError: TrialError | null = null) {
    this.#clock = clock;
    this.#trialMs = trialMs;
    this.#loadError = loadError;
  }

  openSlot(_program: ObjectiveProgram, events: SlotEvents) {
    const clock = this.#clock;
    const loadError = this.#loadError;
    let life = 0;
    const begin = () => clock.setTimer(10, () => (loadError ? events.onLoadFailed(loadError) : events.onReady()));
    begin();
    return {
      run: (batch: TrialBatch) => {
        this.batches.push(batch);
        const mine = life;
        clock.setTimer(this.#trialMs, () => {
          if (mine === life) events.onFinished(batch.proposals.map(({ number }) => outcome(number, this.#trialMs)));
        });
      },
      refreshPruner() {},
      restart(error: TrialError) {
        life++;
        clock.setTimer(1, () => {
          events.onLost(error);
          begin();
        });
      },
      close: async () => {
        life++;
        this.isClosed = true;
      },
    };
  }
}

const outcome = (number: number, durationMs: number): TrialOutcome => ({
  number,
  state: "complete",
  values: [1.5],
  space: { names: ["x"], distributions: [{ kind: "float", low: 0, high: 1, log: false, step: null }] },
  params: [0.25],
  intermediate: [],
  constraints: {},
  userAttrs: {},
  error: null,
  durationMs,
});

describe("a test run", () => {
  let clock: VirtualClock;
  const start = (runner: TrialRunner, trialTimeoutMs = 60_000) => {
    let seed = 0;
    return startTestRun({ runner, program, count: 3, trialTimeoutMs, clock, nextUint32: () => ++seed });
  };

  beforeEach(() => {
    clock = new VirtualClock();
  });

  it("runs each trial by itself with fresh chance and shows parameters, values and time", async () => {
    const runner = new TimedRunner(clock, 200);
    const run = start(runner);
    await clock.advance(1_000);
    const { trials, error } = await run.result;
    expect(error).toBeNull();
    expect(trials).toEqual(
      [0, 1, 2].map(() => ({ params: { x: 0.25 }, state: "complete", values: [1.5], durationMs: 200, error: null })),
    );
    expect(runner.batches.map((batch) => batch.proposals.map(({ seed }) => seed))).toEqual([[1], [2], [3]]);
    expect(runner.isClosed).toBe(true);
  });

  it("gives the place of the fault when the objective does not load", async () => {
    const fault: TrialError = { kind: "threw", message: "Unexpected token", line: 3, column: 7 };
    const run = start(new TimedRunner(clock, 0, fault));
    await clock.advance(100);
    expect(await run.result).toEqual({ trials: [], error: fault });
  });

  it("stops a trial at the study's own limit and goes on with the next", async () => {
    const run = start(new TimedRunner(clock, 5_000), 1_000);
    await clock.advance(10_000);
    const { trials } = await run.result;
    expect(trials.map(({ state, error }) => [state, error?.kind])).toEqual([0, 1, 2].map(() => ["failed", "timeout"]));
  });

  it("ends within its limit whatever the objective does, and keeps what is finished", async () => {
    const runner = new TimedRunner(clock, 0.6 * TEST_RUN_LIMIT_MS);
    const run = start(runner);
    await clock.advance(TEST_RUN_LIMIT_MS);
    const { trials } = await run.result;
    expect(trials.map(({ state }) => state)).toEqual(["complete", "failed"]);
    expect(runner.isClosed).toBe(true);
  });

  it("says so when the objective never finishes loading", async () => {
    const never: TrialRunner = {
      openSlot: () => ({ run() {}, refreshPruner() {}, restart() {}, close: async () => {} }),
    };
    const run = start(never);
    await clock.advance(TEST_RUN_LIMIT_MS);
    expect((await run.result).error?.kind).toBe("timeout");
  });

  it("can be stopped at once", async () => {
    const runner = new TimedRunner(clock, 200);
    const run = start(runner);
    await clock.advance(300);
    run.stop();
    const { trials } = await run.result;
    expect(trials.length).toBe(1);
    expect(runner.isClosed).toBe(true);
  });
});
