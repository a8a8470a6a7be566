// Studies whose trials come to something else with fresh chance.
import { describe, expect, it } from "vitest";
import { normal } from "../study/rng.ts";
import { cheapSignatures } from "./testing/cheap-signatures.ts";
import { type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const REPEATS = 4;
const spec = {
  repeatability: { kind: "noisy", repeats: REPEATS },
  budget: { kind: "trials", total: 150, trialsPerRound: 5 },
} as const;

/** With noise that is a fifth of all that x can do. */
const truth = (x: number): number => 5 * x * x;
/** `lie`: what is told instead. */
const noisy = (lie: (x: number) => number | null = () => null): SimulatedObjective => ({
  run: (trial) => {
    const x = trial.suggestFloat("x", -1, 1);
    return lie(x) ?? truth(x) + normal(trial.rng);
  },
  durationMs: () => 400,
});

const shown = ({ agent }: Tab) => {
  const { best, bestState } = agent.snapshot();
  return { value: best?.value ?? null, x: Number(best?.params["x"] ?? Number.NaN), mean: best?.mean, bestState };
};
const isDone = ({ agent }: Tab): boolean => agent.snapshot().state === "finished";
const valuesOf = ({ agent }: Tab): number[] =>
  agent.trialsPage({ offset: 0, limit: 200, sort: "newest", only: "all" }).rows.map(({ value }) => value ?? 0);
const lineOf = ({ agent }: Tab): number[] =>
  agent.snapshot().points.flatMap(({ improves, value }) => (improves ? [value] : []));

describe("the best of a noisy study", () => {
  it("is everywhere the same mean of repeats, whose interval holds the truth, and never the luckiest trial", async () => {
    const swarm = new TestSwarm(5, cheapSignatures);
    for (let i = 0; i < 3; i++) await swarm.join({ spec, objective: noisy() });
    await swarm.until(() => swarm.tabs.every(isDone), 120_000);
    await swarm.until(() => new Set(swarm.tabs.map((tab) => shown(tab).value)).size === 1, 60_000);
    const [best] = swarm.tabs.map(shown);
    expect(swarm.tabs.map((tab) => shown(tab).bestState)).toEqual(expect.not.arrayContaining(["claimed", null]));
    expect(best?.mean?.runs).toBeGreaterThanOrEqual(REPEATS);
    expect(best?.value).toBeGreaterThan(Math.min(...swarm.tabs.flatMap(valuesOf)) + 1);
    expect(Math.abs((best?.value ?? 9) - truth(best?.x ?? 9))).toBeLessThan(best?.mean?.halfWidth ?? 0);
    for (const tab of swarm.tabs) expect(lineOf(tab).at(-1)).toBe(best?.value);
  });

  it("is nobody's single value: before any point has been repeated often enough there is none, and nothing reaches a target", async () => {
    const swarm = new TestSwarm(6, cheapSignatures);
    const target = { ...spec, stopRules: [{ kind: "target", value: -0.1 }] } as const;
    await swarm.join({
      spec: { ...target, budget: { kind: "trials", total: 9, trialsPerRound: 3 } },
      objective: noisy(),
    });
    await swarm.until(() => swarm.tabs.every(isDone), 60_000);
    const [tab] = swarm.tabs as [Tab];
    expect(Math.min(...valuesOf(tab))).toBeLessThan(-0.1);
    expect(shown(tab).value).toBeNull();
    expect(tab.agent.snapshot().endedBy).toBeNull();
  });

  it("is verified to a tab that only watches once enough of those have run all of it again whom it has seen at work for a while", async () => {
    const swarm = new TestSwarm(8, cheapSignatures);
    const long = { ...spec, budget: { kind: "trials", total: 300, trialsPerRound: 5 } } as const;
    for (let i = 0; i < 3; i++) await swarm.join({ spec: long, objective: noisy() });
    const watching = await swarm.join({ spec: long, objective: noisy(), cores: 0 });
    const working = swarm.tabs.filter((tab) => tab !== watching);
    await swarm.until(() => shown(watching).value !== null, 60_000);
    expect(shown(watching).bestState).toBe("claimed");
    await swarm.until(() => working.every(isDone), 120_000);
    await swarm.until(() => shown(watching).bestState === "verified", 60_000);
    const best = shown(watching);
    expect(best.mean?.runs).toBeGreaterThanOrEqual(REPEATS);
    expect(Math.abs((best.value ?? 9) - truth(best.x))).toBeLessThan(best.mean?.halfWidth ?? 0);
    await swarm.until(() => new Set([...working, watching].map((tab) => shown(tab).value)).size === 1, 60_000);
    // What others' word alone verified is none of its own runs.
    watching.agent.setCores(1);
    expect(shown(watching).bestState).not.toBe("verified");
  });

  it.each([
    ["all that it says", () => -20],
    ["what it says of one corner", (x: number) => (x > 0.6 ? -20 : null)],
  ] as const)("is never false among honest tabs, where one lies about %s", async (_, lie) => {
    const swarm = new TestSwarm(7, cheapSignatures);
    const short = { ...spec, budget: { kind: "trials", total: 90, trialsPerRound: 5 } } as const;
    const honest = [
      await swarm.join({ spec: short, objective: noisy() }),
      await swarm.join({ spec: short, objective: noisy() }),
    ];
    await swarm.join({ spec: short, objective: noisy(lie) });
    const seen: number[] = [];
    const drawn: number[] = [];
    const look = (): void => {
      for (const tab of honest) {
        const { value } = shown(tab);
        if (value !== null) seen.push(value);
        drawn.push(...lineOf(tab));
      }
    };
    await swarm.clock.advance(150_000, () => {
      look();
      return honest.every(isDone);
    });
    expect(honest.every(isDone)).toBe(true);
    // While the budget lasts few checks are made; after it as many as a mean needs.
    await swarm.clock.advance(20_000, () => {
      look();
      return false;
    });
    expect(seen.length).toBeGreaterThan(20);
    expect(Math.min(...seen)).toBeGreaterThan(-4);
    expect(Math.min(...drawn)).toBeGreaterThan(-4);
    for (const tab of honest) expect(Math.abs(shown(tab).x)).toBeLessThan(0.6);
  });
});
