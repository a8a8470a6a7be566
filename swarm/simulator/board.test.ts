import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { MAX_EPOCHS } from "../board/chain.ts";
import { cellsName } from "../board/signed-cells.ts";
import { encodeMessage } from "../wire/codec.ts";
import { EpochAgent, type EpochAgentOptions } from "./epoch-agent.ts";
import type { Participant } from "./participant.ts";
import { forEverySeed, grownSwarm, ROUGH, SEEDS, SLOW } from "./scenario.ts";
import type { Simulation, SimulationConfig } from "./simulation.ts";

const USUAL: EpochAgentOptions = { cells: 8, epochs: 50, pauseMs: 1_000, noise: false };

function working(
  seed: number,
  count: number,
  options: Partial<EpochAgentOptions>,
  net: Partial<SimulationConfig> = {},
) {
  const { simulation, tabs } = grownSwarm(seed, count, net);
  const agents = new Map(tabs.map((tab) => [tab, new EpochAgent(simulation, tab, { ...USUAL, ...options })]));
  return { simulation, tabs, agents };
}

const placeOf = (tab: Participant): string => {
  const { records, head } = tab.core.board();
  return `${records.length} ${bytesToHex(head)}`;
};
const epochsOf = (tab: Participant): number => tab.core.board().records.length;

const allAt = (simulation: Simulation, epochs: number) => (): boolean =>
  new Set(simulation.live().map(placeOf)).size === 1 && simulation.live().every((tab) => epochsOf(tab) === epochs);

function expectNobodyCut(tabs: readonly Participant[]): void {
  for (const tab of tabs) expect(tab.cuts.filter((cut) => cut.reason === "misbehaved")).toEqual([]);
}

test("a hundred tabs that come and go, every twentieth message lost: fifty epochs, and one head", SLOW, () => {
  const { simulation, tabs, agents } = working(1, 100, { pauseMs: 10_000 }, { drop: 0.05, duplicate: 0.05 });
  for (let at = 0; at < 20; at++) {
    simulation.after(at * 2_000, () => simulation.chance.pick(simulation.live())?.kill());
    simulation.after(at * 2_000 + 1_000, () => {
      const late = simulation.join(`late${at}`);
      agents.set(late, new EpochAgent(simulation, late, { ...USUAL, pauseMs: 10_000 }));
    });
  }
  simulation.run(41_000);
  expect(simulation.runUntil(allAt(simulation, USUAL.epochs), 200_000)).not.toBeNull();
  expectNobodyCut(tabs);
});

test("with a fifth of all messages lost, doubled or late, and results that differ, all end with one head", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = working(seed, 8, { noise: true, epochs: 15 }, { ...ROUGH, bytes: seed % 5 === 0 });
      expect(simulation.runUntil(allAt(simulation, 15), 240_000)).not.toBeNull();
      expectNobodyCut(tabs);
    },
    SEEDS.slice(0, 10),
  );
});

test(
  "a newcomer at epoch 40 is as far as the others 6 s after opening the page, and hears each batch once",
  SLOW,
  () => {
    forEverySeed(
      (seed) => {
        const { simulation, tabs } = working(seed, 6, { epochs: 60 });
        expect(simulation.runUntil(() => tabs.every((tab) => epochsOf(tab) >= 40), 200_000)).not.toBeNull();
        const late = simulation.join("late");
        const agent = new EpochAgent(simulation, late, { ...USUAL, epochs: 60 });
        const isThere = () => epochsOf(late) >= 40 && epochsOf(late) >= Math.min(...tabs.map(epochsOf));
        expect(simulation.runUntil(isThere, 6_000)).not.toBeNull();
        expect(simulation.runUntil(allAt(simulation, 60), 200_000)).not.toBeNull();
        expect(new Set(agent.heard.map(cellsName)).size).toBe(agent.heard.length);
        expectNobodyCut(tabs);
      },
      SEEDS.slice(0, 10),
    );
  },
);

test("two halves that closed different epochs are on one chain 60 s after they meet again", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = working(seed, 8, { noise: true, epochs: 400 });
      simulation.partition((tab) => tabs.indexOf(tab) % 2);
      simulation.run(60_000);
      const before = tabs.map((tab) => tab.core.board());
      expect(new Set(tabs.map(placeOf)).size).toBeGreaterThan(1);
      simulation.partition(null);
      // Where all are on one chain the first epochs are the same, whoever is ahead.
      const shared = () => {
        const least = Math.min(...tabs.map(epochsOf));
        const chains = tabs.map((tab) => tab.core.board().records.slice(0, least).map(bytesToHex).join());
        return new Set(chains).size === 1 && least > Math.max(...before.map(({ records }) => records.length));
      };
      expect(simulation.runUntil(shared, 60_000)).not.toBeNull();
      expectNobodyCut(tabs);
    },
    SEEDS.slice(0, 10),
  );
});

