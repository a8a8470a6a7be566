import { describe, expect, test } from "vitest";
import { TrustRegion } from "./trust-region.ts";

const DESIGN = 5;
const at = (x: number): Float64Array => Float64Array.of(x, 0.5);

/** A region whose centre is the best of its first trials, all known to everybody. */
function settled(): TrustRegion {
  const region = new TrustRegion(2, DESIGN);
  for (let i = 0; i < DESIGN; i++) region.observe(at(0.5 + 0.05 * i), i, i, i);
  return region;
}

/** Has `count` trials half way to the region's edge fail, each proposed when all but the last `lag` were known. */
function fail(region: TrustRegion, count: number, lag: number): void {
  const first = DESIGN + lag;
  for (let i = 0; i < count; i++) region.observe(at(0.5 + region.radius / 2), 9, first + i, first + i - lag);
}

describe("failures of trials that ran side by side", () => {
  test("shrink the region less than as many failures one after the other", () => {
    const [alone, swarm] = [settled(), settled()];
    fail(alone, 8, 0);
    fail(swarm, 8, 31);
    expect(alone.radius).toBeCloseTo(0.3 * Math.SQRT2 * 0.8 ** (8 / 1.5), 12);
    expect(swarm.radius).toBeGreaterThan(1.5 * alone.radius);
    expect(swarm.radius).toBeLessThan(0.3 * Math.SQRT2);
  });

  test("do not end a run that as many failures one after the other end", () => {
    const [alone, swarm] = [settled(), settled()];
    fail(alone, 32, 0);
    fail(swarm, 32, 31);
    expect([alone.hasEnded, swarm.hasEnded]).toEqual([true, false]);
  });

  test("end a run at last", () => {
    const swarm = settled();
    fail(swarm, 200, 31);
    expect(swarm.hasEnded).toBe(true);
  });
});
