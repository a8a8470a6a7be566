import { logNormalMass } from "../../normal-distribution.ts";
import type { NumericalDistribution } from "../../space/distribution.ts";
import { cellOf } from "./cell-mass.ts";
import type { Survivors } from "./crowd-column.ts";
import { WidthColumn } from "./width-column.ts";

/** Kernels that share mu and sigma, and ln of the mass each value has under them. */
interface KernelClass {
  readonly mu: number;
  readonly sigma: number;
  readonly lnMass: number;
  readonly byValue: Map<number, number>;
}

/** Enough for the kernels on a small grid; more come only from values off the grid. */
const MAX_CLASSES = 4_096;

/** A number from a grid so small that most kernels share mu and sigma with others: each mass is worked out once. */
export class GridColumn extends WidthColumn {
  readonly #distribution: NumericalDistribution;
  #classes = new Map<number, Map<number, KernelClass>>();
  #classCount = 0;
  readonly #classOf: KernelClass[] = [];
  readonly #prior: KernelClass;
  #x = 0;

  constructor(distribution: NumericalDistribution, hasEnds: boolean) {
    super(distribution, hasEnds);
    this.#distribution = distribution;
    this.#prior = this.#made(0.5 * (this.low + this.high), this.high - this.low);
  }

  constant(): number {
    return 0;
  }

  protected setSigma(slot: number, sigma: number): void {
    const mu = this.mus[slot] as number;
    if (this.#classCount >= MAX_CLASSES) {
      this.#classes = new Map();
      this.#classCount = 0;
    }
    let bySigma = this.#classes.get(mu);
    if (bySigma === undefined) {
      bySigma = new Map();
      this.#classes.set(mu, bySigma);
    }
    let kernels = bySigma.get(sigma);
    if (kernels === undefined) {
      kernels = this.#made(mu, sigma);
      bySigma.set(sigma, kernels);
    }
    this.#classOf[slot] = kernels;
  }

  moveTo(x: number): number {
    this.#x = x;
    return 0;
  }

  prior(): number {
    return this.#lnMass(this.#prior);
  }

  narrow({ slots, terms }: Survivors, count: number, floor: number): number {
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const slot = slots[k] as number;
      const term = (terms[k] as number) + this.#lnMass(this.#classOf[slot] as KernelClass);
      slots[kept] = slot;
      terms[kept] = term;
      kept += (term >= floor ? 1 : 0) | 0;
    }
    return kept;
  }

  #made(mu: number, sigma: number): KernelClass {
    this.#classCount += 1;
    const lnMass = logNormalMass((this.low - mu) / sigma, (this.high - mu) / sigma);
    return { mu, sigma, lnMass, byValue: new Map() };
  }

  #lnMass({ mu, sigma, lnMass, byValue }: KernelClass): number {
    const known = byValue.get(this.#x);
    if (known !== undefined) return known;
    const [left, right] = cellOf(this.#distribution, this.#x);
    const mass = logNormalMass((left - mu) / sigma, (right - mu) / sigma) - lnMass;
    byValue.set(this.#x, mass);
    return mass;
  }
}
