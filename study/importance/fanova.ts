/**
 * fANOVA (Hutter et al. 2014): a random forest learns the objective from the trials, and each parameter's share is the
 * mean over the trees of the variance that it explains alone, over the whole space.
 */

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import { type Rng, rngFromSeed, shuffle } from "../rng.ts";
import { findPlaces } from "../samplers/shared/point-reader.ts";
import type { Distribution } from "../space/distribution.ts";
import { EMPTY_SPACE, intersectionSpace, type SearchSpace } from "../space/search-space.ts";
import { checkObjective, importanceRows } from "./importance-rows.ts";
import { type Feature, growTree } from "./regression-tree.ts";
import { type Importance, rankedShares } from "./shares.ts";
import { type Extent, varianceShares } from "./tree-variance.ts";

export interface FanovaOptions {
  /** Which objective; needed if the study has several. */
  readonly objective?: number;
  /** Seeds the forest: the same seed and trials give the same shares. */
  readonly seed?: number | string;
  readonly trees?: number;
  /** Shares sum to 1; without, they are shares of the whole variance, of which interactions take the rest. */
  readonly normalize?: boolean;
  /** Spread a log parameter's values evenly in ln space, as samplers draw them; without, evenly over the range (Optuna). */
  readonly logScale?: boolean;
}

/** More trials change the shares by less than the forest's own chance, and a second is what a person waits. */
export const MAX_FANOVA_TRIALS = 10_000;
/** Trials times parameters, for wide spaces: time grows with this. */
const MAX_FANOVA_VALUES = 200_000;
/** Fewer teach too little, however wide the space. */
const LEAST_TRIALS = 1_000;
/** The shares' spread falls with the square root; Optuna's number is 64. */
const MAX_TREES = 1_000;

/**
 * Each parameter's share of the objective's variance, of those that all complete trials have with one distribution and
 * more than one value. Past `MAX_FANOVA_TRIALS` trials an even choice of them is read, fewer where parameters are many.
 */
export function fanovaImportance(history: History, options: FanovaOptions = {}): Importance {
  checkOptionNames("fanovaImportance", options, ["objective", "seed", "trees", "normalize", "logScale"]);
  const { objective = null, seed = "waggle", trees = 64, normalize = true, logScale = false } = options;
  if (objective === null && history.directions.length > 1) {
    throw new MisuseError(
      "fANOVA explains one objective; say which, as in fanovaImportance(history, { objective: 0 }).",
    );
  }
  checkObjective(history, objective ?? 0);
  if (!Number.isInteger(trees) || trees < 1 || trees > MAX_TREES) {
    throw new MisuseError(`trees must be a whole number from 1 to ${MAX_TREES}, but is ${trees}; 64 is a good choice.`);
  }
  const all = importanceRows(history, objective ?? 0);
  const space = sharedSpace(history, all);
  const rng = rngFromSeed(seed, "fanova");
  const rows = evenChoice(all, rowsAtMost(space), rng);
  const shares = new Map(space.names.map((name) => [name, 0]));
  if (rows.length > 1 && space.names.length > 0) {
    const features = featuresOf(history, rows, space, logScale);
    const targets = standardised(Float64Array.from(rows, (row) => history.value(row, objective ?? 0)));
    const extents = space.distributions.map((distribution) => extentOf(distribution, logScale));
    meanShares(features, targets, extents, trees, rng).forEach((share, d) => shares.set(space.names[d] ?? "", share));
  }
  return rankedShares(shares, normalize);
}

function sharedSpace(history: History, rows: Uint32Array): SearchSpace {
  const spaces = new Set<SearchSpace>();
  for (const row of rows) spaces.add(history.space(row));
  return spaces.size === 0 ? EMPTY_SPACE : intersectionSpace([...spaces]);
}

const rowsAtMost = ({ names }: SearchSpace): number =>
  Math.min(MAX_FANOVA_TRIALS, Math.max(LEAST_TRIALS, Math.floor(MAX_FANOVA_VALUES / Math.max(1, names.length))));

function evenChoice(rows: Uint32Array, most: number, rng: Rng): Uint32Array {
  return rows.length <= most ? rows : Uint32Array.from(shuffle(rng, [...rows]).slice(0, most)).sort();
}

function featuresOf(history: History, rows: Uint32Array, space: SearchSpace, logScale: boolean): Feature[] {
  const places = new Map<SearchSpace, readonly number[]>();
  const placesIn = (theirs: SearchSpace): readonly number[] => {
    let found = places.get(theirs);
    if (found === undefined) places.set(theirs, (found = findPlaces(space, theirs) ?? []));
    return found;
  };
  return space.distributions.map((distribution, d) => {
    const raw = Float64Array.from(rows, (row) => history.param(row, placesIn(history.space(row))[d] ?? 0));
    if (distribution.kind === "categorical") {
      // An unknown category counts as the first; strangers' trials are checked before they come in.
      return {
        kind: "categorical",
        values: raw.map((index) => Math.max(0, index)),
        choices: distribution.choices.length,
      };
    }
    const values = distribution.log && logScale ? raw.map(Math.log) : raw;
    const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
    return { kind: "numerical", values, order };
  });
}

/** Every value of a grid owns half a step on both sides. */
function extentOf(distribution: Distribution, logScale: boolean): Extent {
  if (distribution.kind === "categorical") return { kind: "categorical", choices: distribution.choices.length };
  const half = (distribution.step ?? 0) / 2;
  const [low, high] = [distribution.low - half, distribution.high + half];
  const isLog = distribution.log && logScale;
  return { kind: "numerical", low: isLog ? Math.log(low) : low, high: isLog ? Math.log(high) : high };
}

/** Mean 0 and standard deviation 1, which change no share; scaled first, because squares may be beyond the largest double. */
function standardised(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const scaled = values.map((value) => value / largest);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const deviation = Math.sqrt(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scaled.length) || 1;
  return scaled.map((value) => (value - mean) / deviation);
}

/** Each tree learns from as many samples as there are, drawn with replacement. */
function meanShares(
  features: readonly Feature[],
  targets: Float64Array,
  extents: readonly Extent[],
  trees: number,
  rng: Rng,
): Float64Array {
  const sums = new Float64Array(features.length);
  let counted = 0;
  for (let tree = 0; tree < trees; tree++) {
    const weights = new Uint32Array(targets.length);
    for (let i = 0; i < targets.length; i++) {
      const drawn = Math.floor(rng.next() * targets.length);
      weights[drawn] = (weights[drawn] as number) + 1;
    }
    const shares = varianceShares(growTree(features, targets, weights, rng), extents);
    if (shares === null) continue;
    counted += 1;
    shares.forEach((share, d) => (sums[d] = (sums[d] as number) + share));
  }
  return sums.map((sum) => (counted === 0 ? 0 : sum / counted));
}
