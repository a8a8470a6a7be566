import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeLog } from "../simulator/fake-segments.ts";
import { MAX_GAP_SEGMENTS_PER_LOG } from "./gap-buffer.ts";
import { Replica } from "./replica.ts";
import { type Segment, segmentHash, segmentLog } from "./segment.ts";

const LOGS = [fakeLog("a", 6), fakeLog("b", 4), fakeLog("c", 1)];
const ALL = LOGS.flat();

function contents(replica: Replica): string[] {
  return [...replica.logs()].map((held) => `${held.log} ${held.segments.length} ${held.totals.complete}`).sort();
}

test("what a replica holds does not depend on the order in which segments come, nor on how often", () => {
  const expected = new Replica();
  for (const segment of ALL) expected.accept(segment, 0);
  const anyOrder = fc.shuffledSubarray([...ALL, ...ALL], { minLength: 2 * ALL.length });
  fc.assert(
    fc.property(anyOrder, (arrivals) => {
      const replica = new Replica();
      const added = arrivals.flatMap((segment) => {
        const result = replica.accept(segment, 0);
        return result.kind === "added" ? result.segments : [];
      });
      expect(contents(replica)).toEqual(contents(expected));
      expect(new Set(added).size).toBe(ALL.length);
      expect(added.length).toBe(ALL.length);
      expect(replica.gapCount).toBe(0);
    }),
  );
});

test("segments beyond a gap wait in a bounded buffer", () => {
  const long = fakeLog("long", MAX_GAP_SEGMENTS_PER_LOG + 20);
  const replica = new Replica();
  for (const segment of long.slice(1)) expect(replica.accept(segment, 0).kind).toBe("gap");
  expect(replica.gapCount).toBe(MAX_GAP_SEGMENTS_PER_LOG);
  const first = replica.accept(long[0] as Segment, 0);
  expect(first.kind === "added" && first.segments.length).toBe(MAX_GAP_SEGMENTS_PER_LOG + 1);
});

const [one, two, three] = fakeLog("forker", 3) as [Segment, Segment, Segment];

test.each([
  ["another segment at a place that is held", [one, two], { ...two, trials: new Uint8Array(1) }],
  ["a successor of another segment", [one], { ...two, previousHash: new Uint8Array(32).fill(1) }],
  ["falling totals", [one, two], { ...three, totals: { complete: 1, pruned: 5, failed: 0 } }],
  ["totals that grow by less than is carried", [one, two], { ...three, count: 2 }],
  ["two segments that both wait for a third", [three], { ...three, best: 1 }],
  ["a successor that waits and does not follow", [{ ...three, previousHash: new Uint8Array(32) }], two],
])("%s is a fork, proven by two headers", (_, held, rival) => {
  const replica = new Replica();
  for (const segment of held) replica.accept(segment, 0);
  const result = replica.accept(rival, 0);
  expect(result.kind).toBe("fork");
  if (result.kind === "fork") expect("trials" in result.proof.first).toBe(false);
});

test("the same contents signed twice is no fork", () => {
  const replica = new Replica();
  replica.accept(one, 0);
  expect(replica.accept({ ...one, signature: new Uint8Array(64) }, 0)).toEqual({ kind: "known" });
  const again: Segment = { ...one, signature: new Uint8Array(64) };
  expect(segmentHash(again)).toEqual(segmentHash(one));
});

test("a dropped peer's logs are gone, waiting ones too", () => {
  const replica = new Replica();
  for (const segment of [...ALL, three]) replica.accept(segment, 0);
  const peer = replica.get(segmentLog(LOGS[0]?.[0] as Segment))?.peer ?? "";
  expect(replica.dropPeer(peer)).toEqual([segmentLog(LOGS[0]?.[0] as Segment)]);
  expect(contents(replica).length).toBe(2);
});
