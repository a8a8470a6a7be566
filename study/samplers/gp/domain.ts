/** Where points may lie: the unit cube with its grids and choices. */

import { type Rng, uniform } from "../../rng.ts";
import type { Distribution } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { fromUnit, toUnit } from "../shared/unit-cube.ts";

/** A part of the cube; categories have no bounds. */
export interface Region {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A grid of at most so many values is searched value by value; a finer one as if it were continuous, then rounded. */
const MAX_SEARCHED = 16;

export class Domain {
  readonly dimensions: number;
  readonly isCategorical: readonly boolean[];
  /** Different values of each coordinate; Infinity where continuous. */
  readonly cells: readonly number[];
  readonly #distributions: readonly Distribution[];

  constructor(space: SearchSpace) {
    this.#distributions = space.distributions;
    this.dimensions = space.distributions.length;
    this.isCategorical = space.distributions.map(({ kind }) => kind === "categorical");
    this.cells = space.distributions.map((distribution) => {
      if (distribution.kind === "categorical") return distribution.choices.length;
      const { low, high, step } = distribution;
      return step === null ? Number.POSITIVE_INFINITY : Math.round((high - low) / step) + 1;
    });
  }

  /** The whole cube. */
  whole(): Region {
    return {
      lower: new Float64Array(this.dimensions),
      upper: new Float64Array(this.dimensions).fill(1),
    };
  }

  /** Whether gradients say nothing about this coordinate. */
  isDiscrete(d: number): boolean {
    return this.isCategorical[d] === true || (this.cells[d] as number) <= MAX_SEARCHED;
  }

  /** The nearest point on the grids: a grid value is the point `toUnit` gives it, the middle of its cell. */
  snap(x: Float64Array): void {
    for (let d = 0; d < this.dimensions; d++) {
      const distribution = this.#distributions[d] as Distribution;
      if (distribution.kind === "categorical" || distribution.step === null) continue;
      x[d] = toUnit(distribution, fromUnit(distribution, x[d] as number));
    }
  }

  /** A coordinate anywhere in the region. */
  draw(d: number, region: Region, rng: Rng): number {
    if (this.isCategorical[d] === true) return Math.floor(rng.next() * (this.cells[d] as number));
    return uniform(rng, region.lower[d] as number, region.upper[d] as number);
  }

  /** A point anywhere in the region, on the grids. */
  drawPoint(region: Region, rng: Rng): Float64Array {
    const x = Float64Array.from(this.cells, (_, d) => this.draw(d, region, rng));
    this.snap(x);
    return x;
  }

  /** The other values a discrete coordinate may take: all of few, of many categories a handful drawn. */
  alternatives(d: number, x: Float64Array, rng: Rng): number[] {
    const [cells, at] = [this.cells[d] as number, x[d] as number];
    if (this.isCategorical[d] === true) {
      if (cells <= MAX_SEARCHED) return Array.from({ length: cells }, (_, k) => k).filter((k) => k !== at);
      return Array.from({ length: MAX_SEARCHED }, () => Math.floor(rng.next() * cells)).filter((k) => k !== at);
    }
    const point = x.slice();
    const values = Array.from({ length: cells }, (_, k) => {
      point[d] = (k + 0.5) / cells;
      this.snap(point);
      return point[d];
    });
    return [...new Set(values)].filter((value) => value !== at);
  }
}

/** Mean distance along a coordinate, on a torus so that no corner is preferred; categories differ or do not. */
export function torusDistance(domain: Domain, x: Float64Array, points: Float64Array, at: number): number {
  let sum = 0;
  for (let d = 0; d < domain.dimensions; d++) {
    const apart = Math.abs((x[d] as number) - (points[at + d] as number));
    if (domain.isCategorical[d] === true) sum += apart > 0 ? 0.25 : 0;
    else sum += Math.min(apart, 1 - apart) ** 2;
  }
  return sum;
}
