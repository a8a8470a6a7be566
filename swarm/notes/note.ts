import { sha256 } from "@noble/hashes/sha2.js";
import { ByteWriter } from "../byte-writer.ts";
import { base64url, ID_BYTES, type PeerId, peerIdOf } from "../ids.ts";

export const NOTE_VERSION = 1;
/** Place in this list is the number on the wire and under the signature: only ever append. */
export const NOTE_KINDS = ["command", "attestation", "dispute", "blob", "delegation"] as const;
/**
 * `command`: what the study's author wants done. `delegation`: another key that works for the author, and its name. `attestation`, `dispute`: somebody ran a trial again and found the same,
 * or another value. `blob`: bytes that can be fetched elsewhere, by their hash.
 */
export type NoteKind = (typeof NOTE_KINDS)[number];

/** Kinds that count under the study's author's key alone. */
export const isAuthored = (kind: NoteKind): boolean => kind === "command" || kind === "delegation";

/** A parameter set whose lists have 2,000 numbers together is 16 KB; as much again for names and texts. */
export const MAX_COMMAND_BYTES = 32 * 1024;
/** A trial's name, a hash and a few numbers are some 150 bytes. */
const MAX_OTHER_BODY_BYTES = 1_024;

export const maxNoteBodyBytes = (kind: NoteKind): number =>
  kind === "command" ? MAX_COMMAND_BYTES : MAX_OTHER_BODY_BYTES;

/** Everything of a note that is signed. */
export interface UnsignedNote {
  readonly version: number;
  readonly studyId: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly kind: NoteKind;
  /** From 1, higher with every note of the key, perhaps with gaps; a safe integer. */
  readonly sequence: number;
  /** The agent's; opaque here, at most `maxNoteBodyBytes(kind)`. */
  readonly body: Uint8Array;
}

/** One key's word about the study, apart from its log: it is no part of a hash chain and outlives its tab. */
export interface SignedNote extends UnsignedNote {
  /** Ed25519 over `noteSigningBytes`, 64 bytes. */
  readonly signature: Uint8Array;
}

/** Base64url, 22 characters (16 bytes): hash of what is signed. */
export type NoteName = string;

interface Names {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly name: NoteName;
  readonly peer: PeerId;
}
/** Asked for at every hop, and a hash each; the memory goes with the note. */
const namesByNote = new WeakMap<UnsignedNote, Names>();

/** What the note's key signs. */
export const noteSigningBytes = (note: UnsignedNote): Uint8Array => namesOf(note).bytes;

/** SHA-256 of the signing bytes, 32 bytes; the signature is left out: signing twice makes no other note. */
export const noteHash = (note: UnsignedNote): Uint8Array => namesOf(note).hash;

export const noteName = (note: UnsignedNote): NoteName => namesOf(note).name;

/** Whose note it is. */
export const notePeer = (note: UnsignedNote): PeerId => namesOf(note).peer;

function namesOf(note: UnsignedNote): Names {
  const known = namesByNote.get(note);
  if (known !== undefined) return known;
  const bytes = writeNote(note);
  const hash = sha256(bytes);
  const names = { bytes, hash, name: base64url(hash.subarray(0, ID_BYTES)), peer: peerIdOf(note.publicKey) };
  namesByNote.set(note, names);
  return names;
}

function writeNote(note: UnsignedNote): Uint8Array {
  return new ByteWriter()
    .text("waggle note")
    .uint8(note.version)
    .text(note.studyId)
    .raw(note.publicKey)
    .uint8(NOTE_KINDS.indexOf(note.kind))
    .float64(note.sequence)
    .uint32(note.body.length)
    .raw(note.body)
    .finish();
}
