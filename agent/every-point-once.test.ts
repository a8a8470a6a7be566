import { describe, expect, it } from "vitest";
import type { SamplerChoice } from "../study/samplers/choice.ts";
import { everyTrial, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const objective = (durationMs: number): SimulatedObjective => ({
  run: (trial) => trial.suggestInt("x", 0, 9) + trial.suggestCategorical("y", [0, 100, 200, 300]),
  durationMs: () => durationMs,
});
const whole = Array.from({ length: 10 }, (_, i) => i);
const CHOICES: readonly SamplerChoice[] = [
  { name: "grid", values: { x: whole, y: [0, 100, 200, 300] } },
  { name: "brute-force" },
];

const valuesIn = (tab: Tab): number[] => everyTrial(tab).map(({ value }) => value ?? Number.NaN);
const ALL = [0, 100, 200, 300].flatMap((y) => whole.map((x) => x + y));

describe.each(CHOICES)("four tabs with the $name sampler", (sampler) => {
  it.each([20, 700])("try every point once where a trial takes %i ms, and end", async (durationMs) => {
    for (const seed of [1, 2, 3]) {
      const swarm = new TestSwarm(seed);
      const spec = { sampler, budget: { kind: "open", trialsPerRound: 10 } } as const;
      await swarm.join({ spec, objective: objective(durationMs), began: "now" });
      for (let i = 0; i < 3; i++) await swarm.join({ spec, objective: objective(durationMs) });
      await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished"), 120_000);
      await swarm.clock.advance(3_000);
      for (const tab of swarm.tabs) {
        expect(valuesIn(tab).toSorted((a, b) => a - b)).toEqual(ALL);
        expect(tab.agent.snapshot().endedBy).toBe("every point has been tried");
      }
    }
  });
});
