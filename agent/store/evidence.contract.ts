import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./segment-store.contract.ts";

const [studyA, studyB] = ["A".repeat(43), "B".repeat(43)];
const record = (size: number, first: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (first + i) & 255);

/** What every `EvidenceStore` promises. */
export function evidenceStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps evidence`, () => {
    let shelf: StoreUnderTest;
    beforeEach(async () => {
      shelf = await make();
    });
    afterEach(async () => {
      await shelf.close();
    });

    it("holds none at first", async () => {
      expect(await shelf.store.loadEvidence(studyA)).toBe(null);
    });

    it("gives back the last record of each study, also after a reload", async () => {
      await shelf.store.saveEvidence(studyA, record(100_000, 1));
      await shelf.store.saveEvidence(studyB, record(0, 0));
      await shelf.store.saveEvidence(studyA, record(70_000, 2));
      const again = await shelf.reopen();
      expect((await again.loadEvidence(studyA))?.join()).toBe(record(70_000, 2).join());
      expect((await again.loadEvidence(studyB))?.length).toBe(0);
    });

    it("is not touched by what the caller does with the bytes afterwards", async () => {
      const bytes = record(10, 3);
      const saved = shelf.store.saveEvidence(studyA, bytes);
      bytes.fill(0);
      await saved;
      const held = await shelf.store.loadEvidence(studyA);
      expect(held?.join()).toBe(record(10, 3).join());
      held?.fill(0);
      expect((await shelf.store.loadEvidence(studyA))?.join()).toBe(record(10, 3).join());
    });

    it("forgets it with its study, and no other's", async () => {
      await shelf.store.saveEvidence(studyA, record(10, 1));
      void shelf.store.saveEvidence(studyA, record(10, 2));
      await shelf.store.saveEvidence(studyB, record(10, 3));
      await shelf.store.dropStudy(studyA);
      const again = await shelf.reopen();
      expect(await again.loadEvidence(studyA)).toBe(null);
      expect((await again.loadEvidence(studyB))?.join()).toBe(record(10, 3).join());
    });
  });
}
