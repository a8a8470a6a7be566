/**
 * What trials say of study time: each tells when it ran, signed with its log, so that whoever tells trials as they end witnesses how
 * long the study has been going on, to all tabs and not to its neighbours alone. The median of the authors is wrong only where half of
 * all who work lie alike, however many of one tab's few links do.
 *
 * Invariant: a trial proves that study time had got so far when it was heard, and no more; of each author the latest counts.
 */
import type { PeerId } from "../ids.ts";
import { medianNear } from "./median-near.ts";

/** Fewer say nothing: two of three could be one person's. */
export const LEAST_WITNESSES = 3;
/**
 * So many moments, a second at least from each other, at which an author tells of study times as far apart as they are: it tells as it
 * works. What is fetched of old comes at once, or jumps.
 */
const MOMENTS = 3;
const MOMENTS_OF_AUTHOR = 2;
const MOMENT_MS = 1_000;
/** As many as are followed. */
const MAX_WITNESSES = 2_500;
/** Signed, told and passed on by then, most often. */
const TOLD_WITHIN_MS = 1_000;
/** And by this, whoever is slow. */
const STEADY_WITHIN_MS = 4_000;
/** One trial's end is no news before the next has ended. */
const TRIALS_BETWEEN = 2;

interface Witness {
  /** Study time less own time, at least. */
  lowMs: number;
  tookMs: number;
  moments: number;
  lastMs: number;
}

/** Bounds of study time less own time, as most who work bear witness. */
export interface Witnessed {
  readonly lowMs: number;
  /** Between `lowMs` and this, if trials are told as they end. */
  readonly likelyMs: number;
  readonly highMs: number;
}

export class TrialWitnesses {
  readonly #witnesses = new Map<PeerId, Witness>();
  readonly #author: PeerId | null;
  #bounds: Witnessed | null = null;
  #isStale = false;

  /** `author`: of the study, which began it: what it tells of its own trials is worth more than what all others do. */
  constructor(author: PeerId | null) {
    this.#author = author;
  }

  /** A trial of somebody else that took `tookMs` and ended at `endedMs` of study time, by its word, was heard at `nowMs` of the own clock. */
  heard(peer: PeerId, endedMs: number, tookMs: number, nowMs: number): void {
    const lowMs = endedMs - nowMs;
    const witness = this.#witnesses.get(peer);
    if (witness === undefined) {
      if (this.#witnesses.size < MAX_WITNESSES || peer === this.#author)
        this.#witnesses.set(peer, { lowMs, tookMs, moments: 1, lastMs: nowMs });
      return;
    }
    const steadyMs = STEADY_WITHIN_MS + tookMs;
    if (lowMs < witness.lowMs - steadyMs) return;
    if (lowMs > witness.lowMs + steadyMs) [witness.moments, witness.lastMs] = [1, nowMs];
    else if (nowMs - witness.lastMs >= MOMENT_MS) {
      witness.moments += 1;
      witness.lastMs = nowMs;
    }
    if (lowMs > witness.lowMs) [witness.lowMs, witness.tookMs] = [lowMs, tookMs];
    this.#isStale = true;
  }

  /** Null while too few bear witness. */
  get bounds(): Witnessed | null {
    if (this.#isStale) this.#bounds = this.#weighed();
    this.#isStale = false;
    return this.#bounds;
  }

  /** The own clock may have stood still: what was heard before says nothing any more. */
  forget(): void {
    this.#witnesses.clear();
    this.#bounds = null;
    this.#isStale = false;
  }

  #weighed(): Witnessed | null {
    const author = this.#author === null ? undefined : this.#witnesses.get(this.#author);
    if (author !== undefined && author.moments >= MOMENTS_OF_AUTHOR) return boundsOf(author.lowMs, author.tookMs);
    const telling = [...this.#witnesses.values()].filter(({ moments }) => moments >= MOMENTS);
    if (telling.length < LEAST_WITNESSES) return null;
    const lowMs = telling.map((witness) => witness.lowMs);
    const tookMs = telling.map((witness) => witness.tookMs);
    return boundsOf(medianNear(lowMs, null), medianNear(tookMs, null));
  }
}

const boundsOf = (lowMs: number, tookMs: number): Witnessed => ({
  lowMs,
  likelyMs: lowMs + TOLD_WITHIN_MS,
  highMs: lowMs + STEADY_WITHIN_MS + TRIALS_BETWEEN * tookMs,
});
