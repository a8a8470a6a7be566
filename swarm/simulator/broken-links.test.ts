import { expect, test } from "vitest";
import type { Participant } from "./participant.ts";
import { forEverySeed, grownSwarm, SEEDS, SLOW } from "./scenario.ts";
import { CALM, Simulation } from "./simulation.ts";

test("a closed tab is gone from all seven it was linked with within 7 s, and nobody else is", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 8);
    const closing = simulation.chance.pick(tabs);
    if (closing === undefined) throw new Error("no tab");
    const linked = tabs.filter((tab) => tab.core.links().some((link) => link.log === closing.log));
    expect(linked.length).toBeGreaterThanOrEqual(4);
    closing.close();
    simulation.run(7_200);
    for (const tab of linked) expect(tab.gone).toMatchObject([{ log: closing.log, said: false }]);
    for (const tab of tabs.filter((other) => other !== closing))
      expect(tab.gone.filter(({ log }) => log !== closing.log)).toEqual([]);
  });
});

test("of two tabs one that is closed is gone from the other within 4.2 s", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 2);
    const [closing, other] = tabs;
    if (closing === undefined || other === undefined) throw new Error("no tab");
    closing.close();
    simulation.run(4_200);
    expect(other.core.liveLogs()).toEqual([]);
  });
});

/** The most tabs that anybody counts, itself included, at any tenth of a second in this time. */
function mostCounted(simulation: Simulation, durationMs: number): number {
  let most = 0;
  for (let passedMs = 0; passedMs < durationMs; passedMs += 100) {
    simulation.run(100);
    most = Math.max(most, ...simulation.live().map((tab) => tab.core.liveLogs().length + 1));
  }
  return most;
}

const RELOADS = [
  { count: 2, reloads: 1 },
  { count: 3, reloads: 1 },
  { count: 2, reloads: 2 },
];

test.for(RELOADS)(
  "of $count tabs one is loaded anew $reloads times, and after 3 s nobody counts more",
  SLOW,
  (given) => {
    const { count, reloads } = given;
    forEverySeed((seed) => {
      const { simulation, tabs } = grownSwarm(seed, count);
      // A dial may fail twice: whoever was not linked with the tab hears of it from one alone.
      const isWhole = () => tabs.every((tab) => tab.core.links().length === count - 1);
      expect(simulation.runUntil(isWhole, 60_000)).not.toBeNull();
      reload(simulation, tabs[0], reloads);
      simulation.run(3_000);
      expect(mostCounted(simulation, 20_000)).toBe(count);
      for (const tab of tabs) expect(tab.core.liveLogs().length).toBe(count - 1);
    });
  },
);

test("of 3 tabs one is loaded anew twice at once, and 8 s after all know of it nobody counts more", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 3);
    const [reloaded, ...others] = tabs;
    reload(simulation, reloaded, 2);
    // Who was not linked with the first start sees no link break: it doubts when the second appears, or is told later.
    const known = () => others.every((tab) => tab.core.liveLogs().some(({ log }) => log === reloaded?.log));
    expect(simulation.runUntil(known, 15_000)).not.toBeNull();
    simulation.run(8_000);
    expect(mostCounted(simulation, 20_000)).toBe(3);
  });
});

function reload(simulation: Simulation, tab: Participant | undefined, times: number): void {
  for (let i = 0; i < times; i++) {
    if (i > 0) simulation.run(1_500);
    tab?.close();
    simulation.run(300);
    tab?.start();
  }
}

/** Three links a second for 20 s; how many in all. */
function loseLinks(simulation: Simulation, tabs: readonly Participant[]): number {
  let broken = 0;
  for (let second = 0; second < 20; second++) {
    for (const tab of simulation.chance.sample(tabs, 3)) {
      const link = simulation.chance.pick(simulation.linksOf(tab));
      if (link !== undefined) simulation.breakLink(link);
      broken += 1;
    }
    simulation.run(1_000);
  }
  return broken;
}

const allCountAll = (tabs: readonly Participant[]) =>
  tabs.every((tab) => tab.core.liveLogs().length === tabs.length - 1);

test("pages of one browser side by side miss nobody when another one is loaded anew", SLOW, () => {
  forEverySeed((seed) => {
    const simulation = new Simulation({ ...CALM, seed });
    const names = ["a", "b", "c", "d", "e"];
    const tabs = names.map((name, i) => simulation.join(name, i < 3 ? "profile" : name));
    simulation.run(15_000);
    const [reloading, ...others] = tabs;
    const gone = reloading?.log;
    reloading?.close();
    simulation.run(300);
    reloading?.start();
    simulation.run(15_000);
    for (const tab of others) expect(tab.gone.map(({ log }) => log)).toEqual([gone]);
    expect(reloading?.core.liveLogs().length).toBe(4);
  });
});

/** Who has lost its last link is heard of again when it has one. */
function linkedCountLinked(tabs: readonly Participant[]): boolean {
  const linked = tabs.filter((tab) => tab.core.links().length > 0);
  return linked.every((tab) => {
    const live = new Set(tab.core.liveLogs().map(({ log }) => log));
    return linked.every((other) => other === tab || live.has(other.log));
  });
}

test("tabs that lose a fifth of all messages and some links are back soon, however often they are missed", SLOW, () => {
  let missed = 0;
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 30, { drop: 0.2 });
      loseLinks(simulation, tabs);
      expect(simulation.runUntil(() => linkedCountLinked(tabs), 10_000)).not.toBeNull();
      missed += tabs.reduce((sum, tab) => sum + tab.gone.length, 0);
    },
    SEEDS.slice(0, 20),
  );
  expect(missed).toBeLessThanOrEqual(20 * 20);
});

test("of 30 tabs that lose links all the time hardly any is missed, and all are back soon", SLOW, () => {
  let missed = 0;
  let broken = 0;
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 30);
    broken += loseLinks(simulation, tabs);
    expect(simulation.runUntil(() => allCountAll(tabs), 10_000)).not.toBeNull();
    missed += tabs.reduce((sum, tab) => sum + tab.gone.length, 0);
  });
  expect(missed).toBeLessThanOrEqual(broken / 1_000);
});
