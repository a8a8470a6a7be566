import type { Effect } from "../events.ts";
import {
  MAX_SEGMENT_TRIAL_BYTES,
  MAX_TOTAL,
  MAX_TRIALS_PER_SEGMENT,
  NO_TOTALS,
  SEGMENT_VERSION,
  type Segment,
  type SegmentDraft,
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

/** The log that this engine start writes. No segment waits for the signature of another. */
export class OwnLog {
  private readonly author: Author;
  private nextIndex = 0;
  private lastBasis: number | null = null;
  private bestIndex: number | null = null;
  private bestCount = 0;
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
    const index = this.nextIndex++;
    if (draft.basis === "own") this.lastBasis = index;
    if (draft.lane === "best") {
      this.bestIndex = index;
      this.bestCount += 1;
    }
    const { trials, count, totals, best } = draft;
    const { studyId, publicKey, logNonce: nonce } = this.author;
    const basis = draft.basis === "alone" ? index : (this.lastBasis ?? index);
    const { bestIndex, bestCount } = this;
    const place = { index, basis, totals, bestIndex, bestCount, best, count };
    const unsigned: UnsignedSegment = { version: SEGMENT_VERSION, studyId, publicKey, nonce, ...place, trials };
    this.unsigned.set(index, unsigned);
    this.lastTotals = totals;
    return { type: "signSegment", draft, unsigned, bytes: signingBytes(unsigned) };
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
    if (draft.basis === "last" && this.lastBasis === null)
      throw new RangeError("the first segment of a log stands by itself");
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
