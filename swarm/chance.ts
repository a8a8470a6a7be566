import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";

/** The core's only source of chance: the same seed gives the same stream. */
export class Chance {
  private readonly seed: Uint8Array;
  private blocks = 0;
  private readonly state: Uint32Array;

  /** 16 to 64 bytes. */
  constructor(seed: Uint8Array) {
    this.seed = seed.slice();
    const start = new DataView(this.bytes(16).buffer);
    this.state = Uint32Array.from([0, 4, 8, 12], (at) => start.getUint32(at));
  }

  /** Bytes nobody can foretell from what they have seen: SHA-256 of seed and counter. At most 32. */
  bytes(length: number): Uint8Array {
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, this.blocks++);
    return sha256(concatBytes(this.seed, counter)).slice(0, length);
  }

  /** Unsigned 32 bit; xoshiro128** (Blackman and Vigna, 2018), for choices that need no secrecy. */
  nextUint32(): number {
    const s = this.state;
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    s[2] = s2 ^ s0;
    s[3] = s3 ^ s1;
    s[1] = s1 ^ s[2];
    s[0] = s0 ^ s[3];
    s[2] ^= s1 << 9;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * (this.nextUint32() / 2 ** 32);
  }

  /** Uniform integer in [0, bound). */
  below(bound: number): number {
    return Math.floor((this.nextUint32() / 2 ** 32) * bound);
  }

  /** One of `items`; undefined if there are none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }

  /** Up to `count` different ones of `items`, in random order; at a cost that depends on `count` alone. */
  sample<T>(items: readonly T[], count: number): T[] {
    const taken = Math.min(count, items.length);
    const chosen: T[] = [];
    /** By place: what a shuffle of all of them would have put there. */
    const moved = new Map<number, T>();
    for (let i = 0; i < taken; i++) {
      const j = i + this.below(items.length - i);
      chosen.push(moved.get(j) ?? (items[j] as T));
      moved.set(j, moved.get(i) ?? (items[i] as T));
    }
    return chosen;
  }
}

const rotateLeft = (value: number, by: number): number => ((value << by) | (value >>> (32 - by))) >>> 0;
