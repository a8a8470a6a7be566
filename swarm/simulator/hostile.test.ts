import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { BOUNDS } from "../log/replica.ts";
import { NO_TOTALS, type Segment, type UnsignedSegment } from "../log/segment.ts";
import { MAX_ACTIVE } from "../overlay/views.ts";
import { MAX_STATUSES } from "../presence/presence.ts";
import { statusSigningBytes } from "../presence/status.ts";
import { encodeMessage } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { fakeSegment, pushOf } from "./fake-segments.ts";
import { fakeKey, fakeSign } from "./fake-signer.ts";
import { type Participant, STUDY_ID } from "./participant.ts";
import { allHoldAll, forEverySeed, grownSwarm, SLOW } from "./scenario.ts";
import type { Simulation } from "./simulation.ts";

type Attack = (simulation: Simulation, attacker: Participant, round: number) => Uint8Array[];

const repeated = (times: number, message: Message): Uint8Array[] => {
  const bytes = encodeMessage(message);
  return Array.from({ length: times }, () => bytes);
};

const randomBytes = (simulation: Simulation, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => simulation.chance.below(256));

const lies = (key: Uint8Array, nonce: Uint8Array, over: Partial<UnsignedSegment> = {}): Segment =>
  fakeSegment(key, { nonce, bestIndex: over.index ?? 0, bestCount: 1, trials: utf8ToBytes("lies"), ...over });

const nonceOf = (round: number): Uint8Array => sha256(utf8ToBytes(`nonce ${round}`)).slice(0, 16);

const ATTACKS: Readonly<Record<string, Attack>> = {
  garbage: (simulation) => [randomBytes(simulation, 300)],
  "bytes beyond the limit": () => [new Uint8Array((1 << 20) + 1)],
  "signatures that do not hold": (_, attacker, round) =>
    repeated(1, pushOf({ ...lies(attacker.publicKey, nonceOf(round)), signature: new Uint8Array(64) })),
  "the same segments again and again": (_, attacker) => repeated(120, pushOf(lies(attacker.publicKey, nonceOf(1)))),
  "digests without end": () =>
    repeated(60, { type: "digest", bans: new Uint8Array(8), sums: new Uint8Array(512).fill(1), logs: [] }),
  "wants without end": (_, attacker, round) =>
    repeated(120, {
      type: "want",
      id: round + 1,
      ranges: [{ log: attacker.log, from: 0, to: 9, level: 0, length: 0, bare: false }],
    }),
  "totals that fall": (_, attacker) => {
    const first = lies(attacker.publicKey, nonceOf(1));
    const second = lies(attacker.publicKey, nonceOf(1), { index: 1, bestCount: 2, totals: NO_TOTALS, count: 0 });
    return repeated(1, pushOf(first, second));
  },
  "segments of another study": (_, attacker) =>
    repeated(1, pushOf({ ...lies(attacker.publicKey, nonceOf(1), { studyId: "another-study" }), studyId: STUDY_ID })),
};

test.each(Object.entries(ATTACKS))("%s: the sender is cut, nobody else is, and trials go on", SLOW, (_, attack) => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 5);
      const attacker = simulation.join("attacker");
      simulation.run(6_000);
      for (let round = 0; round < 100; round++) {
        simulation.after(round * 100, () => {
          for (const link of simulation.linksOf(attacker))
            for (const bytes of attack(simulation, attacker, round)) simulation.sendRaw(attacker, link, bytes);
        });
      }
      simulation.run(5_000);
      for (const tab of tabs) tab.publish(3, true);
      const shared = () => tabs.every((tab) => tabs.every((other) => tab.core.segmentsOf(other.log).length === 1));
      expect(simulation.runUntil(shared, 2_000), "trials did not get through").not.toBeNull();
      simulation.run(4_000);
      for (const tab of tabs) {
        expect(
          tab.core.links().filter((link) => link.log === attacker.log),
          "not cut",
        ).toEqual([]);
        const misjudged = tab.cuts.filter((cut) => cut.other !== "attacker" && cut.reason === "misbehaved");
        expect(misjudged, "an honest tab was cut").toEqual([]);
        expect(tab.core.links().length).toBeGreaterThanOrEqual(2);
      }
    },
    [1, 2, 3, 4, 5, 6],
  );
});

test("segments whose basis is nowhere cost a bounded buffer and are forgotten", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 4);
      const attacker = simulation.join("attacker");
      simulation.run(4_000);
      for (let round = 0; round < 60; round++) {
        const index = 1_000 + simulation.chance.below(1e9);
        const totals = { ...NO_TOTALS, complete: 10 * index };
        const place = { index, basis: index - 1, totals, bestIndex: null, bestCount: 0 };
        const segment = lies(attacker.publicKey, nonceOf(round % 30), place);
        for (const link of simulation.linksOf(attacker))
          simulation.sendRaw(attacker, link, encodeMessage(pushOf(segment)));
        simulation.run(100);
      }
      for (const tab of tabs) expect(tab.core.sizes().waiting).toBeLessThanOrEqual(512);
      for (const tab of tabs) tab.publish(1, true);
      expect(simulation.runUntil(() => tabs.every((tab) => tab.core.logs().length >= 4), 5_000)).not.toBeNull();
      simulation.run(100_000);
      for (const tab of tabs) expect(tab.core.sizes().waiting).toBe(0);
    },
    [1, 2, 3],
  );
});

