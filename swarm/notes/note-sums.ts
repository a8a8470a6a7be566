/** Fingerprints of the notes held, by bucket: equal sets give equal sums, and a note that is missing is found by its bucket. */
import { mix } from "../mix.ts";
import { noteHash, type SignedNote } from "./note.ts";

/** A missing note costs a 64th of all that is held to be told again: 32 KB of the most that is held. */
const BUCKETS = 64;
const SUM_BYTES = 4;
/** `noteSums` of any set. */
export const NOTE_SUMS_BYTES = BUCKETS * SUM_BYTES;

const bucketOf = (note: SignedNote): number => (noteHash(note)[0] ?? 0) % BUCKETS;

/** Salted, so that nobody can prepare notes that hide a difference. */
export function noteSums(notes: Iterable<SignedNote>, salt: number): Uint8Array {
  const sums = new DataView(new ArrayBuffer(NOTE_SUMS_BYTES));
  for (const note of notes) {
    const hash = noteHash(note);
    const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
    const mixed = mix(view.getUint32(4) ^ mix(view.getUint32(8) ^ salt));
    const at = bucketOf(note) * SUM_BYTES;
    sums.setUint32(at, sums.getUint32(at) + mixed);
  }
  return new Uint8Array(sums.buffer);
}

/** Those of `notes` whose bucket's sum is not the same on both sides. */
export function notesThatDiffer(notes: readonly SignedNote[], ours: Uint8Array, theirs: Uint8Array): SignedNote[] {
  const differs = (bucket: number): boolean => {
    for (let at = bucket * SUM_BYTES; at < (bucket + 1) * SUM_BYTES; at++) if (ours[at] !== theirs[at]) return true;
    return false;
  };
  return notes.filter((note) => differs(bucketOf(note)));
}
