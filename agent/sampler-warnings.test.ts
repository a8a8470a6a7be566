import { expect, it } from "vitest";
import { quadratic, TestSwarm } from "./testing/test-swarm.ts";

it("what the sampler was told and cannot use is said to the person, and the work goes on", async () => {
  const swarm = new TestSwarm();
  const sampler = { name: "partial-fixed", fixed: { x: 1e6 }, sampler: { name: "random" } } as const;
  const spec = { sampler, budget: { kind: "rounds", rounds: 2, trialsPerRound: 10 } } as const;
  const tab = await swarm.join({ spec, objective: quadratic(50), began: "now" });
  await swarm.until(() => tab.agent.snapshot().state === "finished", 20_000);
  expect(tab.agent.snapshot().reason).toMatch(/"x".*1000000/);
});
