/** Fingerprints of who is there, by bucket: whoever knows the same logs has the same sums. */
import { mix } from "../mix.ts";

const BUCKETS = 64;
const SUM_BYTES = 4;
const HASH_BYTES = 4;
export const PRESENCE_SUMS_BYTES = BUCKETS * SUM_BYTES;

/** By their `logHash`. */
interface Hashed {
  readonly hash: number;
}

const bucketOf = ({ hash }: Hashed): number => hash % BUCKETS;
const saltedHash = ({ hash }: Hashed, salt: number): number => mix(hash ^ salt);

export function presenceSums(logs: Iterable<Hashed>, salt: number): Uint8Array {
  const sums = new DataView(new ArrayBuffer(PRESENCE_SUMS_BYTES));
  for (const log of logs) {
    const at = bucketOf(log) * SUM_BYTES;
    sums.setUint32(at, sums.getUint32(at) + saltedHash(log, salt));
  }
  return new Uint8Array(sums.buffer);
}

/** Those of `logs` in buckets where the sums differ. */
export function inDiffering<T extends Hashed>(logs: Iterable<T>, ours: Uint8Array, theirs: Uint8Array): T[] {
  const differs = Array.from({ length: BUCKETS }, (_, bucket) => {
    const at = bucket * SUM_BYTES;
    return ours.subarray(at, at + SUM_BYTES).some((byte, i) => byte !== theirs[at + i]);
  });
  const found: T[] = [];
  for (const log of logs) if (differs[bucketOf(log)] === true) found.push(log);
  return found;
}

/** 4 bytes for each. */
export function presenceHashes(logs: readonly Hashed[], salt: number): Uint8Array {
  const hashes = new DataView(new ArrayBuffer(logs.length * HASH_BYTES));
  for (const [i, log] of logs.entries()) hashes.setUint32(i * HASH_BYTES, saltedHash(log, salt));
  return new Uint8Array(hashes.buffer);
}

/** Whether `hashes` (of `presenceHashes` with this salt) has a log. */
export function hashesHave(hashes: Uint8Array, salt: number): (log: Hashed) => boolean {
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const known = new Set<number>();
  for (let at = 0; at + HASH_BYTES <= hashes.length; at += HASH_BYTES) known.add(view.getUint32(at));
  return (log) => known.has(saltedHash(log, salt));
}
