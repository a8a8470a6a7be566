import { expect, test } from "vitest";
import { Chance } from "../chance.ts";
import { base64url, type LogId } from "../ids.ts";
import { Level, levelOf, logHash, MAX_FOLLOWED, MAX_LEVEL } from "./level.ts";
import { Presence } from "./presence.ts";
import type { SignedStatus } from "./status.ts";

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const chanceOf = (seed: number): Chance => new Chance(new Uint8Array(32).fill(seed));

function statusOf(chance: Chance): SignedStatus {
  return {
    version: 1,
    studyId: "s",
    publicKey: chance.bytes(32),
    nonce: chance.bytes(16),
    sequence: 0,
    address: "",
    length: 0,
    totals: { complete: 0, pruned: 0, failed: 0 },
    done: false,
    leaving: false,
    periodMs: 400_000,
    body: new Uint8Array(0),
    signature: new Uint8Array(64),
  };
}

/** Of `count` logs what one tab follows that hears of all of them, looking for its level every hundred. */
function followed(seed: number, count: number): Presence {
  const chance = chanceOf(seed);
  const presence = new Presence(8);
  for (let i = 0; i < count; i++) {
    presence.receive({ ageMs: 0, status: statusOf(chance) }, i);
    if (i % 100 === 99) presence.adjustLevel([], () => false, i);
  }
  return presence;
}

test("up to 2,000 logs all are counted, and each stands for itself", () => {
  for (const seed of SEEDS.slice(0, 5)) {
    const presence = followed(seed, 1_900);
    expect([presence.level, presence.census(1_900).others, presence.census(1_900).factor]).toEqual([0, 1_900, 1]);
  }
});

test.each([2_500, 5_000, 10_000])(
  "of %i logs a sample is followed, and the estimate is right to within 5 % nearly always",
  (count) => {
    let wrong = 0;
    for (const seed of SEEDS) {
      const presence = followed(seed, count);
      const { others, factor } = presence.census(count);
      expect(factor).toBe(2 ** presence.level);
      expect(presence.liveLogs).toBeLessThanOrEqual(MAX_FOLLOWED);
      expect(presence.liveLogs).toBeGreaterThan(800);
      expect(Math.abs(others - count) / count).toBeLessThan(0.12);
      if (Math.abs(others - count) > 0.05 * count) wrong += 1;
    }
    // Two deviations or so of a sample of 1,000 to 2,000.
    expect(wrong).toBeLessThanOrEqual(3);
  },
);

test("what others say moves nothing while nothing is missing, and a newcomer among many follows what they follow", () => {
  const whole = (least: number): Uint32Array =>
    Uint32Array.from({ length: MAX_LEVEL + 1 }, (_, level) =>
      level < least ? 3 : Math.round(10_000 / 2 ** (level + 1)),
    );
  const complete = Uint32Array.from(whole(0), (count) => Math.round(count * 0.19));
  const unmoved = new Level();
  for (let i = 0; i < 10; i++) unmoved.look(complete, [5, 5, 5], i * 1_000);
  expect(unmoved.own).toBe(0);
  const newcomer = new Level();
  for (let i = 0; i < 10; i++) newcomer.look(whole(3), [3, 3, 3], i * 1_000);
  expect(newcomer.own).toBe(3);
  const alone = new Level();
  for (let i = 0; i < 10; i++) alone.look(whole(3), [3, 0, 0], i * 1_000);
  expect(alone.own).toBe(0);
});

test("when most have left, more of the others are followed, and counted when there was time to hear of them", () => {
  const level = new Level();
  const large = Uint32Array.from({ length: MAX_LEVEL + 1 }, (_, at) => 5_000 / 2 ** (at + 1));
  level.look(large, [], 0);
  expect([level.own, level.counted(0)]).toEqual([1, 1]);
  const small = Uint32Array.from(large, (count) => count / 10);
  expect(level.look(small, [], 30_000)).toBe(false);
  expect(level.look(small, [], 60_000)).toBe(true);
  expect([level.own, level.counted(60_000), level.counted(660_000)]).toEqual([0, 1, 0]);
});

test("half of all logs have level 0, a quarter level 1", () => {
  const chance = chanceOf(1);
  const logs: LogId[] = Array.from({ length: 8_000 }, () => base64url(chance.bytes(16)));
  const counts = [0, 1, 2].map((level) => logs.filter((log) => levelOf(logHash(log)) === level).length);
  for (const [level, count] of counts.entries()) expect(count * 2 ** (level + 1)).toBeGreaterThan(7_300);
  for (const [level, count] of counts.entries()) expect(count * 2 ** (level + 1)).toBeLessThan(8_700);
});

test("a log that is neighbour is known at any level, and dropped with its link", () => {
  const presence = followed(1, 10_000);
  const chance = chanceOf(77);
  let status = statusOf(chance);
  const entry = () => ({ ageMs: 0, status });
  while (presence.receive(entry(), 10_000).kind !== "stale") status = statusOf(chance);
  const arrival = presence.receive(entry(), 10_000, true);
  expect(arrival.kind).toBe("news");
});

test("a table that is full of logs forgets those that are gone, and takes no more of those that are there", () => {
  const presence = new Presence(8);
  const chance = chanceOf(3);
  for (let i = 0; i < 5_000; i++) presence.receive({ ageMs: 0, status: statusOf(chance) }, i);
  expect(presence.size).toBeLessThanOrEqual(4_000);
  const [gone] = presence.live();
  if (gone === undefined) throw new Error("nobody is there");
  presence.giveUp(gone.log, 5_000);
  const next = { ageMs: 0, status: statusOf(chance) };
  expect(presence.receive(next, 5_001).kind).toBe("news");
  expect(presence.get(gone.log)).toBeUndefined();
  expect(presence.receive({ ageMs: 0, status: statusOf(chance) }, 5_002).kind).toBe("stale");
});
