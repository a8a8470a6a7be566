// A trial that violates a constraint is never the best, in no tab; and every tab sees which, by how much, and what it noted.
import { describe, expect, it } from "vitest";
import { everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

/** Feasible where x is at most `limit`. */
const limited = (limit: number): SimulatedObjective => ({
  run: (trial) => {
    const x = trial.suggestFloat("x", 0, 1);
    trial.setConstraint("weight", x - limit);
    trial.setUserAttr("third", 1 / 3);
    return x;
  },
  durationMs: () => 50,
});

async function finishedTabs(objective: SimulatedObjective): Promise<readonly Tab[]> {
  const swarm = new TestSwarm(21);
  await swarm.join({ objective });
  await swarm.join({ objective });
  // A third one of another mind: the same trials, with other bests.
  await swarm.join({ objective, cores: 0, spec: { objectives: [{ name: "value", direction: "maximize", unit: "" }] } });
  await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().heldCount === 200), 60_000);
  return swarm.tabs;
}

describe("a study of which no trial keeps the constraints", () => {
  it("has no best in any tab, and counts and marks the trials that violate them", async () => {
    for (const { agent } of await finishedTabs(limited(-1))) {
      const { best, ownBest, trialCount, infeasibleCount, failedCount, points } = agent.snapshot();
      expect([best, ownBest]).toEqual([null, null]);
      expect([trialCount, infeasibleCount, failedCount]).toEqual([200, 200, 0]);
      expect(points).toHaveLength(200);
      expect(points.every(({ infeasible, improves }) => infeasible && !improves)).toBe(true);
    }
  }, 30_000);
});

describe("a study of which some trials keep the constraints", () => {
  it("has the best of these, in every tab, also where the others have better values", async () => {
    for (const tab of await finishedTabs(limited(0.25))) {
      const rows = everyTrial(tab);
      const feasible = rows.filter((row) => Number(row.params["x"]) <= 0.25);
      const { best, infeasibleCount, points, spec } = tab.agent.snapshot();
      expect(feasible.length).toBeGreaterThan(0);
      expect(infeasibleCount).toBe(200 - feasible.length);
      expect(rows.filter((row) => row.infeasible)).toHaveLength(infeasibleCount);
      const values = feasible.map((row) => row.value ?? Number.NaN);
      expect(best?.value).toBe(
        spec.objectives[0]?.direction === "maximize" ? Math.max(...values) : Math.min(...values),
      );
      expect(points.filter((point) => point.infeasible)).toHaveLength(infeasibleCount);
      expect(points.filter((point) => point.improves).every((point) => point.value <= 0.25)).toBe(true);
    }
  }, 30_000);

  it("shows constraints, notes and values of own and foreign trials exactly", async () => {
    for (const tab of await finishedTabs(limited(0.25))) {
      const rows = everyTrial(tab);
      expect(rows.some((row) => !row.own)).toBe(true);
      for (const row of rows) {
        const x = Number(row.params["x"]);
        expect(row.constraints).toEqual({ weight: x - 0.25 });
        expect(row.userAttrs).toEqual({ third: 1 / 3 });
        expect(row.values).toEqual([x]);
      }
    }
  }, 30_000);
});

describe("a pause", () => {
  it("gives the running trials up, says so, and runs each of them again, once", async () => {
    const swarm = new TestSwarm(22);
    const { agent, runner } = await swarm.join({ objective: quadratic(1_000), cores: 2 });
    await swarm.clock.advance(5_500);
    expect(agent.snapshot().runningTrials).toBe(2);
    const { ownTrialCount } = agent.snapshot();
    void agent.pause();
    await swarm.clock.advance(2_000);
    expect(runner.openSlots).toBe(0);
    expect(agent.snapshot()).toMatchObject({ state: "paused", runningTrials: 0, ownTrialCount });
    expect(agent.snapshot().reason).toMatch(/2 trials were given up\. They start over when you resume/);
    agent.resume();
    await swarm.clock.advance(1_100);
    const numbers = everyTrial({ agent }).map((row) => row.number);
    expect(numbers).toHaveLength(ownTrialCount + 2);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.max(...numbers)).toBe(numbers.length - 1);
  });

  it("with nothing under way gives nothing up", async () => {
    const swarm = new TestSwarm(23);
    const { agent } = await swarm.join({ paused: true });
    expect(agent.snapshot().reason).toBe("Paused on this tab. It goes on sharing what is known.");
  });
});
