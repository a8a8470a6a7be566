import { describe, expect, it } from "vitest";
import { SAMPLER_NAMES } from "../../study/spec/spec.ts";
import { TestSwarm } from "../testing/test-swarm.ts";

describe.each(SAMPLER_NAMES)("two tabs with the %s sampler", (name) => {
  it("do their rounds, hold all trials and name one best", async () => {
    const swarm = new TestSwarm();
    const spec = { sampler: { name }, budget: { kind: "rounds", rounds: 3, trialsPerRound: 8 } } as const;
    for (let i = 0; i < 2; i++) await swarm.join({ spec });
    const snapshots = () => swarm.tabs.map(({ agent }) => agent.snapshot());
    await swarm.until(
      () => snapshots().every(({ heldCount, state }) => heldCount === 48 && state === "finished"),
      20_000,
    );
    expect(snapshots().map(({ ownTrialCount, failedCount }) => [ownTrialCount, failedCount])).toEqual([
      [24, 0],
      [24, 0],
    ]);
    const [first, second] = snapshots().map(({ best }) => best?.trial);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });
});
