// A trial may take several cores: a tab runs as many at once as fit on what it lends, and none where that is too few.
import { expect, it } from "vitest";
import { quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const spec = {
  resources: { cores: 2, gpu: 0 },
  sampler: { name: "random" },
  budget: { kind: "trials", total: 40, trialsPerRound: 10 },
} as const;
const objective = quadratic(1_000);
const state = ({ agent }: Tab) => agent.snapshot().state;

it("five cores run two trials of two cores at once, never more", async () => {
  const swarm = new TestSwarm(2);
  const tab = await swarm.join({ spec, objective, cores: 5, began: "now" });
  let most = 0;
  await swarm.until(() => {
    most = Math.max(most, tab.runner.busySlots);
    return state(tab) === "finished";
  }, 60_000);
  expect([most, tab.runner.attempts.size]).toEqual([2, 40]);
});

it("a tab that lends too few says what to do, and keeps nobody waiting", async () => {
  const swarm = new TestSwarm(2);
  const able = await swarm.join({ spec, objective, cores: 4, began: "now" });
  const small = await swarm.join({ spec, objective, cores: 1 });
  await swarm.clock.advance(8_000);
  expect(small.agent.snapshot()).toMatchObject({
    state: "watching",
    cores: 1,
    reason:
      "A trial needs 2 cores and this tab lends 1; lend 2, also if this machine has fewer, or let other tabs run it.",
  });
  expect([small.runner.openSlots, able.agent.snapshot().reason]).toEqual([0, null]);
  for (const { agent } of [able, small]) {
    expect(agent.snapshot().status).toMatchObject({ coresUsed: 4, coresLent: 4 });
  }
  await swarm.until(() => state(able) === "finished", 30_000);
  expect(small.runner.attempts.size).toBe(0);
});

it("is asked for more than its machine has, and lends it", async () => {
  const swarm = new TestSwarm(2);
  const asked = { ...spec, resources: { cores: 12, gpu: 0 }, budget: { ...spec.budget, total: 6 } };
  const tab = await swarm.join({ spec: asked, objective, cores: 8, began: "now" });
  await swarm.clock.advance(3_000);
  expect(tab.agent.snapshot()).toMatchObject({ state: "watching", maxCores: 8 });
  tab.agent.setCores(100);
  await swarm.until(() => state(tab) === "running", 1_000);
  await swarm.clock.advance(2_000);
  // 64 of them at most, which is room for five.
  const { cores, status } = tab.agent.snapshot();
  expect([cores, tab.runner.openSlots, status.coresLent]).toEqual([64, 5, 64]);
  expect(tab.runner.busySlots).toBeLessThanOrEqual(5);
  await swarm.until(() => state(tab) === "finished", 30_000);
});
