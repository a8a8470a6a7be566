import { describe, expect, it } from "vitest";
import { VirtualClock } from "../agent/virtual-clock.ts";
import { rngFromSeed } from "../study/rng.ts";
import {
  NOTICED_AFTER_MS,
  SimulatedNetwork,
  type SimulatedNetworkOptions,
  type SimulatedTransport,
} from "./simulated-transport.ts";
import { transportContract } from "./transport.contract.ts";

function seededRandom(seed: number): () => number {
  const rng = rngFromSeed(seed);
  return () => rng.next();
}

const LONGEST_MS = 60_000;

transportContract("simulated", async () => {
  const clock = new VirtualClock();
  const network = new SimulatedNetwork({ clock, random: seededRandom(1) });
  return {
    join: async () => network.join(),
    until: async (isDone) => {
      await clock.advance(LONGEST_MS, isDone);
      if (!isDone()) throw new Error("It did not happen within a minute.");
    },
    close: async () => {},
  };
});

function open(options: Partial<SimulatedNetworkOptions> = {}) {
  const clock = new VirtualClock();
  const network = new SimulatedNetwork({ clock, random: seededRandom(7), ...options });
  const log: string[] = [];
  const join = (): SimulatedTransport => {
    const tab = network.join();
    const name = tab.ownAddress;
    tab.listen({
      onLinkOpened: (link, address) => log.push(`${name} opened ${link} to ${address}`),
      onLinkClosed: (link) => log.push(`${name} closed ${link}`),
      onConnectFailed: (address) => log.push(`${name} failed ${address}`),
      onMessage: (link, bytes) => log.push(`${name} got ${bytes.join(",")} on ${link}`),
    });
    return tab;
  };
  return { clock, network, join, log };
}

describe("the simulated network", () => {
  it("lets a vanished tab be noticed late and a closed one at once", async () => {
    const { clock, network, join, log } = open();
    const [a, b, c] = [join(), join(), join()];
    a.connect(b.ownAddress);
    a.connect(c.ownAddress);
    await clock.advance(1_000);
    network.crash(b);
    network.leave(c);
    await clock.advance(1_000);
    expect(log.filter((line) => line.includes("closed"))).toEqual([expect.stringMatching(/^tab-1 closed/)]);
    await clock.advance(NOTICED_AFTER_MS);
    expect(log.filter((line) => line.startsWith("tab-1 closed"))).toHaveLength(2);
  });

  it("carries nothing over a cut link and between the parts of a divided network", async () => {
    const { clock, network, join, log } = open();
    const [a, b, c] = [join(), join(), join()];
    a.connect(b.ownAddress);
    a.connect(c.ownAddress);
    await clock.advance(1_000);
    network.partition([[a, b], [c]]);
    expect(a.send(1, Uint8Array.of(1)) && a.send(2, Uint8Array.of(2))).toBe(true);
    c.connect(b.ownAddress);
    await clock.advance(60_000);
    expect(log.filter((line) => line.includes("got"))).toEqual(["tab-2 got 1 on 1"]);
    expect(log).toContain("tab-3 failed tab-2");
    network.heal();
    c.connect(b.ownAddress);
    await clock.advance(1_000);
    expect(log).toContain("tab-2 opened 2 to tab-3");
    network.cut(a, b);
    a.send(1, Uint8Array.of(3));
    await clock.advance(60_000);
    expect(log).not.toContain("tab-2 got 3 on 1");
    expect(log).toContain("tab-2 closed 1");
  });

  it("takes everybody's address away while the seed is gone, but no link", async () => {
    const { clock, network, join, log } = open();
    const [a, b, c] = [join(), join(), join()];
    a.connect(b.ownAddress);
    await clock.advance(1_000);
    network.setSeed(false);
    expect(a.address()).toBeNull();
    a.connect(c.ownAddress);
    a.send(1, Uint8Array.of(9));
    await clock.advance(1_000);
    expect(log).toContain("tab-1 failed tab-3");
    expect(log).toContain("tab-2 got 9 on 1");
    network.setSeed(true);
    expect(a.address()).toBe(a.ownAddress);
  });

  it("breaks links now and then if told to, and repeats itself exactly from its seed", async () => {
    const run = async (): Promise<string[]> => {
      const { clock, join, log } = open({ meanLinkLifeMs: 30_000, failingConnects: 0.3 });
      const tabs = Array.from({ length: 6 }, join);
      for (const a of tabs) for (const b of tabs) if (a !== b) a.connect(b.ownAddress);
      await clock.advance(300_000);
      return log;
    };
    const first = await run();
    expect(first.filter((line) => line.includes("closed")).length).toBeGreaterThan(20);
    expect(first.filter((line) => line.includes("failed")).length).toBeGreaterThan(2);
    expect(await run()).toEqual(first);
  });
});
