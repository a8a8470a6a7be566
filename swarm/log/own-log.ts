import type { Effect } from "../events.ts";
import { HASH_BYTES } from "../ids.ts";
import {
  MAX_SEGMENT_TRIAL_BYTES,
  MAX_TOTAL,
  MAX_TRIALS_PER_SEGMENT,
  NO_TOTALS,
  SEGMENT_VERSION,
  type Segment,
  type SegmentDraft,
  segmentHash,
  signingBytes,
  type Totals,
  trialsTold,
  type UnsignedSegment,
} from "./segment.ts";

/** Signing takes a millisecond or two; if so many wait, the signer has failed and the caller must know. */
export const MAX_UNSIGNED_SEGMENTS = 256;

interface Author {
  readonly studyId: string;
  readonly publicKey: Uint8Array;
  readonly logNonce: Uint8Array;
}

/** The log that this engine start writes. Hashes leave the signature out, so the next segment need not wait for it. */
export class OwnLog {
  private readonly author: Author;
  private nextIndex = 0;
  private lastHash: Uint8Array = new Uint8Array(HASH_BYTES);
  private lastTotals: Totals = NO_TOTALS;
  private readonly unsigned = new Map<number, UnsignedSegment>();

  constructor(author: Author) {
    this.author = author;
  }

  /** Throws RangeError if the draft breaks the log's rules: others would take it for a fork. */
  publish(draft: SegmentDraft): Effect {
    this.checkDraft(draft);
    if (this.unsigned.size >= MAX_UNSIGNED_SEGMENTS)
      throw new RangeError("segments wait for signatures that do not come");
    const { trials, count, totals, best, urgent } = draft;
    const unsigned: UnsignedSegment = {
      version: SEGMENT_VERSION,
      studyId: this.author.studyId,
      publicKey: this.author.publicKey,
      nonce: this.author.logNonce,
      index: this.nextIndex,
      previousHash: this.lastHash,
      totals,
      best,
      urgent,
      count,
      trials,
    };
    this.unsigned.set(unsigned.index, unsigned);
    this.nextIndex += 1;
    this.lastHash = segmentHash(unsigned);
    this.lastTotals = totals;
    const { index, previousHash } = unsigned;
    return { type: "signSegment", draft, index, previousHash, unsigned, bytes: signingBytes(unsigned) };
  }

  /** Throws if this is not a segment that waits for its signature. */
  signed(segment: Segment): void {
    const waiting = this.unsigned.get(segment.index);
    if (waiting === undefined) throw new RangeError(`segment ${segment.index} does not wait for a signature`);
    this.unsigned.delete(segment.index);
  }

  get totals(): Totals {
    return this.lastTotals;
  }

  /** True for a place in the log that has not been given away yet: nobody else can have a segment there. */
  isUnwritten(index: number): boolean {
    return index >= this.nextIndex;
  }

  private checkDraft(draft: SegmentDraft): void {
    const { trials, count, totals, best } = draft;
    const { complete, pruned, failed } = totals;
    const last = this.lastTotals;
    if (trials.length > MAX_SEGMENT_TRIAL_BYTES)
      throw new RangeError(`${trials.length} bytes of trials in one segment`);
    if (!Number.isInteger(count) || count < 0 || count > MAX_TRIALS_PER_SEGMENT)
      throw new RangeError(`${count} trials in one segment`);
    if (best !== null && Number.isNaN(best)) throw new RangeError("NaN as best value");
    if (![complete, pruned, failed].every((total) => Number.isInteger(total) && total >= 0 && total <= MAX_TOTAL))
      throw new RangeError("totals are not counts");
    if (complete < last.complete || pruned < last.pruned || failed < last.failed)
      throw new RangeError("totals of a log never fall");
    if (trialsTold(totals) < trialsTold(last) + count)
      throw new RangeError("totals grew by less than the trials carried");
  }
}
