import { expect, test } from "vitest";
import { Chance } from "../chance.ts";
import { type LogId, logIdOf, peerIdOf } from "../ids.ts";
import { fakeLog, fakeSegment } from "../simulator/fake-segments.ts";
import { fakeKey } from "../simulator/fake-signer.ts";
import { STUDY_ID } from "../simulator/participant.ts";
import { forEverySeed, SLOW } from "../simulator/scenario.ts";
import { MAX_NEWEST_BESTS } from "./held-log.ts";
import { levelOf } from "./levels.ts";
import { type Bounds, LOG_OVERHEAD_BYTES, Replica, SEGMENT_OVERHEAD_BYTES } from "./replica.ts";
import { isBest, type Segment, segmentLog } from "./segment.ts";

const EACH = SEGMENT_OVERHEAD_BYTES + 10;
const SMALL: Bounds = { bytes: 600 * EACH, bytesPerKey: 150 * EACH, logs: 20, logsPerKey: 5 };

const chanceOf = (seed: number): Chance => new Chance(new Uint8Array(16).fill(seed));
const shuffled = <T>(seed: number, all: readonly T[]): T[] => chanceOf(seed).sample(all, all.length);

const indicesOf = (replica: Replica, log: LogId): Set<number> =>
  new Set(Array.from(replica.get(log)?.all() ?? [], ({ segment }) => segment.index));

/** What others may rely on of a log: the segments of its level and up are there. */
function expectSample(replica: Replica, log: readonly Segment[]): void {
  const [first] = log;
  const entry = first && replica.get(segmentLog(first));
  if (entry === undefined) throw new Error("the log is not held");
  const held = indicesOf(replica, entry.log);
  const level = replica.levelOf(entry);
  for (const { index } of log) if (levelOf(entry.seed, index) >= level) expect(held.has(index)).toBe(true);
  const bests = log.filter(isBest).slice(-MAX_NEWEST_BESTS);
  for (const { index, basis } of bests) expect(held.has(index) && held.has(basis)).toBe(true);
  for (const { segment } of entry.all()) expect(held.has(segment.basis)).toBe(true);
}

test("past its share a key keeps its newest bests, its newest, and an agreed sample, whatever the order", SLOW, () => {
  const log = fakeLog("busy", 600, { bestEach: 7, basisEach: 50 });
  const honest = fakeLog("honest", 20);
  forEverySeed((seed) => {
    const replicas = [log, shuffled(seed, log)].map((order) => {
      const replica = new Replica({ bounds: SMALL });
      for (const segment of [...honest, ...order]) expect(replica.accept(segment, 0).kind).not.toBe("known");
      return replica;
    });
    for (const replica of replicas) {
      expectSample(replica, honest);
      expect(replica.heldBytes).toBeLessThanOrEqual(SMALL.bytesPerKey + 30 * EACH + LOG_OVERHEAD_BYTES);
    }
    const [inOrder] = replicas;
    if (inOrder === undefined) throw new Error("no replica");
    expectSample(inOrder, log);
    const [newest] = log.slice(-1);
    expect(newest && indicesOf(inOrder, segmentLog(newest)).has(newest.index)).toBe(true);
  });
});

test("samples of any two nest: at the higher of their levels both hold the same", SLOW, () => {
  const logs = Array.from({ length: 4 }, (_, i) => fakeLog(`key ${i}`, 300, { bestEach: 40, basisEach: 100 }));
  const larger: Bounds = { ...SMALL, bytesPerKey: 250 * EACH, bytes: 1_000 * EACH };
  forEverySeed((seed) => {
    // As tabs hear of them: the logs side by side, each in its order.
    const arrivals = Array.from({ length: 300 }, (_, index) => logs.map((log) => log[index] as Segment));
    const replicas = [SMALL, larger].map((bounds, i) => {
      const replica = new Replica({ bounds });
      for (const round of arrivals) for (const segment of shuffled(seed + i, round)) replica.accept(segment, 0);
      return replica;
    });
    for (const log of logs) {
      const [a, b] = replicas.map((replica) => replica.get(segmentLog(log[0] as Segment)));
      if (a === undefined || b === undefined) throw new Error("a log is gone");
      const level = Math.max(...[a, b].map((entry, i) => replicas[i]?.levelOf(entry) ?? 0));
      expect(level).toBeGreaterThan(0);
      expect(replicas[0]?.sumOf(a, level)).toEqual(replicas[1]?.sumOf(b, level));
    }
  });
});

test("when all is full the rest of the key that holds most leaves, and any key's new best stays", SLOW, () => {
  const replica = new Replica({ bounds: { ...SMALL, bytes: 200 * EACH } });
  for (let key = 0; key < 4; key++) for (const segment of fakeLog(`crowd ${key}`, 50)) replica.accept(segment, 0);
  const large = fakeLog("large", 120);
  for (const segment of large) replica.accept(segment, 1);
  expect(replica.heldBytes).toBeLessThanOrEqual(200 * EACH);
  for (const name of ["large", "new"]) {
    const at = name === "large" ? 120 : 0;
    const total = { complete: 10 * (at + 1), pruned: 0, failed: 0 };
    const best = fakeSegment(fakeKey(name), { index: at, totals: total, bestIndex: at, bestCount: at === 0 ? 1 : 31 });
    expect(replica.accept(best, 2).kind).toBe("added");
    expect(indicesOf(replica, segmentLog(best)).has(at)).toBe(true);
  }
  const letGo = replica.takeLetGo();
  expect(letGo?.logs).toEqual([]);
  expect(letGo?.segments.length).toBeGreaterThan(50);
  expect(replica.takeLetGo()).toBeNull();
});

