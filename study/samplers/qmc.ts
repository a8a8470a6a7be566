/**
 * Quasi-Monte Carlo: points that fill the space more evenly than chance (Bergstra and Bengio 2012 for why that beats a
 * grid). All peers use one sequence with one scrambling, each from its own place in it, drawn from its stream: no two
 * try the same point, without a word between them, and together they are as even as alone.
 */

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Sampler } from "../sampler.ts";
import { type CategoricalChoice, type Distribution, fromInternal, isSingle } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { haltonSequence } from "./qmc/halton.ts";
import { sobolSequence } from "./qmc/sobol.ts";
import { fromUnit } from "./shared/unit-cube.ts";

export interface QmcOptions {
  /** Halton's needs no power of two to be even, Sobol's is better in many dimensions (default). */
  readonly sequence?: "sobol" | "halton";
  /** By default true: unscrambled points are near the corners first, and alike in every study. */
  readonly scramble?: boolean;
  /** Names the scrambling, which peers must share (by default 0). */
  readonly seed?: number | string;
}

export function qmcSampler(options: QmcOptions = {}): Sampler {
  checkOptionNames("qmcSampler", options, ["sequence", "scramble", "seed"]);
  const { sequence = "sobol", scramble = true, seed = 0 } = options;
  if (sequence !== "sobol" && sequence !== "halton") {
    throw new MisuseError(`There is no sequence ${JSON.stringify(sequence)}; choose "sobol" or "halton".`);
  }
  const points = sequence === "sobol" ? sobolSequence(scramble, seed) : haltonSequence(scramble, seed);
  const starts = new WeakMap<History, number>();
  return {
    name: "qmc",
    usesRunning: false,
    sample({ history, space, rng, number }) {
      let start = starts.get(history);
      if (start === undefined) {
        start = rng.next();
        starts.set(history, start);
      }
      const open = openDimensions(space);
      return { values: valuesAt(space, points.point(start, number, open)), mixtures: null };
    },
  };
}

/** The values at a point of the unit cube, which has a coordinate for each parameter that may have several values. */
export function valuesAt({ distributions }: SearchSpace, point: Float64Array): CategoricalChoice[] {
  let d = 0;
  return distributions.map((distribution) =>
    isSingle(distribution)
      ? fromInternal(distribution, distribution.kind === "categorical" ? 0 : distribution.low)
      : valueAt(distribution, point[d++] as number),
  );
}

/** How many coordinates a point of this space has. */
export const openDimensions = ({ distributions }: SearchSpace): number =>
  distributions.reduce((count, distribution) => count + (isSingle(distribution) ? 0 : 1), 0);

function valueAt(distribution: Distribution, coordinate: number): CategoricalChoice {
  if (distribution.kind !== "categorical") return fromUnit(distribution, coordinate);
  const { length } = distribution.choices;
  return fromInternal(distribution, Math.min(length - 1, Math.floor(coordinate * length)));
}
