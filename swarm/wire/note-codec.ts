import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../ids.ts";
import { maxNoteBodyBytes, NOTE_KINDS, NOTE_VERSION, type SignedNote } from "../notes/note.ts";
import { FieldReader, Malformed } from "./field-reader.ts";
import { STUDY_ID } from "./segment-codec.ts";

export const noteFields = (note: SignedNote): unknown[] => [
  note.version,
  note.studyId,
  note.publicKey,
  NOTE_KINDS.indexOf(note.kind),
  note.sequence,
  note.body,
  note.signature,
];

export function readNote(value: unknown): SignedNote {
  const fields = new FieldReader(value, "note");
  const version = fields.integer("version", NOTE_VERSION, NOTE_VERSION);
  const studyId = fields.text("study id", STUDY_ID);
  const publicKey = fields.bytes("public key", PUBLIC_KEY_BYTES);
  const kind = NOTE_KINDS[fields.integer("kind", 0, NOTE_KINDS.length - 1)];
  if (kind === undefined) throw new Malformed("an unknown kind of note");
  const note: SignedNote = {
    version,
    studyId,
    publicKey,
    kind,
    sequence: fields.integer("sequence", 1, Number.MAX_SAFE_INTEGER),
    body: fields.bytes("body", 0, maxNoteBodyBytes(kind)),
    signature: fields.bytes("signature", SIGNATURE_BYTES),
  };
  fields.end();
  return note;
}
