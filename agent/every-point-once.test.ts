import { describe, expect, it } from "vitest";
import type { SamplerChoice } from "../study/samplers/choice.ts";
import { encodeStatus } from "./tell/status-codec.ts";
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
const DISTINCT: SamplerChoice = { name: "distinct", sampler: { name: "random" } };

const valuesIn = (tab: Tab): number[] => everyTrial(tab).map(({ value }) => value ?? Number.NaN);
const ALL = [0, 100, 200, 300].flatMap((y) => whole.map((x) => x + y));

describe.each(CHOICES)("four tabs with the $name sampler", (sampler) => {
  it.each([
    [20, 0],
    [700, 1],
  ])("try every point once where a trial takes %i ms (%i twice at most), and end", async (durationMs, twice) => {
    for (const seed of [1, 2, 3]) {
      const swarm = new TestSwarm(seed);
      const spec = { sampler, budget: { kind: "open", trialsPerRound: 10 } } as const;
      await swarm.join({ spec, objective: objective(durationMs), began: "now" });
      for (let i = 0; i < 3; i++) await swarm.join({ spec, objective: objective(durationMs) });
      await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished"), 120_000);
      await swarm.clock.advance(3_000);
      for (const tab of swarm.tabs) {
        expect([...new Set(valuesIn(tab))].toSorted((a, b) => a - b)).toEqual(ALL);
        expect(valuesIn(tab).length).toBeLessThanOrEqual(ALL.length + twice);
        expect(tab.agent.snapshot().endedBy).toBe("every point has been tried");
      }
    }
  });
});

describe.each([...CHOICES, DISTINCT])("the $name sampler", (sampler) => {
  const spec = { sampler, budget: { kind: "open", trialsPerRound: 10 } } as const;
  const isDone = (tab: Tab) => tab.agent.snapshot().state === "finished";

  it("tries every point beside strangers that say they work and never do", async () => {
    const swarm = new TestSwarm();
    const status = { cores: 1, activity: "running", round: 1, runningCount: 1, leases: [] } as const;
    for (let key = 70; key < 78; key++) await swarm.visit(key, encodeStatus({ ...status, name: `liar ${key}` }));
    const tabs = [
      await swarm.join({ spec, objective: objective(100) }),
      await swarm.join({ spec, objective: objective(100) }),
    ];
    await swarm.until(() => tabs.every(isDone), 240_000);
    for (const tab of tabs) expect(new Set(valuesIn(tab)).size).toBe(40);
  });

  it("is not held up by a tab that is slow", async () => {
    const swarm = new TestSwarm();
    const fast = await swarm.join({ spec, objective: objective(100), began: "now" });
    await swarm.join({ spec, objective: objective(20_000) });
    await swarm.until(() => isDone(fast), 120_000);
    expect(new Set(valuesIn(fast)).size).toBe(40);
  });
});

it("four tabs that try no point twice repeat at most what two begin before they have heard of each other", async () => {
  for (const durationMs of [20, 700]) {
    const swarm = new TestSwarm();
    const spec = { sampler: DISTINCT, budget: { kind: "open", trialsPerRound: 10 } } as const;
    await swarm.join({ spec, objective: objective(durationMs), began: "now" });
    for (let i = 0; i < 3; i++) await swarm.join({ spec, objective: objective(durationMs) });
    await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished"), 120_000);
    await swarm.clock.advance(3_000);
    for (const tab of swarm.tabs) {
      expect(new Set(valuesIn(tab)).size).toBe(40);
      expect(valuesIn(tab).length).toBeLessThanOrEqual(42);
    }
  }
});
