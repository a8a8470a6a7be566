/**
 * Agreed samples: a segment's level follows from its log's name and its place alone, so whoever holds level k and up of a log
 * holds all that somebody does who holds k + 1 and up.
 */
import { idBytes, type LogId } from "../ids.ts";
import { mix } from "../mix.ts";

/** One in a million segments; where even those are too many, age alone decides. */
export const MAX_LEVEL = 20;
/** Newest bests are in every sample. */
export const EVERY_SAMPLE = MAX_LEVEL + 1;
/** Logs are compared by these first. */
export const BUCKETS = 64;

/** Two whole numbers of 32 bits, with a sign, that stand for a log. */
export interface LogSeed {
  readonly high: number;
  readonly low: number;
  readonly bucket: number;
}

export function seedOf(log: LogId): LogSeed {
  const bytes = idBytes(log);
  if (bytes === null) throw new RangeError(`${log} is no log id`);
  const view = new DataView(bytes.buffer);
  return { high: view.getInt32(0), low: view.getInt32(4), bucket: view.getUint8(15) % BUCKETS };
}

/** 0 for half of all segments, 1 for a quarter, and so on. */
export const levelOf = (seed: LogSeed, index: number): number => levelOfHash(levelHash(seed, index));

/** 32 bits. */
export const levelHash = (seed: LogSeed, index: number): number => mix(seed.high ^ mix(index ^ seed.low));

export const levelOfHash = (hash: number): number => Math.min(MAX_LEVEL, Math.clz32(hash));

/** 64 bits, each half a whole number below 2^32; sums of them are the same whatever the order. */
export interface Sum {
  readonly high: number;
  readonly low: number;
}
export const NO_SUM: Sum = { high: 0, low: 0 };

export const plus = (a: Sum, b: Sum): Sum => ({ high: (a.high + b.high) >>> 0, low: (a.low + b.low) >>> 0 });
export const minus = (a: Sum, b: Sum): Sum => ({ high: (a.high - b.high) >>> 0, low: (a.low - b.low) >>> 0 });
export const isEqualSum = (a: Sum, b: Sum): boolean => a.high === b.high && a.low === b.low;

/** How many segments of one log are held, and their sum, by level. There is one of these for each log: one short array. */
export class LevelSums {
  /** Count, high and low half (with a sign): of `EVERY_SAMPLE`, then of each level from 0. */
  private sums: number[] = [];

  add(level: number, fingerprint: Sum): void {
    this.change(level, 1, fingerprint.high, fingerprint.low);
  }

  remove(level: number, fingerprint: Sum): void {
    this.change(level, -1, -fingerprint.high, -fingerprint.low);
  }

  /** Of this level and up. */
  from(level: number): Sum & { readonly count: number } {
    const { sums } = this;
    let [count = 0, high = 0, low = 0] = sums;
    for (let at = FIELDS * (level + 1); at < sums.length; at += FIELDS) {
      count += sums[at] ?? 0;
      high = (high + (sums[at + 1] ?? 0)) | 0;
      low = (low + (sums[at + 2] ?? 0)) | 0;
    }
    return { count, high: high >>> 0, low: low >>> 0 };
  }

  private change(level: number, count: number, high: number, low: number): void {
    const at = FIELDS * (level === EVERY_SAMPLE ? 0 : level + 1);
    // No longer than it must be: an array that grows by itself has room for 17.
    if (this.sums.length < at + FIELDS) this.sums = this.sums.concat(ZEROS.slice(this.sums.length, at + FIELDS));
    const { sums } = this;
    sums[at] = (sums[at] ?? 0) + count;
    sums[at + 1] = ((sums[at + 1] ?? 0) + high) | 0;
    sums[at + 2] = ((sums[at + 2] ?? 0) + low) | 0;
  }
}

const FIELDS = 3;
const ZEROS: readonly number[] = Array.from({ length: FIELDS * (MAX_LEVEL + 2) }, () => 0);
