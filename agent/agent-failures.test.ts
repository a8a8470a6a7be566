import { describe, expect, it } from "vitest";
import type { TrialError } from "../study/trial/trial.ts";
import { everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const crash: TrialError = { kind: "crashed", message: "The worker ended.", line: null, column: null };
const outOfMemory: TrialError = { kind: "memory", message: "The worker ran out of memory.", line: null, column: null };
const jailLost: TrialError = { kind: "abandoned", message: "The frame was lost.", line: null, column: null };

const calm = quadratic(50);
/** As the quadratic, except for what `mishaps` says of a trial's number and attempt. */
const except = (
  mishap: (number: number, attempt: number) => ReturnType<SimulatedObjective["run"]> | null,
  durationMs = 50,
): SimulatedObjective => ({
  run: (trial, attempt, proposal) => mishap(trial.number, attempt) ?? calm.run(trial, attempt, proposal),
  durationMs: () => durationMs,
});
const hang = { mishap: "hang" } as const;

const state = (tab: Tab) => tab.agent.snapshot().state;
const numbersOf = (tab: Tab) =>
  everyTrial(tab)
    .map((row) => row.number)
    .sort((a, b) => a - b);
const counting = (count: number) => Array.from({ length: count }, (_, i) => i);
const failures = (tab: Tab) =>
  everyTrial(tab)
    .filter((row) => row.state === "failed")
    .map((row) => [row.number, row.error?.kind]);

async function alone(objective: SimulatedObjective, options: Parameters<TestSwarm["join"]>[0] = {}) {
  const swarm = new TestSwarm(21);
  const tab = await swarm.join({ objective, ...options });
  return { swarm, tab, finished: () => state(tab) === "finished" };
}

describe("a trial that never ends", () => {
  it("is stopped after the time the author allows, told as failed, and holds nothing else up", async () => {
    const { swarm, tab, finished } = await alone(
      except((number) => (number === 7 ? hang : null)),
      { spec: { trialTimeoutMs: 60_000 } },
    );
    await swarm.until(finished, 80_000);
    expect(failures(tab)).toEqual([[7, "timeout"]]);
    expect(tab.agent.snapshot()).toMatchObject({ ownTrialCount: 100, failedCount: 1 });
    const { recentErrors } = tab.agent.snapshot();
    expect(recentErrors[0]?.error.message).toBe("The trial ran longer than 60 s and was stopped.");
    expect(numbersOf(tab)).toEqual(counting(100));
  });

  it("is found out in a batch of many: the others are run again and succeed", async () => {
    const { swarm, tab, finished } = await alone(
      except((number) => (number === 777 ? hang : null), 0.01),
      {
        outcomesPerMessage: 200,
        spec: {
          sampler: { name: "random" },
          budget: { kind: "rounds", rounds: 100, trialsPerRound: 20 },
          trialTimeoutMs: 5_000,
        },
      },
    );
    await swarm.until(finished, 30_000);
    expect(failures(tab)).toEqual([[777, "timeout"]]);
    expect(numbersOf(tab)).toEqual(counting(2_000));
    // Once among the others, once alone; those behind it need not run alone any more.
    expect(tab.runner.attempts.get(777)).toBe(2);
    expect(tab.runner.batches).toBeLessThan(100);
  });

  it("and that the runner cannot be sure to have killed stops the study here, in words, until a person goes on", async () => {
    const stalled: TrialError = { kind: "timeout", message: "too slow", line: null, column: null };
    const { swarm, tab, finished } = await alone(
      except((number, attempt) =>
        number === 3 && attempt === 0 ? { mishap: "give up", error: stalled, sentence: "It may still run." } : null,
      ),
      { cores: 2 },
    );
    await swarm.until(() => state(tab) === "failed", 10_000);
    expect(tab.agent.snapshot().reason).toBe("It may still run.");
    expect(tab.runner.openSlots).toBe(0);
    tab.agent.resume();
    await swarm.until(finished, 20_000);
    expect(failures(tab)).toEqual([[3, "timeout"]]);
    expect(numbersOf(tab)).toEqual(counting(100));
  });

  it("does not keep pause from silencing the core at once, and is the same trial after resume", async () => {
    const { swarm, tab, finished } = await alone(
      except((number, attempt) => (number === 3 && attempt < 2 ? hang : null)),
    );
    await swarm.clock.advance(2_000);
    expect(tab.runner.busySlots).toBe(1);
    const paused = tab.agent.pause();
    expect(tab.runner.busySlots).toBe(0);
    expect(tab.runner.openSlots).toBe(0);
    await paused;
    expect(tab.agent.snapshot()).toMatchObject({ state: "paused", failedCount: 0, ownTrialCount: 3 });
    await swarm.clock.advance(100_000);
    expect(tab.agent.snapshot()).toMatchObject({ state: "paused", ownTrialCount: 3 });
    tab.agent.resume();
    await swarm.clock.advance(1_000);
    await tab.agent.pause();
    tab.agent.resume();
    await swarm.until(finished, 20_000);
    expect(failures(tab)).toEqual([]);
    expect(numbersOf(tab)).toEqual(counting(100));
    expect(tab.runner.attempts.get(3)).toBe(3);
  });
});

describe("a worker that is lost", () => {
  it("has its trial run again once; losing a worker twice is the trial's own fault", async () => {
    const { swarm, tab, finished } = await alone(
      except((number, attempt) => {
        if (number === 5) return { mishap: "crash", error: outOfMemory };
        return number === 9 && attempt === 0 ? { mishap: "crash", error: crash } : null;
      }),
    );
    await swarm.until(finished, 30_000);
    expect(failures(tab)).toEqual([[5, "memory"]]);
    expect(tab.runner.attempts.get(9)).toBe(2);
    expect(numbersOf(tab)).toEqual(counting(100));
  });

  it("in the middle of a large batch costs one trial only", async () => {
    const { swarm, tab, finished } = await alone(
      except((number) => (number === 1_234 ? { mishap: "crash", error: crash } : null), 0.01),
      {
        cores: 2,
        outcomesPerMessage: 200,
        spec: { sampler: { name: "random" }, budget: { kind: "rounds", rounds: 40, trialsPerRound: 50 } },
      },
    );
    await swarm.until(finished, 10_000);
    expect(failures(tab)).toEqual([[1_234, "crashed"]]);
    expect(tab.runner.attempts.get(1_234)).toBe(3);
    expect(numbersOf(tab)).toEqual(counting(2_000));
  });

  it("through another study's fault is not held against the trial, within reason", async () => {
    const { swarm, tab, finished } = await alone(quadratic(2_000), {
      cores: 3,
      spec: { budget: { kind: "rounds", rounds: 3, trialsPerRound: 4 } },
    });
    for (let i = 0; i < 5; i++) {
      await swarm.clock.advance(1_000);
      tab.runner.loseAll(jailLost);
    }
    await swarm.until(finished, 60_000);
    expect(failures(tab)).toEqual([]);
    expect(numbersOf(tab)).toEqual(counting(12));
  });
});

describe("an objective that only fails", () => {
  const broken: SimulatedObjective = {
    run: () => {
      throw new Error("no such dataset");
    },
    durationMs: () => 50,
  };

  it("stops after three trials that filled the memory: each took the other studies' workers with it", async () => {
    const { swarm, tab } = await alone({
      run: () => ({ mishap: "crash", error: outOfMemory }),
      durationMs: () => 50,
    });
    await swarm.until(() => state(tab) === "failed", 10_000);
    expect(tab.agent.snapshot().failedCount).toBe(3);
    expect(tab.runner.openSlots).toBe(0);
  });

  it("says so after a few trials and stops after twenty, until a person tries again", async () => {
    const { swarm, tab } = await alone(broken);
    await swarm.until(() => tab.agent.snapshot().failedCount === 6, 5_000);
    expect(tab.agent.snapshot()).toMatchObject({ state: "running" });
    expect(tab.agent.snapshot().reason).toContain("no such dataset");
    await swarm.until(() => state(tab) === "failed", 5_000);
    expect(tab.agent.snapshot().failedCount).toBe(20);
    expect(tab.agent.snapshot().reason).toMatch(/one trial after another failed.*no such dataset/i);
    expect(tab.runner.openSlots).toBe(0);
    tab.agent.resume();
    await swarm.until(() => state(tab) === "failed" && tab.agent.snapshot().failedCount === 40, 5_000);
  });

  it("goes on when failures are only frequent", async () => {
    const { swarm, tab, finished } = await alone(except((number) => (number % 20 === 19 ? null : Number.NaN)));
    await swarm.until(finished, 30_000);
    expect(tab.agent.snapshot()).toMatchObject({ ownTrialCount: 100, failedCount: 95 });
  });
});

describe("lent cores", () => {
  it("are given and taken back while trials run, without losing or doubling one", async () => {
    const { swarm, tab, finished } = await alone(quadratic(300));
    for (const cores of [3, 1, 4, 0, 2]) {
      tab.agent.setCores(cores);
      expect(tab.runner.openSlots).toBe(cores);
      await swarm.clock.advance(700);
      expect(tab.runner.busySlots).toBe(cores);
      expect(state(tab)).toBe(cores > 0 ? "running" : "watching");
    }
    await swarm.until(finished, 60_000);
    expect(numbersOf(tab)).toEqual(counting(100));
  });

  it("never wait for the last trial of a round", async () => {
    const { swarm, tab } = await alone(
      { ...calm, durationMs: (trial) => (trial.number % 20 === 0 ? 5_000 : 100) },
      { cores: 2 },
    );
    await swarm.clock.advance(200);
    let idle = 0;
    for (let at = 0; at < 4_000; at += 10) {
      await swarm.clock.advance(10);
      if (tab.runner.busySlots < 2) idle++;
    }
    expect(idle / 400).toBeLessThan(0.05);
    expect(tab.agent.snapshot().ownTrialCount).toBeGreaterThan(10);
  });
});
