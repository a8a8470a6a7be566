import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { Chance } from "../chance.ts";
import {
  DIAL_BURST,
  DIALS_PER_HOUR,
  MAX_LIFETIME_DIALS,
  MAX_LONELY_DIALS,
  MAX_PASSIVE,
  MAX_PASSIVE_PER_SOURCE,
  Views,
} from "./views.ts";

const NOBODY = new Set<string>();
const newViews = () => new Views(new Chance(utf8ToBytes("views of a test!")), 0);
const addresses = (count: number, from: string) => Array.from({ length: count }, (_, i) => `${from}-${i}`);

test("nobody fills the passive view with addresses of its own", () => {
  const views = newViews();
  views.learn(addresses(5, "honest"), "honest");
  for (let i = 0; i < 20; i++) views.learn(addresses(100, `liar${i}`), "liar");
  const known = views.passiveAddresses();
  expect(known.filter((address) => address.startsWith("liar")).length).toBe(MAX_PASSIVE_PER_SOURCE);
  expect(known.filter((address) => address.startsWith("honest")).length).toBe(5);
  for (let i = 0; i < 20; i++) views.learn(addresses(10, `more${i}`), `source ${i}`);
  expect(views.passiveAddresses().length).toBe(MAX_PASSIVE);
});

/** Dials whatever may be dialled for so long, every dial failing; how many there were. */
function dialsWithin(views: Views, fromMs: number, durationMs: number, open: number): number {
  let dials = 0;
  for (let nowMs = fromMs; nowMs < fromMs + durationMs; nowMs += 15_000) {
    views.learn([`somebody-at-${nowMs}`], `source ${nowMs}`);
    const address = views.nextDial(nowMs, NOBODY, open, open);
    if (address === null) continue;
    dials += 1;
    views.dialFailed(address, nowMs);
  }
  return dials;
}

test("a day of failing dials stays below 300 with links, and below the lifetime's limit without", () => {
  const day = 24 * 3_600_000;
  expect(dialsWithin(newViews(), 0, day, 2)).toBeLessThanOrEqual(DIAL_BURST + 24 * DIALS_PER_HOUR);
  const lonely = newViews();
  expect(dialsWithin(lonely, 0, day, 0)).toBeLessThanOrEqual(MAX_LIFETIME_DIALS);
  expect(dialsWithin(lonely, day, day, 0)).toBe(0);
});

test("whoever refused is left alone, each time for longer", () => {
  const views = newViews();
  const waits: number[] = [];
  let nowMs = 0;
  for (let i = 0; i < 4; i++) {
    const startMs = nowMs;
    for (;;) {
      views.learn(["full"], "seed");
      if (views.nextDial(nowMs, NOBODY, 0, 0) !== null) break;
      nowMs += 100;
    }
    views.dialSucceeded("full");
    views.refused("full", nowMs);
    waits.push(nowMs - startMs);
  }
  expect(waits).toEqual([0, 30_000, 60_000, 120_000]);
});

test("nobody is dialled who is linked, being dialled, or ourselves", () => {
  const views = newViews();
  views.isOwn("me");
  views.learn(["me", "linked", "free"], "seed");
  expect(views.nextDial(0, new Set(["linked"]), 1, 1)).toBe("free");
  expect(views.nextDial(60_000, new Set(["linked"]), 1, 1)).toBeNull();
});

test("a hint is dialled even when the target is reached, but not past the limit", () => {
  const views = newViews();
  views.learn(["other"], "seed");
  expect(views.nextDial(0, NOBODY, 6, 6)).toBeNull();
  views.hint("newcomer");
  expect(views.nextDial(0, NOBODY, 8, 8)).toBeNull();
  expect(views.nextDial(0, NOBODY, 7, 7)).toBe("newcomer");
});

/** How many dials may be begun at this moment. */
function dialsNow(views: Views, nowMs: number, open: number): string[] {
  const dialled: string[] = [];
  for (let atMs = nowMs; ; atMs += 300) {
    const address = views.nextDial(atMs, NOBODY, open, open);
    if (address === null) return dialled;
    dialled.push(address);
  }
}

test("who has no link dials in the order in which the seed names, six at once, also after many failures", () => {
  const views = newViews();
  views.findAll(addresses(16, "told"), "seed", 0, 0);
  expect(dialsNow(views, 0, 0)).toEqual(addresses(MAX_LONELY_DIALS, "told"));
  for (const address of addresses(MAX_LONELY_DIALS, "told")) views.dialFailed(address, 2_000);
  expect(dialsNow(views, 4_000, 0)).toEqual(addresses(2 * MAX_LONELY_DIALS, "told").slice(MAX_LONELY_DIALS));
});

test("what the seed named before gives way to what it names now, and who just failed is not taken again", () => {
  const views = newViews();
  views.learn(["neighbour"], "neighbour");
  views.findAll(["a", "b", "c"], "seed", 0, 0);
  expect(views.nextDial(0, NOBODY, 0, 0)).toBe("a");
  views.dialFailed("a", 1_000);
  views.findAll(["a", "d"], "seed", 2_000, 0);
  expect(views.passiveAddresses().sort()).toEqual(["d", "neighbour"]);
  views.findAll(["a", "d"], "seed", 10_000, 0);
  expect(views.passiveAddresses().sort()).toEqual(["a", "d", "neighbour"]);
});

test.each([
  [3, true],
  [4, false],
])("with %d links, after many dials that failed, what the seed newly names is dialled soon: %s", (open, isSoon) => {
  const views = newViews();
  const dead = addresses(12, "dead");
  let nowMs = 0;
  for (const source of ["one", "two"]) views.learn(addresses(12, source), source);
  for (let failed = 0; failed < 12; nowMs += 1_000) {
    const address = views.nextDial(nowMs, NOBODY, open, open);
    if (address === null) continue;
    views.dialFailed(address, nowMs);
    failed += 1;
  }
  expect(views.nextDial(nowMs + 3_000, NOBODY, open, open)).toBeNull();
  views.findAll(dead, "seed", nowMs, open);
  expect(views.nextDial(nowMs + 3_000, NOBODY, open, open) !== null).toBe(isSoon);
});
