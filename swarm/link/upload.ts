import { TokenBucket } from "../token-bucket.ts";

/** What a tab sends in the long run: 115 MB an hour, and an upstream of 1 Mbit/s is a quarter full. */
export const UPLOAD_BYTES_PER_SECOND = 32_000;
/** What a newcomer hears at once: who is there, all bests, and the newest. */
export const UPLOAD_BURST_BYTES = 300_000;
/** For whoever asks for what is past. */
export const ANSWER_BYTES_PER_SECOND = 256_000;
/** No more than two seconds are owed; the rest is forgiven. */
const MAX_DEBT_BYTES = 2 * UPLOAD_BYTES_PER_SECOND;

/** What is pushed and may wait has so much whatever else leaves: held back for long it would be asked for, which costs more. */
const REST_SHARE = 0.5;

/**
 * What one core may send over all its links. What must leave (control, bests, statuses) is counted and not held back; what else
 * is pushed goes while anything is left, or half of the budget is not used up by it; answers have a budget of their own, so that
 * a newcomer's history delays no news.
 */
export class Upload {
  private news: TokenBucket;
  private rest: TokenBucket;
  private answers: TokenBucket;

  /** `bytesPerSecond`: for all together, if a person set less than there is. */
  constructor(nowMs: number, bytesPerSecond = Number.POSITIVE_INFINITY) {
    [this.news, this.rest, this.answers] = buckets(nowMs, bytesPerSecond);
  }

  /** As much from now on. What was left is left, as far as the new limit allows it, and what is owed is owed. */
  limit(bytesPerSecond: number, nowMs: number): void {
    const before = [this.news, this.rest, this.answers].map((bucket) => bucket.available(nowMs));
    const after = buckets(nowMs, bytesPerSecond);
    after.forEach((bucket, i) =>
      bucket.spend(Math.max(0, bucket.available(nowMs) - (before[i] ?? 0)), Number.POSITIVE_INFINITY, nowMs),
    );
    [this.news, this.rest, this.answers] = after;
  }

  /** It leaves in any case. */
  spend(sizeBytes: number, nowMs: number): void {
    this.news.spend(sizeBytes, MAX_DEBT_BYTES, nowMs);
  }

  /** Whether it may leave now; if so it counts, and what comes next waits until all of it is paid. */
  take(sizeBytes: number, nowMs: number): boolean {
    if (this.news.available(nowMs) <= 0 && this.rest.available(nowMs) <= 0) return false;
    this.rest.spend(sizeBytes, Number.POSITIVE_INFINITY, nowMs);
    this.news.spend(sizeBytes, MAX_DEBT_BYTES, nowMs);
    return true;
  }

  /** Bytes that answers may have now. */
  answerRoom(nowMs: number): number {
    return Math.max(0, this.answers.available(nowMs));
  }

  answered(sizeBytes: number, nowMs: number): void {
    this.answers.spend(sizeBytes, Number.POSITIVE_INFINITY, nowMs);
  }
}

function buckets(nowMs: number, bytesPerSecond: number): [news: TokenBucket, rest: TokenBucket, answers: TokenBucket] {
  const newsRate = Math.min(UPLOAD_BYTES_PER_SECOND, bytesPerSecond / 2);
  const answerRate = Math.min(ANSWER_BYTES_PER_SECOND, bytesPerSecond - newsRate);
  const burst = (rate: number, usual: number): number => UPLOAD_BURST_BYTES * Math.min(1, rate / usual);
  return [
    new TokenBucket(burst(newsRate, UPLOAD_BYTES_PER_SECOND), newsRate, nowMs),
    new TokenBucket(REST_SHARE * newsRate, REST_SHARE * newsRate, nowMs),
    new TokenBucket(burst(answerRate, ANSWER_BYTES_PER_SECOND), answerRate, nowMs),
  ];
}
