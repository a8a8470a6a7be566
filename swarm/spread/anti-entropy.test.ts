import { expect, test } from "vitest";
import { Chance } from "../chance.ts";
import { FINGERPRINT_BYTES } from "../ids.ts";
import { BOUNDS, type Bounds, Replica, SEGMENT_OVERHEAD_BYTES } from "../log/replica.ts";
import type { Segment } from "../log/segment.ts";
import { fakeLog } from "../simulator/fake-segments.ts";
import { encodeMessage } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { answerDigest, type Comparison, compareBuckets, compareLogs, openingDigest } from "./anti-entropy.ts";

const NO_BANS = new Uint8Array(FINGERPRINT_BYTES);
const LATER_MS = 1_000_000;
const chance = new Chance(new Uint8Array(16));

function replicaOf(logs: readonly (readonly Segment[])[], bounds: Bounds = BOUNDS): Replica {
  const replica = new Replica({ bounds });
  for (const segments of logs) for (const segment of segments) replica.accept(segment, 0);
  return replica;
}

interface Exchange {
  readonly sizeBytes: number;
  readonly crossings: number;
  /** Logs that each end learned to fetch. */
  readonly fetchedByA: Set<string>;
  readonly fetchedByB: Set<string>;
}

/** Lets `a` open an exchange with `b` and carries every message until both are silent. */
function exchange(a: Replica, b: Replica): Exchange {
  const fetched = { a: new Set<string>(), b: new Set<string>() };
  let sizeBytes = 0;
  let crossings = 0;
  let toB = true;
  let messages: Message[] = [openingDigest(a, NO_BANS, chance, LATER_MS)];
  while (messages.length > 0 && crossings < 10) {
    crossings += 1;
    const replica = toB ? b : a;
    const replies: Message[] = [];
    const act = (compared: Comparison, isAsked: boolean): void => {
      for (const sum of compared.fetch) fetched[toB ? "b" : "a"].add(sum.log);
      if (isAsked && compared.tell.length > 0) replies.push({ type: "sums", buckets: [], logs: compared.tell });
    };
    for (const message of messages) {
      sizeBytes += encodeMessage(message).length;
      if (message.type === "sums") act(compareBuckets(message, replica), message.buckets.length > 0);
      if (message.type !== "digest") continue;
      act(compareLogs(message.logs, replica), true);
      replies.push(...answerDigest(message, replica, chance));
    }
    messages = replies;
    toB = !toB;
  }
  return { sizeBytes, crossings, fetchedByA: fetched.a, fetchedByB: fetched.b };
}

const MANY = Array.from({ length: 3_000 }, (_, i) => fakeLog(`log ${i}`, 1));

test("equal replicas of 3,000 logs cost one message of 600 bytes", () => {
  const { sizeBytes, crossings } = exchange(replicaOf(MANY), replicaOf(MANY));
  expect(crossings).toBe(1);
  expect(sizeBytes).toBeLessThan(600);
});

test("logs missing on each side of 3,000 are found within three crossings, in pieces of 25 KB", () => {
  const [a, b] = [replicaOf(MANY.slice(3)), replicaOf(MANY.slice(0, -3))];
  const result = exchange(a, b);
  expect(result.fetchedByA.size).toBe(3);
  expect(result.fetchedByB.size).toBe(3);
  expect(result.crossings).toBeLessThanOrEqual(3);
  expect(result.sizeBytes).toBeLessThan(25_000);
});

test("logs that grew lately explain a difference without a look at the rest", () => {
  const grown = fakeLog("log 7", 3);
  const a = replicaOf(MANY);
  for (const segment of grown.slice(1)) a.accept(segment, LATER_MS - 1_000);
  const result = exchange(a, replicaOf(MANY));
  expect(result.fetchedByB.size).toBe(1);
  expect(result.crossings).toBe(1);
  expect(result.sizeBytes).toBeLessThan(700);
});

test("whoever opens, a newcomer learns of all logs and the other of none", () => {
  const full = replicaOf(MANY);
  const asked = exchange(new Replica(), full);
  const asking = exchange(full, new Replica());
  expect(asked.fetchedByA.size).toBe(MANY.length);
  expect(asking.fetchedByB.size).toBe(MANY.length);
  expect(asked.fetchedByB.size + asking.fetchedByA.size).toBe(0);
});

test("holes anywhere in a log are noticed by whoever has them, and by nobody else", () => {
  const log = fakeLog("long", 200, { basisEach: 200 });
  const [full, holed] = [replicaOf([log]), replicaOf([log.filter(({ index }) => index === 0 || index % 50 !== 20)])];
  expect(exchange(full, holed)).toMatchObject({ fetchedByA: new Set(), fetchedByB: { size: 1 } });
  expect(exchange(holed, full)).toMatchObject({ fetchedByA: { size: 1 }, fetchedByB: new Set() });
});

test("of a log of which one end holds a sample, nothing is fetched that the other holds beyond it", () => {
  const log = fakeLog("long", 400, { basisEach: 400, bestEach: 400 });
  const each = SEGMENT_OVERHEAD_BYTES + 10;
  const sampled = replicaOf([log], { ...BOUNDS, bytesPerKey: 250 * each });
  const full = replicaOf([log]);
  const [a, b] = [[...full.logs()][0], [...sampled.logs()][0]];
  if (a === undefined || b === undefined) throw new Error("no log");
  expect(sampled.levelOf(b)).toBeGreaterThan(0);
  expect(compareLogs([sampled.sumOf(b)], full)).toEqual({ fetch: [], tell: [], differing: [] });
  const level = sampled.levelOf(b);
  expect(b.gapBelow(b.length, level, 10_000)).toBe("none");
});

test("two histories of one log are noticed, though both ends hold as much", () => {
  const [first, second, third] = fakeLog("forker", 3) as [Segment, Segment, Segment];
  const other = { ...second, best: 5 };
  const [a, b] = [replicaOf([[first, second, third]]), replicaOf([[first, other, third]])];
  const [reply] = answerDigest(openingDigest(a, NO_BANS, chance, LATER_MS), b, chance);
  if (reply === undefined) throw new Error("no answer");
  expect(compareBuckets(reply, a).differing.length).toBe(1);
});
