import { sha256 } from "@noble/hashes/sha2.js";
import type { LogId, PeerId } from "../ids.ts";
import { mix } from "../mix.ts";
import { contradicts, headerFrom, type Stated } from "./fork.ts";
import { EVERY_SAMPLE, LevelSums, type LogSeed, levelOf, type Sum, seedOf } from "./levels.ts";
import { headerSigningBytes, isBest, type Segment, type Totals, takeSigned } from "./segment.ts";

/** What led to a log's best, and what stands in its front. */
export const MAX_NEWEST_BESTS = 64;
/** Four of the largest segments, or 64 of 16 KiB. */
export const MAX_NEWEST_BEST_BYTES = 1 << 20;

/** A segment in its place. */
export interface Held {
  readonly segment: Segment;
  readonly entry: HeldLog;
  readonly level: number;
  readonly fingerprint: Sum;
  /** Counted. */
  readonly sizeBytes: number;
  /** It came as the newest of its log. */
  readonly isFresh: boolean;
  /** How many had come to the replica before. */
  readonly arrival: number;
  /** Bits of links whose other ends have sent it, or were told it. */
  shown: number;
  /** Bits of links whose other ends were told that it is there, and ask for it where they need it: of bases alone. */
  announced: number;
  /** Its basis is not held: nobody can read it yet. */
  waits: boolean;
  /** Among the newest bests of its log. */
  isNewestBest: boolean;
  /** How many others need it to be read. */
  dependents: number;
}

/** A run of segments that are not held: `from` (inclusive) to `to` (exclusive). */
export interface Run {
  readonly from: number;
  readonly to: number;
}

const NO_INDICES: readonly number[] = [];
/** Shared by all logs of which nothing is held yet: never changed. */
const NOTHING: Held[] = [];
const NOBODY: ReadonlySet<Held> = new Set();

/** What is held of one log: its head, and segments with or without holes between them. */
export class HeldLog {
  readonly log: LogId;
  readonly peer: PeerId;
  readonly seed: LogSeed;
  /** The newest segment known of: itself where it is held, else its header. */
  head: Stated;
  /** 32 bits of what `head` says. */
  headFingerprint: number;
  /** When it last grew, in the core's time. */
  changedMs = 0;
  /** Trials in the segments held. */
  trialCount = 0;
  readonly sums = new LevelSums();
  /** Bits of links whose other ends were told whose log this is. */
  introduced = 0;
  /** Segments that wait for their basis, by its index; null: none do. */
  private waiting: Map<number, Set<Held>> | null = null;
  /** In order. */
  private held: Held[] = NOTHING;
  /** Indices of the newest bests held, in order. */
  private newest = NO_INDICES;
  private newestBytes = 0;

  constructor(log: LogId, peer: PeerId, head: Stated, fingerprint: Sum) {
    this.log = log;
    this.peer = peer;
    this.seed = seedOf(log);
    this.head = head;
    this.headFingerprint = fingerprint.high;
  }

  /** How many segments the log has, as far as is known. */
  get length(): number {
    return this.head.index + 1;
  }

  get totals(): Totals {
    return this.head.totals;
  }

  /** Segments held. */
  get heldCount(): number {
    return this.held.length;
  }

  get(index: number): Held | undefined {
    const held = this.held[this.placeOf(index)];
    return held?.segment.index === index ? held : undefined;
  }

  /** In order. */
  all(): readonly Held[] {
    return this.held;
  }

  /** Something waits for a basis. */
  get hasWaiting(): boolean {
    return this.waiting !== null;
  }

  /** What waits for the segment at `index`. */
  waitingFor(index: number): ReadonlySet<Held> {
    return this.waiting?.get(index) ?? NOBODY;
  }

  letWait(held: Held): void {
    this.waiting ??= new Map();
    const others = this.waiting.get(held.segment.basis) ?? new Set();
    this.waiting.set(held.segment.basis, others.add(held));
  }

  stopWaiting(held: Held): void {
    const others = this.waiting?.get(held.segment.basis);
    others?.delete(held);
    if (others?.size === 0) this.waiting?.delete(held.segment.basis);
    if (this.waiting?.size === 0) this.waiting = null;
  }

  get newestBests(): readonly number[] {
    return this.newest;
  }

  /** What is known beside this place and cannot stand in one log with it. */
  rivalOf(stated: Stated): Stated | null {
    const same = this.get(stated.index)?.segment ?? (this.head.index === stated.index ? this.head : undefined);
    if (same !== undefined) return contradicts(same, stated) ? same : null;
    const at = this.placeOf(stated.index);
    const [before, after] = [this.held[at - 1]?.segment, this.held[at]?.segment];
    if (before !== undefined && contradicts(before, stated)) return before;
    if (after !== undefined && contradicts(after, stated)) return after;
    return contradicts(this.head, stated) ? this.head : null;
  }

