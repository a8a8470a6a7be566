import { logNormalMass } from "../../normal-distribution.ts";
import type { NumericalDistribution } from "../../space/distribution.ts";

const LN_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

/** Up to here, as width times distance in sigmas, the series below is right to 1e-10. */
const SERIES_LIMIT = 0.5;

/**
 * ln of a standard normal's mass on [z - width/2, z + width/2], over density times width at z: by the Taylor series of
 * the density around the middle (Hermite polynomials of z), or by the distribution function where that is too coarse.
 */
export function lnCellCorrection(z: number, width: number): number {
  const z2 = z * z;
  if (width * (Math.abs(z) + 1) > SERIES_LIMIT) {
    return logNormalMass(z - 0.5 * width, z + 0.5 * width) - Math.log(width) + LN_SQRT_2PI + 0.5 * z2;
  }
  const w2 = width * width;
  const fourth = z2 * z2 - 6 * z2 + 3;
  const sixth = z2 * (z2 * z2 - 15 * z2 + 45) - 15;
  return Math.log1p(w2 * ((z2 - 1) / 24 + w2 * (fourth / 1_920 + (w2 * sixth) / 322_560)));
}

/** The cell of the grid that belongs to the value `x`, transformed. */
export function cellOf({ step, log }: NumericalDistribution, x: number): readonly [left: number, right: number] {
  const half = (step ?? 0) / 2;
  return log ? [Math.log(x - half), Math.log(x + half)] : [x - half, x + half];
}

/** Up to so many cells, tabulating each kernel's mass on a cell pays: most kernels share mu and sigma with others. */
const MAX_TABLE_CELLS = 64;

/** Whether a number's grid is so small that remembering masses pays. */
export const isSmallGrid = ({ low, high, step }: NumericalDistribution): boolean =>
  step !== null && (high - low) / step < MAX_TABLE_CELLS;
