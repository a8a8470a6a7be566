import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { MAX_EPOCHS, MAX_RECORD_BYTES, NO_HEAD } from "../board/chain.ts";
import {
  cellsSigningBytes,
  MAX_CELLS_BODY_BYTES,
  type SignedCells,
  type UnsignedCells,
} from "../board/signed-cells.ts";
import { BUCKET_SUMS_BYTES } from "../bucket-sums.ts";
import type { LinkId } from "../ids.ts";
import type { BoardDigestMessage, Message } from "../wire/message.ts";
import { MAX_CELLS_PER_MESSAGE } from "../wire/wire-limits.ts";
import { EpochAgent } from "./epoch-agent.ts";
import { fakeSign } from "./fake-signer.ts";
import { type Participant, STUDY_ID } from "./participant.ts";
import { forEverySeed, grownSwarm, SEEDS, SLOW } from "./scenario.ts";
import type { Simulation } from "./simulation.ts";

const bytesOf = (text: string, length: number): Uint8Array => sha256(utf8ToBytes(text)).slice(0, length);

function cellsOf(publicKey: Uint8Array, over: Partial<UnsignedCells>): SignedCells {
  const unsigned: UnsignedCells = {
    version: 1,
    studyId: STUDY_ID,
    publicKey,
    logNonce: new Uint8Array(16),
    epoch: 0,
    base: NO_HEAD,
    body: utf8ToBytes("lies"),
    ...over,
  };
  return { ...unsigned, signature: fakeSign(publicKey, cellsSigningBytes(unsigned)) };
}

const digestOf = (count: number, name: string): BoardDigestMessage => ({
  type: "boardDigest",
  count,
  head: bytesOf(`head ${name}`, 8),
  before: bytesOf(`before ${name}`, 8),
  salt: 1,
  sums: new Uint8Array(BUCKET_SUMS_BYTES),
});

const sendAll = (simulation: Simulation, from: Participant, message: Message): void => {
  for (const link of simulation.linksOf(from)) simulation.send(from, link, message);
};

interface Fight {
  readonly simulation: Simulation;
  readonly tabs: readonly Participant[];
  readonly agents: readonly EpochAgent[];
  readonly attacker: Participant;
  /** Messages that honest tabs sent the attacker, by type. */
  readonly sent: Map<string, number>;
}

/** Four tabs at work, and a fifth that is up to something. */
function fight(epochs = 400): Fight {
  const { simulation, tabs } = grownSwarm(1, 4);
  const options = { cells: 8, epochs, pauseMs: 1_000, noise: false };
  const agents = tabs.map((tab) => new EpochAgent(simulation, tab, options));
  const attacker = simulation.join("attacker");
  simulation.run(6_000);
  const sent = new Map<string, number>();
  for (const tab of tabs)
    tab.tamper = (effect) => {
      if (effect.type === "send" && simulation.neighbourAt(effect.link) === attacker)
        sent.set(effect.message.type, (sent.get(effect.message.type) ?? 0) + 1);
      return effect;
    };
  return { simulation, tabs, agents, attacker, sent };
}

/** Closes epochs as the others do, and finds nothing itself. */
const follow = (simulation: Simulation, tab: Participant): EpochAgent =>
  new EpochAgent(simulation, tab, { cells: 8, epochs: 400, pauseMs: 1e9, noise: false });

const epochsOf = (tab: Participant): number => tab.core.board().records.length;
const isCut = ({ tabs, attacker }: Fight): boolean =>
  tabs.some((tab) => tab.cuts.some((cut) => cut.other === attacker.name && cut.reason === "misbehaved"));

/** As many epochs as before close, all on one chain, and no honest tab is cut. */
function expectWorkGoesOn({ simulation, tabs }: Fight): void {
  const from = Math.max(...tabs.map(epochsOf));
  expect(simulation.runUntil(() => tabs.every((tab) => epochsOf(tab) >= from + 5), 20_000)).not.toBeNull();
  for (const tab of tabs)
    expect(tab.cuts.filter((cut) => cut.other.startsWith("tab") && cut.reason === "misbehaved")).toEqual([]);
}