  /** True if the log has grown by it. */
  takeHead(head: Stated, fingerprint: Sum, nowMs: number): boolean {
    if (head.index < this.head.index) return false;
    const hasGrown = head.index > this.head.index;
    this.head = head;
    this.headFingerprint = fingerprint.high;
    if (hasGrown) this.changedMs = nowMs;
    return hasGrown;
  }

  put(held: Held): void {
    const at = this.placeOf(held.segment.index);
    if (this.held.length === 0) this.held = [held];
    else if (at === this.held.length) this.held.push(held);
    else this.held.splice(at, 0, held);
    this.trialCount += held.segment.count;
  }

  remove(held: Held): void {
    this.held.splice(this.placeOf(held.segment.index), 1);
    this.trialCount -= held.segment.count;
    this.shed(held.segment);
  }

  /** The segment is not held: if it is the newest, its header stays. */
  shed(segment: Segment): void {
    if (this.head === segment) this.head = headerFrom(segment);
  }

  /** Where it is a best among the newest; returns those that no longer are because of it. */
  addBest(held: Held): Held[] {
    const { segment } = held;
    const isFull = this.newest.length >= MAX_NEWEST_BESTS || this.newestBytes >= MAX_NEWEST_BEST_BYTES;
    if (!isBest(segment) || (isFull && segment.index < (this.newest[0] ?? 0))) return [];
    const at = this.newest.findLastIndex((index) => index < segment.index) + 1;
    this.newest = this.newest.toSpliced(at, 0, segment.index);
    this.newestBytes += segment.trials.length;
    held.isNewestBest = true;
    const gone: Held[] = [];
    const tooMany = (): boolean =>
      this.newest.length > MAX_NEWEST_BESTS || (this.newest.length > 1 && this.newestBytes > MAX_NEWEST_BEST_BYTES);
    while (tooMany()) {
      const oldest = this.get(this.newest[0] ?? -1);
      if (oldest === undefined) break;
      this.dropBest(oldest);
      gone.push(oldest);
    }
    return gone;
  }

  dropBest(held: Held): void {
    const at = this.newest.indexOf(held.segment.index);
    if (at < 0) return;
    this.newest = this.newest.toSpliced(at, 1);
    this.newestBytes -= held.segment.trials.length;
    held.isNewestBest = false;
  }

  /** The newest run of segments below `before` that are not held and of which one at least is of this level or up. */
  gapBelow(before: number, level: number, maxScan: number): Run | "none" | { readonly upTo: number } {
    let to = before;
    let scanned = 0;
    for (let at = this.placeOf(before) - 1; ; at--) {
      const from = (this.held[at]?.segment.index ?? -1) + 1;
      for (let index = to - 1; index >= from; index--) {
        if (++scanned > maxScan) return { upTo: index + 1 };
        if (level === 0 || levelOf(this.seed, index) >= level) return { from, to: index + 1 };
      }
      if (at < 0) return "none";
      if (++scanned > maxScan) return { upTo: from };
      to = from - 1;
    }
  }

  /** The newest held below `before` that belongs to a sample of this level; null if there is none within so many. */
  heldBelow(before: number, level: number, maxScan: number): { readonly held: Held } | { readonly upTo: number } {
    let at = this.placeOf(before) - 1;
    for (let scanned = 0; at >= 0; at--) {
      const held = this.held[at];
      if (held !== undefined && !held.waits && sampleOf(held) >= level) return { held };
      if (++scanned >= maxScan) break;
    }
    return { upTo: at < 0 ? 0 : (this.held[at]?.segment.index ?? 0) };
  }

  /** Where `index` stands, or would stand, among what is held. */
  private placeOf(index: number): number {
    const { held } = this;
    const last = held.length - 1;
    if (last < 0 || index > (held[last]?.segment.index ?? 0)) return last + 1;
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((held[middle]?.segment.index ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As segments are summed up: newest bests belong to every sample. */
export const sampleOf = (held: Held): number => (held.isNewestBest ? EVERY_SAMPLE : held.level);

const fingerprints = new WeakMap<Stated, Sum>();

/** 64 bits of what was signed. */
export function fingerprintOf(stated: Stated): Sum {
  const known = fingerprints.get(stated);
  if (known !== undefined) return known;
  const hash = sha256("trials" in stated ? takeSigned(stated).bytes : headerSigningBytes(stated, stated.trialsHash));
  const fingerprint = { high: wordAt(hash, 0), low: wordAt(hash, 4) };
  fingerprints.set(stated, fingerprint);
  return fingerprint;
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;

/** What a bucket counts of a log beside its segments. */
export const headSumOf = ({ headFingerprint }: Pick<HeldLog, "headFingerprint">): Sum => ({
  high: mix(headFingerprint),
  low: headFingerprint,
});
