/** Values of a space as one row of numbers: a number or choice as `toInternal` gives it, a list item by item, seeds after their count. */
import { unsignedZero } from "./decimal.ts";
import { contains, fromInternal, type ParamDistribution, type ParamValue, toInternal } from "./distribution.ts";
import { isVector, type VectorDistribution } from "./vector-distribution.ts";

type Distributions = readonly ParamDistribution[];

const listOf = (value: ParamValue | undefined): readonly number[] => (Array.isArray(value) ? value : []);

const widthOf = (distribution: VectorDistribution, value: readonly number[]): number =>
  distribution.kind === "seeds" ? 1 + value.length : distribution.n;

/** Numbers in the row of these values. */
export function rowWidth(distributions: Distributions, params: readonly ParamValue[]): number {
  let width = 0;
  for (let i = 0; i < distributions.length; i++) {
    const distribution = distributions[i];
    width += distribution !== undefined && isVector(distribution) ? widthOf(distribution, listOf(params[i])) : 1;
  }
  return width;
}

/** Writes the row from `at` on, NaN for what is missing, and returns where it ends. */
export function writeRow(
  distributions: Distributions,
  params: readonly ParamValue[],
  into: Float64Array,
  from: number,
): number {
  let at = from;
  for (let i = 0; i < distributions.length; i++) {
    const [distribution, value] = [distributions[i], params[i]];
    if (distribution === undefined || value === undefined) into[at++] = Number.NaN;
    else if (isVector(distribution)) at = writeVector(distribution, listOf(value), into, at);
    else into[at++] = toInternal(distribution, value);
  }
  return at;
}

function writeVector(distribution: VectorDistribution, value: readonly number[], into: Float64Array, from: number) {
  const end = from + widthOf(distribution, value);
  let at = from;
  if (distribution.kind === "seeds") into[at++] = value.length;
  for (let k = 0; at < end; k++) into[at++] = value[k] ?? Number.NaN;
  return end;
}

/** Reads a row from front to back. */
export class RowReader {
  readonly #numbers: ArrayLike<number>;
  #at: number;

  constructor(numbers: ArrayLike<number>, at: number) {
    this.#numbers = numbers;
    this.#at = at;
  }

  /** Where the next value begins. */
  get at(): number {
    return this.#at;
  }

  /** The next value; undefined if it is none of the distribution. */
  take(distribution: ParamDistribution): ParamValue | undefined {
    if (isVector(distribution)) return this.#vector(distribution);
    const internal = this.#numbers[this.#at++] ?? Number.NaN;
    if (distribution.kind === "categorical") return distribution.choices[internal];
    return contains(distribution, internal) ? fromInternal(distribution, internal) : undefined;
  }

  #vector(distribution: VectorDistribution): ParamValue | undefined {
    const isSeeds = distribution.kind === "seeds";
    const length = isSeeds ? (this.#numbers[this.#at++] ?? 0) : distribution.n;
    if (!(length <= this.#numbers.length - this.#at)) return undefined;
    const value: number[] = [];
    for (let k = 0; k < length; k++) value.push(unsignedZero(this.#numbers[this.#at++] ?? Number.NaN));
    return contains(distribution, value) ? value : undefined;
  }
}
