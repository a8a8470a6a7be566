import { cellOf, isSmallGrid, lnCellCorrection } from "./cell-mass.ts";
import type { Kernels, NumericalKernels } from "./parzen-kernels.ts";
import { probabilityTable } from "./probability-table.ts";

/** Points, one array per parameter: internal values (a category's index, a number on its grid). */
export type Points = readonly Float64Array[];

const LN_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

/** Terms this far below the largest do not change the 15th digit of the sum, even thousands of them. */
const NEGLIGIBLE = -43;

/** A real interval, or a grid so fine that it is nearly one. */
const isSmooth = (kernels: Kernels): kernels is NumericalKernels =>
  kernels.kind === "numerical" && !isSmallGrid(kernels.distribution);

/** The log density of a mixture of products, for many kernels and few points. */
export class ParzenDensity {
  readonly #count: number;
  /** Smooth parameters and where they stand among all. */
  readonly #smooth: readonly { readonly at: number; readonly kernels: NumericalKernels }[];
  /** Their mu and 1/(sigma sqrt 2) of kernel i at 2 * (i * dims + d), so that one walk reads in order. */
  readonly #centres: Float64Array;
  /** The other parameters: ln probability of a value under each kernel. */
  readonly #tabled: readonly { readonly at: number; readonly masses: (x: number) => Float64Array }[];
  /** What does not depend on the point. */
  readonly #constants: Float64Array;
  readonly #terms: Float64Array;

  constructor(kernels: readonly Kernels[], weights: Float64Array) {
    this.#count = weights.length;
    this.#terms = new Float64Array(weights.length);
    this.#constants = weights.map(Math.log);
    this.#smooth = kernels.flatMap((dim, at) => (isSmooth(dim) ? [{ at, kernels: dim }] : []));
    for (const smooth of this.#smooth) subtractConstants(this.#constants, smooth.kernels);
    this.#centres = interleaved(
      this.#smooth.map((smooth) => smooth.kernels),
      this.#count,
    );
    this.#tabled = kernels.flatMap((dim, at) => (isSmooth(dim) ? [] : [{ at, masses: probabilityTable(dim) }]));
  }

  /** ln density (of ln x where `log`) times mass of the discrete parameters, at each point. */
  at(points: Points): Float64Array {
    const result = new Float64Array(points[0]?.length ?? 0);
    const terms = this.#terms;
    const x = new Float64Array(this.#smooth.length);
    const halfCell = new Float64Array(this.#smooth.length);
    for (let c = 0; c < result.length; c++) {
      const value = (at: number): number => points[at]?.[c] ?? 0;
      terms.set(this.#constants);
      addTables(
        terms,
        this.#tabled.map(({ at, masses }) => masses(value(at))),
      );
      let lnWidths = 0;
      this.#smooth.forEach(({ at, kernels: { distribution } }, d) => {
        const [left, right] = cellOf(distribution, value(at));
        x[d] = 0.5 * (left + right);
        halfCell[d] = 0.5 * (right - left);
        if (distribution.step !== null) lnWidths += Math.log(right - left);
      });
      if (x.length > 0) this.#addSmooth(x, halfCell);
      result[c] = lnWidths + lnSumExp(terms);
    }
    return result;
  }

  /**
   * Adds the normal densities at x, or for a grid the mean density over its cell. A kernel whose term can no longer
   * matter becomes -Infinity at once: every further parameter only lowers it, and until the correction a cell counts
   * with the density at its nearest edge, which is never too low.
   */
  #addSmooth(x: Float64Array, halfCell: Float64Array): void {
    const terms = this.#terms;
    const centres = this.#centres;
    const dims = x.length;
    let floor = Number.NEGATIVE_INFINITY;
    for (let i = this.#count - 1, at = i * dims * 2; i >= 0; i--, at -= dims * 2) {
      let term = terms[i] as number;
      for (let d = 0; d < dims; d++) {
        const scale = centres[at + 2 * d + 1] as number;
        const edge = Math.abs((x[d] as number) - (centres[at + 2 * d] as number)) - (halfCell[d] as number);
        if (edge > 0) term -= edge * scale * (edge * scale);
        if (term < floor) {
          term = Number.NEGATIVE_INFINITY;
          break;
        }
      }
      if (term !== Number.NEGATIVE_INFINITY) term += this.#cellCorrections(x, halfCell, at);
      terms[i] = term;
      if (term + NEGLIGIBLE > floor) floor = term + NEGLIGIBLE;
    }
  }

  /** From the density at the cells' nearest edges to their mean density. */
  #cellCorrections(x: Float64Array, halfCell: Float64Array, at: number): number {
    let sum = 0;
    for (let d = 0; d < x.length; d++) {
      const half = halfCell[d] as number;
      if (half === 0) continue;
      const scale = this.#centres[at + 2 * d + 1] as number;
      const distance = Math.abs((x[d] as number) - (this.#centres[at + 2 * d] as number));
      const edge = Math.max(0, distance - half) * scale;
      const z = distance * scale;
      sum += edge * edge - z * z + lnCellCorrection(z * Math.SQRT2, 2 * half * scale * Math.SQRT2);
    }
    return sum;
  }
}

function interleaved(dims: readonly NumericalKernels[], count: number): Float64Array {
  const all = new Float64Array(2 * dims.length * count);
  dims.forEach(({ mus, sigmas }, d) => {
    for (let i = 0, at = 2 * d; i < count; i++, at += 2 * dims.length) {
      all[at] = mus[i] as number;
      all[at + 1] = Math.SQRT1_2 / (sigmas[i] as number);
    }
  });
  return all;
}

function subtractConstants(constants: Float64Array, { sigmas, lnMasses }: NumericalKernels): void {
  let [lastSigma, lnSigma] = [Number.NaN, 0];
  for (let i = 0; i < constants.length; i++) {
    const sigma = sigmas[i] as number;
    if (sigma !== lastSigma) {
      // Most kernels have the narrowest width, so most logarithms are the one before.
      lastSigma = sigma;
      lnSigma = Math.log(sigma);
    }
    constants[i] = (constants[i] as number) - LN_SQRT_2PI - lnSigma - (lnMasses[i] as number);
  }
}

/** Two at a time, because reading and writing the terms costs as much as adding. */
function addTables(terms: Float64Array, tables: readonly Float64Array[]): void {
  for (let t = 0; t < tables.length; t += 2) {
    const a = tables[t];
    const b = tables[t + 1];
    if (a === undefined) continue;
    if (b === undefined) for (let i = 0; i < terms.length; i++) terms[i] = (terms[i] as number) + (a[i] as number);
    else for (let i = 0; i < terms.length; i++) terms[i] = (terms[i] as number) + ((a[i] as number) + (b[i] as number));
  }
}

function lnSumExp(terms: Float64Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < terms.length; i++) if ((terms[i] as number) > max) max = terms[i] as number;
  if (max === Number.NEGATIVE_INFINITY) return max;
  let sum = 0;
  for (let i = 0; i < terms.length; i++) {
    const term = (terms[i] as number) - max;
    if (term > NEGLIGIBLE) sum += Math.exp(term);
  }
  return max + Math.log(sum);
}