test("who is behind by one is told the batches and closes the epoch itself, within 4 s", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs, agents } = working(seed, 4, { epochs: 5 });
      expect(simulation.runUntil(allAt(simulation, 5), 60_000)).not.toBeNull();
      const [first, ...others] = tabs;
      if (first === undefined) throw new Error("unreachable");
      simulation.run(5_000);
      first.frozen = true;
      for (const tab of others) agents.set(tab, new EpochAgent(simulation, tab, { ...USUAL, epochs: 6 }));
      expect(simulation.runUntil(() => others.every((tab) => epochsOf(tab) === 6), 4_000)).not.toBeNull();
      const agent = new EpochAgent(simulation, first, { ...USUAL, epochs: 6, pauseMs: 1e9 });
      first.frozen = false;
      expect(simulation.runUntil(allAt(simulation, 6), 4_000)).not.toBeNull();
      expect(agent.offers).toBe(0);
    },
    SEEDS.slice(0, 10),
  );
});

test("a tab that is opened again goes on with what it kept", SLOW, () => {
  const { simulation, tabs, agents } = working(1, 1, { epochs: 10, cells: 40 });
  const [only] = tabs;
  if (only === undefined) throw new Error("unreachable");
  simulation.run(10_000);
  const { head, cells } = only.core.board();
  expect(cells.length).toBeGreaterThan(3);
  simulation.run(1_000);
  only.kill();
  only.start();
  agents.get(only)?.start();
  const again = only.core.board();
  expect(bytesToHex(again.head)).toBe(bytesToHex(head));
  expect(again.cells.length).toBeGreaterThanOrEqual(cells.length);
  expect(agents.get(only)?.heard.length).toBe(again.cells.length);
});

test("a study without a board sends nothing for one", SLOW, () => {
  const { simulation, tabs } = grownSwarm(1, 6);
  let sent = 0;
  for (const tab of tabs)
    tab.tamper = (effect) => {
      if (effect.type === "send" && effect.message.type === "boardDigest") sent += 1;
      return effect;
    };
  for (const tab of tabs) tab.publish(1, true);
  simulation.run(60_000);
  expect(sent).toBe(0);
});

test("what is held stays as small over a thousand epochs", SLOW, () => {
  const { simulation, tabs } = working(1, 3, { epochs: MAX_EPOCHS, cells: 4, pauseMs: 150 });
  const most = (from: number, to: number): number[] => {
    const sizes: number[][] = [];
    const look = () => {
      for (const tab of tabs) {
        const { cells, cellBytes, knownCells } = tab.core.sizes();
        sizes.push([cells, cellBytes, knownCells]);
      }
      return tabs.every((tab) => epochsOf(tab) >= to);
    };
    expect(simulation.runUntil(() => tabs.every((tab) => epochsOf(tab) >= from), 2_000_000)).not.toBeNull();
    expect(simulation.runUntil(look, 2_000_000)).not.toBeNull();
    return [0, 1, 2].map((i) => Math.max(...sizes.map((of) => of[i] ?? 0)));
  };
  const early = most(20, 220);
  const late = most(800, MAX_EPOCHS);
  late.forEach((size, i) => expect(size).toBeLessThanOrEqual((early[i] ?? 0) * 1.5));
  expect(simulation.runUntil(allAt(simulation, MAX_EPOCHS), 60_000)).not.toBeNull();
  for (const tab of tabs) expect(tab.core.sizes().epochBytes).toBe(MAX_EPOCHS * 20);
});

test(
  "a batch crosses a link once in each direction at most, and a link costs some 300 bytes a second beside",
  SLOW,
  () => {
    const { simulation, tabs, agents } = working(1, 20, { epochs: 20, cells: 60, pauseMs: 2_000 });
    const sent = { copies: 0, cellBytes: 0, otherBytes: 0 };
    for (const tab of tabs)
      tab.tamper = (effect) => {
        if (effect.type !== "send") return effect;
        const { message } = effect;
        if (message.type === "cells") {
          sent.copies += message.cells.length;
          sent.cellBytes += encodeMessage(message).length;
        } else if (["boardDigest", "epochs", "epochsWanted"].includes(message.type))
          sent.otherBytes += encodeMessage(message).length;
        return effect;
      };
    const tookMs = simulation.runUntil(allAt(simulation, 20), 200_000);
    expect(tookMs).not.toBeNull();
    const links = tabs.reduce((sum, tab) => sum + tab.core.links().length, 0) / 2;
    const [first] = tabs;
    const batches = (first && agents.get(first)?.heard.length) ?? 0;
    const perLink = {
      copies: sent.copies / links / batches,
      bytesOfABatch: sent.cellBytes / sent.copies,
      otherBytesPerSecond: sent.otherBytes / links / ((tookMs ?? 0) / 1_000),
    };
    expect(perLink.copies).toBeLessThan(2);
    expect(perLink.bytesOfABatch).toBeLessThan(250);
    expect(perLink.otherBytesPerSecond).toBeLessThan(500);
  },
);
