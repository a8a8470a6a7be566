import { describe, expect, it } from "vitest";
import { specWith } from "../study/spec/spec.ts";
import { baseSpec, everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const points = Array.from({ length: 10 }, (_, i) => ({ x: 10 * i - 45.5, y: (i % 3) - 1 }));
const spec = { startPoints: points, budget: { kind: "rounds", rounds: 10, trialsPerRound: 5 } } as const;
const objective = quadratic(800);

/** How often each start point has ended, as this tab knows. */
function timesRun(tab: Tab): number[] {
  const rows = everyTrial(tab);
  return points.map(({ x, y }) => rows.filter(({ params }) => params["x"] === x && params["y"] === y).length);
}

/** Starts of the start points and of all others, in study time. */
function starts(tab: Tab): { readonly first: number[]; readonly others: number[] } {
  const [first, others]: [number[], number[]] = [[], []];
  for (const { params, startMs } of everyTrial(tab)) {
    const isStart = points.some(({ x, y }) => params["x"] === x && params["y"] === y);
    (isStart ? first : others).push(startMs ?? Number.NaN);
  }
  return { first, others };
}

describe("the author's start points", () => {
  it("are run once each, in order and before all else, by a tab alone", async () => {
    const swarm = new TestSwarm();
    const tab = await swarm.join({ spec, objective, began: "now" });
    await swarm.until(() => tab.agent.snapshot().state === "finished", 60_000);
    const rows = everyTrial(tab).toReversed();
    expect(rows.slice(0, 10).map(({ params }) => params)).toEqual(points);
    expect(timesRun(tab)).toEqual(points.map(() => 1));
  });

  it("are divided among four tabs, and end once each before the sampler's trials begin", async () => {
    const swarm = new TestSwarm();
    const tabs = [await swarm.join({ spec, objective, began: "now" })];
    for (let i = 0; i < 3; i++) tabs.push(await swarm.join({ spec, objective }));
    await swarm.until(() => tabs.every(({ agent }) => agent.snapshot().heldCount === 200), 120_000);
    const [tab] = tabs as [Tab];
    expect(timesRun(tab).filter((times) => times < 1 || times > 2)).toEqual([]);
    const { first, others } = starts(tab);
    expect(Math.max(...first)).toBeLessThan(Math.min(...others) + 1_000);
  });

  it("end once or twice each when the author's tab is killed in the middle", async () => {
    for (const seed of [1, 2, 3]) {
      const swarm = new TestSwarm(seed);
      const author = await swarm.join({ spec, objective, began: "now" });
      const others: Tab[] = [];
      for (let i = 0; i < 3; i++) others.push(await swarm.join({ spec, objective }));
      await swarm.clock.advance(2_500);
      swarm.crash(author);
      await swarm.until(() => others.every(({ agent }) => agent.snapshot().state === "finished"), 300_000);
      await swarm.clock.advance(5_000);
      for (const tab of others) expect(timesRun(tab).filter((times) => times < 1 || times > 2)).toEqual([]);
    }
  });

  it("are run though a stranger says that it runs them all", async () => {
    const { encodeStatus } = await import("./tell/status-codec.ts");
    const swarm = new TestSwarm();
    const status = { name: "liar", cores: 1, activity: "running", round: 0, runningCount: 10, leases: [] } as const;
    const short = { ...spec, trialTimeoutMs: 2_000 };
    await swarm.visit(77, encodeStatus({ ...status, startPoints: points.map((_, i) => i) }));
    const tab = await swarm.join({ spec: short, objective });
    await swarm.until(() => tab.agent.snapshot().state === "finished", 300_000);
    await swarm.clock.advance(2_000);
    expect(timesRun(tab)).toEqual(points.map(() => 1));
  });

  it("count as run where the objective does not ask for their values", async () => {
    const swarm = new TestSwarm();
    const odd = specWith({ ...baseSpec, startPoints: [{ z: 1 }, { x: 1e6 }, {}], budget: spec.budget });
    const tab = await swarm.join({ spec: odd, objective: quadratic(50), began: "now" });
    await swarm.until(() => tab.agent.snapshot().state === "finished", 60_000);
    expect(tab.agent.snapshot().ownTrialCount).toBe(50);
  });
});
