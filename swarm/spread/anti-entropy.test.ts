import { expect, test } from "vitest";
import { FINGERPRINT_BYTES } from "../ids.ts";
import { Replica } from "../log/replica.ts";
import type { Segment } from "../log/segment.ts";
import { fakeLog } from "../simulator/fake-segments.ts";
import { encodeMessage } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { answerDigest, compareHeads, compareRanges, openingDigest } from "./anti-entropy.ts";

const NO_BANS = new Uint8Array(FINGERPRINT_BYTES);
const LATER_MS = 1_000_000;

function replicaOf(logs: readonly Segment[][], nowMs = 0): Replica {
  const replica = new Replica();
  for (const segments of logs) for (const segment of segments) replica.accept(segment, nowMs);
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
  let messages: Message[] = [openingDigest(a, NO_BANS, 12_345, LATER_MS)];
  while (messages.length > 0 && crossings < 10) {
    crossings += 1;
    const replica = toB ? b : a;
    const replies: Message[] = [];
    for (const message of messages) {
      sizeBytes += encodeMessage(message).length;
      if (message.type !== "digest" && message.type !== "heads") continue;
      const compared =
        message.type === "digest" ? compareHeads(message.recent, replica) : compareRanges(message, replica);
      for (const head of compared.longer) fetched[toB ? "b" : "a"].add(head.log);
      if (compared.shorter.length > 0) replies.push({ type: "heads", prefixes: [], heads: compared.shorter });
      if (message.type === "digest") replies.push(...answerDigest(message, replica, NO_BANS, LATER_MS));
    }
    messages = replies;
    toB = !toB;
  }
  return { sizeBytes, crossings, fetchedByA: fetched.a, fetchedByB: fetched.b };
}

const MANY = Array.from({ length: 3_000 }, (_, i) => fakeLog(`log ${i}`, 1));

test("equal replicas of 3,000 logs cost one message of 1.2 KB", () => {
  const { sizeBytes, crossings } = exchange(replicaOf(MANY), replicaOf(MANY));
  expect(crossings).toBe(1);
  expect(sizeBytes).toBeLessThan(1_200);
});

test("ten logs missing on each side of 3,000 are found within four crossings and 60 KB", () => {
  const result = exchange(replicaOf(MANY.slice(10)), replicaOf(MANY.slice(0, -10)));
  expect(result.fetchedByA.size).toBe(10);
  expect(result.fetchedByB.size).toBe(10);
  expect(result.crossings).toBeLessThanOrEqual(4);
  expect(result.sizeBytes).toBeLessThan(60_000);
});

test("logs that grew lately explain a difference without a look at the rest", () => {
  const grown = fakeLog("log 7", 3);
  const a = replicaOf(MANY);
  for (const segment of grown.slice(1)) a.accept(segment, LATER_MS - 1_000);
  const result = exchange(a, replicaOf(MANY));
  expect(result.fetchedByB.size).toBe(1);
  expect(result.crossings).toBe(1);
  expect(result.sizeBytes).toBeLessThan(1_300);
});

test("whoever opens, a newcomer learns of all logs and the other of none", () => {
  const full = replicaOf(MANY);
  const asked = exchange(new Replica(), full);
  const asking = exchange(full, new Replica());
  expect(asked.fetchedByA.size).toBe(MANY.length);
  expect(asking.fetchedByB.size).toBe(MANY.length);
  expect(asked.fetchedByB.size + asking.fetchedByA.size).toBe(0);
});

test("equal lengths with different last segments are noticed", () => {
  const [mine] = fakeLog("forker", 1) as [Segment];
  const theirs = { ...mine, best: 5 };
  const [a, b] = [replicaOf([[mine]]), replicaOf([[theirs]])];
  const digest = openingDigest(a, NO_BANS, 1, LATER_MS);
  const [reply] = answerDigest(digest, b, NO_BANS, LATER_MS);
  if (reply?.type !== "heads") throw new Error("no heads");
  expect(compareRanges(reply, a).differing.length).toBe(1);
});
