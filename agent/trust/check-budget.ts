/** Of what a tab computes, while its rounds last; all of it once they are done. */
export const CHECKED_SHARE = 0.1;
/**
 * First checks of strangers come at once, this far ahead of the share: who is not known is of no use. Where it is certain how many own
 * trials follow, what is ahead comes back.
 */
export const MAX_AHEAD = 8;
/**
 * Where it is not, as others may run the rest of a total, one comes at once, and one more with each twelve own trials, until the share
 * has caught up: of 60 own trials on checks are a tenth, of 40 they are four, of 12 two. Later ones say more: by then others have attested
 * trials, and one run vouches for all of them. Whoever else works has no part in it: a crowd of keys would keep everybody from checking.
 */
const AT_ONCE = 1;
const ONE_MORE_EACH = 12;
/** At the end of a total: each makes all known that have run the same trial. */
const MAX_WAITED = 4;

/** How much a tab may spend on running others' trials again, in trials and in processor time alike. */
export class CheckBudget {
  #ownCount = 0;
  #ownMs = 0;
  #count = 0;
  #ms = 0;
  #waited = 0;
  readonly #planned: number;
  readonly #isCertain: boolean;

  /** `planned`: own trials in all, as far as the study bounds them; `isCertain`: nobody else runs any of them. */
  constructor(planned: number, isCertain: boolean) {
    this.#planned = planned;
    this.#isCertain = isCertain;
  }

  /** Checks so far. */
  get count(): number {
    return this.#count;
  }

  /** Of all time spent on trials, the part spent on checks; 0 before any. */
  get share(): number {
    const all = this.#ownMs + this.#ms;
    return all > 0 ? this.#ms / all : 0;
  }

  /** Own trials so far. */
  get ownCount(): number {
    return this.#ownCount;
  }

  own(durationMs: number): void {
    this.#ownCount += 1;
    this.#ownMs += durationMs;
  }

  /** `tookMs`: with opening and loading where a worker was opened for it. */
  checked(tookMs: number): void {
    this.#count += 1;
    this.#ms += tookMs;
  }

  /** Whether one more of MAX_WAITED fits where nothing of one's own runs before it is known who the others are; `waited` counts it. */
  get allowsWaiting(): boolean {
    return this.#waited < MAX_WAITED;
  }

  waited(): void {
    this.#waited += 1;
  }

  /** Whether one more fits now; `isFirst`: of a stranger of whom nothing has been run yet. */
  allows(isFirst: boolean): boolean {
    const most = this.#most(isFirst);
    if (this.#count + 1 > Math.min(most, CHECKED_SHARE * Math.max(this.#planned, this.#ownCount))) return false;
    if (this.#ownCount === 0) return isFirst;
    const typicalMs = this.#ownMs / this.#ownCount;
    return this.#ms + typicalMs <= (most + 1) * typicalMs;
  }

  /** Checks in all by now. */
  #most(isFirst: boolean): number {
    const share = CHECKED_SHARE * this.#ownCount;
    if (!isFirst) return share;
    if (this.#isCertain) return share + MAX_AHEAD;
    return Math.max(share, Math.min(MAX_AHEAD, AT_ONCE + this.#ownCount / ONE_MORE_EACH));
  }
}
