/**
 * Parameters on a grid within a continuous search: Hamano et al., "CMA-ES with Margin" (2022). A grid value owns a cell of
 * the axis; the margin keeps a chance of leaving the mean's cell, so that no parameter freezes when sigma shrinks.
 */

import { normalCdf, truncatedNormalQuantile } from "../../normal-distribution.ts";
import type { NumericalDistribution } from "../../space/distribution.ts";
import { fromUnit, toUnit } from "../shared/unit-cube.ts";
import type { CmaEs } from "./cma-es.ts";

/** How far from a cell's edge the mean may be, in sigmas, for chances to be computed: further they are 0. */
const FAR = 38;

/** One coordinate in [0, 1] whose values lie on a grid. */
export class GridAxis {
  readonly #distribution: NumericalDistribution;

  constructor(distribution: NumericalDistribution) {
    this.#distribution = distribution;
  }

  /** The cell of the grid value nearest to `coordinate`. */
  cellOf(coordinate: number): readonly [low: number, high: number] {
    const half = (this.#distribution.step ?? 0) / 2;
    const value = fromUnit(this.#distribution, Math.min(1, Math.max(0, coordinate)));
    return [toUnit(this.#distribution, value - half), toUnit(this.#distribution, value + half)];
  }

  /**
   * Where in its cell a point may have been drawn that was seen at `coordinate`: by the share `u` of the distribution
   * N(mean, deviation) cut to the cell. The rounding is undone in this way, as the grid hides the drawn point.
   */
  latent(coordinate: number, mean: number, deviation: number, u: number): number {
    const [low, high] = this.cellOf(coordinate);
    const [a, b] = [(low - mean) / deviation, (high - mean) / deviation];
    if (!(a < FAR && b > -FAR)) return a >= FAR ? low : high;
    return mean + deviation * truncatedNormalQuantile(u, a, b);
  }

  /**
   * Moves the mean (and in an inner cell widens axis `j`) of `cma` so that a point leaves the mean's cell with probability
   * >= `alpha`. True if the axis was widened: then `cma.settle` must follow.
   */
  keepMargin(cma: CmaEs, j: number, alpha: number): boolean {
    const mean = Math.min(1, Math.max(0, cma.mean[j] as number));
    const deviation = cma.sigma * Math.sqrt(cma.shape.variance(j));
    const [low, high] = this.cellOf(mean);
    const below = low <= 0 ? 0 : normalCdf((low - mean) / deviation);
    const above = high >= 1 ? 0 : normalCdf((mean - high) / deviation);
    if (low <= 0 || high >= 1) {
      if (below + above >= alpha) return false;
      const reach = deviation * quantile(1 - alpha);
      cma.mean[j] = low <= 0 ? Math.max(low, high - reach) : Math.min(high, low + reach);
      return false;
    }
    if (below >= alpha / 2 && above >= alpha / 2) return false;
    const [zLow, zHigh] = [quantile(1 - Math.max(below, alpha / 2)), quantile(1 - Math.max(above, alpha / 2))];
    const wanted = (high - low) / (zLow + zHigh);
    cma.mean[j] = low + zLow * wanted;
    cma.widen(j, wanted / deviation);
    return true;
  }
}

const quantile = (p: number): number => truncatedNormalQuantile(p, -FAR, FAR);
