/** Of what a tab computes, while its rounds last; all of it once they are done. */
export const CHECKED_SHARE = 0.1;
/** First checks of strangers come at once, this far ahead of the share: who is not known is of no use. */
export const MAX_AHEAD = 8;

/** How much a tab may spend on running others' trials again, in trials and in processor time alike. */
export class CheckBudget {
  #ownCount = 0;
  #ownMs = 0;
  #count = 0;
  #ms = 0;
  /** Own trials that are certain to come, so that what is spent ahead comes back; endless where nobody knows. */
  readonly #planned: number;

  /** `planned`: own trials in all, where the study's budget says it. */
  constructor(planned: number) {
    this.#planned = planned;
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

  own(durationMs: number): void {
    this.#ownCount += 1;
    this.#ownMs += durationMs;
  }

  /** `tookMs`: with opening and loading where a worker was opened for it. */
  checked(tookMs: number): void {
    this.#count += 1;
    this.#ms += tookMs;
  }

  /** Whether one more fits now; `isFirst`: of a stranger of whom nothing has been run yet. */
  allows(isFirst: boolean): boolean {
    if (this.#ownCount === 0) return isFirst && this.#count < Math.min(MAX_AHEAD, CHECKED_SHARE * this.#planned);
    const typicalMs = this.#ownMs / this.#ownCount;
    const ahead = isFirst ? MAX_AHEAD : 0;
    const most = Math.min(
      CHECKED_SHARE * this.#ownCount + ahead,
      CHECKED_SHARE * Math.max(this.#planned, this.#ownCount),
    );
    return this.#count + 1 <= most && this.#ms + typicalMs <= CHECKED_SHARE * this.#ownMs + (ahead + 1) * typicalMs;
  }
}
