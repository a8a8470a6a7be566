/** Values of a space as one row of numbers: a number or choice as `toInternal` gives it, a list item by item, seeds after their count. */
import { unsignedZero } from "./decimal.ts";
import { contains, type Distribution, type ParamDistribution, type ParamValue, toInternal } from "./distribution.ts";
import { searchSpaceOf } from "./random-keys.ts";
import type { SearchSpace, TrialSpace } from "./search-space.ts";
import type { VectorDistribution } from "./vector-distribution.ts";

/** Whether every value is one number in the row. */
export const isPlain = (space: TrialSpace): space is SearchSpace => searchSpaceOf(space) === space;

const isList = (value: ParamValue | undefined): value is readonly number[] =>
  typeof value === "object" && value !== null;

/** Places of a list in a row. */
const widthOf = ({ kind }: ParamDistribution, value: readonly number[]): number =>
  kind === "seeds" ? 1 + value.length : value.length;

/** Numbers in the row of these values. */
export function rowWidth(space: TrialSpace, params: readonly ParamValue[]): number {
  const { distributions } = space;
  if (isPlain(space)) return distributions.length;
  return distributions.reduce((width, distribution, i) => {
    const value = params[i];
    return width + (isList(value) ? widthOf(distribution, value) : 1);
  }, 0);
}

/** Writes the row from `from` on, NaN for what is missing, and returns where it ends. */
export function writeRow(space: TrialSpace, params: readonly ParamValue[], into: Float64Array, from: number): number {
  if (!isPlain(space)) return writeLists(space, params, into, from);
  const { distributions } = space;
  for (let i = 0; i < distributions.length; i++) {
    const distribution = distributions[i];
    const value = params[i];
    into[from + i] = distribution === undefined || value === undefined ? Number.NaN : toInternal(distribution, value);
  }
  return from + distributions.length;
}

function writeLists({ distributions }: TrialSpace, params: readonly ParamValue[], into: Float64Array, from: number) {
  let at = from;
  distributions.forEach((distribution, i) => {
    const value = params[i];
    if (!isList(value)) {
      // Where a list belongs, this is no value to any reader.
      into[at++] = value === undefined ? Number.NaN : toInternal(distribution as Distribution, value);
      return;
    }
    if (distribution.kind === "seeds") into[at++] = value.length;
    for (const item of value) into[at++] = item;
  });
  return at;
}

/**
 * The values of the row from `from` on, up to the first that is none of its distribution: fewer than the space has, then.
 * The row ends `rowWidth` numbers on.
 */
export function readRow(space: TrialSpace, numbers: ArrayLike<number>, from: number): ParamValue[] {
  if (!isPlain(space)) return readLists(space, numbers, from);
  const { distributions } = space;
  const values: ParamValue[] = [];
  for (let i = 0; i < distributions.length; i++) {
    const distribution = distributions[i];
    const value = distribution === undefined ? undefined : scalarOf(distribution, numbers[from + i] ?? Number.NaN);
    if (value === undefined) break;
    values.push(value);
  }
  return values;
}

function scalarOf(distribution: Distribution, internal: number): ParamValue | undefined {
  if (distribution.kind === "categorical") return distribution.choices[internal];
  // No parameter is ever -0.
  return contains(distribution, internal) ? unsignedZero(internal) : undefined;
}

function readLists({ distributions }: TrialSpace, numbers: ArrayLike<number>, from: number): ParamValue[] {
  const values: ParamValue[] = [];
  let at = from;
  for (const distribution of distributions) {
    const { kind } = distribution;
    const isScalar = kind === "float" || kind === "int" || kind === "categorical";
    const value = isScalar ? scalarOf(distribution, numbers[at] ?? Number.NaN) : listAt(distribution, numbers, at);
    if (value === undefined) break;
    at += isList(value) ? widthOf(distribution, value) : 1;
    values.push(value);
  }
  return values;
}

function listAt(distribution: VectorDistribution, numbers: ArrayLike<number>, from: number): ParamValue | undefined {
  const isCounted = distribution.kind === "seeds";
  const first = isCounted ? from + 1 : from;
  const length = isCounted ? (numbers[from] ?? 0) : distribution.n;
  if (!(length <= numbers.length - first)) return undefined;
  const value: number[] = [];
  for (let k = 0; k < length; k++) value.push(unsignedZero(numbers[first + k] ?? Number.NaN));
  // The count may have been a fraction.
  return value.length === length && contains(distribution, value) ? value : undefined;
}
