// What a stranger says of itself must not decide what anybody runs, nor its values what everybody is shown.
import { encode } from "@msgpack/msgpack";
import { describe, expect, it } from "vitest";
import { floatDistribution } from "../study/space/distribution.ts";
import type { StudySpec } from "../study/spec/spec.ts";
import { float64Bytes } from "./tell/float64.ts";
import { plainSpace } from "./tell/space-codec.ts";
import { encodeStatus, NO_PROGRESS } from "./tell/status-codec.ts";
import { everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const STATUSES = 14;
const LEASES = 32;
const STRANGER = 200;

const again = (status: Uint8Array) => Array.from({ length: STATUSES }, () => status);

const state = (tab: Tab) => tab.agent.snapshot().state;
const seeing = (tabs: readonly Tab[], peers: number) => () =>
  tabs.every(({ agent }) => agent.snapshot().peerCount === peers);

/** Says that 32 of its trials run at `x`. */
function leasing(x: number): Uint8Array {
  const space = { names: ["x"], distributions: [floatDistribution(-Math.abs(x) - 1, Math.abs(x) + 1)] };
  const leases = Array.from({ length: LEASES }, (_, number) => ({
    number,
    state: "running" as const,
    ...NO_PROGRESS,
    space,
    params: [x],
  }));
  return encodeStatus({ name: "honest", cores: 8, activity: "running", round: 1, runningCount: LEASES, leases });
}

/** The same, each with a number and a mark that a person asked for it, which no status has. */
function marked(x: number): Uint8Array {
  const space = { names: ["x"], distributions: [floatDistribution(-Math.abs(x) - 1, Math.abs(x) + 1)] };
  const leases = Array.from({ length: LEASES }, (_, number) => [number, 0, float64Bytes([x]), null, null, null, true]);
  return encode([3, "honest", 8, 0, 1, LEASES, plainSpace(space), leases, []]);
}

/** Four tabs to the end of their rounds, visited by a stranger who says a status, says goodbye and comes again as another log. */
async function fourTabs(spec: Partial<StudySpec>, statuses: readonly Uint8Array[]) {
  const swarm = new TestSwarm(1);
  for (let i = 0; i < 4; i++) await swarm.join({ objective: quadratic(100), spec });
  const { tabs } = swarm;
  await swarm.until(seeing(tabs, 4), 10_000);
  for (const status of statuses) {
    const visit = await swarm.visit(STRANGER, status);
    await swarm.until(seeing(tabs, 5), 10_000);
    const left = visit.leave();
    await swarm.until(seeing(tabs, 4), 10_000);
    await left;
  }
  // The visits came while there was work to be led astray.
  expect(tabs.map(state)).toEqual(tabs.map(() => "running"));
  await swarm.until(() => tabs.every((tab) => state(tab) === "finished"), 60_000);
  const trials = tabs.flatMap((tab) => everyTrial(tab).filter(({ own }) => own));
  return { trials, bests: tabs.map(({ agent }) => agent.snapshot().ownBest) };
}

describe("a stranger who says fourteen times that 32 trials run at its point, and leaves them behind", () => {
  /** What the objective declares ends at 100. */
  const cases = [
    ["within what the objective declares", leasing, 77.125],
    ["outside of it", leasing, 1e9],
    ["marked as asked for by a person", marked, 77.125],
  ] as const;

  it("makes nobody run it, and takes no trial from anybody", async () => {
    const without = await fourTabs({ sampler: { name: "random" } }, []);
    for (const [where, status, x] of cases) {
      const { trials, bests } = await fourTabs({ sampler: { name: "random" } }, again(status(x)));
      expect(trials, where).toHaveLength(400);
      expect(trials.filter(({ params }) => params["x"] === x)).toEqual([]);
      expect(bests).toEqual(without.bests);
    }
  }, 60_000);

  it("does not keep a sampler that learns from the best, nor has its trials run again under a total budget", async () => {
    const budget = { kind: "trials", total: 400, trialsPerRound: 10 } as const;
    const { trials, bests } = await fourTabs({ sampler: { name: "tpe" }, budget }, again(leasing(77.125)));
    expect(trials.length).toBeGreaterThanOrEqual(400);
    expect(trials.filter(({ params }) => params["x"] === 77.125)).toEqual([]);
    for (const best of bests) expect(best).toBeLessThanOrEqual(-0.95);
  }, 60_000);
});

describe("an infinite value", () => {
  it.each([
    ["minimize", Number.NEGATIVE_INFINITY],
    ["minimize", Number.POSITIVE_INFINITY],
    ["maximize", Number.POSITIVE_INFINITY],
  ] as const)("of a stranger, %sd: %d, is no tab's best, and no record", async (direction, value) => {
    const swarm = new TestSwarm(2);
    const spec = { objectives: [{ name: "value", direction, unit: "" }] };
    const honest = await swarm.join({ spec, objective: quadratic(300) });
    const liar = await swarm.join({ spec, objective: { run: () => value, durationMs: () => 100 } });
    await swarm.until(() => swarm.tabs.every((tab) => state(tab) === "finished"), 60_000);
    await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().heldCount === 200), 5_000);
    for (const { agent } of swarm.tabs) {
      const { best, peers, points } = agent.snapshot();
      // Where nothing that others told can be found again, no best is shown.
      if (agent === honest.agent) expect(best?.value).toBe(honest.agent.snapshot().ownBest);
      else expect(best).toBeNull();
      expect(Number.isFinite(best?.beat ?? 0)).toBe(true);
      expect(points.filter(({ improves, value }) => improves && !Number.isFinite(value))).toEqual([]);
      expect(peers.find(({ name }) => name === "tab 1")?.bests).toBe(0);
      const { rows } = agent.trialsPage({ offset: 0, limit: 100, sort: "best", only: "all" });
      expect(rows.filter((row) => !Number.isFinite(row.value))).toEqual([]);
    }
    expect(liar.agent.snapshot().ownBest).toBeNull();
  });
});