test("cells that the key they name has not signed are held by nobody, and cost their sender its links", SLOW, () => {
  const all = fight();
  const { simulation, tabs, agents, attacker } = all;
  for (let i = 0; i < 40; i++) {
    const [victim] = tabs;
    const { head: base = NO_HEAD, records = [] } = victim?.core.board() ?? {};
    const over = { epoch: records.length, base, body: utf8ToBytes(`${i}`) };
    const signed = cellsOf(victim?.publicKey ?? attacker.publicKey, over);
    sendAll(simulation, attacker, { type: "cells", cells: [{ ...signed, signature: new Uint8Array(64) }] });
    simulation.run(100);
  }
  const forged = agents.flatMap(({ heard }) => heard).filter(({ signature }) => signature.every((byte) => byte === 0));
  expect(forged).toEqual([]);
  expect(isCut(all)).toBe(true);
  expectWorkGoesOn(all);
});

test("cells of an epoch far ahead cost their sender its links", SLOW, () => {
  const all = fight();
  for (let i = 0; i < 20; i++) {
    sendAll(all.simulation, all.attacker, {
      type: "cells",
      cells: [cellsOf(all.attacker.publicKey, { epoch: 900, base: bytesOf("far", 8), body: utf8ToBytes(`${i}`) })],
    });
    all.simulation.run(200);
  }
  expect(isCut(all)).toBe(true);
  expectWorkGoesOn(all);
});

test("cells on another base, and batches of closed epochs again, are not held and told to nobody", SLOW, () => {
  const all = fight();
  const { simulation, tabs, agents, attacker } = all;
  const old = agents.flatMap((agent) => agent.heard).slice(0, 30);
  expect(old).toHaveLength(30);
  expect(simulation.runUntil(() => tabs.every((tab) => epochsOf(tab) > 8), 60_000)).not.toBeNull();
  for (const agent of agents) agent.heard.length = 0;
  for (let i = 0; i < 40; i++) {
    const epoch = Math.min(...tabs.map(epochsOf));
    const body = utf8ToBytes(`${i}`);
    const astray = cellsOf(attacker.publicKey, { epoch, base: bytesOf("elsewhere", 8), body });
    sendAll(simulation, attacker, { type: "cells", cells: [...old, astray] });
    simulation.run(100);
  }
  for (const agent of agents)
    expect(agent.heard.filter((cells) => cells.publicKey === attacker.publicKey || old.includes(cells))).toEqual([]);
  expectWorkGoesOn(all);
});

test("more batches than anybody may send cost their sender its links, and nobody else's", SLOW, () => {
  const all = fight();
  const { simulation, tabs, attacker } = all;
  // It follows the others: who lies about where it is, is told things that its own core cuts others for.
  follow(simulation, attacker);
  simulation.run(5_000);
  for (let second = 0; second < 20; second++) {
    for (let message = 0; message < 20; message++) {
      const base = tabs[0]?.core.board().head ?? NO_HEAD;
      const epoch = epochsOf(tabs[0] ?? attacker);
      const cells = Array.from({ length: MAX_CELLS_PER_MESSAGE }, (_, i) =>
        cellsOf(attacker.publicKey, { epoch, base, body: utf8ToBytes(`${second} ${message} ${i}`.padEnd(90)) }),
      );
      sendAll(simulation, attacker, { type: "cells", cells });
    }
    simulation.run(500);
  }
  expect(isCut(all)).toBe(true);
  expectWorkGoesOn(all);
});

/** The attacker's tab answers wants as it likes. */
function answerWants({ simulation, attacker }: Fight, answer: (from: number) => Message): void {
  const receive = attacker.receiveMessage.bind(attacker);
  attacker.receiveMessage = (link: LinkId, message: Message) => {
    if (message.type === "epochsWanted") simulation.send(attacker, link, answer(message.from));
    else if (message.type !== "boardDigest") receive(link, message);
  };
}