test("hardly anything that had to go is taken for new when it comes again", () => {
  const replica = new Replica({ bounds: SMALL });
  const log = fakeLog("busy", 300, { basisEach: 300 });
  for (const segment of log) replica.accept(segment, 0);
  const gone = new Set(replica.takeLetGo()?.segments.map(({ index }) => index));
  expect(gone.size).toBeGreaterThan(100);
  const again = log.filter((segment) => replica.accept(segment, 1).kind === "added");
  expect(again.length).toBeLessThan(10);
});

/** The first segment of the key's log of that number. */
function firstOf(name: string, number: number, over: Partial<Segment> = {}): Segment {
  const nonce = new Uint8Array(16);
  new DataView(nonce.buffer).setUint32(0, number);
  return fakeSegment(fakeKey(name), { nonce, bestIndex: 0, bestCount: 1, ...over });
}

test("a key that opens too many logs loses its oldest", () => {
  const replica = new Replica({ bounds: SMALL });
  const all = [0, 1, 2, 3, 4, 5].map((number) => firstOf("greedy", number));
  for (const segment of all) expect(replica.accept(segment, 0).kind).toBe("added");
  expect(replica.get(segmentLog(all[0] as Segment))).toBeUndefined();
  expect(replica.logCount).toBe(5);
  expect(replica.takeLetGo()?.logs).toEqual([segmentLog(all[0] as Segment)]);
});

test("in a full table of logs a newcomer takes the place of one whose tab is not there", () => {
  const live = new Set<LogId>();
  const ownKey = fakeKey("own");
  const own = firstOf("own", 1);
  const holder = { peer: peerIdOf(ownKey), log: logIdOf(ownKey, STUDY_ID, own.nonce) };
  const replica = new Replica({ holder, bounds: SMALL, isLive: (log) => live.has(log) });
  replica.accept(own, 0);
  const first = Array.from({ length: 19 }, (_, i) => firstOf(`crowd ${i}`, 0));
  for (const segment of first) replica.accept(segment, 1);
  live.add(segmentLog(first[0] as Segment));
  const second = [0, 1, 2].map((i) => firstOf(`later ${i}`, 0));
  for (const segment of second) expect(replica.accept(segment, 2).kind).toBe("added");
  const isHeld = (segment: Segment | undefined) => replica.get(segmentLog(segment as Segment)) !== undefined;
  expect([own, ...first.slice(0, 5), ...second].map(isHeld)).toEqual([
    true,
    true,
    false,
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(replica.logCount).toBe(20);
  // Nor is one asked for that had to go, unless it is there again.
  const gone = segmentLog(first[1] as Segment);
  expect(replica.hasRoomFor(gone, 3)).toBe(false);
  live.add(gone);
  expect(replica.hasRoomFor(gone, 3)).toBe(true);
});

test("of a key with several logs the oldest goes before anybody else's", () => {
  const replica = new Replica({ bounds: SMALL });
  for (let i = 0; i < 18; i++) replica.accept(firstOf(`crowd ${i}`, 0), 0);
  const pair = [firstOf("two", 0), firstOf("two", 1)];
  for (const segment of pair) replica.accept(segment, 1);
  replica.accept(firstOf("newcomer", 0), 2);
  expect(pair.map((segment) => replica.get(segmentLog(segment)) !== undefined)).toEqual([false, true]);
});

test("nothing of the own profile ever leaves", () => {
  const key = fakeKey("own");
  const log = fakeLog("own", 700, { basisEach: 700 });
  const replica = new Replica({ holder: { peer: peerIdOf(key), log: segmentLog(log[0] as Segment) }, bounds: SMALL });
  for (const segment of log) replica.accept(segment, 0);
  for (let number = 1; number < 10; number++) replica.accept(firstOf("own", number), 0);
  expect(replica.logCount).toBe(10);
  expect(replica.get(segmentLog(log[0] as Segment))?.heldCount).toBe(700);
});

test("logs that are full of nothing but large bests still leave room for others", SLOW, () => {
  const bounds: Bounds = { bytes: 20 << 20, bytesPerKey: 4 << 20, logs: 2_000, logsPerKey: 256 };
  const replica = new Replica({ bounds });
  const trials = new Uint8Array(256 << 10);
  for (let key = 0; key < 40; key++) {
    for (let number = 0; number < 5; number++) {
      for (let index = 0; index < 6; index++) {
        const totals = { complete: 10 * (index + 1), pruned: 0, failed: 0 };
        const over = { index, basis: index, totals, bestIndex: index, bestCount: index + 1, trials };
        expect(replica.accept(firstOf(`greedy ${key}`, number, over), key).kind).toBe("added");
      }
    }
    expect(replica.heldBytes).toBeLessThan(bounds.bytes + (1 << 20));
  }
  const honest = firstOf("honest", 0);
  replica.accept(honest, 100);
  expect(replica.get(segmentLog(honest))?.heldCount).toBe(1);
});
