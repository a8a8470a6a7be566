import { ByteWriter } from "../byte-writer.ts";
import { type LogId, logIdOf, type PeerId, peerIdOf } from "../ids.ts";

export const WORD_VERSION = 1;

/** A neighbour's word that a log is gone: its link broke, and nothing newer was heard of it. */
export interface UnsignedWord {
  readonly version: number;
  readonly studyId: string;
  /** Of the witness, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Of the witness' log, 16 bytes. */
  readonly nonce: Uint8Array;
  readonly subject: LogId;
  /** Of the subject's newest status that the witness knows: a newer one refutes the word. */
  readonly sequence: number;
}

export interface SignedWord extends UnsignedWord {
  /** Ed25519 over `wordSigningBytes`, 64 bytes. */
  readonly signature: Uint8Array;
}

const bytesByWord = new WeakMap<UnsignedWord, Uint8Array>();

/** What the witness signs. */
export function wordSigningBytes(word: UnsignedWord): Uint8Array {
  const known = bytesByWord.get(word);
  if (known !== undefined) return known;
  const bytes = writeWord(word);
  bytesByWord.set(word, bytes);
  return bytes;
}

function writeWord(word: UnsignedWord): Uint8Array {
  return new ByteWriter()
    .text("waggle word")
    .uint8(word.version)
    .text(word.studyId)
    .raw(word.publicKey)
    .raw(word.nonce)
    .text(word.subject)
    .uint32(word.sequence)
    .finish();
}

const witnesses = new WeakMap<UnsignedWord, { readonly peer: PeerId; readonly log: LogId }>();

/** Whose word it is. */
export function witnessOf(word: UnsignedWord): { readonly peer: PeerId; readonly log: LogId } {
  const known = witnesses.get(word);
  if (known !== undefined) return known;
  const witness = { peer: peerIdOf(word.publicKey), log: logIdOf(word.publicKey, word.studyId, word.nonce) };
  witnesses.set(word, witness);
  return witness;
}
