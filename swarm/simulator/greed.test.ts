import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { BOUNDS } from "../log/replica.ts";
import { NO_TOTALS, type Segment } from "../log/segment.ts";
import { MAX_LIVE_PER_KEY } from "../presence/presence.ts";
import { type SignedStatus, statusSigningBytes } from "../presence/status.ts";
import { fakeSegment, pushOf } from "./fake-segments.ts";
import { fakeSign } from "./fake-signer.ts";
import { type Participant, STUDY_ID } from "./participant.ts";
import { forEverySeed, grownSwarm, SLOW } from "./scenario.ts";
import type { Simulation } from "./simulation.ts";

const FEW_SEEDS = [1, 2];
const SEGMENT_BYTES = 256 << 10;
/** As many as fit into one message. */
const MANY = 256;

const nonceOf = (number: number): Uint8Array => sha256(utf8ToBytes(`greedy ${number}`)).slice(0, 16);

/** The first segments of as many logs. */
const manyLogs = (key: Uint8Array, message: number): Segment[] =>
  Array.from({ length: MANY }, (_, i) => fakeSegment(key, { nonce: nonceOf(message * MANY + i) }));

/** To every link of `sender`. */
function pushFrom(simulation: Simulation, sender: Participant, segments: readonly Segment[]): void {
  for (const link of simulation.linksOf(sender)) simulation.send(sender, link, pushOf(...segments));
}

/** Old tabs and one that comes only now: all hear all within 10 s, and nobody honest was cut. */
function expectHonestTrialsPass(simulation: Simulation, tabs: readonly Participant[]): void {
  const all = [...tabs, simulation.join("late")];
  simulation.run(6_000);
  for (const tab of all) tab.publish(3, true);
  const shared = () => all.every((tab) => all.every((other) => tab.core.segmentsOf(other.log).length === other.told));
  expect(simulation.runUntil(shared, 10_000), "honest trials did not get through").not.toBeNull();
  for (const tab of all)
    expect(
      tab.cuts.filter((cut) => cut.other.startsWith("tab") && cut.reason === "misbehaved"),
      "an honest tab was cut",
    ).toEqual([]);
}

test("a key that opens logs without end is cut, and makes nobody deaf", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 3);
    const attacker = simulation.join("attacker");
    simulation.run(6_000);
    for (let second = 0; second < 12 && simulation.linksOf(attacker).length > 0; second++) {
      for (let message = 0; message < 8; message++)
        pushFrom(simulation, attacker, manyLogs(attacker.publicKey, second * 8 + message));
      simulation.run(1_000);
    }
    for (const tab of tabs) {
      expect(tab.core.links().filter((link) => link.log === attacker.log)).toEqual([]);
      expect(tab.core.logs().filter((log) => log.peer === attacker.core.peer).length).toBeLessThanOrEqual(
        BOUNDS.logsPerKey + 1,
      );
    }
    expectHonestTrialsPass(simulation, tabs);
  }, FEW_SEEDS);
});

test("logs without end of a key that somebody else brings stay within its share", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 3);
    const attacker = simulation.join("attacker");
    simulation.run(6_000);
    const otherKey = sha256(utf8ToBytes("another key of the attacker"));
    for (let message = 0; message < 4; message++) {
      pushFrom(simulation, attacker, manyLogs(otherKey, message));
      simulation.run(500);
    }
    for (const tab of tabs) expect(tab.core.sizes().logs).toBeLessThanOrEqual(BOUNDS.logsPerKey + tabs.length + 1);
    expectHonestTrialsPass(simulation, tabs);
  }, FEW_SEEDS);
});

test(
  "a log of the largest segments fills its key's share, and its next best still reaches all within 1 s",
  SLOW,
  () => {
    const { simulation, tabs } = grownSwarm(1, 3);
    const attacker = simulation.join("attacker");
    simulation.run(6_000);
    const trials = new Uint8Array(SEGMENT_BYTES);
    const most = BOUNDS.bytesPerKey / SEGMENT_BYTES + 10;
    const place = (index: number) => ({
      index,
      nonce: nonceOf(1),
      totals: { ...NO_TOTALS, complete: 10 * (index + 1) },
    });
    for (let index = 0; index < most; index++) {
      pushFrom(simulation, attacker, [fakeSegment(attacker.publicKey, { ...place(index), trials })]);
      simulation.run(250);
    }
    const heldOf = (tab: Participant) =>
      tab.core.logs().find((log) => log.peer === attacker.core.peer && log.length > 10);
    for (const tab of tabs) {
      const held = heldOf(tab)?.held ?? 0;
      expect(held).toBeGreaterThan(10);
      expect(held).toBeLessThan(BOUNDS.bytesPerKey / SEGMENT_BYTES);
    }
    const best = fakeSegment(attacker.publicKey, { ...place(most), bestIndex: most, bestCount: 1 });
    const [link] = simulation.linksOf(attacker);
    if (link !== undefined) simulation.send(attacker, link, pushOf(best));
    const hasBest = () => tabs.every((tab) => tab.delivered.some(({ segment }) => segment.index === most));
    expect(simulation.runUntil(hasBest, 1_000)).not.toBeNull();
    expectHonestTrialsPass(simulation, tabs);
  },
);

/** Of a log that is nowhere, with the longest promise there is. */
function statusOf(key: Uint8Array, number: number): SignedStatus {
  const unsigned = {
    version: 1,
    studyId: STUDY_ID,
    publicKey: key,
    nonce: nonceOf(number),
    sequence: 0,
    address: `nowhere-${number}`,
    length: 2 ** 31 - 1,
    totals: NO_TOTALS,
    done: false,
    leaving: false,
    periodMs: 300_000,
    body: new Uint8Array(10),
  } as const;
  return { ...unsigned, signature: fakeSign(key, statusSigningBytes(unsigned)) };
}

test("a key that is in ten thousand places at once hides nobody and slows nobody's signs of life", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 3);
    const attacker = simulation.join("attacker");
    simulation.run(6_000);
    for (let round = 0; round < 60; round++) {
      const statuses = Array.from({ length: 64 }, (_, i) => ({
        ageMs: 0,
        status: statusOf(attacker.publicKey, round * 64 + i),
      }));
      for (const link of simulation.linksOf(attacker)) simulation.send(attacker, link, { type: "status", statuses });
      simulation.run(700);
    }
    const late = simulation.join("late");
    simulation.run(15_000);
    for (const tab of tabs) {
      const live = tab.core.liveLogs();
      expect(live.filter((log) => log.peer === attacker.core.peer).length).toBeLessThanOrEqual(MAX_LIVE_PER_KEY);
      for (const other of [...tabs, late])
        if (other !== tab) {
          const ageMs = live.find((log) => log.log === other.log)?.ageMs ?? Number.POSITIVE_INFINITY;
          expect(ageMs, `${other.name} is not seen by ${tab.name}`).toBeLessThan(10_000);
        }
    }
  }, FEW_SEEDS);
});
