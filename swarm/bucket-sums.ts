/** Fingerprints of what is held, by bucket: equal sets give equal sums, and what is missing is found by its bucket. */
import { mix } from "./mix.ts";

/** What is missing costs a 64th of all that is held to be told again: 32 KB of the most notes that are held. */
const BUCKETS = 64;
const SUM_BYTES = 4;
/** `bucketSums` of any set. */
export const BUCKET_SUMS_BYTES = BUCKETS * SUM_BYTES;

const bucketOf = (hash: Uint8Array): number => (hash[0] ?? 0) % BUCKETS;

/** Of things by their hashes, 12 bytes or more. Salted, so that nobody can prepare things that hide a difference. */
export function bucketSums<T>(things: Iterable<T>, hashOf: (thing: T) => Uint8Array, salt: number): Uint8Array {
  const sums = new DataView(new ArrayBuffer(BUCKET_SUMS_BYTES));
  for (const thing of things) {
    const hash = hashOf(thing);
    const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
    const mixed = mix(view.getUint32(4) ^ mix(view.getUint32(8) ^ salt));
    const at = bucketOf(hash) * SUM_BYTES;
    sums.setUint32(at, sums.getUint32(at) + mixed);
  }
  return new Uint8Array(sums.buffer);
}

/** Those of `things` whose bucket's sum is not the same on both sides. */
export function inDifferingBuckets<T>(
  things: Iterable<T>,
  hashOf: (thing: T) => Uint8Array,
  ours: Uint8Array,
  theirs: Uint8Array,
): T[] {
  const differs = (bucket: number): boolean => {
    for (let at = bucket * SUM_BYTES; at < (bucket + 1) * SUM_BYTES; at++) if (ours[at] !== theirs[at]) return true;
    return false;
  };
  return [...things].filter((thing) => differs(bucketOf(hashOf(thing))));
}
