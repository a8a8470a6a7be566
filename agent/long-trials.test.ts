import { expect, it } from "vitest";
import { encodeStatus } from "./tell/status-codec.ts";
import { everyTrial, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const COUNT = 10;
const MINUTES_2 = 120_000;
/** `spread`: every third takes a half more, and every third a half less. */
const objective = (durationMs: number, spread: boolean): SimulatedObjective => ({
  run: (trial) => trial.suggestInt("variant", 0, COUNT - 1),
  durationMs: (trial) =>
    spread ? durationMs * (0.5 + (trial.suggestInt("variant", 0, COUNT - 1) % 3) / 2) : durationMs,
});
const spec = {
  budget: { kind: "open", trialsPerRound: 10 },
  trialTimeoutMs: 3_120_000,
  trainable: {
    variants: Array.from({ length: COUNT }, (_, i) => ({ name: `v${i}`, config: { i } })),
    repeat: 1,
    files: [],
  },
} as const;
const isDone = ({ agent }: Tab): boolean => agent.snapshot().state === "finished";
const ran = (tabs: readonly Tab[]): number =>
  tabs.reduce((sum, { runner }) => sum + Array.from(runner.attempts.values()).reduce((a, b) => a + b, 0), 0);

async function swarmOf(seed: number, cores: number, durationMs: number, spread = false) {
  const swarm = new TestSwarm(seed);
  const given = { spec, objective: objective(durationMs, spread), cores };
  const tabs = [await swarm.join({ ...given, began: "now" }), await swarm.join(given), await swarm.join(given)];
  /** Looked at once a second: the virtual time until all tabs have ended. */
  const end = async (withinMs: number): Promise<number> => {
    const startMs = swarm.clock.nowMs();
    while (!tabs.every(isDone) && swarm.clock.nowMs() < startMs + withinMs) await swarm.clock.advance(1_000);
    for (const tab of tabs) expect(new Set(everyTrial(tab).map(({ value }) => value)).size).toBe(COUNT);
    return swarm.clock.nowMs() - startMs;
  };
  return { swarm, tabs, end };
}

it("no tab idles for long while trials of two minutes are left, and none of them runs twice", async () => {
  for (const seed of [1, 2]) {
    const { tabs, end } = await swarmOf(seed, 1, MINUTES_2);
    // Ten on three: four rounds of them, and what it takes to join and to help.
    expect(await end(7 * MINUTES_2)).toBeLessThan(4 * MINUTES_2 + 30_000);
    expect(ran(tabs)).toBe(COUNT);
  }
});

it("two cores of a tab are known to run what they run, also after its first trial", async () => {
  for (const seed of [1, 2, 3]) {
    const { tabs, end } = await swarmOf(seed, 2, 30_000, true);
    expect(await end(240_000)).toBeLessThan(90_000);
    expect(ran(tabs)).toBe(COUNT);
  }
});

it("strangers that say they work and never do keep no long trial from being run", async () => {
  const { swarm, end } = await swarmOf(1, 1, 10_000);
  const status = { cores: 1, activity: "running", round: 1, runningCount: 1, leases: [] } as const;
  for (let key = 70; key < 78; key++) await swarm.visit(key, encodeStatus({ ...status, name: `liar ${key}` }));
  expect(await end(300_000)).toBeLessThan(80_000);
});
