import fc from "fast-check";
import { BUCKET_SUMS_BYTES } from "../bucket-sums.ts";
import { maxNoteBodyBytes, NOTE_KINDS, type NoteKind, type SignedNote } from "../notes/note.ts";
import type { NoteDigestMessage, NotesMessage } from "../wire/message.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const noteKind: fc.Arbitrary<NoteKind> = fc.constantFrom(...NOTE_KINDS);

/** Any note that a codec must carry; its signature is none. */
export const signedNote: fc.Arbitrary<SignedNote> = noteKind.chain((kind) =>
  fc.record({
    version: fc.constant(1),
    studyId: fc.stringMatching(/^[A-Za-z0-9_-]{1,43}$/),
    publicKey: bytes(32),
    kind: fc.constant(kind),
    sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    body: fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ maxLength: 200 }) },
      { weight: 1, arbitrary: bytes(maxNoteBodyBytes(kind)) },
    ),
    signature: bytes(64),
  }),
);

export const notesMessage: fc.Arbitrary<NotesMessage> = fc.record({
  type: fc.constant("notes"),
  notes: fc.array(signedNote, { maxLength: 5 }),
});

export const noteDigestMessage: fc.Arbitrary<NoteDigestMessage> = fc.record({
  type: fc.constant("noteDigest"),
  salt: fc.nat(2 ** 32 - 1),
  sums: bytes(BUCKET_SUMS_BYTES),
});