test("a chain that nobody gives is asked for ever more rarely", SLOW, () => {
  const all = fight();
  for (let i = 0; i < 600; i++) {
    sendAll(all.simulation, all.attacker, digestOf(MAX_EPOCHS, `${i}`));
    all.simulation.run(200);
  }
  // Four tabs, two minutes: each asks six times in the first 40 s, then after 5, 10, 20 s.
  expect(all.sent.get("epochsWanted") ?? 0).toBeLessThan(60);
  expectWorkGoesOn(all);
});

test("records without end stop at the bound, and cost their sender its links", SLOW, () => {
  const all = fight();
  const records = Array.from({ length: 4 }, () => new Uint8Array(MAX_RECORD_BYTES));
  answerWants(all, (from) => ({
    type: "epochs",
    from,
    before: from === 0 ? NO_HEAD : (all.tabs[0]?.core.board().head ?? NO_HEAD),
    records: from === 0 ? [...records] : records,
  }));
  const most: number[] = [];
  for (let i = 0; i < 300; i++) {
    sendAll(all.simulation, all.attacker, digestOf(MAX_EPOCHS, `${i}`));
    all.simulation.run(200);
    most.push(...all.tabs.map((tab) => tab.core.sizes().epochBytes));
  }
  expect(Math.max(...most)).toBeLessThan(MAX_EPOCHS * 20);
  expect(all.sent.get("epochsWanted") ?? 0).toBeLessThan(2_000);
  expectWorkGoesOn(all);
});

test("chains that our agent does not take are offered ever more rarely", SLOW, () => {
  const all = fight();
  const { simulation, tabs, agents, attacker } = all;
  let offers = 0;
  for (const tab of tabs) {
    const hear = tab.onBoard;
    tab.onBoard = (effect) => {
      if (effect.type === "epochsOffered" && effect.records.some((record) => record.length < 20)) offers += 1;
      else hear?.(effect);
    };
  }
  let round = 0;
  answerWants(all, (from) => ({
    type: "epochs",
    from,
    before: tabs.map((tab) => tab.core.board()).find(({ records }) => records.length === from)?.head ?? NO_HEAD,
    records: Array.from({ length: 60 }, (_, i) => utf8ToBytes(`lie ${i}`)),
  }));
  for (; round < 300; round++) {
    sendAll(simulation, attacker, digestOf(Math.min(MAX_EPOCHS, epochsOf(tabs[0] ?? attacker) + 50), `${round}`));
    simulation.run(200);
  }
  expect(offers).toBeGreaterThan(0);
  // A minute: after 5, 10, 20, 40 s of waiting, four tabs.
  expect(offers).toBeLessThanOrEqual(4 * 6);
  expect(agents.length).toBe(4);
  expectWorkGoesOn(all);
});

test("a tab of many cores that publishes ten times a second is heard by all and never cut", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 8);
      const [strong, ...others] = tabs;
      if (strong === undefined) throw new Error("unreachable");
      let published = 0;
      for (let i = 0; i < 600; i++) {
        // A generation of 40 batches, 1 to 16 KB each.
        if (i % 40 === 39) {
          simulation.run(500);
          for (const tab of others) expect(tab.core.board().cells).toHaveLength(published);
          published = 0;
          for (const tab of tabs)
            tab.step({ type: "epochClosed", nowMs: simulation.nowMs, record: utf8ToBytes(`${i}`) });
        }
        // Two of one length would be the same batch.
        const body = new Uint8Array(1_000 + simulation.chance.below(MAX_CELLS_BODY_BYTES - 1_000)).fill(i);
        strong.step({ type: "publishCells", nowMs: simulation.nowMs, body });
        published += 1;
        simulation.run(100);
      }
      for (const tab of tabs) expect(tab.cuts.filter((cut) => cut.reason === "misbehaved")).toEqual([]);
    },
    SEEDS.slice(0, 16),
  );
});
