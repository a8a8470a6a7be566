import fc from "fast-check";
import { expect, test } from "vitest";
import { type ForkProof, MAX_BANS } from "../log/fork.ts";
import { headerOf } from "../log/segment.ts";
import { MAX_COMMAND_BYTES, type SignedNote } from "../notes/note.ts";
import { fakeLog } from "../simulator/fake-segments.ts";
import { signedNote } from "../testing/note-arbitraries.ts";
import { decodeEvidence, encodeEvidence, MAX_EVIDENCE_BYTES } from "./evidence-codec.ts";

const [first, second] = fakeLog("a forker", 2);
if (first === undefined || second === undefined) throw new Error("unreachable");
const proof: ForkProof = { first: headerOf(first), second: headerOf(second) };
const notes = fc.array(signedNote, { maxLength: 60 });
const proofs = fc.nat(100).map((count) => Array.from({ length: count }, () => proof));

test("evidence comes back as it was kept, in its order", () => {
  fc.assert(
    fc.property(notes, proofs, (notes, proofs) => {
      expect(decodeEvidence(encodeEvidence({ notes, proofs }))).toEqual({ notes, proofs });
    }),
    { numRuns: 100 },
  );
});

test("a damaged record loses what is damaged, and never throws", () => {
  const edit = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.boolean() });
  fc.assert(
    fc.property(notes, fc.array(edit, { minLength: 1, maxLength: 4 }), (kept, edits) => {
      let record = encodeEvidence({ notes: kept, proofs: [proof] });
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
      expect(decodeEvidence(noise)).toEqual({ notes: [], proofs: [] });
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
  const record = encodeEvidence({ notes: kept, proofs: [] });
  // The first byte after the first length.
  record[4] = 0xc1;
  expect(decodeEvidence(record).notes).toEqual(kept.slice(16));
});

test("a record is bounded: proofs and the first notes stay", () => {
  const [note] = fc.sample(signedNote, 1);
  if (note === undefined) throw new Error("unreachable");
  const body = new Uint8Array(MAX_COMMAND_BYTES);
  const many = Array.from({ length: 400 }, (_, i): SignedNote => ({ ...note, kind: "command", sequence: i + 1, body }));
  const record = encodeEvidence({ notes: many, proofs: Array.from({ length: MAX_BANS }, () => proof) });
  expect(record.length).toBeLessThanOrEqual(MAX_EVIDENCE_BYTES);
  const read = decodeEvidence(record);
  expect(read.proofs).toHaveLength(MAX_BANS);
  expect(read.notes.length).toBeGreaterThan(100);
  expect(read.notes).toEqual(many.slice(0, read.notes.length));
});
