import { describe, expect, it } from "vitest";
import type { SamplerChoice } from "../study/samplers/choice.ts";
import { SAMPLER_NAMES } from "../study/spec/parse-sampler.ts";
import { everyTrial, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

/** Whole numbers, so that brute force can try everything. */
const objective = (durationMs: () => number): SimulatedObjective => ({
  run: (trial) => {
    const x = trial.suggestInt("x", -20, 20);
    const y = trial.suggestCategorical("y", ["a", "b", "c"]);
    for (let step = 0; step < 4; step++) {
      trial.report(x ** 2 + 10 / (step + 1), step);
      if (trial.shouldPrune()) return x ** 2 + 10;
    }
    return x ** 2 + ["a", "b", "c"].indexOf(y) + trial.rng.next();
  },
  durationMs,
});

const CHOICES: readonly SamplerChoice[] = SAMPLER_NAMES.flatMap((name): SamplerChoice[] => {
  if (name === "deepga") return [];
  if (name === "grid") {
    return [{ name, values: { x: Array.from({ length: 40 }, (_, i) => i - 20), y: ["a", "b", "c"] } }];
  }
  if (name === "distinct") return [{ name, sampler: { name: "tpe" } }];
  if (name === "partial-fixed") return [{ name, fixed: { y: "b" }, sampler: { name: "cmaes" } }];
  return [{ name }];
});

describe.each(CHOICES)("a study with a seed and the $name sampler", (sampler) => {
  it("tries the same 100 points from two profiles that never met, however fast they are", async () => {
    const runs = [];
    for (const [profile, durationMs] of [
      [1, () => 3],
      [2, () => 40 + 3 * (profile2 = (profile2 * 7 + 1) % 11)],
    ] as const) {
      const swarm = new TestSwarm(profile);
      const spec = {
        sampler,
        seed: "a seed",
        pruner: { name: "median" },
        budget: { kind: "rounds", rounds: 10, trialsPerRound: 10 },
        createdMs: 1_700_000_000_000 + profile,
      } as const;
      const tab = await swarm.join({ spec, objective: objective(durationMs), profile, began: "now" });
      await swarm.until(() => tab.agent.snapshot().state === "finished", 60_000);
      const rows = everyTrial(tab).toSorted((a, b) => a.number - b.number);
      runs.push(rows.map(({ params, state, values }) => ({ params, state, values })));
    }
    expect(runs[0]).toHaveLength(100);
    expect(runs[1]).toEqual(runs[0]);
  });
});

let profile2 = 0;

describe("a study with a seed", () => {
  it("gives another tab another part of the chance, and all tabs know which", async () => {
    const swarm = new TestSwarm();
    const spec = {
      sampler: { name: "random" },
      seed: "a seed",
      budget: { kind: "rounds", rounds: 1, trialsPerRound: 10 },
    } as const;
    const tabs = [await swarm.join({ spec, began: "now" }), await swarm.join({ spec })];
    await swarm.until(() => tabs.every(({ agent }) => agent.snapshot().heldCount === 20), 60_000);
    const points = everyTrial(tabs[0] ?? (swarm.tabs[0] as never)).map(({ params }) => JSON.stringify(params));
    expect(new Set(points).size).toBe(20);
  });
});
