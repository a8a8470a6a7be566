import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StudySpec, specWith } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import type { Membership, SegmentStore } from "../ports.ts";
import { ownTrialsContract } from "./own-trials-store.contract.ts";

/** `reopen`: the same shelf after a reload. `close` ends the test's own. */
export interface StoreUnderTest {
  readonly store: SegmentStore;
  reopen(): Promise<SegmentStore>;
  close(): Promise<void>;
}

const segment = (log: string, index: number, size = 10) => ({
  key: `${log}/${index}`,
  bytes: Uint8Array.from({ length: size }, (_, i) => (i * 7 + index + log.length) & 255),
});
const sorted = (segments: readonly Uint8Array[]): string[] => segments.map((bytes) => bytes.join()).sort();

/** What every `SegmentStore` promises. */
export function segmentStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps segments`, () => {
    let shelf: StoreUnderTest;
    beforeEach(async () => {
      shelf = await make();
    });
    afterEach(async () => {
      await shelf.close();
    });

    it("holds nothing at first", async () => {
      expect(await shelf.store.loadSegments(studyA)).toEqual([]);
      expect(await shelf.store.loadMemberships()).toEqual([]);
    });

    it("gives back every segment byte for byte, whatever the order of arrival", async () => {
      const segments = [segment("a", 1), segment("a", 0), segment("b", 0, 0), segment("c", 12, 70_000)];
      await shelf.store.appendSegments(studyA, segments.slice(0, 2));
      await shelf.store.appendSegments(studyA, segments.slice(2));
      expect(sorted(await shelf.store.loadSegments(studyA))).toEqual(sorted(segments.map((s) => s.bytes)));
    });

    it("keeps one copy of a segment written several times, in one call or in many at once", async () => {
      const one = segment("a", 0);
      const two = segment("a", 1);
      await Promise.all([
        shelf.store.appendSegments(studyA, [one, two, one]),
        shelf.store.appendSegments(studyA, [two]),
        shelf.store.appendSegments(studyA, [one]),
      ]);
      expect(sorted(await shelf.store.loadSegments(studyA))).toEqual(sorted([one.bytes, two.bytes]));
    });

    it("still holds them after a reload, and still knows what it holds", async () => {
      const one = segment("a", 0);
      await shelf.store.appendSegments(studyA, [one]);
      const again = await shelf.reopen();
      await again.appendSegments(studyA, [one, segment("a", 1)]);
      expect(sorted(await again.loadSegments(studyA))).toEqual(sorted([one.bytes, segment("a", 1).bytes]));
    });

    it("is not touched by what the caller does with the bytes afterwards", async () => {
      const one = segment("a", 0);
      const before = one.bytes.join();
      await shelf.store.appendSegments(studyA, [one]);
      one.bytes.fill(0);
      const [held] = await shelf.store.loadSegments(studyA);
      expect(held?.join()).toBe(before);
      held?.fill(0);
      expect((await shelf.store.loadSegments(studyA))[0]?.join()).toBe(before);
    });

    it("takes an empty list", async () => {
      await shelf.store.appendSegments(studyA, []);
      expect(await shelf.store.loadSegments(studyA)).toEqual([]);
    });

    it("keeps studies apart and forgets only the one that is dropped", async () => {
      await shelf.store.appendSegments(studyA, [segment("a", 0)]);
      await shelf.store.appendSegments(studyB, [segment("a", 0, 20)]);
      await shelf.store.saveMembership(membership(studyA, "running"));
      await shelf.store.saveMembership(membership(studyB, "paused"));
      await shelf.store.dropStudy(studyA);
      expect(await shelf.store.loadSegments(studyA)).toEqual([]);
      expect(sorted(await shelf.store.loadSegments(studyB))).toEqual(sorted([segment("a", 0, 20).bytes]));
      expect(await shelf.store.loadMemberships()).toEqual([membership(studyB, "paused")]);
    });

    it("forgets whole logs, and nothing else", async () => {
      const others = [segment("a", 1), segment("ab", 0), segment("b", 0)];
      await shelf.store.appendSegments(studyA, [segment("liar", 0), ...others, segment("liar", 1)]);
      await shelf.store.appendSegments(studyA, [segment("liar", 2)]);
      await shelf.store.appendSegments(studyB, [segment("liar", 0)]);
      void shelf.store.appendSegments(studyA, [segment("liar", 3), segment("second", 0)]);
      await shelf.store.dropLogs(studyA, new Set(["liar", "second", "unknown"]));
      const again = await shelf.reopen();
      expect(sorted(await again.loadSegments(studyA))).toEqual(sorted(others.map((s) => s.bytes)));
      expect((await again.loadSegments(studyB)).length).toBe(1);
      await again.appendSegments(studyA, [segment("liar", 0)]);
      expect((await again.loadSegments(studyA)).length).toBe(4);
    });

    it("forgets single segments, and nothing else", async () => {
      await shelf.store.appendSegments(studyA, [segment("a", 0), segment("a", 1), segment("a", 11), segment("b", 1)]);
      await shelf.store.appendSegments(studyB, [segment("a", 1)]);
      void shelf.store.appendSegments(studyA, [segment("a", 2), segment("a", 3)]);
      await shelf.store.dropSegments(studyA, new Set(["a/1", "a/3", "c/0"]));
      const again = await shelf.reopen();
      const others = [segment("a", 0), segment("a", 2), segment("a", 11), segment("b", 1)];
      expect(sorted(await again.loadSegments(studyA))).toEqual(sorted(others.map((s) => s.bytes)));
      expect((await again.loadSegments(studyB)).length).toBe(1);
      await again.appendSegments(studyA, [segment("a", 1)]);
      expect((await again.loadSegments(studyA)).length).toBe(5);
    });

    ownTrialsContract(() => shelf, studyA, studyB);

    it("remembers the last membership saved for each study", async () => {
      await shelf.store.saveMembership(membership(studyA, "running"));
      await shelf.store.saveMembership(membership(studyB, "running"));
      await shelf.store.saveMembership(membership(studyA, "finished"));
      const held = await (await shelf.reopen()).loadMemberships();
      expect(held.map((m) => `${m.studyId} ${m.state}`).sort()).toEqual(
        [`${studyA} finished`, `${studyB} running`].sort(),
      );
      expect(held.find((m) => m.studyId === studyA)).toEqual(membership(studyA, "finished"));
    });
  });
}

const spec = specWith({
  name: "parabola",
  objective: { language: "javascript", source: "(trial) => trial.suggestFloat('x', -1, 1) ** 2" },
  sampler: { name: "tpe" },
  pruner: { name: "none" },
  budget: { kind: "rounds", rounds: 10, trialsPerRound: 10 },
  trialTimeoutMs: 60_000,
  maxPeers: 100,
  listed: false,
  author: { key: "", name: "" },
  createdMs: 1_700_000_000_000,
});

const specB: StudySpec = { ...spec, name: "another" };
const [studyA, studyB] = [studyIdOf(spec), studyIdOf(specB)];

const membership = (studyId: string, state: Membership["state"]): Membership => ({
  studyId,
  spec: studyId === studyB ? specB : spec,
  state,
  cores: 2,
  joinedMs: 1_700_000_000_123,
});