test("a crowd of invented peers fills no memory beyond its limits and drives no honest tabs apart", SLOW, () => {
  const { simulation, tabs } = grownSwarm(1, 6);
  const attacker = simulation.join("attacker");
  simulation.run(6_000);
  for (let round = 0; round < 25; round++) {
    const statuses = Array.from({ length: 60 }, (_, i) => inventedStatus(round * 60 + i));
    const bytes = encodeMessage({ type: "status", statuses: statuses.map((status) => ({ ageMs: 0, status })) });
    const segments = Array.from({ length: 20 }, (_, i) => lies(fakeKey(`${round} ${i}`), nonceOf(i)));
    for (const link of simulation.linksOf(attacker)) {
      simulation.sendRaw(attacker, link, bytes);
      simulation.sendRaw(attacker, link, encodeMessage(pushOf(...segments)));
    }
    simulation.run(500);
  }
  for (const tab of tabs) tab.publish(1, true);
  const own = () => tabs.every((tab) => tabs.every((other) => tab.core.segmentsOf(other.log).length === 1));
  expect(simulation.runUntil(own, 5_000)).not.toBeNull();
  for (const tab of tabs) {
    const sizes = tab.core.sizes();
    expect(sizes.statuses).toBeLessThanOrEqual(MAX_STATUSES);
    expect(sizes.logs).toBeLessThanOrEqual(BOUNDS.logs);
    expect(sizes.links).toBeLessThanOrEqual(MAX_ACTIVE + 3);
    expect(tab.cuts.filter((cut) => cut.other !== "attacker" && cut.reason === "misbehaved")).toEqual([]);
    for (const other of tabs)
      if (other !== tab) expect(tab.core.liveLogs().some((live) => live.log === other.log)).toBe(true);
  }
});

function inventedStatus(number: number) {
  const publicKey = fakeKey(`invented ${number}`);
  const unsigned = {
    version: 1,
    studyId: STUDY_ID,
    publicKey,
    nonce: nonceOf(number),
    sequence: 0,
    address: `nowhere-${number}`,
    length: 1,
    totals: NO_TOTALS,
    done: false,
    leaving: false,
    periodMs: 300_000,
    body: new Uint8Array(100),
  };
  return { ...unsigned, signature: fakeSign(publicKey, statusSigningBytes(unsigned)) };
}

test("a fork is found and its key banned by everybody within 20 s, wherever its halves went", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 6);
    const forker = simulation.join("forker");
    simulation.run(4_000);
    forker.publish(1);
    simulation.run(2_000);
    const first = forker.core.segmentsOf(forker.log)[0];
    if (first === undefined) throw new Error("nothing published");
    const place = { index: 1, bestIndex: null, bestCount: 0, totals: { ...NO_TOTALS, complete: 20 } };
    simulation.linksOf(forker).forEach((link, i) => {
      const half = lies(forker.publicKey, first.nonce, { ...place, trials: utf8ToBytes(`half ${i % 2}`) });
      simulation.sendRaw(forker, link, encodeMessage(pushOf(half)));
    });
    const banned = () =>
      tabs.every((tab) => tab.banned.includes(forker.core.peer) && tab.core.segmentsOf(forker.log).length === 0);
    expect(simulation.runUntil(banned, 20_000)).not.toBeNull();
    for (const tab of tabs) {
      expect(tab.core.links().some((link) => link.log === forker.log)).toBe(false);
      expect(tab.banned).toEqual([forker.core.peer]);
    }
    for (const tab of tabs) tab.publish(1);
    simulation.run(5_000);
    expect(tabs.every((tab) => tabs.every((other) => tab.core.segmentsOf(other.log).length === 1))).toBe(true);
  });
});

test("a newcomer hears of an old fork and refuses its log", SLOW, () => {
  const { simulation, tabs } = grownSwarm(1, 4);
  const forker = simulation.join("forker");
  simulation.run(4_000);
  const halves = ["a", "b"].map((half) => lies(forker.publicKey, nonceOf(1), { trials: utf8ToBytes(half) }));
  for (const link of simulation.linksOf(forker)) simulation.sendRaw(forker, link, encodeMessage(pushOf(...halves)));
  simulation.run(10_000);
  expect(tabs.every((tab) => tab.banned.length === 1)).toBe(true);
  const late = simulation.join("late");
  simulation.run(30_000);
  expect(late.banned).toEqual([forker.core.peer]);
  expect(allHoldAll(simulation) || late.core.segmentsOf(forker.log).length === 0).toBe(true);
});
