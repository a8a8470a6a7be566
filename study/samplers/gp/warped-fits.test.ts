import { describe, expect, test } from "vitest";
import { rngFromSeed } from "../../rng.ts";
import { Effort } from "./effort.ts";
import { DEFAULT_PRIORS, HyperLoss } from "./hyper-loss.ts";
import { KernelShape } from "./kernel.ts";
import { outputWarp, WARP_OFFSETS } from "./output-warp.ts";
import { targetsOf, WarpedFits } from "./warped-fits.ts";

const DIMENSIONS = 4;
const COUNT = 150;
const SHAPE = new KernelShape(Array<boolean>(DIMENSIONS).fill(false));

/** Losses that span decades, of points drawn anywhere. */
function observed(): { points: Float64Array; losses: Float64Array } {
  const rng = rngFromSeed("warped-fits");
  const points = Float64Array.from({ length: COUNT * DIMENSIONS }, () => rng.next());
  const losses = Float64Array.from({ length: COUNT }, (_, i) => {
    const x = points.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
    return Math.exp(x.reduce((sum, at, d) => sum + 4 * (at - d / 4) ** 2, 0));
  });
  return { points, losses };
}

const lossOf = (fits: WarpedFits, { points, losses }: ReturnType<typeof observed>): number => {
  const targets = targetsOf(outputWarp(losses, fits.share), losses);
  const loss = new HyperLoss(SHAPE, points, targets, DEFAULT_PRIORS);
  return loss.evaluate(fits.parameters, new Float64Array(SHAPE.parameters));
};

describe("fits under a bounded effort", () => {
  const data = observed();
  const evaluation = new HyperLoss(SHAPE, data.points, data.losses, DEFAULT_PRIORS).cost;

  test("take no more than it by more than a comparison, from the first history on", () => {
    const fits = new WarpedFits(SHAPE, WARP_OFFSETS, DEFAULT_PRIORS);
    for (let known = COUNT; known < 3 * COUNT; known++) {
      const effort = new Effort(10 * evaluation);
      fits.update(data, known, effort);
      expect(effort.left).toBeGreaterThan(-(WARP_OFFSETS.length + 1) * evaluation);
    }
  });

  test("find within 20 proposals what an unlimited one finds at once", () => {
    const unlimited = new WarpedFits(SHAPE, WARP_OFFSETS, DEFAULT_PRIORS);
    unlimited.update(data, COUNT, new Effort(Number.POSITIVE_INFINITY));
    const bounded = new WarpedFits(SHAPE, WARP_OFFSETS, DEFAULT_PRIORS);
    for (let known = COUNT; known < COUNT + 20; known++) bounded.update(data, known, new Effort(10 * evaluation));
    expect(bounded.share).toBe(unlimited.share);
    expect(lossOf(bounded, data)).toBeLessThan(lossOf(unlimited, data) + 1);
  });
});
