import { type ChainPlace, NO_HEAD } from "../board/chain.ts";
import { TokenBucket } from "../token-bucket.ts";
import { CellQueue } from "./cell-queue.ts";

/** While anything may be missing. */
const PERIOD_MS = 2_000;
/** After so many digests that found both ends the same, nothing seems to happen: then it is asked more rarely. */
const CALM_AFTER = 5;
const CALM_PERIOD_MS = 10_000;
/** A digest and its answer cross within this time: neither is answered again. */
const ANSWER_GAP_MS = 1_000;
/** Wants without an answer that are no reason to wait: the link was busy, or a message got lost. */
const PATIENT_FAILURES = 3;
const FIRST_WAIT_MS = 5_000;
const MAX_WAIT_MS = 600_000;

/** What one link knows of the other end's board, and when it is asked. */
export class BoardLink {
  readonly cells = new CellQueue();
  /** Where the other end's chain ends, as far as it has said. Who says nothing has nothing. */
  place: ChainPlace = { count: 0, head: NO_HEAD };
  /** A digest could not go out when it was due. */
  private isOwed = false;
  private sentMs = Number.NEGATIVE_INFINITY;
  private nextMs = Number.NEGATIVE_INFINITY;
  private sameInARow = 0;
  private failures = 0;
  private notBeforeMs = Number.NEGATIVE_INFINITY;
  private readonly digests: TokenBucket;
  private readonly forks: TokenBucket;

  constructor(nowMs: number) {
    // A digest costs the other end 20 of 200 messages a second.
    this.digests = new TokenBucket(10, 3, nowMs);
    // A chain that goes another way from further back costs us its reading; between honest ends it is rare.
    this.forks = new TokenBucket(10, 0.5, nowMs);
  }

  /** Whether a digest may go out now, which then counts as sent; if not, it is due with a later tick. */
  mayDigest(nowMs: number, jitter: number): boolean {
    this.isOwed = !this.digests.take(1, nowMs);
    if (this.isOwed) return false;
    this.sentMs = nowMs;
    this.nextMs = nowMs + (this.sameInARow >= CALM_AFTER ? CALM_PERIOD_MS : PERIOD_MS) * jitter;
    return true;
  }

  mayAnswer(nowMs: number): boolean {
    return nowMs - this.sentMs >= ANSWER_GAP_MS;
  }

  digestIsDue(nowMs: number): boolean {
    return this.isOwed || nowMs >= this.nextMs;
  }

  /** Whether both ends hold the same, as far as is known now. */
  compared(isSame: boolean, nowMs: number): void {
    this.sameInARow = isSame ? this.sameInARow + 1 : 0;
    if (!isSame) this.nextMs = Math.min(this.nextMs, nowMs + PERIOD_MS);
  }

  /** Whether its chain may be asked for: `isFork` if it does not go on from where ours ends. */
  mayFetch(nowMs: number, isFork: boolean): boolean {
    return nowMs >= this.notBeforeMs && (!isFork || this.forks.take(1, nowMs));
  }

  /** It did not answer; `fully`: it did, and what came is of no use to us. */
  fetchFailed(nowMs: number, fully: boolean): void {
    this.failures += fully ? PATIENT_FAILURES : 1;
    if (this.failures < PATIENT_FAILURES) return;
    const waitMs = FIRST_WAIT_MS * 2 ** Math.min(20, this.failures - PATIENT_FAILURES);
    this.notBeforeMs = nowMs + Math.min(MAX_WAIT_MS, waitMs);
  }

  fetchServed(): void {
    this.failures = 0;
    this.notBeforeMs = Number.NEGATIVE_INFINITY;
  }
}
