import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeLog, fakeSegment } from "../simulator/fake-segments.ts";
import { fakeKey } from "../simulator/fake-signer.ts";
import { BUCKETS } from "./levels.ts";
import { BOUNDS, MAX_WAITING_SEGMENTS, Replica, SEGMENT_OVERHEAD_BYTES } from "./replica.ts";
import { headerOf, type Segment, segmentHash, segmentLog, type UnsignedSegment } from "./segment.ts";

const LOGS = [fakeLog("a", 6), fakeLog("b", 4), fakeLog("c", 1)];
const ALL = LOGS.flat();

/** Everything that two replicas compare. */
function contents(replica: Replica): string[] {
  const buckets = Array.from({ length: BUCKETS }, (_, at) => replica.bucket(at));
  const sums = [...replica.logs()].map((entry) => JSON.stringify([replica.sumOf(entry), entry.trialCount]));
  return [...sums.sort(), JSON.stringify(buckets)];
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
      expect(replica.waitingCount).toBe(0);
      for (const segment of added) {
        const basis = added.find((other) => segmentLog(other) === segmentLog(segment) && other.index === segment.basis);
        expect(added.indexOf(basis as Segment)).toBeLessThanOrEqual(added.indexOf(segment));
      }
    }),
  );
});

test("segments that cannot be read without another wait for it in a bounded buffer, and not for ever", () => {
  const long = fakeLog("long", MAX_WAITING_SEGMENTS + 20, { basisEach: 1_000 });
  const replica = new Replica();
  for (const segment of long.slice(1)) expect(replica.accept(segment, 0).kind).toBe("waits");
  expect(replica.waitingCount).toBe(MAX_WAITING_SEGMENTS);
  const first = replica.accept(long[0] as Segment, 0);
  expect(first.kind === "added" && first.segments.length).toBe(MAX_WAITING_SEGMENTS + 1);
  const late = new Replica();
  late.accept(long[1] as Segment, 0);
  late.expireWaiting(100_000);
  expect(late.waitingCount).toBe(0);
  expect(late.accept(long[1] as Segment, 100_000).kind).toBe("waits");
});

test("a header says how long a log is and what it counts, and is no segment", () => {
  const replica = new Replica();
  const [first, second, third] = fakeLog("somebody", 3) as [Segment, Segment, Segment];
  expect(replica.acceptHeader(headerOf(second), 0).kind).toBe("grown");
  expect(replica.acceptHeader(headerOf(first), 0).kind).toBe("known");
  const entry = replica.get(segmentLog(first));
  expect([entry?.length, entry?.heldCount, entry?.totals.complete]).toEqual([2, 0, 2]);
  expect(replica.knowsHeader(headerOf(second))).toBe(true);
  expect(replica.knowsHeader(headerOf(third))).toBe(false);
  expect(replica.accept(first, 0).kind).toBe("added");
  expect(replica.accept(second, 0).kind).toBe("added");
});

const placed = (index: number, over: Partial<UnsignedSegment> = {}): Segment =>
  fakeSegment(fakeKey("forker"), { index, totals: { complete: 10 * (index + 1), pruned: 5, failed: 0 }, ...over });
const told = (complete: number, pruned = 5) => ({ totals: { complete, pruned, failed: 0 } });

test.each<[string, Segment, Segment]>([
  ["another segment at a place that is held", placed(1), placed(1, { trials: new Uint8Array(1) })],
  ["falling totals", placed(1), placed(5, told(90, 4))],
  ["totals that grow by less than is carried, however far apart", placed(1), placed(5, told(29))],
  ["a best that goes back", placed(4, { bestIndex: 3, bestCount: 1 }), placed(6, { bestIndex: 2, bestCount: 1 })],
  [
    "bests that are counted and not named",
    placed(4, { bestIndex: 3, bestCount: 1 }),
    placed(6, { bestIndex: 3, bestCount: 2 }),
  ],
  [
    "a best that is named and not counted",
    placed(4, { bestIndex: 3, bestCount: 1 }),
    placed(6, { bestIndex: 6, bestCount: 1 }),
  ],
  ["bests that become fewer", placed(4, { bestIndex: 4, bestCount: 3 }), placed(6, { bestIndex: 6, bestCount: 2 })],
  ["more new bests than segments", placed(4), placed(6, { bestIndex: 6, bestCount: 3 })],
])("%s is a fork, whichever comes first, proven by two headers", (_, one, two) => {
  for (const [held, rival] of [
    [one, two],
    [two, one],
  ] as const) {
    const whole = new Replica();
    whole.accept(held, 0);
    const bare = new Replica();
    bare.acceptHeader(headerOf(held), 0);
    for (const replica of [whole, bare]) {
      const result = replica.accept(rival, 0);
      expect(result.kind).toBe("fork");
      if (result.kind === "fork") expect("trials" in result.proof.first || "trials" in result.proof.second).toBe(false);
    }
    expect(whole.acceptHeader(headerOf(rival), 0).kind).toBe("fork");
  }
});

