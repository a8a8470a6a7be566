import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { peerIdOf } from "../ids.ts";
import { fakeKey, fakeSign } from "../simulator/fake-signer.ts";
import { HeldNotes, MAX_COMMANDS, MAX_DELEGATIONS, MAX_NOTES, MAX_NOTES_PER_KEY_AND_KIND } from "./held-notes.ts";
import { type NoteKind, noteName, noteSigningBytes, type SignedNote } from "./note.ts";

const AUTHOR = fakeKey("author");
const OWN = fakeKey("own");
const note = (publicKey: Uint8Array, kind: NoteKind, sequence: number, body = 0): SignedNote => {
  const unsigned = { version: 1, studyId: "study", publicKey, kind, sequence, body: Uint8Array.of(body) };
  return { ...unsigned, signature: fakeSign(publicKey, noteSigningBytes(unsigned)) };
};
const held = (notes: readonly SignedNote[]): HeldNotes => {
  const all = new HeldNotes(AUTHOR, peerIdOf(OWN));
  for (const one of notes) all.accept(one);
  return all;
};
const namesOf = (notes: HeldNotes): string[] =>
  notes
    .all()
    .map((one) => noteName(one))
    .sort();

const keys = [AUTHOR, OWN, fakeKey("other")];
const any = fc
  .record({
    key: fc.constantFrom(...keys),
    kind: fc.constantFrom<NoteKind>("command", "delegation", "attestation", "blob"),
    sequence: fc.integer({ min: 1, max: 5 }),
    body: fc.nat(3),
  })
  .map(({ key, kind, sequence, body }) => note(key, kind, sequence, body));

describe("the notes held", () => {
  it("do not depend on the order in which they came", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), fc.infiniteStream(fc.nat()), (notes, chance) => {
        const shuffled = notes
          .map((one) => ({ one, at: chance.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(namesOf(held(shuffled))).toEqual(namesOf(held(notes)));
      }),
    );
  });

  it("are told as known, lost, refused or added, and what is replaced is named", () => {
    const pair = [note(OWN, "blob", 1, 1), note(OWN, "blob", 1, 2)];
    const [small, large] = held(pair).all()[0] === pair[0] ? pair : pair.toReversed();
    if (!small || !large) throw new Error("unreachable");
    const notes = held([large]);
    expect(notes.accept(large)).toEqual({ kind: "known" });
    expect(notes.accept(small)).toEqual({ kind: "added", replaced: large });
    expect(notes.accept(large)).toEqual({ kind: "lost" });
    for (const kind of ["command", "delegation"] as const)
      expect(notes.accept(note(OWN, kind, 1))).toEqual({ kind: "refused" });
    expect(notes.knows(small)).toBe(true);
    expect(notes.knows({ ...small, signature: new Uint8Array(64) })).toBe(false);
  });

  it("keep the first delegations, also of an author whose key is banned", () => {
    const delegations = Array.from({ length: MAX_DELEGATIONS + 5 }, (_, i) => note(AUTHOR, "delegation", i + 1));
    const notes = held(delegations.toReversed());
    notes.dropPeer(peerIdOf(AUTHOR));
    expect(notes.all().map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: MAX_DELEGATIONS }, (_, i) => i + 1),
    );
  });

  it("keep the first commands, and of others a key's newest, in whatever order they come", () => {
    for (const turned of [false, true]) {
      const count = MAX_COMMANDS + 50;
      const commands = Array.from({ length: count }, (_, i) => note(AUTHOR, "command", i + 1));
      const blobs = Array.from({ length: count }, (_, i) => note(AUTHOR, "blob", i + 1));
      const all = [...commands, ...blobs];
      const notes = held(turned ? all.toReversed() : all);
      expect(notes.commands().map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: MAX_COMMANDS }, (_, i) => i + 1),
      );
      const kept = notes.all().slice(MAX_COMMANDS);
      expect(kept).toHaveLength(MAX_NOTES_PER_KEY_AND_KIND);
      expect(Math.min(...kept.map(({ sequence }) => sequence))).toBe(count - MAX_NOTES_PER_KEY_AND_KIND + 1);
    }
  });

  it("of many keys are bounded in all: whoever holds most gives way, and the own ones always find room", () => {
    const hoarders = Array.from({ length: MAX_NOTES / MAX_NOTES_PER_KEY_AND_KIND }, (_, k) => fakeKey(`hoarder ${k}`));
    const notes = held(
      hoarders.flatMap((key) =>
        Array.from({ length: MAX_NOTES_PER_KEY_AND_KIND }, (_, i) => note(key, "attestation", i + 1)),
      ),
    );
    expect(notes.size).toBe(MAX_NOTES);
    expect(notes.accept(note(fakeKey("modest"), "attestation", 1)).kind).toBe("added");
    expect(notes.accept(note(OWN, "attestation", 1)).kind).toBe("added");
    expect(notes.accept(note(AUTHOR, "command", 1)).kind).toBe("added");
    expect(notes.size).toBe(MAX_NOTES + 2);
    const hoarder = hoarders.at(-1) ?? OWN;
    expect(notes.accept(note(hoarder, "blob", 1)).kind).toBe("refused");
  });

  it("of a banned key go, but not what the author commands", () => {
    const notes = held([note(AUTHOR, "command", 1), note(AUTHOR, "attestation", 2), note(OWN, "attestation", 1)]);
    notes.dropPeer(peerIdOf(AUTHOR));
    expect(notes.all().map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ["command", 1],
      ["attestation", 1],
    ]);
  });
});
