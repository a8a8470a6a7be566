import { expect, test } from "vitest";
import { goesOverTree, statusPeriodMs } from "../presence/periods.ts";
import { statusLog } from "../presence/status.ts";
import type { Participant } from "./participant.ts";
import { forEverySeed, grownSwarm, SEEDS, SLOW } from "./scenario.ts";

test("a killed tab vanishes from every other within 20 s, and nobody else does", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 7);
    const [victim, ...others] = tabs;
    if (victim === undefined) throw new Error("no tab");
    const killedMs = simulation.nowMs;
    victim.kill();
    simulation.run(20_000);
    for (const tab of others) {
      expect(tab.gone.map(({ log }) => log)).toEqual([victim.log]);
      expect(tab.gone[0]?.said).toBe(false);
      expect(tab.gone[0]?.atMs).toBeLessThanOrEqual(killedMs + 20_000);
      expect(tab.core.links().some((link) => link.log === victim.log)).toBe(false);
      expect(tab.core.liveLogs().some((live) => live.log === victim.log)).toBe(false);
    }
  });
});

test("a killed tab vanishes within 20 s although a fifth of all messages is lost", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 7, { drop: 0.2, reorder: 0.2, duplicate: 0.2 });
    const victim = simulation.chance.pick(tabs);
    const others = tabs.filter((tab) => tab !== victim);
    victim?.kill();
    simulation.run(20_000);
    for (const tab of others) expect(tab.core.liveLogs().some((live) => live.log === victim?.log)).toBe(false);
  });
});

test("a goodbye is known everywhere within 1 s", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 7);
    const [leaver, ...others] = tabs;
    leaver?.step({ type: "stop", nowMs: simulation.nowMs });
    simulation.run(1_000);
    for (const tab of others) expect(tab.gone).toMatchObject([{ log: leaver?.log, said: true }]);
    expect(leaver?.core.links()).toEqual([]);
  });
});

test("a newcomer is known to all within 6 s of opening the page", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 7);
    const late = simulation.join("late");
    const known = () => tabs.every((tab) => tab.arrived.some(({ log }) => log === late.log));
    expect(simulation.runUntil(known, 6_000)).not.toBeNull();
    expect(late.core.liveLogs().length).toBe(tabs.length);
  });
});

test("a tab frozen for 8 s loses nobody and is lost by nobody", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 5);
    const [sleeper, ...others] = tabs;
    if (sleeper === undefined) throw new Error("no tab");
    const linksBefore = sleeper.core.links().length;
    sleeper.frozen = true;
    simulation.run(8_000);
    sleeper.frozen = false;
    simulation.run(3_000);
    expect(sleeper.gone).toEqual([]);
    expect(sleeper.core.links().length).toBeGreaterThanOrEqual(linksBefore);
    for (const tab of others) expect(tab.gone).toEqual([]);
  });
});

test("a tab frozen for ten minutes has links, presence and everything it missed within 30 s", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 5);
      const [sleeper, busy, ...others] = tabs;
      if (sleeper === undefined || busy === undefined) throw new Error("no tab");
      sleeper.frozen = true;
      for (let i = 0; i < 20; i++) simulation.after(i * 10_000, () => busy.publish(3));
      simulation.run(600_000);
      sleeper.frozen = false;
      const back = () =>
        sleeper.core.segmentsOf(busy.log).length === 20 &&
        others.every((tab) => tab.core.liveLogs().some((live) => live.log === sleeper.log));
      expect(simulation.runUntil(back, 30_000)).not.toBeNull();
      expect(sleeper.gone).toEqual([]);
    },
    [1, 2, 3],
  );
});

test(
  "every other status comes hardly more than once, over a tree that mends itself, and nobody is out of date for it",
  SLOW,
  () => {
    const [seeds, count] = [SEEDS.slice(0, 3), 30];
    const told = { copies: 0, heard: 0, statuses: 0 };
    forEverySeed((seed) => {
      const { simulation, tabs } = grownSwarm(seed, count);
      simulation.run(20_000);
      const hearers = new Map<string, Set<Participant | undefined>>();
      const send = simulation.send.bind(simulation);
      simulation.send = (from, link, message) => {
        for (const { status } of message.type === "status" ? message.statuses : []) {
          if (!goesOverTree(status.sequence)) continue;
          const name = `${statusLog(status)} ${status.sequence}`;
          hearers.set(name, (hearers.get(name) ?? new Set()).add(simulation.neighbourAt(link)));
          told.copies += 1;
        }
        send(from, link, message);
      };
      simulation.run(120_000);
      told.statuses += hearers.size;
      for (const heard of hearers.values()) told.heard += heard.size;
      for (const tab of tabs)
        for (const { ageMs } of tab.core.liveLogs()) expect(ageMs).toBeLessThan(2 * statusPeriodMs(count));
    }, seeds);
    expect(told.copies / told.heard).toBeLessThan(1.5);
    // Some were on their way at the end.
    expect(told.heard / told.statuses / (count - 1)).toBeGreaterThan(0.95);
  },
);

test("the period between statuses keeps everybody below 2.5 statuses a second", () => {
  expect([2, 12, 100, 1_000, 2_000].map(statusPeriodMs)).toEqual([5_000, 5_000, 40_000, 400_000, 800_000]);
});
