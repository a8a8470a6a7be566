export interface BucketSize {
  /** Tokens a full bucket holds: the burst that is let through. */
  readonly capacity: number;
  /** Tokens that come back each second: the rate that is let through for ever. */
  readonly perSecond: number;
}

/** Lets bursts of `capacity` and a lasting rate of `perSecond` through. */
export class TokenBucket {
  readonly #size: BucketSize;
  #tokens: number;
  #filledMs: number;

  constructor(size: BucketSize, nowMs: number) {
    this.#size = size;
    this.#tokens = size.capacity;
    this.#filledMs = nowMs;
  }

  /** False, and nothing taken, if fewer than `cost` tokens are left. */
  take(cost: number, nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#filledMs);
    this.#tokens = Math.min(this.#size.capacity, this.#tokens + (elapsedMs / 1000) * this.#size.perSecond);
    this.#filledMs = nowMs;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}

/** 20,000 keys of about 150 bytes: 3 MB, more networks than one seed has visitors at a time. */
export const MAX_BUCKETS = 20_000;

/** One bucket for each key, as many as MAX_BUCKETS; the one unused for longest goes first (and would be full again by then). */
export class TokenBuckets {
  readonly #size: BucketSize;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(size: BucketSize) {
    this.#size = size;
  }

  take(key: string, cost: number, nowMs: number): boolean {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#size, nowMs);
    // Deleting and setting again keeps the map in order of last use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MAX_BUCKETS) break;
      this.#buckets.delete(oldest);
    }
    return bucket.take(cost, nowMs);
  }

  count(): number {
    return this.#buckets.size;
  }
}
