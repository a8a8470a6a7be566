/**
 * The chain of closed epochs: `head_0` is 8 zero bytes, `head_{i+1} = sha256(head_i || record_i)[0..8]`. So equal heads are
 * equal histories. Of two chains the longer one wins, of equally long ones the one with the smaller head.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { bytesEqual, FINGERPRINT_BYTES, isSmaller } from "../ids.ts";

/** Nearly three times the longest run of the paper. */
export const MAX_EPOCHS = 1_000;
/** Survivors and a digest of a thousand slots are some 10 KB. */
export const MAX_RECORD_BYTES = 64 * 1024;
/** Of all records: a thousand of 8 KB. A newcomer fetches it in 32 messages. */
export const MAX_CHAIN_BYTES = 8 << 20;

/** Before the first epoch has closed. */
export const NO_HEAD: Uint8Array = new Uint8Array(FINGERPRINT_BYTES);

/** How far a chain goes, and which one it is. */
export interface ChainPlace {
  /** Closed epochs. */
  readonly count: number;
  /** 8 bytes. */
  readonly head: Uint8Array;
}

/** The head of a chain once this record has been put behind `head`. */
export function headAfter(head: Uint8Array, record: Uint8Array): Uint8Array {
  return sha256(concatBytes(head, record)).slice(0, FINGERPRINT_BYTES);
}

export const isSamePlace = (a: ChainPlace, b: ChainPlace): boolean => a.count === b.count && bytesEqual(a.head, b.head);

/** Whether everybody ends with `a` who knows both. */
export const beats = (a: ChainPlace, b: ChainPlace): boolean =>
  a.count === b.count ? isSmaller(a.head, b.head) : a.count > b.count;

/** Those from `from` on that are no longer than `maxBytes` together. */
export function recordsThatFit(records: readonly Uint8Array[], from: number, maxBytes: number): Uint8Array[] {
  let sizeBytes = 0;
  let to = from;
  for (const record of records.slice(from)) {
    sizeBytes += record.length;
    if (sizeBytes > maxBytes) break;
    to += 1;
  }
  return records.slice(from, to);
}

/** The closed epochs as this peer holds them. */
export class Chain {
  private held: readonly Uint8Array[] = [];
  private heads: readonly Uint8Array[] = [NO_HEAD];
  private size = 0;

  get records(): readonly Uint8Array[] {
    return this.held;
  }

  get count(): number {
    return this.held.length;
  }

  get head(): Uint8Array {
    return this.headAt(this.count) ?? NO_HEAD;
  }

  get sizeBytes(): number {
    return this.size;
  }

  /** The head once `count` epochs had closed; null past the end. */
  headAt(count: number): Uint8Array | null {
    return this.heads[count] ?? null;
  }

  /** Puts `records` in place of all from `from` on. False, and nothing changes, if they leave a gap or have no room. */
  replace(from: number, records: readonly Uint8Array[]): boolean {
    const before = this.headAt(from);
    if (before === null) return false;
    const held = [...this.held.slice(0, from), ...records];
    const size = held.reduce((sum, record) => sum + record.length, 0);
    if (held.length > MAX_EPOCHS || size > MAX_CHAIN_BYTES) return false;
    if (records.some((record) => record.length > MAX_RECORD_BYTES)) return false;
    const heads = this.heads.slice(0, from + 1);
    for (const record of records) heads.push(headAfter(heads.at(-1) ?? NO_HEAD, record));
    this.held = held;
    this.heads = heads;
    this.size = size;
    return true;
  }

  /** Where a chain would end that has these records from `from` on; null if ours does not reach that far. */
  placeWith(from: number, records: readonly Uint8Array[]): ChainPlace | null {
    const before = this.headAt(from);
    return before && { count: from + records.length, head: records.reduce(headAfter, before) };
  }
}
