import { describe, expect, test } from "vitest";
import { type Rng, rngFromSeed } from "../../rng.ts";
import {
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
} from "../../space/distribution.ts";
import { insertByValue } from "./observations.ts";
import { ParzenEstimator } from "./parzen.ts";
import { ParzenCrowd } from "./parzen-crowd.ts";
import type { Points } from "./parzen-density.ts";
import { categoricalKernels, numericalKernels } from "./parzen-kernels.ts";
import { kernelWeights, magicClip, recencyWeights } from "./tpe-rules.ts";

const DISTRIBUTIONS: readonly Distribution[] = [
  floatDistribution(-5, 5),
  floatDistribution(1e-4, 1, { log: true }),
  intDistribution(0, 2000),
  intDistribution(1, 40, { log: true }),
  categoricalDistribution(["a", "b", "c"]),
];

/** A point in transformed values, often near the middle, sometimes outside its range. */
const pointFrom = (rng: Rng): number[] => [
  (rng.next() - 0.5) * (rng.next() < 0.1 ? 30 : 0.2),
  Math.log(1e-4 + 0.01 * rng.next()),
  Math.floor(1000 + 30 * rng.next()),
  Math.log(1 + Math.floor(rng.next() * 40)),
  Math.floor(rng.next() * 3),
];

/** Kernels around all points at once, as the good have them. */
function estimatorOf(points: readonly (readonly number[])[], distributions = DISTRIBUTIONS): ParzenEstimator {
  const count = points.length;
  const kernels = distributions.map((distribution, d) => {
    const values = Float64Array.from([...points.map((point) => point[d] ?? 0), 0]);
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i++) insertByValue(order, i, values, i);
    if (distribution.kind === "categorical") return categoricalKernels(distribution, values.subarray(0, count), 1);
    return numericalKernels(distribution, values, order, { range: magicClip(count), cell: 0, hasEnds: false });
  });
  return new ParzenEstimator(kernels, kernelWeights(recencyWeights(count), 1));
}

function expectSame(crowd: ParzenCrowd, estimator: ParzenEstimator, points: Points): void {
  const [actual, expected] = [crowd.logPdf(points), estimator.logPdf(points)];
  expected.forEach((ln, c) => expect(Math.abs((actual[c] ?? Number.NaN) - ln)).toBeLessThan(1e-9 * Math.abs(ln)));
}

describe("a crowd's density", () => {
  test("is a Parzen estimator's, however its kernels came and went", () => {
    const rng = rngFromSeed("crowd");
    const crowd = new ParzenCrowd(DISTRIBUTIONS, 1, false);
    const points = new Map<number, number[]>();
    const valueOf = (slot: number, d: number): number => points.get(slot)?.[d] ?? 0;
    for (let round = 0; round < 700; round++) {
      const leaving = rng.next() < 0.3 ? [...points.keys()][Math.floor(rng.next() * points.size)] : undefined;
      const count = points.size + (leaving === undefined ? 1 : -1);
      crowd.setNarrowest(magicClip(count), count);
      if (leaving !== undefined) {
        points.delete(leaving);
        crowd.unlink(leaving);
      } else {
        points.set(round, pointFrom(rng));
        crowd.link(round, valueOf);
      }
      if (round % 50 !== 49) continue;
      crowd.setWeights(recencyWeights(count), 0);
      const estimator = estimatorOf([...points.values()]);
      const drawn = estimator.sample(rng, 24);
      expectSame(crowd, estimator, drawn);
    }
  });

  test("is the same when all kernels come at once, the first slots as the newest", () => {
    const rng = rngFromSeed("at once");
    const floats = DISTRIBUTIONS.slice(0, 2);
    const points = Array.from({ length: 300 }, () => pointFrom(rng));
    const crowd = new ParzenCrowd(floats, 1, false);
    crowd.setNarrowest(magicClip(300), 300);
    crowd.linkAll(Uint32Array.from(points.keys()), (slot, d) => points[(slot + 280) % 300]?.[d] ?? 0);
    crowd.setWeights(recencyWeights(300), 20);
    const estimator = estimatorOf(points, floats);
    expectSame(crowd, estimator, estimator.sample(rng, 24));
  });

  test("without a kernel is the prior's", () => {
    const crowd = new ParzenCrowd(DISTRIBUTIONS, 1, false);
    crowd.setWeights(new Float64Array(0), 0);
    const estimator = estimatorOf([]);
    expectSame(crowd, estimator, estimator.sample(rngFromSeed("prior"), 24));
  });

  test("names the point furthest above it as comparing all in full does", () => {
    const rng = rngFromSeed("furthest");
    for (let round = 0; round < 20; round++) {
      const points = Array.from({ length: 30 + 60 * round }, () => pointFrom(rng));
      const crowd = new ParzenCrowd(DISTRIBUTIONS, 1, false);
      crowd.setNarrowest(magicClip(points.length), points.length);
      crowd.linkAll(Uint32Array.from(points.keys()), (slot, d) => points[slot]?.[d] ?? 0);
      crowd.setWeights(recencyWeights(points.length), 0);
      const other = estimatorOf(points.slice(0, 20));
      const drawn = other.sample(rng, 24);
      const lnOther = other.logPdf(drawn);
      const lnAll = estimatorOf(points).logPdf(drawn);
      const advantages = lnOther.map((ln, c) => ln - (lnAll[c] ?? 0));
      expect(crowd.leastLikely(drawn, lnOther)).toBe(advantages.indexOf(Math.max(...advantages)));
    }
  });
});
