import { beforeEach, describe, expect, it } from "vitest";
import type { ObjectiveProgram, SlotEvents, TrialBatch, TrialRunner } from "../../agent/ports.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { rngFromSeed } from "../../study/rng.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import { MAX_REPEATED_MS, TEST_RUN_LIMIT_MS, type TestRun } from "./engine-api.ts";
import { startTestRun } from "./test-run.ts";

const program: ObjectiveProgram = { studyId: "s", javascript: "", positions: null, directions: ["minimize"] };

/** What stands outside of an objective's function: each worker has its own. */
interface Worker {
  trials: number;
}
type Objective = (proposal: Proposal, worker: Worker, nowMs: number) => Partial<TrialOutcome>;

/** A jail whose objective takes `trialMs` of virtual time and gives what it is told to. */
class TimedRunner implements TrialRunner {
  readonly batches: TrialBatch[] = [];
  closed = 0;
  opened = 0;
  trialMs: number;
  objective: Objective = () => ({});
  loadError: TrialError | null = null;
  /** What the next slots tell of their consoles when they are ready. */
  console: Parameters<NonNullable<SlotEvents["onConsole"]>>[0] = [];
  /** The trial that costs its worker the life. */
  deadly = -1;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, trialMs: number) {
    this.#clock = clock;
    this.trialMs = trialMs;
  }

  openSlot(_program: ObjectiveProgram, events: SlotEvents) {
    const clock = this.#clock;
    let worker: Worker = { trials: 0 };
    let life = 0;
    this.opened += 1;
    const begin = () => {
      worker = { trials: 0 };
      const mine = life;
      clock.setTimer(10, () => {
        if (mine !== life) return;
        if (this.loadError !== null) events.onLoadFailed(this.loadError);
        else {
          events.onConsole?.(this.console);
          events.onReady();
        }
      });
    };
    begin();
    const restart = (error: TrialError) => {
      life++;
      clock.setTimer(1, () => {
        events.onLost(error);
        begin();
      });
    };
    return {
      run: (batch: TrialBatch) => {
        this.batches.push(batch);
        const mine = life;
        const [proposal] = batch.proposals;
        if (proposal === undefined) throw new Error("no proposal");
        worker.trials += 1;
        if (proposal.number === this.deadly) restart(failure("memory", "The process died."));
        clock.setTimer(this.trialMs, () => {
          if (mine !== life) return;
          events.onFinished([
            { ...outcome(proposal.number, this.trialMs), ...this.objective(proposal, worker, clock.nowMs()) },
          ]);
        });
      },
      refreshPruner() {},
      restart,
      close: async () => {
        life++;
        this.closed += 1;
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
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs,
});

const failure = (kind: TrialError["kind"], message = "no"): TrialError => ({ kind, message, line: null, column: null });
const failed = (): Partial<TrialOutcome> => ({ state: "failed", values: [], error: failure("threw") });

let clock: VirtualClock;
let heard: TestRun[];
beforeEach(() => {
  clock = new VirtualClock();
  heard = [];
});

function start(runner: TrialRunner, trialTimeoutMs = 60_000) {
  let seed = 0;
  const onProgress = (soFar: TestRun): number => heard.push(soFar);
  return startTestRun({ runner, program, count: 3, trialTimeoutMs, clock, nextUint32: () => ++seed, onProgress });
}

async function ended(runner: TrialRunner, trialTimeoutMs = 60_000, withinMs = 300_000): Promise<TestRun> {
  const run = start(runner, trialTimeoutMs);
  await clock.advance(withinMs);
  return run.result;
}

describe("a test run", () => {
  it("runs each trial by itself with fresh chance and shows parameters, values and time", async () => {
    const runner = new TimedRunner(clock, 200);
    const { trials, error, asked, phase } = await ended(runner);
    expect(error).toBeNull();
    expect([asked, phase]).toEqual([3, "done"]);
    expect(trials).toEqual(
      [0, 1, 2].map(() => ({ params: { x: 0.25 }, state: "complete", values: [1.5], durationMs: 200, error: null })),
    );
    expect(runner.batches.slice(0, 3).map((batch) => batch.proposals.map(({ seed }) => seed))).toEqual([[1], [2], [3]]);
    expect(runner.closed).toBe(runner.opened);
  });

  it("tries a study's variants in their order, the first again after the last", async () => {
    const runner = new TimedRunner(clock, 200);
    const trainable = { trials: 2, configs: ["1", "2"], entrypoint: null, kept: [], log: "l", hostname: "h" };
    const run = startTestRun({
      runner,
      program: { ...program, trainable },
      count: 3,
      trialTimeoutMs: 60_000,
      clock,
      nextUint32: () => 1,
    });
    await clock.advance(300_000);
    await run.result;
    const fixed = runner.batches.flatMap(({ proposals }) => proposals.map((proposal) => proposal.fixed));
    expect(fixed).toEqual([{ variant: 0 }, { variant: 1 }, { variant: 0 }, { variant: 0 }]);
  });

  it("shows which constraints a trial set, and nothing of them where it set none", async () => {
    const runner = new TimedRunner(clock, 200);
    runner.objective = ({ number }) => (number === 1 ? { constraints: { weight: 0.5, size: -1 } } : {});
    const { trials } = await ended(runner);
    expect(trials.map(({ constraints }) => constraints)).toEqual([undefined, { weight: 0.5, size: -1 }, undefined]);
  });

  it("says how far it is", async () => {
    await ended(new TimedRunner(clock, 200));
    expect(heard.map(({ trials, phase }) => [trials.length, phase])).toEqual([
      [1, "running"],
      [2, "running"],
      [3, "running"],
      [3, "repeating"],
    ]);
  });

  it("gives the place of the fault when the objective does not load", async () => {
    const runner = new TimedRunner(clock, 0);
    runner.loadError = { kind: "threw", message: "Unexpected token", line: 3, column: 7 };
    expect(await ended(runner)).toMatchObject({ trials: [], error: runner.loadError, repeat: null });
  });

  it("ends at the first trial that runs over the study's own limit", async () => {
    const runner = new TimedRunner(clock, 800);
    runner.objective = ({ number }) => {
      if (number === 1) runner.trialMs = 5_000;
      return {};
    };
    const { trials, phase, asked } = await ended(runner, 1_000);
    expect([asked, phase]).toEqual([3, "timeout"]);
    expect(trials.map(({ state, error }) => [state, error?.kind])).toEqual([
      ["complete", undefined],
      ["complete", undefined],
      ["failed", "timeout"],
    ]);
  });

  it("goes on in a new worker after a trial that cost its worker the life", async () => {
    const runner = new TimedRunner(clock, 200);
    runner.deadly = 1;
    const { trials } = await ended(runner);
    expect(trials.map(({ state, error }) => [state, error?.kind])).toEqual([
      ["complete", undefined],
      ["failed", "memory"],
      ["complete", undefined],
    ]);
  });

  it.each([
    [15_000, TEST_RUN_LIMIT_MS],
    [60_000, 120_000],
    [600_000, 1_200_000],
  ])(
    "with a limit of %i ms for a trial is over after %i ms, and keeps what is finished",
    async (timeoutMs, limitMs) => {
      const runner = new TimedRunner(clock, 0.9 * timeoutMs);
      const run = start(runner, timeoutMs);
      await clock.advance(limitMs);
      const { trials, phase, repeat } = await run.result;
      expect(trials.map(({ state }) => state)).toEqual(["complete", "complete"]);
      expect([phase, repeat]).toEqual(["limit", { kind: "not-run", why: "slow" }]);
      expect(runner.closed).toBe(runner.opened);
    },
  );

  it("says so when the objective never finishes loading", async () => {
    const never: TrialRunner = {
      openSlot: () => ({ run() {}, refreshPruner() {}, restart() {}, close: async () => {} }),
    };
    const { error, phase } = await ended(never, 1_000, TEST_RUN_LIMIT_MS);
    expect([error?.kind, phase]).toEqual(["timeout", "limit"]);
  });

  it("can be stopped at once, and what has finished counts", async () => {
    const runner = new TimedRunner(clock, 200);
    const run = start(runner);
    await clock.advance(300);
    run.stop();
    const { trials, phase, repeat } = await run.result;
    expect([trials.length, phase]).toEqual([1, "stopped"]);
    expect(repeat).toEqual({ kind: "not-run", why: "stopped" });
    expect(runner.closed).toBe(1);
    expect(runner.opened).toBe(1);
  });

  it("shows the console of the trials, not of the repetition, and each remark once", async () => {
    const runner = new TimedRunner(clock, 200);
    runner.console = [
      { level: "log", text: "loaded" },
      { level: "note", text: "Step 0 was reported before." },
      { level: "note", text: "Step 0 was reported before." },
      { level: "steps", text: "Step 1 was reported after step 2." },
    ];
    const run = await ended(runner);
    expect(run.console).toEqual([{ level: "log", text: "loaded" }]);
    expect(run.notes).toEqual([
      { about: "other", text: "Step 0 was reported before." },
      { about: "steps", text: "Step 1 was reported after step 2." },
    ]);
  });
});

describe("the last trial, run again in a fresh worker", () => {
  it("has the parameters and the chance of the first time, under another number", async () => {
    const runner = new TimedRunner(clock, 200);
    const { repeat } = await ended(runner);
    expect(repeat).toEqual({ kind: "same", trial: 3, noise: null });
    expect(runner.opened).toBe(3);
    const [third, again, fresh] = runner.batches.slice(2).flatMap(({ proposals }) => proposals);
    expect(again).toMatchObject({ seed: third?.seed, space: { names: ["x"] }, values: [0.25] });
    expect(again?.number).not.toBe(third?.number);
    expect(fresh).toMatchObject({ space: { names: ["x"] }, values: [0.25] });
    expect(fresh?.seed).not.toBe(third?.seed);
  });

  it("and once more with fresh chance tells a noisy objective from one that chance has no part in, and from one that does not repeat", async () => {
    const noisy = new TimedRunner(clock, 40);
    noisy.objective = ({ seed }) => ({ values: [rngFromSeed(seed, "objective").next()] });
    const { repeat, phase } = await ended(noisy);
    const [third, fresh] = noisy.batches
      .flatMap(({ proposals }) => proposals)
      .filter((_, at) => at === 2 || at === 4)
      .map(({ seed }) => rngFromSeed(seed, "objective").next());
    expect(repeat).toEqual({ kind: "same", trial: 3, noise: { first: [third], fresh: [fresh] } });
    expect(phase).toBe("done");
    const timed = new TimedRunner(clock, 40);
    timed.objective = (_proposal, _worker, nowMs) => ({ values: [nowMs] });
    expect((await ended(timed)).repeat?.kind).toBe("differs");
    const fails = new TimedRunner(clock, 40);
    fails.objective = () => (fails.batches.length > 4 ? failed() : {});
    expect((await ended(fails)).repeat).toEqual({ kind: "same", trial: 3, noise: null });
  });

  it("keeps what it has found when it is stopped before the run with fresh chance has ended", async () => {
    const runner = new TimedRunner(clock, 200);
    const run = start(runner);
    while (runner.opened < 3) await clock.advance(10);
    run.stop();
    expect((await run.result).repeat).toEqual({ kind: "same", trial: 3, noise: null });
    expect(runner.closed).toBe(runner.opened);
  });

  it("tells an objective that remembers earlier trials by its value", async () => {
    const runner = new TimedRunner(clock, 40);
    runner.objective = (_, worker) => ({ values: [1 - 0.01 * worker.trials] });
    expect((await ended(runner)).repeat).toEqual({
      kind: "differs",
      trial: 3,
      first: [0.97],
      again: [0.99],
      error: null,
    });
  });

  it("tells one that goes by the clock, but not one whose chance is the trial's own", async () => {
    const timed = new TimedRunner(clock, 40);
    timed.objective = (_proposal, _worker, nowMs) => ({ values: [nowMs] });
    expect((await ended(timed)).repeat?.kind).toBe("differs");
    const noisy = new TimedRunner(clock, 40);
    noisy.objective = ({ seed }) => ({ values: [rngFromSeed(seed, "objective").next()] });
    expect((await ended(noisy)).repeat?.kind).toBe("same");
  });

  it("tells one that fails without what earlier trials left", async () => {
    const runner = new TimedRunner(clock, 40);
    runner.objective = (_, worker) => (worker.trials === 1 && runner.opened > 1 ? failed() : {});
    expect((await ended(runner)).repeat).toEqual({
      kind: "differs",
      trial: 3,
      first: [1.5],
      again: null,
      error: failure("threw"),
    });
  });

  it("tells one that does not come to an end the second time", async () => {
    const runner = new TimedRunner(clock, 40);
    runner.objective = ({ number }) => {
      if (number === 2) runner.trialMs = 1e6;
      return {};
    };
    expect((await ended(runner)).repeat).toMatchObject({ kind: "differs", again: null, error: { kind: "timeout" } });
    expect(runner.closed).toBe(2);
  });

  it("is the last one with a value; without any, nothing is repeated", async () => {
    const runner = new TimedRunner(clock, 40);
    runner.objective = ({ number }) => (number === 2 ? failed() : {});
    expect((await ended(runner)).repeat).toEqual({ kind: "same", trial: 2, noise: null });
    runner.objective = failed;
    expect((await ended(runner)).repeat).toBeNull();
  });

  it("is not run where a trial took ten seconds, and that is said", async () => {
    const runner = new TimedRunner(clock, 40);
    runner.objective = ({ number }) => ({ durationMs: number === 0 ? MAX_REPEATED_MS : 40 });
    expect((await ended(runner)).repeat).toEqual({ kind: "not-run", why: "slow" });
    expect(runner.opened).toBe(1);
  });

  it("can be stopped", async () => {
    const runner = new TimedRunner(clock, 200);
    const run = start(runner);
    await clock.advance(640);
    expect(heard.at(-1)?.phase).toBe("repeating");
    run.stop();
    expect(await run.result).toMatchObject({ phase: "stopped", repeat: { kind: "not-run", why: "stopped" } });
    expect(runner.closed).toBe(2);
  });
});
