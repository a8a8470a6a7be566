import { expect, test } from "vitest";
import { allAgree, forEverySeed, grownSwarm, SLOW } from "./scenario.ts";

test("two tabs of one profile write two logs, link with each other, and never look like a fork", SLOW, () => {
  forEverySeed((seed) => {
    // Where the dials of both to each other fail by chance they are linked half a minute later.
    const { simulation, tabs } = grownSwarm(seed, 3, { connectFailure: 0 });
    const first = simulation.join("first", "one person");
    const second = simulation.join("second", "one person");
    for (let i = 0; i < 5; i++) {
      simulation.after(simulation.chance.between(0, 8_000), () => first.publish(2));
      simulation.after(simulation.chance.between(0, 8_000), () => second.publish(3, true));
    }
    simulation.run(15_000);
    expect(first.core.peer).toBe(second.core.peer);
    expect(first.log).not.toBe(second.log);
    expect(first.core.links().some((link) => link.log === second.log)).toBe(true);
    for (const tab of [...tabs, first, second]) {
      expect(tab.banned).toEqual([]);
      expect(tab.core.segmentsOf(first.log).length).toBe(5);
      expect(tab.core.segmentsOf(second.log).length).toBe(5);
    }
  });
});

test("a crash between sending and storing is no fork, and loses nothing that anybody has", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 5, { storeMs: 2_000 });
    const [crasher, ...others] = tabs;
    if (crasher === undefined) throw new Error("no tab");
    crasher.publish(4);
    simulation.run(3_000);
    crasher.publish(4, true);
    crasher.publish(4, true);
    simulation.run(simulation.chance.between(0, 1_900));
    const oldLog = crasher.log;
    const known = Math.max(...others.map((tab) => tab.core.segmentsOf(oldLog).length));
    crasher.kill();
    expect(crasher.stored.size).toBe(1);
    crasher.start();
    crasher.publish(7, true);
    const settled = () => allAgree(simulation) && others.every((tab) => tab.core.segmentsOf(crasher.log).length === 1);
    expect(simulation.runUntil(settled, 30_000)).not.toBeNull();
    expect(crasher.log).not.toBe(oldLog);
    expect(crasher.core.segmentsOf(oldLog).length).toBeGreaterThanOrEqual(known);
    for (const tab of tabs) expect(tab.banned).toEqual([]);
  });
});

test("a tab that comes back knows what it had stored before it has any link", SLOW, () => {
  const { simulation, tabs } = grownSwarm(1, 3);
  const [keeper, writer] = tabs;
  if (keeper === undefined || writer === undefined) throw new Error("no tab");
  for (let i = 0; i < 5; i++) writer.publish(10);
  simulation.run(4_000);
  keeper.kill();
  simulation.seed.down = true;
  keeper.start();
  expect(keeper.core.links()).toEqual([]);
  expect(keeper.core.segmentsOf(writer.log).length).toBe(5);
  simulation.run(2_000);
  expect(keeper.delivered.filter(({ atMs }) => atMs >= simulation.nowMs - 2_000)).toEqual([]);
});
