import { describe, expect, it } from "vitest";
import type { StopRuleChoice } from "../study/spec/spec.ts";
import { quadratic, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const open = { kind: "open", trialsPerRound: 10 } as const;

/** Milliseconds between the first and the last of four tabs that end, and the reasons they give. */
async function ends(stopRules: readonly StopRuleChoice[], objective: SimulatedObjective, metrics: string[] = []) {
  const swarm = new TestSwarm();
  const spec = { stopRules, budget: open, metrics, sampler: { name: "random" } } as const;
  for (let i = 0; i < 4; i++) await swarm.join({ spec, objective });
  const state = () => swarm.tabs.map(({ agent }) => agent.snapshot().state);
  await swarm.until(() => state().includes("finished"), 600_000);
  const lastMs = await swarm.until(() => state().every((it) => it === "finished"), 60_000);
  const trials = swarm.tabs[0]?.agent.snapshot().trialCount ?? 0;
  await swarm.clock.advance(10_000);
  expect(state().every((it) => it === "finished")).toBe(true);
  return { lastMs, trials, reasons: swarm.tabs.map(({ agent }) => agent.snapshot().endedBy ?? "") };
}

describe("a stop rule ends all tabs within two seconds:", () => {
  it("a target", async () => {
    const { lastMs, reasons } = await ends([{ kind: "target", value: 100 }], quadratic(300));
    expect(lastMs).toBeLessThan(2_000);
    for (const reason of reasons) expect(reason).toMatch(/^the best value .* has reached the target 100$/);
  });

  it("trials without improvement", async () => {
    const { lastMs, reasons } = await ends([{ kind: "no-improvement", trials: 60 }], quadratic(200));
    expect(lastMs).toBeLessThan(2_000);
    for (const reason of reasons) expect(reason).toMatch(/^\d+ trials in a row brought nothing better$/);
  });

  it("a metric of any trial", async () => {
    const objective: SimulatedObjective = {
      run: (trial) => {
        const x = trial.suggestFloat("x", 0, 1);
        trial.report({ accuracy: 1 - x }, 0);
        return x;
      },
      durationMs: () => 300,
    };
    const rule = { kind: "metric", metric: "accuracy", bound: "at-least", value: 0.95, ends: "study" } as const;
    const { lastMs, reasons } = await ends([rule], objective, ["accuracy"]);
    expect(lastMs).toBeLessThan(2_000);
    for (const reason of reasons) expect(reason).toMatch(/^a trial had accuracy 0\.9.*, at least 0\.95$/);
  });

  it("also where a trial would go on for minutes", async () => {
    const objective: SimulatedObjective = {
      run: (trial) => trial.suggestFloat("x", -100, 100) ** 2,
      durationMs: (trial) => (trial.number === 0 ? 100 : 50_000),
    };
    const { lastMs } = await ends([{ kind: "target", value: 1e6 }], objective);
    expect(lastMs).toBeLessThan(2_000);
  });
});

describe("a metric that one tab alone has had", () => {
  const rule = { kind: "metric", metric: "accuracy", bound: "at-least", value: 0.9, ends: "study" } as const;
  const spec = {
    stopRules: [rule],
    budget: { kind: "rounds", rounds: 4, trialsPerRound: 10 },
    metrics: ["accuracy"],
    sampler: { name: "random" },
  } as const;
  /** `said`: in place of what a trial had. */
  const accuracy = (said: (number: number) => number | null): SimulatedObjective => ({
    run: (trial) => {
      const x = trial.suggestFloat("x", 0, 0.5);
      trial.report({ accuracy: said(trial.number) ?? x }, 0);
      return x;
    },
    durationMs: () => 200,
  });

  it("ends nothing where its trial comes to less when others run it again", async () => {
    const swarm = new TestSwarm(9);
    const honest = accuracy(() => null);
    const tabs = [await swarm.join({ spec, objective: honest }), await swarm.join({ spec, objective: honest })];
    await swarm.join({ spec, objective: accuracy((number) => (number % 5 === 1 ? 0.99 : null)) });
    await swarm.until(() => tabs.every(({ agent }) => agent.snapshot().state === "finished"), 60_000);
    for (const { agent, runner } of tabs) {
      expect(agent.snapshot()).toMatchObject({ endedBy: null, ownTrialCount: 40 });
      // The liar's word is not looked at again and again.
      const ran = [...runner.attempts.values()].reduce((sum, runs) => sum + runs, 0);
      expect(ran).toBeLessThanOrEqual(46);
    }
  });

  it("ends the study for all others as soon as they have run that trial", async () => {
    const swarm = new TestSwarm(10);
    const lucky = accuracy(() => null);
    const above = { ...rule, value: 0.49 };
    for (let i = 0; i < 3; i++) await swarm.join({ spec: { ...spec, stopRules: [above] }, objective: lucky });
    const isDone = ({ agent }: (typeof swarm.tabs)[number]): boolean => agent.snapshot().endedBy !== null;
    await swarm.until(() => swarm.tabs.some(isDone), 60_000);
    await swarm.until(() => swarm.tabs.every(isDone), 3_000);
    expect(new Set(swarm.tabs.map(({ agent }) => agent.snapshot().endedBy)).size).toBe(1);
  });
});

it("a study that a rule has ended stays so over a reload, alone and in any order of what comes back", async () => {
  for (const seed of [1, 2, 3, 4]) {
    const swarm = new TestSwarm(seed);
    const rule = { kind: "no-improvement", trials: 40 } as const;
    const spec = { stopRules: [rule], budget: open, sampler: { name: "random" } } as const;
    const objective = quadratic(200);
    for (let i = 0; i < 3; i++) await swarm.join({ spec, objective });
    await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished"), 600_000);
    await swarm.clock.advance(5_000);
    const tab = swarm.tabs[0];
    if (tab === undefined) throw new Error("There is no tab.");
    for (const each of swarm.tabs) await each.agent.stop();
    const before = tab.agent.snapshot().trialCount;
    const again = await swarm.join({ spec, objective, profile: tab.profile, store: tab.store });
    await swarm.clock.advance(20_000);
    expect(again.agent.snapshot()).toMatchObject({ state: "finished", trialCount: before });
  }
});