test("no two segments of an honest log look like a fork", () => {
  const honest = fakeLog("honest", 40);
  fc.assert(
    fc.property(fc.shuffledSubarray(honest), (some) => {
      const replica = new Replica();
      for (const segment of some) {
        expect(replica.acceptHeader(headerOf(segment), 0).kind).not.toBe("fork");
        expect(replica.accept(segment, 0).kind).not.toBe("fork");
      }
    }),
  );
});

test("the same contents signed twice is no fork", () => {
  const replica = new Replica();
  const one = placed(0);
  replica.accept(one, 0);
  const again: Segment = { ...one, signature: new Uint8Array(64) };
  expect(replica.accept(again, 0)).toEqual({ kind: "known" });
  expect(replica.knows(one)).toBe(true);
  expect(replica.knows(again)).toBe(false);
  expect(segmentHash(again)).toEqual(segmentHash(one));
});

test("a dropped peer's logs are gone, waiting ones too, and so is what was summed up of them", () => {
  const replica = new Replica();
  const others = new Replica();
  const [, second] = fakeLog("a", 6, { nonce: 1 });
  for (const segment of [...ALL, second as Segment]) replica.accept(segment, 0);
  for (const segment of LOGS.slice(1).flat()) others.accept(segment, 0);
  const peer = replica.get(segmentLog(LOGS[0]?.[0] as Segment))?.peer ?? "";
  expect(replica.dropPeer(peer).length).toBe(2);
  expect(replica.waitingCount).toBe(0);
  expect(contents(replica)).toEqual(contents(others));
  expect(replica.heldBytes).toBe(others.heldBytes);
});

test("whom a link was told of is remembered until its bit is another link's", () => {
  const replica = new Replica();
  const [first] = fakeLog("somebody", 1) as [Segment];
  replica.accept(first, 0);
  const held = replica.get(segmentLog(first))?.get(0);
  if (held === undefined) throw new Error("it is not held");
  expect([1, 2, 1, 2].map((bit) => replica.introduces(segmentLog(first), bit))).toEqual([true, true, false, false]);
  held.shown |= 3;
  replica.forgetShown(2);
  expect(held.shown).toBe(1);
  expect([1, 2].map((bit) => replica.introduces(segmentLog(first), bit))).toEqual([false, true]);
});

test("a log's head outlives its segment as a header that says the same", () => {
  let left = 0;
  for (let nonce = 0; nonce < 10; nonce++) {
    const replica = new Replica({ bounds: { ...BOUNDS, bytesPerKey: 10 * SEGMENT_OVERHEAD_BYTES } });
    const [log, newer] = [nonce, nonce + 10].map((of) =>
      fakeLog("somebody", 40, { bestEach: 1_000, basisEach: 1_000, nonce: of }),
    ) as [Segment[], Segment[]];
    for (const segment of [...log, ...newer]) replica.accept(segment, 0);
    const entry = replica.get(segmentLog(log[0] as Segment));
    if (entry === undefined) throw new Error("the log is not held");
    expect(entry.length).toBe(40);
    expect(replica.knowsHeader(headerOf(log.at(-1) as Segment))).toBe(true);
    const isHeld = entry.get(39) !== undefined;
    expect("trials" in entry.head).toBe(isHeld);
    left += Number(!isHeld);
  }
  expect(left).toBeGreaterThan(0);
});
