import { describe, expect, it } from "vitest";
import type { SamplerChoice } from "../../study/samplers/choice.ts";
import { SAMPLER_NAMES } from "../../study/spec/parse-sampler.ts";
import { TestSwarm } from "../testing/test-swarm.ts";

const grid: SamplerChoice = {
  name: "grid",
  values: { x: Array.from({ length: 20 }, (_, i) => 10 * i - 95), y: [-1, 0, 1] },
};

/** One choice for every name but those that cannot run yet. */
const CHOICES: readonly SamplerChoice[] = SAMPLER_NAMES.flatMap((name): SamplerChoice[] => {
  switch (name) {
    case "grid":
      return [grid];
    case "distinct":
      return [{ name, sampler: { name: "random" } }];
    case "partial-fixed":
      return [{ name, fixed: { y: -1 }, sampler: { name: "tpe" } }];
    case "brute-force":
    case "deepga":
      // Continuous parameters have no end to try, and generations come later.
      return [];
    default:
      return [{ name }];
  }
});

describe.each(CHOICES)("two tabs with the $name sampler", (sampler) => {
  it("do their rounds, hold all trials and name one best", async () => {
    const swarm = new TestSwarm();
    const spec = { sampler, budget: { kind: "rounds", rounds: 3, trialsPerRound: 8 } } as const;
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
