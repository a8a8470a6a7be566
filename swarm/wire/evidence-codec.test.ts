import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_CHAIN_BYTES, MAX_RECORD_BYTES } from "../board/chain.ts";
import { MAX_CELLS_BODY_BYTES } from "../board/signed-cells.ts";
import { type ForkProof, MAX_BANS } from "../log/fork.ts";
import { headerOf } from "../log/segment.ts";
import { MAX_COMMAND_BYTES, type SignedNote } from "../notes/note.ts";
import { fakeLog } from "../simulator/fake-segments.ts";
import { signedCells } from "../testing/board-arbitraries.ts";
import { signedNote } from "../testing/note-arbitraries.ts";
import {
  decodeEvidence,
  type Evidence,
  encodeEvidence,
  MAX_BOARD_BYTES,
  MAX_EVIDENCE_BYTES,
} from "./evidence-codec.ts";

const [first, second] = fakeLog("a forker", 2);
if (first === undefined || second === undefined) throw new Error("unreachable");
const proof: ForkProof = { first: headerOf(first), second: headerOf(second) };
const NOTHING: Evidence = { proofs: [], notes: [], records: [], cells: [] };
const notes = fc.array(signedNote, { maxLength: 60 });
const proofs = fc.nat(100).map((count) => Array.from({ length: count }, () => proof));

test("evidence comes back as it was kept, in its order", () => {
  fc.assert(
    fc.property(notes, proofs, (notes, proofs) => {
      const kept = { ...NOTHING, notes, proofs };
      expect(decodeEvidence(encodeEvidence(kept))).toEqual(kept);
    }),
    { numRuns: 100 },
  );
});

test("a damaged record loses what is damaged, and never throws", () => {
  const edit = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.boolean() });
  fc.assert(
    fc.property(notes, fc.array(edit, { minLength: 1, maxLength: 4 }), (kept, edits) => {
      let record = encodeEvidence({ ...NOTHING, notes: kept, proofs: [proof] });
      for (const { at, value, cut } of edits) {
        if (cut) record = record.slice(0, at % (record.length + 1));
        else record[at % Math.max(1, record.length)] = value;
      }
      expect(decodeEvidence(record).notes.length).toBeLessThanOrEqual(kept.length);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => {
      expect(decodeEvidence(noise)).toEqual(NOTHING);
    }),
  );
});

test("one damaged piece leaves the others", () => {
  const [note] = fc.sample(signedNote, 1);
  if (note === undefined) throw new Error("unreachable");
  const kept = Array.from(
    { length: 40 },
    (_, i): SignedNote => ({ ...note, kind: "blob", sequence: i + 1, body: new Uint8Array(8) }),
  );
  const record = encodeEvidence({ ...NOTHING, notes: kept });
  // The first byte after the first length.
  record[4] = 0xc1;
  expect(decodeEvidence(record).notes).toEqual(kept.slice(16));
});

test("a record is bounded: proofs and the first notes stay", () => {
  const [note] = fc.sample(signedNote, 1);
  if (note === undefined) throw new Error("unreachable");
  const body = new Uint8Array(MAX_COMMAND_BYTES);
  const many = Array.from({ length: 400 }, (_, i): SignedNote => ({ ...note, kind: "command", sequence: i + 1, body }));
  const record = encodeEvidence({ ...NOTHING, notes: many, proofs: Array.from({ length: MAX_BANS }, () => proof) });
  expect(record.length).toBeLessThanOrEqual(MAX_EVIDENCE_BYTES);
  const read = decodeEvidence(record);
  expect(read.proofs).toHaveLength(MAX_BANS);
  expect(read.notes.length).toBeGreaterThan(100);
  expect(read.notes).toEqual(many.slice(0, read.notes.length));
});

test("the board comes back as it was kept, the longest chain and a full epoch too", () => {
  const records = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 40 });
  fc.assert(
    fc.property(records, fc.array(signedCells, { maxLength: 40 }), proofs, (records, cells, proofs) => {
      const kept = { ...NOTHING, proofs, records, cells };
      expect(decodeEvidence(encodeEvidence(kept))).toEqual(kept);
    }),
    { numRuns: 50 },
  );
  const largest = Array.from({ length: MAX_CHAIN_BYTES / MAX_RECORD_BYTES }, () => new Uint8Array(MAX_RECORD_BYTES));
  const [batch] = fc.sample(signedCells, 1);
  if (batch === undefined) throw new Error("unreachable");
  const cells = Array.from({ length: 1_000 }, () => ({ ...batch, body: new Uint8Array(MAX_CELLS_BODY_BYTES) }));
  const record = encodeEvidence({ ...NOTHING, records: largest, cells });
  expect(record.length).toBeLessThanOrEqual(MAX_BOARD_BYTES);
  const read = decodeEvidence(record);
  expect(read.records.length).toBe(largest.length);
  expect(read.cells.length).toBeGreaterThan(300);
});

test("behind a damaged piece of the chain nothing of it is read", () => {
  const records = Array.from({ length: 12 }, (_, i) => new Uint8Array(MAX_RECORD_BYTES).fill(i));
  const kept = encodeEvidence({ ...NOTHING, records });
  const second = 4 + new DataView(kept.buffer).getUint32(0);
  kept[second + 4] = 0xc1;
  expect(decodeEvidence(kept).records).toEqual(records.slice(0, 4));
});

test("what an earlier version kept is read, and it finds its own part in what this one keeps", () => {
  const [note] = fc.sample(signedNote, 1);
  const [batch] = fc.sample(signedCells, 1);
  if (note === undefined || batch === undefined) throw new Error("unreachable");
  const before = encodeEvidence({ ...NOTHING, proofs: [proof], notes: [note] });
  expect(decodeEvidence(before)).toEqual({ ...NOTHING, proofs: [proof], notes: [note] });
  const now = encodeEvidence({ proofs: [proof], notes: [note], records: [new Uint8Array(9)], cells: [batch] });
  expect(now.subarray(0, before.length)).toEqual(before);
});
