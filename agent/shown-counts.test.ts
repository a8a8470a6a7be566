// What the page shows of others' counts: what there is reason to show, whatever is claimed.
import { describe, expect, it } from "vitest";
import { encodeStatus } from "./tell/status-codec.ts";
import { quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const CLAIMED = 400_000_000;
const status = encodeStatus({ name: "busy", cores: 8, activity: "running", round: 1, runningCount: 0, leases: [] });

describe.each([
  ["rounds", { kind: "rounds", rounds: 4, trialsPerRound: 10 }],
  ["total", { kind: "trials", total: 80, trialsPerRound: 10 }],
] as const)("beside a stranger that counts trials which it never ran, under a budget of %s,", (_, budget) => {
  it("a tab that works and one that watches show as many as were run", async () => {
    const swarm = new TestSwarm(31);
    const join = (cores: number): Promise<Tab> => swarm.join({ spec: { budget }, objective: quadratic(300), cores });
    const working = [await join(1), await join(1)];
    const watching = await join(0);
    await swarm.clock.advance(4_000);
    (await swarm.visit(300, status)).count(CLAIMED);
    await swarm.clock.advance(3_000);
    const liars = (tab: Tab): number[] =>
      tab.agent.snapshot().peers.flatMap(({ name, trials }) => (name === "busy" ? [trials] : []));
    for (const tab of [...working, watching]) expect(liars(tab).map((trials) => trials < 100)).toEqual([true]);
    await swarm.until(() => working.every(({ agent }) => agent.snapshot().state === "finished"), 100_000);
    await swarm.clock.advance(3_000);
    for (const { agent } of [...working, watching]) {
      const { trialCount, progress } = agent.snapshot();
      expect(trialCount).toBeGreaterThanOrEqual(76);
      expect(trialCount).toBeLessThanOrEqual(80 + 60);
      expect(progress).toBeLessThanOrEqual(1);
    }
  });
});

it("nobody who works counts bests for a claim that no run has found to be true", async () => {
  const lying: SimulatedObjective = {
    run: (trial) => {
      quadratic(0).run(trial, 0, trial as never);
      return -1e6 - trial.number;
    },
    durationMs: () => 100,
  };
  const swarm = new TestSwarm(32);
  const budget = { kind: "rounds", rounds: 3, trialsPerRound: 10 } as const;
  const honest = [
    await swarm.join({ spec: { budget }, objective: quadratic(100) }),
    await swarm.join({ spec: { budget }, objective: quadratic(100) }),
  ];
  await swarm.join({ spec: { budget }, objective: lying });
  await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished"), 60_000);
  await swarm.clock.advance(5_000);
  for (const { agent } of honest) {
    const bests = new Map(agent.snapshot().peers.map(({ name, bests: count }) => [name, count]));
    expect(bests.get("tab 2")).toBe(0);
    expect((bests.get("tab 0") ?? 0) + (bests.get("tab 1") ?? 0)).toBeGreaterThan(0);
  }
});
