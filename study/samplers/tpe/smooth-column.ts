import { logNormalMass } from "../../normal-distribution.ts";
import type { NumericalDistribution } from "../../space/distribution.ts";
import { cellOf, lnCellCorrection } from "./cell-mass.ts";
import type { Survivors } from "./crowd-column.ts";
import { resized } from "./neighbours.ts";
import { WidthColumn } from "./width-column.ts";

const LN_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

/** The mean of a standard normal's mass between the ends of a range as wide as its sigma, in the middle. */
const LN_PRIOR_MASS = logNormalMass(-0.5, 0.5);

/**
 * A number from an interval, or from a grid so fine that it is nearly one: there a cell counts with the density at its
 * edge nearest to the kernel, which is never too low, until `correct`.
 */
export class SmoothColumn extends WidthColumn {
  readonly #distribution: NumericalDistribution;
  readonly #prior: { readonly mu: number; readonly scale: number; readonly constant: number };
  /** 1 / (sigma sqrt 2). */
  #scales = new Float64Array(0);
  #constants = new Float64Array(0);
  #x = 0;
  #halfCell = 0;

  constructor(distribution: NumericalDistribution, hasEnds: boolean) {
    super(distribution, hasEnds);
    this.#distribution = distribution;
    const sigma = this.high - this.low;
    const constant = -LN_SQRT_2PI - Math.log(sigma) - LN_PRIOR_MASS;
    this.#prior = { mu: 0.5 * (this.low + this.high), scale: Math.SQRT1_2 / sigma, constant };
  }

  override grow(capacity: number): void {
    super.grow(capacity);
    this.#scales = resized(this.#scales, capacity);
    this.#constants = resized(this.#constants, capacity);
  }

  constant(slot: number): number {
    return this.#constants[slot] as number;
  }

  protected setSigma(slot: number, sigma: number): void {
    const mu = this.mus[slot] as number;
    this.#scales[slot] = Math.SQRT1_2 / sigma;
    const lnMass = logNormalMass((this.low - mu) / sigma, (this.high - mu) / sigma);
    this.#constants[slot] = -LN_SQRT_2PI - Math.log(sigma) - lnMass;
  }

  moveTo(x: number): number {
    const [left, right] = cellOf(this.#distribution, x);
    this.#x = 0.5 * (left + right);
    this.#halfCell = 0.5 * (right - left);
    return this.#distribution.step === null ? 0 : Math.log(right - left);
  }

  prior(): number {
    const { mu, scale, constant } = this.#prior;
    const z = (this.#x - mu) * scale;
    return constant - z * z + (this.#halfCell === 0 ? 0 : this.#cellCorrection(z, scale));
  }

  narrow(survivors: Survivors, count: number, floor: number): number {
    return this.#halfCell === 0 ? this.#narrow(survivors, count, floor) : this.#narrowByEdges(survivors, count, floor);
  }

  #narrow({ slots, terms }: Survivors, count: number, floor: number): number {
    const [mus, scales, x] = [this.mus, this.#scales, this.#x];
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const slot = slots[k] as number;
      const z = (x - (mus[slot] as number)) * (scales[slot] as number);
      const term = (terms[k] as number) - z * z;
      slots[kept] = slot;
      terms[kept] = term;
      kept += (term >= floor ? 1 : 0) | 0;
    }
    return kept;
  }

  #narrowByEdges({ slots, terms }: Survivors, count: number, floor: number): number {
    const [mus, scales, x, halfCell] = [this.mus, this.#scales, this.#x, this.#halfCell];
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const slot = slots[k] as number;
      const edge = Math.abs(x - (mus[slot] as number)) - halfCell;
      const z = edge > 0 ? edge * (scales[slot] as number) : 0;
      const term = (terms[k] as number) - z * z;
      slots[kept] = slot;
      terms[kept] = term;
      kept += (term >= floor ? 1 : 0) | 0;
    }
    return kept;
  }

  correct({ slots, terms }: Survivors, count: number): void {
    if (this.#halfCell === 0) return;
    for (let k = 0; k < count; k++) {
      const slot = slots[k] as number;
      const scale = this.#scales[slot] as number;
      const distance = Math.abs(this.#x - (this.mus[slot] as number));
      const z = distance * scale;
      const edge = Math.max(0, distance - this.#halfCell) * scale;
      terms[k] = (terms[k] as number) + edge * edge - z * z + this.#cellCorrection(z, scale);
    }
  }

  #cellCorrection(z: number, scale: number): number {
    return lnCellCorrection(z * Math.SQRT2, 2 * this.#halfCell * scale * Math.SQRT2);
  }
}
