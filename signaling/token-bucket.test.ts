import { describe, expect, it } from "vitest";
import { MAX_BUCKETS, TokenBucket, TokenBuckets } from "./token-bucket.ts";

describe("a token bucket", () => {
  it("lets its capacity through at once and its rate for ever", () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 2 }, 0);
    let passed = 0;
    for (let ms = 0; ms <= 60_000; ms += 10) if (bucket.take(1, ms)) passed++;
    expect(passed).toBe(10 + 2 * 60);
  });

  it("never holds more than its capacity, and loses nothing to what it refuses", () => {
    const bucket = new TokenBucket({ capacity: 5, perSecond: 1 }, 0);
    expect(bucket.take(6, 1_000_000)).toBe(false);
    expect(bucket.take(5, 1_000_000)).toBe(true);
    expect(bucket.take(1, 1_000_000)).toBe(false);
  });

  it("gives nothing for a clock that steps back", () => {
    const bucket = new TokenBucket({ capacity: 1, perSecond: 1 }, 10_000);
    expect(bucket.take(1, 10_000)).toBe(true);
    expect(bucket.take(1, 0)).toBe(false);
  });

  it("is one for each key, of which only so many are kept", () => {
    const buckets = new TokenBuckets({ capacity: 1, perSecond: 0 });
    expect([buckets.take("a", 1, 0), buckets.take("b", 1, 0), buckets.take("a", 1, 0)]).toEqual([true, true, false]);
    for (let i = 0; i < MAX_BUCKETS; i++) buckets.take(`other ${i}`, 1, 0);
    expect(buckets.count()).toBe(MAX_BUCKETS);
    expect(buckets.take("a", 1, 0)).toBe(true);
  });
});
