import { expect, test } from "vitest";
import { segmentLog } from "../log/segment.ts";
import { TARGET_ACTIVE } from "../overlay/views.ts";
import type { Participant } from "./participant.ts";
import { allAgree, allHoldAll, forEverySeed, grownSwarm, ROUGH, SLOW } from "./scenario.ts";
import { CALM, Simulation } from "./simulation.ts";

/** Every tab publishes a few segments at random moments, some of them urgent. */
function publishAll(simulation: Simulation, tabs: readonly Participant[], each: number, withinMs: number): void {
  for (const tab of tabs) {
    for (let i = 0; i < each; i++) {
      simulation.after(simulation.chance.between(0, withinMs), () => {
        if (tab.alive) tab.publish(1 + simulation.chance.below(10), simulation.chance.below(4) === 0);
      });
    }
  }
  simulation.run(withinMs + 10);
}

/** Each of the other's segments was delivered exactly once, and never before the one it is to be read with. */
function expectEachOnce(tab: Participant, other: Participant): void {
  const delivered = tab.delivered.flatMap(({ segment }) => (segmentLog(segment) === other.log ? [segment] : []));
  const indices = delivered.map(({ index }) => index);
  expect(indices.toSorted((a, b) => a - b)).toEqual(Array.from({ length: other.told }, (_, i) => i));
  for (const { index, basis } of delivered) expect(indices.indexOf(basis)).toBeLessThanOrEqual(indices.indexOf(index));
}

test(
  "with a fifth of messages lost, doubled or late, everybody has been given everything once: half of all swarms within 20 s, 19 of 20 within 45 s, all within 90 s",
  SLOW,
  () => {
    const tookMs: number[] = [];
    const seeds = Array.from({ length: 100 }, (_, i) => i + 1);
    forEverySeed((seed) => {
      const { simulation, tabs } = grownSwarm(seed, 8, ROUGH);
      publishAll(simulation, tabs, 5, 10_000);
      const ms = simulation.runUntil(() => allHoldAll(simulation) && allAgree(simulation), 90_000);
      expect(ms, "never agreed").not.toBeNull();
      tookMs.push(ms ?? Number.POSITIVE_INFINITY);
      for (const tab of tabs) for (const other of tabs) if (other !== tab) expectEachOnce(tab, other);
    }, seeds);
    const within = (ms: number): number => tookMs.filter((took) => took <= ms).length / seeds.length;
    expect(within(20_000)).toBeGreaterThanOrEqual(0.5);
    expect(within(45_000)).toBeGreaterThanOrEqual(0.95);
  },
);

test("on links that keep what they take, everybody holds everything 4 s after the last trial", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 8);
    publishAll(simulation, tabs, 5, 5_000);
    expect(simulation.runUntil(() => allHoldAll(simulation), 4_000)).not.toBeNull();
  });
});

test("after a torn net heals, all agree and know each other again within 60 s", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 8);
    simulation.partition((tab) => tabs.indexOf(tab) % 2);
    publishAll(simulation, tabs, 3, 30_000);
    expect(allAgree(simulation)).toBe(false);
    simulation.partition(null);
    const together = () => allAgree(simulation) && tabs.every((tab) => tab.core.liveLogs().length === tabs.length - 1);
    expect(simulation.runUntil(together, 60_000), "still apart").not.toBeNull();
  });
});

test("two swarms that grew apart become one within 4 min of the seed knowing both", SLOW, () => {
  forEverySeed(
    (seed) => {
      const simulation = new Simulation({ ...CALM, connectFailure: 0, seed });
      simulation.partition((tab) => Number(tab.name.slice("tab".length)) % 2);
      const tabs = simulation.joinMany(20, 3_000);
      simulation.run(60_000);
      for (const tab of tabs) {
        expect(tab.core.liveLogs().length).toBe(9);
        expect(tab.core.links().length).toBeGreaterThanOrEqual(TARGET_ACTIVE);
        tab.publish(1);
      }
      simulation.partition(null);
      expect(
        simulation.runUntil(() => allHoldAll(simulation), 240_000),
        "still apart",
      ).not.toBeNull();
    },
    [1, 2, 3],
  );
});

test("a late joiner has 800 trials of 8 tabs within 6 s of opening the page", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 8);
    for (const tab of tabs) for (let i = 0; i < 10; i++) tab.publish(10);
    simulation.run(3_000);
    const late = simulation.join("late");
    const holds = () => tabs.every((tab) => late.core.segmentsOf(tab.log).length === 10);
    expect(simulation.runUntil(holds, 6_000)).not.toBeNull();
    expect(late.core.logs().reduce((sum, view) => sum + view.totals.complete, 0)).toBe(800);
  });
});
