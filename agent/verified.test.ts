// What a tab shows large it has run itself, or enough others have for whom its own runs vouch.
import { describe, expect, it } from "vitest";
import { quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const shown = ({ agent }: Tab) => {
  const { best, bestState, claim, verifiedBy } = agent.snapshot();
  return { value: best?.value ?? null, bestState, claim, verifiedBy };
};
/** Values of the best-so-far line of the chart. */
const agentLine = ({ agent }: Tab): readonly number[] =>
  agent
    .snapshot()
    .points.filter(({ improves }) => improves)
    .map(({ value }) => value);
const isDone = ({ agent }: Tab): boolean => agent.snapshot().state === "finished";

/** Tells of every trial that it came to `value`. */
const lying = (value: number, durationMs: number): SimulatedObjective => ({
  run: (trial) => {
    quadratic(0).run(trial, 0, trial as never);
    return value + trial.number;
  },
  durationMs: () => durationMs,
});

describe("three honest tabs", () => {
  it("all show one verified best at the end of their rounds, and go on until it is", async () => {
    const swarm = new TestSwarm(3);
    for (let i = 0; i < 3; i++) await swarm.join({ objective: quadratic(100) });
    // Of each tab when its rounds end: after them it checks as much as it likes.
    const extra = new Map<Tab, number>();
    const runsOf = ({ runner }: Tab): number => [...runner.attempts.values()].reduce((sum, runs) => sum + runs, 0);
    await swarm.until(() => {
      for (const tab of swarm.tabs) if (isDone(tab) && !extra.has(tab)) extra.set(tab, runsOf(tab) - 100);
      return swarm.tabs.every(isDone);
    }, 60_000);
    console.info(`${[...extra.values()].join(", ")} checks beside 100 trials`);
    for (const checks of extra.values()) expect(checks).toBeLessThanOrEqual(12);
    const tookMs = await swarm.until(() => swarm.tabs.every((tab) => shown(tab).bestState === "verified"), 10_000);
    console.info(`verified everywhere ${tookMs} ms after the last round`);
    await swarm.clock.advance(2_000);
    const [first] = swarm.tabs.map(shown);
    const claimed = Math.min(...swarm.tabs.map(({ agent }) => agent.snapshot().ownBest ?? Number.NaN));
    for (const tab of swarm.tabs) expect(shown(tab)).toEqual(first);
    expect(first).toMatchObject({ value: claimed, claim: null, verifiedBy: 2 });
    expect(swarm.tabs.map(({ runner }) => runner.openSlots)).toEqual([0, 0, 0]);
  });
});

describe("a liar's best", () => {
  it("is never shown as verified or own by an honest tab that works, and is disputed", async () => {
    const swarm = new TestSwarm(4);
    const honest = [await swarm.join({ objective: quadratic(100) }), await swarm.join({ objective: quadratic(100) })];
    await swarm.join({ objective: lying(-1e6, 100) });
    const seen = new Set<number>();
    const claims = new Set<string>();
    const drawnBelow: number[] = [];
    await swarm.clock.advance(60_000, () => {
      for (const tab of honest) {
        const { value, claim } = shown(tab);
        if (value !== null) {
          seen.add(value);
          const drawn = agentLine(tab).at(-1);
          if (drawn !== undefined && drawn < value) drawnBelow.push(drawn);
        }
        if (claim !== null && claim.value < -2) claims.add(claim.by);
      }
      return swarm.tabs.every(isDone);
    });
    await swarm.clock.advance(5_000);
    expect([...seen].filter((value) => value < -2)).toEqual([]);
    expect([...claims]).toEqual(["tab 2"]);
    // Nor does the chart draw it as the best so far; the liar's trials are dots in it.
    expect(drawnBelow).toEqual([]);
    for (const tab of honest) {
      const { value, bestState, claim } = shown(tab);
      expect(value).toBe(Math.min(...honest.map(({ agent }) => agent.snapshot().ownBest ?? 0)));
      expect(bestState).toBe("verified");
      expect(claim).toBeNull();
      expect(agentLine(tab).at(-1)).toBe(value);
      expect(tab.agent.snapshot().points.some((point) => point.value < -2)).toBe(true);
    }
  });

  it("is no more than a claim in a tab that was paused before it ran anything", async () => {
    const swarm = new TestSwarm(5);
    const paused = await swarm.join({ objective: quadratic(100), paused: true });
    await swarm.join({ objective: lying(-1e6, 100) });
    const large = new Set<number | null>();
    await swarm.until(() => {
      large.add(shown(paused).value);
      return shown(paused).claim !== null;
    }, 20_000);
    expect([...large]).toEqual([null]);
    expect(shown(paused)).toMatchObject({ bestState: null, claim: { by: "tab 1" } });
  });
});

describe("a tab that only watches", () => {
  it("shows as verified what those say that it has seen for a while, and once it lends a core only what its own runs bear out", async () => {
    const swarm = new TestSwarm(5);
    const budget = { kind: "rounds", rounds: 60, trialsPerRound: 10 } as const;
    const join = (cores: number): Promise<Tab> => swarm.join({ spec: { budget }, objective: quadratic(1_000), cores });
    await join(1);
    await join(1);
    const watching = await join(0);
    await swarm.clock.advance(20_000);
    expect(shown(watching).bestState).toBe("claimed");
    await swarm.until(() => shown(watching).bestState === "verified", 60_000);
    watching.agent.setCores(1);
    expect(shown(watching)).toMatchObject({ value: null, bestState: null });
    await swarm.until(() => shown(watching).bestState === "verified", 60_000);
    const ran = [...watching.runner.attempts.values()].reduce((sum, runs) => sum + runs, 0);
    expect(ran).toBeGreaterThan(0);
  });
});
