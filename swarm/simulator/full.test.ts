import { expect, test } from "vitest";
import { levelOf, seedOf } from "../log/levels.ts";
import { BOUNDS, type Bounds, SEGMENT_OVERHEAD_BYTES } from "../log/replica.ts";
import { isBest, type Segment } from "../log/segment.ts";
import { fakeLog, fakeSegment, pushOf } from "./fake-segments.ts";
import { fakeKey } from "./fake-signer.ts";
import type { Participant } from "./participant.ts";
import { forEverySeed, grownSwarm, SEEDS, SLOW } from "./scenario.ts";
import type { Simulation } from "./simulation.ts";

const EACH = SEGMENT_OVERHEAD_BYTES + 30;
const FEW_SEEDS = SEEDS.slice(0, 5);

/** Brings segments of others into the swarm by one tab's links, a message's worth at a time. */
function pour(simulation: Simulation, tab: Participant, segments: readonly Segment[]): void {
  for (let at = 0; at < segments.length; at += 100) {
    for (const link of simulation.linksOf(tab)) simulation.send(tab, link, pushOf(...segments.slice(at, at + 100)));
    simulation.run(300);
  }
  simulation.run(3_000);
}

const FULL: Readonly<Record<string, { readonly bounds: Bounds; readonly segments: () => Segment[] }>> = {
  "its own key's share is": {
    bounds: { ...BOUNDS, bytesPerKey: 60 * EACH },
    segments: () => [],
  },
  "all memory is": {
    bounds: { ...BOUNDS, bytes: 300 * EACH, bytesPerKey: 200 * EACH },
    segments: () => ["a", "b", "c"].flatMap((key) => fakeLog(key, 150, { bestEach: 200 })),
  },
  "the table of logs is": {
    bounds: { ...BOUNDS, logs: 60, logsPerKey: 20 },
    segments: () => Array.from({ length: 100 }, (_, i) => fakeSegment(fakeKey(`crowd ${i}`))),
  },
};

test.each(Object.entries(FULL))(
  "a new best reaches everybody within 1 s where %s full",
  SLOW,
  (_, { bounds, segments }) => {
    forEverySeed((seed) => {
      const { simulation, tabs } = grownSwarm(seed, 6, { bounds });
      const crowd = simulation.join("crowd");
      simulation.run(4_000);
      pour(simulation, crowd, segments());
      const [finder, ...others] = tabs;
      if (finder === undefined) throw new Error("no tab");
      for (let i = 0; i < 100; i++) {
        finder.publish(1);
        if (i % 10 === 0) simulation.run(500);
      }
      simulation.run(3_000);
      finder.publish(1, true, -1);
      const hasBest = (tab: Participant) =>
        tab.core.segmentsOf(finder.log).some((segment) => segment.index === finder.told - 1 && isBest(segment));
      expect(simulation.runUntil(() => others.every(hasBest), 1_000)).not.toBeNull();
      for (const tab of others) {
        const { heldBytes, logs } = tab.core.sizes();
        expect(heldBytes).toBeLessThan(bounds.bytes * 1.1);
        expect(logs).toBeLessThanOrEqual(bounds.logs);
      }
    }, FEW_SEEDS);
  },
);

test("past the bound all tabs hold the newest bests and an agreed sample, and a newcomer gets the same", SLOW, () => {
  forEverySeed((seed) => {
    const bounds = { ...BOUNDS, bytes: 450 * EACH, bytesPerKey: 80 * EACH };
    const { simulation, tabs } = grownSwarm(seed, 4, { bounds });
    for (let i = 0; i < 150; i++) {
      for (const tab of tabs) tab.publish(1, i % 25 === 24, -i);
      if (i % 5 === 0) simulation.run(500);
    }
    simulation.run(3_000);
    const late = simulation.join("late");
    const holds = (tab: Participant, other: Participant): boolean => {
      const held = new Set(tab.core.segmentsOf(other.log).map(({ index }) => index));
      const log = seedOf(other.log);
      const level = [0, 1, 2, 3, 4].find((at) => {
        const sample = Array.from({ length: 150 }, (_, index) => index).filter((index) => levelOf(log, index) >= at);
        return sample.every((index) => held.has(index));
      });
      return level !== undefined && [24, 49, 74, 99, 124, 149].every((index) => held.has(index));
    };
    const all = () => [...tabs, late].every((tab) => tabs.every((other) => other === tab || holds(tab, other)));
    expect(simulation.runUntil(all, 60_000)).not.toBeNull();
    for (const tab of [...tabs, late]) {
      expect(tab.core.logs().reduce((sum, { totals }) => sum + totals.complete, 0)).toBe(600);
      expect(tab.core.sizes().heldBytes).toBeLessThan(bounds.bytes * 1.3);
      expect(tab.core.holdsSample).toBe(true);
    }
  }, FEW_SEEDS);
});

test("a newcomer has every count and every log's newest best after one exchange", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 8);
    for (const tab of tabs) for (let i = 0; i < 10; i++) tab.publish(10, i === 3, -i);
    simulation.run(3_000);
    const late = simulation.join("late");
    expect(simulation.runUntil(() => late.core.links().length > 0, 10_000)).not.toBeNull();
    const knows = () =>
      late.core.logs().reduce((sum, { totals }) => sum + totals.complete, 0) === 800 &&
      tabs.every((tab) => late.core.segmentsOf(tab.log).some(({ index }) => index === 3));
    expect(simulation.runUntil(knows, 1_000), "more than an exchange").not.toBeNull();
    expect(late.core.holdsSample).toBe(false);
  });
});

test("two histories that differ in the middle of a log are found by everybody, wherever each went", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 6);
      const forker = simulation.join("forker");
      // Who has one link alone can show one history alone.
      expect(simulation.runUntil(() => forker.core.links().length >= 2, 40_000)).not.toBeNull();
      const log = fakeLog("forker", 9, { basisEach: 1 });
      const other = log.map((segment) => {
        if (segment.index !== 4) return segment;
        const { signature: _, ...unsigned } = { ...segment, best: 1 };
        return fakeSegment(forker.publicKey, unsigned);
      });
      simulation.linksOf(forker).forEach((link, i) => {
        simulation.send(forker, link, pushOf(...(i % 2 === 0 ? log : other)));
      });
      const banned = () => tabs.every((tab) => tab.banned.includes(forker.core.peer));
      expect(simulation.runUntil(banned, 40_000)).not.toBeNull();
    },
    SEEDS.slice(0, 20),
  );
});
